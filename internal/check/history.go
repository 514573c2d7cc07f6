package check

import (
	"context"
	"errors"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/batch"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A history knows what notes were before, from git. Where there is no git, no repository
// or no commit, nothing is known.
type history struct {
	v     *batch.Vault
	r     repo
	asked map[vault.NoteID]bool
	past  map[vault.NoteID][]*vault.Note
}

func newHistory(v *batch.Vault) *history {
	return &history{v, repo{v.Dir(), "--fix"}, map[vault.NoteID]bool{}, map[vault.NoteID][]*vault.Note{}}
}

const (
	// maxCommits is how many commits, of those that changed the notes asked about, are
	// looked at, and maxVersions how many versions of each note.
	maxCommits  = 2000
	maxVersions = 20
)

// of is what a note was before, the latest first.
func (h *history) of(id vault.NoteID) []*vault.Note { return h.past[id] }

// load asks git for the past of notes, as they are in snap; of those that it was asked
// for before it knows.
func (h *history) load(ctx context.Context, snap *vault.Snapshot, ids []vault.NoteID) error {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id vault.NoteID) bool {
		_, ok := snap.Note(id)
		return !ok || h.asked[id] || strings.ContainsRune(string(id), '\n')
	})
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) == 0 {
		return nil
	}
	var paths []string
	for _, id := range ids {
		h.asked[id] = true
		paths = append(paths, string(id))
		if nfc := vault.NFC(string(id)); nfc != string(id) {
			paths = append(paths, nfc) // as git on macOS has it
		}
	}
	steps, err := h.r.log(ctx, paths, maxCommits)
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		return nil //nolint:nilerr // no git, no repository, no commit: nothing is known
	}
	chains, blobs := map[vault.NoteID][]string{}, []string{}
	for id, steps := range byNote(snap, steps) {
		n, ok := snap.Note(id)
		if !ok {
			continue
		}
		src := n.Text()
		chains[id] = chain(steps, func(blob string) bool { return isBlob(src, blob) })
		blobs = append(blobs, chains[id]...)
	}
	contents, err := h.r.read(ctx, blobs)
	if err != nil {
		return err
	}
	for id, blobs := range chains {
		for _, blob := range blobs {
			src, ok := contents[blob]
			if !ok {
				break // not fetched, or no note
			}
			h.past[id] = append(h.past[id], vault.NewNote(vault.Source{ID: id, Text: src, Rules: h.v.Terms.Vault}))
		}
	}
	return nil
}

// A step is what a commit made of a file: the hashes of its content before and after.
type step struct{ path, old, now string }

func byNote(snap *vault.Snapshot, steps []step) map[vault.NoteID][]step {
	out := map[vault.NoteID][]step{}
	for _, s := range steps {
		id := snap.Canonical(vault.NoteID(s.path))
		out[id] = append(out[id], s)
	}
	return out
}

// chain lists the blobs that a note was before, the latest first, as far as each step
// makes what the next one starts from.
func chain(steps []step, isNow func(blob string) bool) []string {
	if len(steps) == 0 {
		return nil
	}
	now := steps[0].now
	var out []string
	if !isNow(now) {
		out = append(out, now) // what is on disk is not committed
	}
	for _, s := range steps {
		if len(out) >= maxVersions || strings.Trim(s.old, "0") == "" {
			break
		}
		if s.now == now {
			out = append(out, s.old)
			now = s.old
		}
	}
	return out
}

// log lists what the latest commits did to files, the latest first. Paths count from the
// root.
func (r repo) log(ctx context.Context, paths []string, most int) ([]step, error) {
	cmd := r.command(ctx, "--literal-pathspecs", "log", "--stdin", "--format=", "--raw", "--no-abbrev", "-z", "--relative", "--no-renames",
		"--no-ext-diff", "--no-textconv", "--no-show-signature", "--max-count="+strconv.Itoa(most))
	cmd.Stdin = strings.NewReader("HEAD\n--\n" + strings.Join(paths, "\n") + "\n")
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return nil, r.failed(err, string(exit.Stderr))
		}
		return nil, r.failed(err, "")
	}
	return steps(string(out)), nil
}

// steps reads ":mode mode old new status", a NUL, the path, a NUL, again and again.
func steps(out string) []step {
	var list []step
	tokens := strings.Split(out, "\x00")
	for i := 0; i+1 < len(tokens); i++ {
		fields := strings.Fields(strings.TrimLeft(tokens[i], "\n"))
		if len(fields) == 5 && strings.HasPrefix(fields[0], ":") {
			i++
			list = append(list, step{path: tokens[i], old: fields[2], now: fields[3]})
		}
	}
	return list
}
