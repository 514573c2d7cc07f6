package server

import (
	"slices"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// editPatience is how long a client may take over an edit: some ask the user first.
const editPatience = time.Minute

// An expectation is what a client that does not watch files was asked to do on disk.
// It will not tell when that is done, and until it is known every mended link would
// look broken.
type expectation struct {
	come, gone []vault.NoteID
	until      time.Time
}

// expect has the files that rev makes, moves and deletes looked at when the client
// next tells of an edit: it tells of those of rev itself, too.
func (s *session) expect(r *root, rev *feature.Revision) {
	if s.features.watch || len(rev.New)+len(rev.Moves)+len(rev.Gone) == 0 {
		return
	}
	e := expectation{gone: slices.Clone(rev.Gone), until: time.Now().Add(editPatience)}
	for id := range rev.New {
		e.come = append(e.come, id)
	}
	for _, m := range rev.Moves {
		e.come, e.gone = append(e.come, m.To), append(e.gone, m.From)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r.expected = append(r.expected, e)
}

// lookForExpected puts on the backlog what is still to happen. The caller holds s.mu.
func (r *root) lookForExpected() {
	if len(r.expected) == 0 {
		return
	}
	snap, now := r.snap.Load(), time.Now()
	r.expected = slices.DeleteFunc(r.expected, func(e expectation) bool {
		return now.After(e.until) || !slices.ContainsFunc(e.gone, snap.Has) && !slices.ContainsFunc(e.come, func(id vault.NoteID) bool { return !snap.Has(id) })
	})
	for _, e := range r.expected {
		for _, id := range slices.Concat(e.come, e.gone) {
			r.backlog.path(id)
		}
	}
}
