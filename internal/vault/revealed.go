package vault

import (
	"iter"
	"slices"
)

// AllRevealed yields what is known only because a link leads there, in no order.
func (s *Snapshot) AllRevealed() iter.Seq[NoteID] {
	return func(yield func(NoteID) bool) {
		for id, p := range s.places.all() {
			if p.revealed && !yield(id) {
				return
			}
		}
	}
}

// Revealed returns the hidden and ignored paths that links of n lead to, n being a note
// of s.
func (s *Snapshot) Revealed(n *Note) []NoteID {
	var out []NoteID
	for i := range n.Doc.Links {
		if !slices.ContainsFunc(s.byName.at(n.linkKeys[i]), func(p *place) bool { return p.revealed }) {
			continue
		}
		t := s.Resolve(n.ID, &n.Doc.Links[i])
		for _, id := range []NoteID{t.ID, t.ID + "/"} {
			if s.IsRevealed(id) {
				out = append(out, id)
			}
		}
	}
	return out
}

// Needs reports whether a link leads to id, which is hidden or ignored.
func (s *Snapshot) Needs(id NoteID) bool {
	return slices.ContainsFunc(s.Mentioning(id), func(from NoteID) bool {
		n, ok := s.Note(from)
		return ok && slices.Contains(s.Revealed(n), id)
	})
}
