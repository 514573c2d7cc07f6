package server

import (
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// maxCompared is up to how many changed notes are looked at for links to the open
// notes: of more, as after a branch switch, it costs the client less to ask again.
const maxCompared = 256

// recount has the client ask again for lenses when the links to an open note may be
// others than at the last time. What the user types into a note itself tells the
// client enough.
func (p *publisher) recount(ready map[*root]*due) {
	if !p.s.features.refreshLenses {
		return
	}
	stale := false
	for r, d := range ready {
		if r.lone { // nobody else links there
			continue
		}
		now := r.snap.Load()
		was := p.counted[r]
		p.counted[r] = now
		stale = stale || was != now && p.s.hasStaleLens(r, d, was, now)
	}
	if stale {
		p.askAgain(&p.recounting, "lenses", p.s.client.CodeLensRefresh)
	}
}

// hasStaleLens reports whether the notes that are due, which are all that may link
// elsewhere now, may add something else to the lenses of a note that is open. The was
// is nil for a vault that was not there yet.
func (s *session) hasStaleLens(r *root, d *due, was, now *vault.Snapshot) bool {
	open := s.openNotes(r, now)
	switch {
	case len(open) == 0 || !r.terms.Load().Settings.Server.CodeLens:
		return false
	case was == nil || d.all || len(d.ids) > maxCompared:
		return true
	}
	for _, n := range open {
		for id := range d.ids {
			if id != n.ID && !feature.SameCounts(was, now, id, n) {
				return true
			}
		}
	}
	return false
}

// openNotes are those of a root that the client shows.
func (s *session) openNotes(r *root, snap *vault.Snapshot) []*vault.Note {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []*vault.Note
	for ref := range s.spelled {
		if n, ok := snap.Note(ref.id); ok && ref.root == r {
			out = append(out, n)
		}
	}
	return out
}
