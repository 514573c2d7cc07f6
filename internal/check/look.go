package check

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/notes-lsp/notes-lsp/internal/batch"
	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// look loads the vault of t and adds what it finds there to r.
func (p *plan) look(ctx context.Context, t target, s Streams, r *Report) error {
	bar := newProgress(s.Live)
	v, err := batch.LoadUnder(ctx, t.dir, batch.Conditions{Over: p.over, Progress: bar.update, NoCache: p.NoCache})
	bar.end()
	if err != nil {
		return err
	}
	defer v.Close()
	for _, sentence := range v.Told {
		fmt.Fprintf(s.Log, "notes-lsp check: %s\n", sentence)
	}
	r.unread = append(r.unread, v.Unread...)
	w := viewer{v: v, snap: v.Snap, frames: p.Frames}
	if p.StdinPath != "" {
		if w.snap, err = p.withStdin(v, s.In); err != nil {
			return err
		}
	}
	if p.Staged {
		if w.snap, err = staged(ctx, v); err != nil {
			return err
		}
	}
	notes, whole, err := t.pick(v, w.snap)
	if err != nil {
		return err
	}
	isNew := everyProblem
	if p.Since != "" {
		if isNew, err = since(ctx, v, w.snap, p.Since); err != nil {
			return err
		}
	}
	if p.mends() {
		if w.snap, err = p.fix(ctx, w, notes, isNew, s, r); err != nil {
			return err
		}
		for i, n := range notes {
			notes[i], _ = w.snap.Note(n.ID)
		}
	}
	found := make([][]Finding, len(notes))
	took := make([]time.Duration, len(notes))
	var workers errgroup.Group
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for i, n := range notes {
		workers.Go(func() (err error) {
			start := time.Now()
			found[i], err = p.note(w, n, isNew)
			took[i] = time.Since(start)
			return err
		})
	}
	if err := workers.Wait(); err != nil {
		return err
	}
	for i, n := range notes {
		r.count(v, n, took[i])
	}
	r.looked(v, whole)
	r.Findings = append(r.Findings, slices.Concat(found...)...)
	r.Findings = append(r.Findings, w.settings()...)
	return p.lookOutside(ctx, w, notes, r)
}

// lookOutside adds what is wrong with the addresses in notes, if that is asked for.
func (p *plan) lookOutside(ctx context.Context, w viewer, notes []*vault.Note, r *Report) error {
	problems, err := p.Web.problems(ctx, w.snap, w.v.Terms.Judge, notes)
	if err != nil {
		return err
	}
	for _, noted := range problems {
		found, err := w.findings(noted.Note, []feature.Problem{noted.Problem})
		if err != nil {
			return err
		}
		r.Findings = append(r.Findings, slices.DeleteFunc(found, func(f Finding) bool { return !p.shows(f.Code) })...)
	}
	return nil
}

// A newness tells which problems of a note count as new.
type newness func(n *vault.Note, problems []feature.Problem) []feature.Problem

func everyProblem(_ *vault.Note, problems []feature.Problem) []feature.Problem { return problems }

// note finds what is to be told of one note.
func (p *plan) note(w viewer, n *vault.Note, isNew newness) ([]Finding, error) {
	problems := isNew(n, feature.Problems(w.snap, n, w.v.Terms.Judge))
	findings, err := w.findings(n, problems)
	// Only now: whether a code is told does not change the numbers of others.
	return slices.DeleteFunc(findings, func(f Finding) bool { return !p.shows(f.Code) }), err
}

// withStdin is the vault with the note on in laid over what is at its path.
func (p *plan) withStdin(v *batch.Vault, in io.Reader) (*vault.Snapshot, error) {
	src, err := io.ReadAll(io.LimitReader(in, disk.MaxNoteSize+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot read the note on standard input: %w", err)
	case len(src) > disk.MaxNoteSize:
		return nil, fmt.Errorf("what is on standard input is too big for a note: notes above %d MiB are not read", disk.MaxNoteSize>>20)
	}
	id, err := stdinNote(v, p.StdinPath)
	if err != nil {
		return nil, err
	}
	return v.With(vault.Change{ID: id, Note: vault.NewNote(vault.Source{ID: id, Text: src, Rules: v.Terms.Vault})}), nil
}

// stdinNote is the id of the note at a path, which need not be there.
func stdinNote(v *batch.Vault, path string) (vault.NoteID, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	rel, ok := v.Rel(abs)
	id := v.Snap.Canonical(vault.NoteID(rel))
	switch {
	case !ok:
		return "", fmt.Errorf("--stdin-path %s lies outside %s", path, v.Dir())
	case !id.IsNote():
		return "", fmt.Errorf("--stdin-path %s is no note: it does not end in .md", path)
	}
	return id, nil
}

// stdinTarget is what a run over standard input looks at.
func stdinTarget(path, root string) (target, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return target{}, err
	}
	if root != "" {
		root, err = filepath.Abs(root)
	} else {
		root = batch.RootOf(abs)
	}
	return target{dir: root, notes: []string{abs}}, errors.Join(err)
}
