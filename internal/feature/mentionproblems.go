package feature

import (
	"fmt"
	"slices"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

const unlinkedMention = "unlinked-mention"

// mentions tells of notes that the note names and has no link to: once each, where
// they are first named. One link is what a reader needs.
func (f *finder) mentions() {
	if f.judge.severity(unlinkedMention, f.n.ID) == config.Off {
		return
	}
	list := MentionsIn(f.s, f.n)
	if len(list) == 0 {
		return
	}
	known := map[vault.NoteID]bool{}
	for i := range f.n.Doc.Links {
		if t := f.s.Resolve(f.n.ID, &f.n.Doc.Links[i]); t.Status == vault.Found {
			known[t.ID] = true
		}
	}
	for _, m := range list {
		if slices.ContainsFunc(m.Notes, func(id vault.NoteID) bool { return known[id] }) {
			continue
		}
		others := ""
		if more := len(m.Notes) - 1; more > 0 {
			others = fmt.Sprintf(" or %d more", more)
		}
		p := f.add(unlinkedMention, m.Span, "This names %q%s, and no link of this note leads there.", m.Notes[0], others)
		for _, id := range m.Notes {
			known[id] = true
			p.relate(Location{ID: id}, "This note answers to the name.")
		}
	}
}
