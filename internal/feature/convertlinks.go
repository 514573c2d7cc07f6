package feature

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// ConvertLinks writes the wiki links of notes as Markdown links, or with toWiki the
// Markdown links as wiki links. Each leads to the same place as before and shows the
// same text. What would not is left as it is: links that lead nowhere or out of the
// vault; embeds of notes, and of pictures with a size; Markdown links with a title,
// with markup in their text or without a text; and reference links.
func ConvertLinks(s *vault.Snapshot, notes []*vault.Note, toWiki bool, choices Choices) *Revision {
	to := markdown.Inline
	if toWiki {
		to = markdown.Wiki
	}
	r := &Revision{Edits: map[vault.NoteID][]text.Edit{}, old: s, next: s}
	for _, n := range notes {
		c := newLinkConverter(s, n, to, choices)
		if edits := c.all(text.Between(0, n.Doc.Size)); len(edits) > 0 {
			r.Edits[n.ID] = edits
		}
	}
	return r
}

// A linkConverter writes links of one note in another syntax.
type linkConverter struct {
	*linkStyle
	to     markdown.LinkKind // Wiki or Inline
	nested map[int32]bool    // where links start that stand in another
}

func newLinkConverter(s *vault.Snapshot, n *vault.Note, to markdown.LinkKind, choices Choices) *linkConverter {
	return &linkConverter{linkStyle: newLinkStyle(s, n, choices), to: to, nested: nestedLinks(n.Doc)}
}

// nestedLinks is where links and references start that stand in the text of another.
func nestedLinks(doc *markdown.Document) map[int32]bool {
	spans := make([]text.Span, 0, len(doc.Links)+len(doc.References))
	for i := range doc.Links {
		spans = append(spans, doc.Links[i].Span)
	}
	for _, r := range doc.References {
		spans = append(spans, r.Span)
	}
	slices.SortFunc(spans, func(a, b text.Span) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End)) })
	nested, end := map[int32]bool{}, int32(0)
	for _, span := range spans {
		if span.End <= end {
			nested[span.Start] = true
		}
		end = max(end, span.End)
	}
	return nested
}

// maxDropped is how often a note is read again without a link that another would be
// read otherwise for.
const maxDropped = 16

// all returns the edits of the links in span. The note that they lead to is read, and
// what would change the meaning of anything else is left out.
func (c *linkConverter) all(span text.Span) []text.Edit {
	var edits []text.Edit
	var of []int // the link of each
	for i := range c.note.Doc.Links {
		l := &c.note.Doc.Links[i]
		if l.Span.End < span.Start || l.Span.Start > span.End {
			continue
		}
		if written, ok := c.convert(l); ok {
			edits, of = append(edits, text.Edit{Span: l.Span, New: written}), append(of, i)
		}
	}
	for range maxDropped {
		if len(edits) == 0 {
			return nil
		}
		at := c.differs(edits)
		if at < 0 {
			return edits
		}
		drop, _ := slices.BinarySearch(of, at)
		drop = min(drop, len(of)-1)
		edits, of = slices.Delete(edits, drop, drop+1), slices.Delete(of, drop, drop+1)
	}
	return nil
}

// differs is the first link that does not lead to where it did once edits are made, -1
// for none.
func (c *linkConverter) differs(edits []text.Edit) int {
	src, err := text.Apply(c.src, edits)
	if err != nil {
		return 0
	}
	was := c.note.Doc
	now := vault.NewNote(vault.Source{ID: c.note.ID, Text: src, Rules: c.s.Rules()})
	for i := range was.Links {
		if i >= len(now.Doc.Links) || !c.sameLink(&was.Links[i], &now.Doc.Links[i]) {
			return i
		}
	}
	for i, h := range was.Headings {
		if i >= len(now.Doc.Headings) || now.Doc.Headings[i].Text != h.Text {
			return max(slices.IndexFunc(was.Links, func(l markdown.Link) bool { return h.Span.Contains(l.Span) }), 0)
		}
	}
	if len(now.Doc.Links) != len(was.Links) || len(now.Doc.References) != len(was.References) || len(now.Doc.Headings) != len(was.Headings) || len(now.Doc.Tags) != len(was.Tags) {
		return len(was.Links)
	}
	return -1
}

// sameLink reports whether two links of the note lead to the same place.
func (c *linkConverter) sameLink(a, b *markdown.Link) bool {
	if a.Kind == b.Kind && a.Target == b.Target && a.Fragment == b.Fragment {
		return true
	}
	was, is := c.s.Resolve(c.note.ID, a), c.s.Resolve(c.note.ID, b)
	if was.Status != vault.Found || is.Status != vault.Found || was.ID != is.ID || was.Folder != is.Folder || is.OtherCase || len(is.Rivals) > 0 || a.Embed != b.Embed {
		return false
	}
	n, isNote := c.s.Note(was.ID)
	if !isNote {
		return true
	}
	from, ok := n.PlaceOf(a)
	to, stays := n.PlaceOf(b)
	return ok == stays && from == to
}

// convert writes l in the other syntax; ok is false where it stays as it is.
func (c *linkConverter) convert(l *markdown.Link) (written string, ok bool) {
	if l.Kind != c.from() || c.nested[l.Span.Start] || c.note.Doc.FrontMatter.Span.Contains(l.Span) {
		return "", false
	}
	t := c.s.Resolve(c.note.ID, l)
	if t.Status != vault.Found || l.Embed && !isPicture(t.ID) {
		return "", false
	}
	if c.to == markdown.Wiki {
		written, ok = c.wikiLink(l, t)
	} else {
		written, ok = c.inlineLink(l, t)
	}
	if !ok {
		return "", false
	}
	doc := c.s.Rules().Syntax.Parse([]byte(". " + written + " ."))
	if len(doc.Links) != 1 || doc.Links[0].Span.Len() != len(written) || doc.Links[0].Kind != c.to || !c.sameLink(l, &doc.Links[0]) {
		return "", false
	}
	return written, true
}

// from is the syntax that is converted.
func (c *linkConverter) from() markdown.LinkKind {
	if c.to == markdown.Wiki {
		return markdown.Inline
	}
	return markdown.Wiki
}

// inlineLink writes the wiki link l, which leads to t, as a Markdown link.
func (c *linkConverter) inlineLink(l *markdown.Link, t vault.Target) (string, bool) {
	label := strings.TrimSpace(string(l.LabelSpan.Of(c.src)))
	mark := ""
	switch {
	case l.Embed && (l.HasFragment || pictureSize.MatchString(label)):
		return "", false // the fragment of a picture is Obsidian's own, and the size would be lost
	case l.Embed:
		mark = "!"
	case label == "":
		label = c.wikiShown(l.Target, l.Fragment, t)
		if raw := (text.Span{Start: l.TargetSpan.Start, End: l.FragmentSpan.End}).Of(c.src); isInHeading(c.note, l.Span) && string(raw) != label {
			return "", false // the heading's own id would change
		}
	}
	if strings.Contains(label, "|") && c.inRow(l.Span) {
		return "", false
	}
	dest := ""
	if l.Target != "" {
		var ok bool
		if dest, ok = c.pathTarget(t.ID, &c.path, false); !ok {
			return "", false
		}
	}
	fragment, ok := c.inlineFragment(l, t)
	if !ok || dest == "" && fragment == "" {
		return "", false
	}
	if fragment != "" {
		dest += "#" + fragment
	}
	txt, ok := c.linkText(label)
	return mark + "[" + txt + "](" + dest + ")", ok
}

// wikiLink writes the Markdown link l, which leads to t, as a wiki link.
func (c *linkConverter) wikiLink(l *markdown.Link, t vault.Target) (string, bool) {
	syntax := c.s.Rules().Syntax
	raw := string(l.LabelSpan.Of(c.src))
	label, ok := c.shown(raw)
	switch {
	case !ok || syntax.NoWikiLinks || c.hasTitle(l) || strings.Contains(l.Target, "?") || c.bracketed(l.Span):
		return "", false
	case l.Embed && (syntax.LabelFirst || syntax.LabelBehind || pictureSize.MatchString(label) || l.HasFragment):
		return "", false
	case !l.Embed && label == "":
		return "", false
	}
	inTable := c.inRow(l.Span)
	if strings.ContainsAny(label, "|") && inTable {
		return "", false
	}
	target := ""
	if l.Target != "" {
		if target, ok = c.wikiTarget(t.ID); !ok {
			return "", false
		}
	}
	fragment, ok := c.wikiFragmentOf(l, t)
	if !ok || target == "" && fragment == "" {
		return "", false
	}
	bare := c.wikiShown(target, fragment, t)
	if isInHeading(c.note, l.Span) && bare != target {
		bare = "" // a heading's id is made of the link as it is written
	}
	mark := ""
	if l.Embed {
		mark, bare = "!", ""
	}
	if label == bare {
		label = ""
	}
	written := mark + c.wikiText(target, fragment, label, inTable)
	doc := syntax.Parse([]byte(written))
	return written, len(doc.Links) == 1 && string(bytes.TrimSpace(doc.Links[0].LabelSpan.Of([]byte(written)))) == label
}

// hasTitle reports whether something stands behind the destination of an inline link.
func (c *linkConverter) hasTitle(l *markdown.Link) bool {
	behind := text.Span{Start: max(l.TargetSpan.End, l.FragmentSpan.End), End: l.Span.End - 1}.Of(c.src)
	return len(bytes.Trim(behind, "> \t\r\n")) > 0
}

// bracketed reports whether a bracket stands beside span that would be read as one of
// a wiki link there.
func (c *linkConverter) bracketed(span text.Span) bool {
	before, after := byte(0), byte(0)
	if span.Start > 0 {
		before = c.src[span.Start-1]
	}
	if int(span.End) < len(c.src) {
		after = c.src[span.End]
	}
	return before == '[' || before == '!' || strings.IndexByte("]({", after) >= 0 && after != 0
}

// rewriteLinks offers to write wiki links as Markdown links and the other way round:
// the one at the cursor, those in the selection, and all of the note.
func (a *actor) rewriteLinks() []Action {
	l, ok := Cursor{a.note, int(a.span.Start)}.link()
	if !ok && !a.span.Empty() {
		i := slices.IndexFunc(a.note.Doc.Links, func(l markdown.Link) bool {
			return a.touches(l.Span) && (l.Kind == markdown.Wiki || l.Kind == markdown.Inline)
		})
		if ok = i >= 0; ok {
			l = &a.note.Doc.Links[i]
		}
	}
	if !ok || l.Kind != markdown.Wiki && l.Kind != markdown.Inline {
		return nil
	}
	to, one, many := markdown.Inline, "a Markdown link", "Markdown links"
	if l.Kind == markdown.Inline {
		to, one, many = markdown.Wiki, "a wiki link", "wiki links"
	}
	c := newLinkConverter(a.s, a.note, to, a.choices)
	offer := func(title string, span text.Span) Action {
		return Action{Title: title, Kind: RefactorRewrite, Do: func() (*Revision, error) {
			edits := c.all(span)
			if len(edits) == 0 {
				return nil, obstacle("No link here can be written so that it leads to the same place and shows the same text.")
			}
			return a.edit(edits...)()
		}}
	}
	var out []Action
	if a.span.Empty() {
		if _, ok := c.convert(l); ok {
			// What the cursor touches besides stays.
			out = append(out, offer("Write this link as "+one, text.Span{Start: l.Span.Start + 1, End: l.Span.End - 1}))
		}
	} else if c.any(a.span, 1) {
		out = append(out, offer("Write the links in the selection as "+many, a.span))
	}
	if c.any(text.Between(0, len(a.src)), 2) {
		out = append(out, offer("Write all links of this note as "+many, text.Between(0, len(a.src))))
	}
	return out
}

// any reports whether at least count links in span can be converted, as far as the
// first ones tell.
func (c *linkConverter) any(span text.Span, count int) bool {
	looked := 0
	for i := range c.note.Doc.Links {
		l := &c.note.Doc.Links[i]
		if l.Kind != c.from() || l.Span.End < span.Start || l.Span.Start > span.End {
			continue
		}
		if looked++; looked > maxStyleLinks {
			return true
		}
		if _, ok := c.convert(l); ok {
			if count--; count == 0 {
				return true
			}
		}
	}
	return false
}
