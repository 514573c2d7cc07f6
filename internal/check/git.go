package check

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/disk"
)

// A repo is the git repository around a folder. It is asked for its objects alone,
// through the git binary, and so that nothing runs which its files or configuration
// name: no hook, no file system monitor, no filter, no text conversion, no transport.
type repo struct {
	dir  string // the root of the vault
	flag string // the option for which git is asked, for messages
}

// A blob is a file as git stores it.
type blob struct {
	id   string // the hash, in hexadecimal
	kind string // its mode: regular, symlink or submodule
}

// Modes of entries.
const (
	modeSymlink   = "120000"
	modeSubmodule = "160000"
)

// A tree is the files below the root of the vault as git knows them at one time, by
// their paths from there.
type tree map[string]blob

// command is git with args, run in the root.
func (r repo) command(ctx context.Context, args ...string) *exec.Cmd {
	safe := []string{"--no-pager", "--no-optional-locks", "--no-replace-objects",
		"-c", "core.fsmonitor=", "-c", "core.hooksPath=" + os.DevNull, "-c", "protocol.allow=never"}
	cmd := exec.CommandContext(ctx, "git", append(safe, args...)...)
	cmd.Dir = r.dir
	for _, e := range os.Environ() {
		name, value, _ := strings.Cut(e, "=")
		switch name {
		case "GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX":
			// A hook has them for the folder that it runs in, which is another one.
			continue
		case "GIT_INDEX_FILE":
			// That of a partial commit, seen from the folder of the hook.
			if abs, err := filepath.Abs(value); err == nil {
				e = name + "=" + abs
			}
		}
		cmd.Env = append(cmd.Env, e)
	}
	cmd.Env = append(cmd.Env, "LC_ALL=C", "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0")
	return cmd
}

// ask returns what git prints.
func (r repo) ask(ctx context.Context, args ...string) ([]byte, error) {
	cmd := r.command(ctx, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	return out, r.failed(err, stderr.String())
}

// failed makes a sentence of git's failure.
func (r repo) failed(err error, stderr string) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, exec.ErrNotFound):
		return fmt.Errorf("%s asks git, and there is no git on this machine", r.flag)
	}
	said, _, _ := strings.Cut(strings.TrimSpace(stderr), "\n")
	if said == "" {
		said = err.Error()
	}
	return fmt.Errorf("%s asks git about %s, and git says: %s", r.flag, r.dir, strings.TrimPrefix(said, "fatal: "))
}

// revision finds the tree of a revision. Behind "REV..." it is where REV and HEAD
// parted, as git diff has it.
func (r repo) revision(ctx context.Context, rev string) (string, error) {
	if _, err := r.ask(ctx, "rev-parse", "--git-dir"); err != nil {
		return "", err
	}
	name := rev
	if base, ok := strings.CutSuffix(rev, "..."); ok {
		if strings.HasPrefix(base, "-") {
			return "", noRevision(rev)
		}
		out, err := r.ask(ctx, "merge-base", base, "HEAD")
		if err != nil {
			return "", noRevision(rev)
		}
		name = strings.TrimSpace(string(out))
	}
	out, err := r.ask(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", name+"^{tree}")
	if err != nil {
		return "", noRevision(rev)
	}
	return strings.TrimSpace(string(out)), nil
}

func noRevision(rev string) error {
	return fmt.Errorf("git knows no revision %q; where the history was fetched in part, as CI jobs do, fetch it whole first (fetch-depth: 0)", rev)
}

// tree lists a revision, named by the hash of its tree.
func (r repo) tree(ctx context.Context, hash string) (tree, error) {
	// Paths count from the folder git runs in, and only those below are listed.
	out, err := r.ask(ctx, "ls-tree", "-r", "-z", hash)
	return entries(out, func(fields []string) (blob, bool) { // mode type hash
		return blob{fields[2], fields[0]}, len(fields) == 3
	}), err
}

// index lists what would be committed.
func (r repo) index(ctx context.Context) (tree, error) {
	out, err := r.ask(ctx, "ls-files", "--stage", "-z")
	return entries(out, func(fields []string) (blob, bool) { // mode hash stage
		return blob{fields[1], fields[0]}, len(fields) == 3 && fields[2] != "1" && fields[2] != "3" // ours, in a merge
	}), err
}

// entries reads lists that end in a tab and the path.
func entries(out []byte, read func(fields []string) (blob, bool)) tree {
	t := tree{}
	for entry := range strings.SplitSeq(string(out), "\x00") {
		head, path, ok := strings.Cut(entry, "\t")
		fields := strings.Fields(head)
		if !ok || len(fields) != 3 {
			continue
		}
		if b, ok := read(fields); ok {
			t[path] = b
		}
	}
	return t
}

// inSubmodule reports whether a path is a submodule, or in one.
func (t tree) inSubmodule(path string) bool {
	for i := range len(path) + 1 {
		if (i == len(path) || path[i] == '/') && t[path[:i]].kind == modeSubmodule {
			return true
		}
	}
	return false
}

// read returns the contents of blobs; those too big for a note are left out.
func (r repo) read(ctx context.Context, ids []string) (map[string][]byte, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	cmd := r.command(ctx, "cat-file", "--batch", "--buffer")
	cmd.Stdin = strings.NewReader(strings.Join(ids, "\n") + "\n")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, r.failed(err, "")
	}
	contents, err := readBatch(bufio.NewReaderSize(pipe, 1<<16))
	if _, drained := io.Copy(io.Discard, pipe); err == nil {
		err = drained
	}
	if failed := cmd.Wait(); failed != nil || err != nil {
		return nil, r.failed(cmp.Or(failed, err), stderr.String())
	}
	return contents, nil
}

// readBatch reads what cat-file --batch prints: "hash type size", the content, a line
// end, again and again. Objects that are missing, as in a partial clone, are left out.
func readBatch(out *bufio.Reader) (map[string][]byte, error) {
	contents := map[string][]byte{}
	for {
		head, err := out.ReadString('\n')
		if errors.Is(err, io.EOF) && head == "" {
			return contents, nil
		}
		fields := strings.Fields(head)
		if err != nil || len(fields) < 2 {
			return nil, fmt.Errorf("git's answer %q is cut off", head)
		}
		if len(fields) != 3 {
			continue
		}
		size, err := strconv.ParseInt(fields[2], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("git's answer %q is none: %w", head, err)
		}
		if size > disk.MaxNoteSize {
			if _, err := io.CopyN(io.Discard, out, size+1); err != nil {
				return nil, err
			}
			continue
		}
		content := make([]byte, size+1)
		if _, err := io.ReadFull(out, content); err != nil {
			return nil, err
		}
		contents[fields[0]] = content[:size]
	}
}
