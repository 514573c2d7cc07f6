package check

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync/atomic"

	"github.com/notes-lsp/notes-lsp/internal/batch"
	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/vault"
	"github.com/notes-lsp/notes-lsp/internal/watch"
)

// A watched is a target that is checked again and again.
type watched struct {
	target
	v        *batch.Vault
	baseline string // the absolute path of the plan's
	watcher  *watch.Watcher
	// For the watcher, which asks from its own goroutine.
	known atomic.Pointer[vault.Snapshot] // nil while v is brought up to date
	rules atomic.Pointer[disk.Rules]

	found map[vault.NoteID][]Finding // of all notes that the target is about
	whole bool                       // these are all of the vault
}

// A happening is a batch of changes in one of the vaults.
type happening struct {
	*watched
	watch.Batch
}

// open reads the vault of a target, and looks at it.
func (p *plan) open(ctx context.Context, t target, s Streams) (*watched, error) {
	baseline, err := filepath.Abs(p.Baseline)
	if err != nil {
		return nil, err
	}
	bar := newProgress(s.Live)
	v, err := batch.LoadUnder(ctx, t.dir, batch.Conditions{Over: p.over, Progress: bar.update, NoCache: p.NoCache})
	bar.end()
	if err != nil {
		return nil, err
	}
	for _, sentence := range v.Told {
		fmt.Fprintf(s.Log, "notes-lsp check: %s\n", sentence)
	}
	w := &watched{target: t, v: v, baseline: baseline}
	if err := w.lookAll(ctx, p); err != nil {
		v.Close()
		return nil, err
	}
	w.publish()
	return w, nil
}

// publish lets the watcher see the vault as it is now.
func (w *watched) publish() {
	w.rules.Store(&w.v.Terms.Disk)
	w.known.Store(w.v.Snap)
}

// watch begins to watch the vault.
func (w *watched) watch(ctx context.Context, p *plan, s Streams) {
	w.watcher = watch.Start(ctx, watch.Options{
		Root: w.v.Root, Also: p.alsoWatched(w), Known: w.known.Load,
		Rules: func() disk.Rules { return *w.rules.Load() },
		Told:  func(sentence string) { fmt.Fprintf(s.Log, "notes-lsp check: %s\n", sentence) },
	})
}

// follow hands on what changes until ctx ends.
func (w *watched) follow(ctx context.Context, happened chan<- happening) {
	for b := range w.watcher.Batches() {
		select {
		case happened <- happening{w, b}:
		case <-ctx.Done():
		}
	}
}

// lookAll looks at all that the target is about.
func (w *watched) lookAll(ctx context.Context, p *plan) error {
	notes, whole, err := w.pick(w.v, w.v.Snap)
	if err != nil {
		return err
	}
	isNew := everyProblem
	if p.Since != "" {
		if isNew, err = since(ctx, w.v, w.v.Snap, p.Since); err != nil {
			return err
		}
	}
	w.found, w.whole = make(map[vault.NoteID][]Finding, len(notes)), whole
	p.lookAt(w, notes, isNew)
	return nil
}

// update takes in a batch, and reports whether it concerns what is told.
func (w *watched) update(ctx context.Context, p *plan, b watch.Batch) (news bool, err error) {
	w.known.Store(nil)
	defer w.publish()
	paths := make([]vault.NoteID, len(b.Paths))
	for i, id := range b.Paths {
		paths[i] = vault.NoteID(id)
	}
	before, unread := w.v.Snap, len(w.v.Unread)
	affected, all, err := w.v.Refresh(ctx, batch.Conditions{Over: p.over}, paths, b.Whole)
	switch {
	case err != nil:
		return false, err
	case all:
		w.rules.Store(&w.v.Terms.Disk)
		w.watcher.Nudge() // other folders may count
		return true, w.lookAll(ctx, p)
	case len(affected) > 0 && p.Since != "": // which notes have changed since is asked of git
		return true, w.lookAll(ctx, p)
	case w.comesOrGoes(affected, before):
		if news, err = w.choose(); err != nil {
			return false, err
		}
	}
	var notes []*vault.Note
	for _, id := range affected {
		n, is := w.v.Snap.Note(id)
		if _, told := w.found[id]; told && is {
			notes = append(notes, n)
		}
	}
	p.lookAt(w, notes, everyProblem)
	baseline, ok := p.baselineIn(w)
	return news || len(notes) > 0 || unread != len(w.v.Unread) || ok && slices.Contains(b.Paths, baseline), nil
}

// comesOrGoes reports whether a note among ids was not there before, or is not now.
func (w *watched) comesOrGoes(ids []vault.NoteID, before *vault.Snapshot) bool {
	return slices.ContainsFunc(ids, func(id vault.NoteID) bool {
		_, was := before.Note(id)
		_, is := w.v.Snap.Note(id)
		return was != is
	})
}

// choose brings up to date which notes the target is about, and reports whether one is
// gone. One that came is to be looked at.
func (w *watched) choose() (gone bool, err error) {
	notes, whole, err := w.pick(w.v, w.v.Snap)
	if err != nil {
		return false, err
	}
	found := make(map[vault.NoteID][]Finding, len(notes))
	for _, n := range notes {
		found[n.ID] = w.found[n.ID]
	}
	for id := range w.found {
		if _, is := found[id]; !is {
			gone = true
		}
	}
	w.found, w.whole = found, whole
	return gone, nil
}

// report adds what is found to r.
func (w *watched) report(r *Report) {
	for id, found := range w.found {
		if n, ok := w.v.Snap.Note(id); ok {
			r.count(w.v, n, 0)
			r.Findings = append(r.Findings, found...)
		}
	}
	r.looked(w.v, w.whole)
	r.unread = append(r.unread, w.v.Unread...)
	r.Findings = append(r.Findings, viewer{v: w.v, snap: w.v.Snap, frames: r.plan.Frames}.settings()...)
}
