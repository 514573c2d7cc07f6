package feature

import (
	"bytes"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// extract makes a note of a part of n and leaves a link to it, or an embed.
func extract(s *vault.Snapshot, n *vault.Note, part stretch, to vault.NoteID, embed bool) (*Revision, error) {
	src := n.Text()
	levels := 0
	if part.heading >= 0 {
		levels = 1 - n.Doc.Headings[part.heading].Level
	}
	left, ok := leftLink(s, n, part, to, embed)
	if !ok {
		return nil, obstacle("No link can be written to a note called %q.", to.Name())
	}
	t := &transfer{s: s, from: n, span: part.span, cut: part.cut, to: to, made: true, levels: levels, left: left}
	t.trimEnd(src)
	return t.revision()
}

// leftLink is the link that stands for a part of n that becomes the note to, in the
// way that n writes links.
func leftLink(s *vault.Snapshot, n *vault.Note, part stretch, to vault.NoteID, embed bool) (string, bool) {
	made := vault.NewNote(vault.Source{ID: to, Text: part.span.Of(n.Text()), Rules: s.Rules()})
	next, _ := s.Update(vault.Change{ID: to, Note: made})
	target, named := wikiTarget(next, n, to)
	named = named && !s.Rules().Syntax.NoWikiLinks
	switch {
	case embed:
		return "![[" + target + "]]", named
	case named && writesWikiLinks(s, n) && !strings.ContainsAny(to.Name(), "|[]"):
		return wikiLink(s, target, to.Name(), false), true
	}
	dest, ok := destinationOf(next, n, to)
	return markdownLink(to.Name(), dest), ok
}

// trimEnd takes the blank lines before the text along where it is the last of its note
// and nothing stands for it.
func (t *transfer) trimEnd(src []byte) {
	if t.left != "" || int(t.cut.End) < len(src) {
		return
	}
	body := max(int(t.from.Doc.FrontMatter.Span.End), 0)
	kept := len(bytes.TrimRight(src[body:t.cut.Start], " \t\r\n")) + body
	if i := bytes.IndexByte(src[kept:t.cut.Start], '\n'); kept > body && i >= 0 {
		t.cut.Start = int32(kept + i + 1)
	}
}

// moveSection moves a section of n to the end of another note, or of the section of
// heading below, -1 for none.
func moveSection(s *vault.Snapshot, n *vault.Note, part stretch, to *vault.Note, below int) (*Revision, error) {
	src := to.Text()
	if src == nil && to.Doc.Size > 0 {
		return nil, obstacle("%s has changed on disk since it was read. Try again.", to.ID)
	}
	level := n.Doc.Headings[part.heading].Level
	t := &transfer{s: s, from: n, span: part.span, cut: part.cut, to: to.ID}
	t.replaces.Start = int32(len(src))
	switch {
	case below >= 0:
		top := newTopLevel(to, src)
		place, ok := top.section(int(to.Doc.Headings[below].Span.Start))
		if !ok || place.heading != below {
			return nil, obstacle("The heading %q is in a list or a quote, so nothing can be put below it.", to.Doc.Headings[below].Text)
		}
		t.replaces.Start = place.cut.End
		t.levels = to.Doc.Headings[below].Level + 1 - level
	case level == 1 && to.Doc.TitleHeading() >= 0:
		t.levels = 1 // it is not the note's title there
	}
	t.replaces.End = t.replaces.Start
	t.trimEnd(n.Text())
	return t.revision()
}
