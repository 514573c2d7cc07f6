// Package feature answers what editors ask about notes: where a link leads, what
// to show of it, what could be typed, what is wrong.
//
// Each feature is a file and a pure function of a Snapshot. There is no LSP here
// and no I/O but for Note.Text, offsets are bytes, and a broken note gives fewer
// answers, never an error.
package feature

import (
	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A Cursor is a place in a note, in bytes.
type Cursor struct {
	Note   *vault.Note
	Offset int
}

// A Location is a stretch of a note, or the start of any other file.
type Location struct {
	ID   vault.NoteID
	Span text.Span
}

// innermost returns the index of the shortest of n spans that the cursor touches,
// so that in [![alt](a.png)](b.md) the image counts before the link around it.
func (c Cursor) innermost(n int, span func(i int) text.Span) (int, bool) {
	best := -1
	for i := range n {
		s := span(i)
		if s.Touches(c.Offset) && (best < 0 || s.Len() < span(best).Len()) {
			best = i
		}
	}
	return best, best >= 0
}

func (c Cursor) link() (*markdown.Link, bool) {
	links := c.Note.Doc.Links
	i, ok := c.innermost(len(links), func(i int) text.Span { return links[i].Span })
	if !ok {
		return nil, false
	}
	return &links[i], true
}

func (c Cursor) reference() (markdown.Reference, bool) {
	refs := c.Note.Doc.References
	i, ok := c.innermost(len(refs), func(i int) text.Span { return refs[i].Span })
	if !ok {
		return markdown.Reference{}, false
	}
	return refs[i], true
}

func (c Cursor) tag() (markdown.Tag, bool) {
	tags := c.Note.Doc.Tags
	i, ok := c.innermost(len(tags), func(i int) text.Span { return tags[i].Span })
	if !ok {
		return markdown.Tag{}, false
	}
	return tags[i], true
}

func (c Cursor) footnote() (markdown.Footnote, bool) {
	notes := c.Note.Doc.Footnotes
	i, ok := c.innermost(len(notes), func(i int) text.Span { return notes[i].Span })
	if !ok {
		return markdown.Footnote{}, false
	}
	return notes[i], true
}
