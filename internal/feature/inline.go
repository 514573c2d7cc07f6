package feature

import (
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// inline puts the text of another note, or of a place in it, instead of a paragraph of
// n. The note stays, or is deleted: then links to it lead to its text here.
func inline(s *vault.Snapshot, n *vault.Note, paragraph text.Span, other *vault.Note, place vault.Place, gone bool) (*Revision, error) {
	src, there := n.Text(), other.Text()
	if there == nil && other.Doc.Size > 0 {
		return nil, obstacle("%s has changed on disk since it was read. Try again.", other.ID)
	}
	part, ok := partAt(newTopLevel(other, there), place)
	if !ok {
		return nil, obstacle("There is no text in %s that could be put here.", other.ID)
	}
	t := &transfer{s: s, from: other, span: part.span, to: n.ID, replaces: paragraph, gone: gone}
	if gone {
		t.cut = part.cut
	}
	top := 0
	for _, h := range other.Doc.Headings {
		if part.span.Contains(h.Span) && (top == 0 || h.Level < top) {
			top = h.Level
		}
	}
	t.levels = newTopLevel(n, src).levelAt(int(paragraph.Start)) + 1 - top
	return t.revision()
}

// partAt is what a place stands for: the section of a heading, the block of an id, or
// all of the note.
func partAt(top *topLevel, place vault.Place) (stretch, bool) {
	switch place.Kind {
	case vault.NotePlace:
		return top.whole()
	case vault.HeadingPlace:
		part, ok := top.section(int(top.note.Doc.Headings[place.Index].Span.Start))
		return part, ok && part.heading == place.Index
	case vault.BlockPlace:
		return top.touched(top.note.Doc.Blocks[place.Index].Span)
	}
	return stretch{}, false
}
