// Package move moves notes, files and folders of a vault from the shell, and mends every
// link to them and out of them, as an editor that asks the language server does.
package move

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/notes-lsp/notes-lsp/internal/batch"
	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// Exit codes of a run.
const (
	Moved    = 0
	Lossy    = 1 // nothing was moved, as links would have got lost
	Unusable = 2 // usage, settings or I/O
)

// Options say how to move.
type Options struct {
	Root   string // the folder of the vault; "" for the one around what is moved
	DryRun bool   // print what would be done as a diff
	Force  bool   // move although links get lost
	JSON   bool   // print a report for programs, in the place of a sentence or a diff
}

// Run moves all paths but the last to the last, as mv does, and returns the exit code. It
// prints what was done, or would be, on out and what is wrong on log.
func Run(ctx context.Context, paths []string, opts Options, out, log io.Writer) int {
	code, err := run(ctx, paths, opts, out, log)
	if err != nil {
		fmt.Fprintf(log, "notes-lsp mv: %v\n", err)
		return Unusable
	}
	return code
}

func run(ctx context.Context, paths []string, opts Options, out, log io.Writer) (code int, err error) {
	dir, err := rootOf(paths, opts.Root)
	if err != nil {
		return Unusable, err
	}
	v, err := batch.Load(ctx, dir)
	if err != nil {
		return Unusable, err
	}
	defer v.Close()
	for _, sentence := range v.Told {
		fmt.Fprintf(log, "notes-lsp mv: %s\n", sentence)
	}
	for _, problem := range v.Unread {
		fmt.Fprintf(log, "notes-lsp mv: %v\n", problem)
	}
	moves, err := plan(v, paths)
	if err != nil {
		return Unusable, err
	}
	rev, err := feature.MoveFiles(v.Snap, moves...)
	if err != nil {
		return Unusable, err
	}
	lost := lostOf(v, rev.Lost)
	code = Moved
	if len(lost) > 0 {
		tellLost(lost, log)
		if !opts.Force {
			fmt.Fprintf(log, "Nothing was changed: no spelling keeps %s alive. With --force they are left broken.\n", plural(len(lost), "link"))
			code = Lossy
		}
	}
	does := code == Moved && !opts.DryRun
	r := reportOf(v, rev, lost, does)
	if does {
		if err := commit(ctx, v, rev); err != nil {
			return Unusable, err
		}
	}
	w := bufio.NewWriter(out)
	switch {
	case opts.JSON:
		err = r.print(w)
	case does:
		fmt.Fprintln(w, r)
	case code == Moved:
		err = writeDiff(w, v, rev)
	}
	if err = errors.Join(err, w.Flush()); err != nil {
		return Unusable, fmt.Errorf("cannot write what was done: %w", err)
	}
	return code, nil
}

// commit makes the revision on disk.
func commit(ctx context.Context, v *batch.Vault, rev *feature.Revision) error {
	var writes []disk.Write
	for _, id := range edited(rev) {
		n, _ := v.Snap.Note(id)
		old := n.Text()
		if old == nil {
			return feature.Obstacle(fmt.Sprintf("%s has changed on disk since it was read. Nothing was changed. Try again.", id))
		}
		changed, err := text.Apply(old, rev.Edits[id])
		if err != nil {
			return fmt.Errorf("edit %s: %w", id, err)
		}
		writes = append(writes, disk.Write{ID: string(id), Old: old, New: changed})
	}
	var renames []disk.Rename
	for _, m := range rev.Moves {
		renames = append(renames, disk.Rename{From: string(m.From), To: string(m.To)})
	}
	return v.Commit(ctx, writes, renames)
}

// edited lists the notes with edits.
func edited(rev *feature.Revision) []vault.NoteID {
	ids := slices.Sorted(maps.Keys(rev.Edits))
	return slices.DeleteFunc(ids, func(id vault.NoteID) bool { return len(rev.Edits[id]) == 0 })
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
