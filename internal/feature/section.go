package feature

import (
	"bytes"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A stretch is whole lines of a note that can be taken out of it.
type stretch struct {
	span text.Span // without blank lines at its ends
	cut  text.Span // with those behind it
	// heading is the index of the heading it starts with, -1 for none.
	heading int
}

// A topLevel is the part of a note's structure that lies in no list, quote or the like:
// its blocks in order, headings among them, without front matter.
type topLevel struct {
	note   *vault.Note
	src    []byte
	blocks []markdown.Element
}

func newTopLevel(n *vault.Note, src []byte) *topLevel {
	t := &topLevel{note: n, src: src}
	t.add(n.Syntax().Structure(src).Note.Children)
	return t
}

func (t *topLevel) add(list []markdown.Element) {
	for _, e := range list {
		switch {
		case e.Kind == markdown.KindSection:
			t.add(e.Children)
		case e.Kind != markdown.KindFrontMatter:
			t.blocks = append(t.blocks, e)
		}
	}
}

// section is the section of the nearest heading above off, or on its line.
func (t *topLevel) section(off int) (stretch, bool) {
	first := -1
	for i, e := range t.blocks {
		if e.Kind == markdown.KindHeading && int(lineAround(t.src, int(e.Span.Start)).Start) <= off {
			first = i
		}
	}
	if first < 0 {
		return stretch{}, false
	}
	end := first + 1
	for end < len(t.blocks) && !(t.blocks[end].Kind == markdown.KindHeading && t.blocks[end].Level <= t.blocks[first].Level) {
		end++
	}
	return t.stretch(first, end), true
}

// touched are the blocks that span meets.
func (t *topLevel) touched(span text.Span) (stretch, bool) {
	first, end := -1, 0
	for i, e := range t.blocks {
		if e.Span.Start < span.End && span.Start < e.Span.End {
			if first < 0 {
				first = i
			}
			end = i + 1
		}
	}
	if first < 0 {
		return stretch{}, false
	}
	return t.stretch(first, end), true
}

// stretch is that of blocks first to end.
func (t *topLevel) stretch(first, end int) stretch {
	s := stretch{heading: -1}
	start := max(lineAround(t.src, int(t.blocks[first].Span.Start)).Start, t.body())
	last := max(t.blocks[end-1].Span.End, start)
	s.span = text.Span{Start: start, End: lineAround(t.src, int(last)).End}
	s.cut = text.Span{Start: start, End: int32(len(t.src))}
	if end < len(t.blocks) {
		s.cut.End = max(lineAround(t.src, int(t.blocks[end].Span.Start)).Start, s.span.End)
		s.span.End = min(s.span.End, s.cut.End)
	}
	s.span.End = s.span.Start + int32(len(bytes.TrimRight(s.span.Of(t.src), " \t\r\n")))
	if t.blocks[first].Kind == markdown.KindHeading {
		s.heading = headingIn(t.note, t.blocks[first].Span)
	}
	return s
}

// body is where the note's text starts, behind front matter and byte order mark.
func (t *topLevel) body() int32 {
	if bytes.HasPrefix(t.src, []byte("\ufeff")) {
		return max(t.note.Doc.FrontMatter.Span.End, 3)
	}
	return t.note.Doc.FrontMatter.Span.End
}

// whole is all of the note behind its front matter.
func (t *topLevel) whole() (stretch, bool) {
	if len(t.blocks) == 0 {
		return stretch{}, false
	}
	s := t.stretch(0, len(t.blocks))
	s.cut.Start = t.body()
	return s, true
}

// headingIn is the index of the heading that stands in span, -1 for none.
func headingIn(n *vault.Note, span text.Span) int {
	for i, h := range n.Doc.Headings {
		if span.Contains(h.Span) {
			return i
		}
	}
	return -1
}

// levelAt is the level of the section that off is in, 0 for none.
func (t *topLevel) levelAt(off int) int {
	if s, ok := t.section(off); ok && s.heading >= 0 {
		return t.note.Doc.Headings[s.heading].Level
	}
	return 0
}
