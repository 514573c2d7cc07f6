package feature

import (
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// PastedLinks are the edits by which links in a part of n, copied from another note,
// lead where they led there. One that leads to what was copied with it stays, and so
// does one that leads nowhere.
func PastedLinks(s *vault.Snapshot, n *vault.Note, span text.Span, from vault.NoteID) []text.Edit {
	if n.ID == from {
		return nil
	}
	r := &Revision{old: s, next: s}
	var out []text.Edit
	links := n.Doc.Links
	for i := firstFrom(links, span.Start); i < len(links) && links[i].Span.Start < span.End; i++ {
		l := &links[i]
		if !span.Contains(l.Span) {
			continue
		}
		if place, ok := n.PlaceOf(l); l.Target == "" && ok && place.Kind != vault.NotePlace && span.Contains(n.PlaceSpan(place)) {
			continue
		}
		stands := &passage{from: from, to: n.ID}
		if edits, ok := r.link(use{n, l, from, stands}); ok {
			out = append(out, edits...)
		}
	}
	return inOrder(out)
}
