package feature

import (
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// LinkMention returns the edit that makes of m, a mention in n, a link to id, one of
// the notes that it may mean. The link shows what stands there now. It is the
// shortest wiki link that leads to that note alone, or a Markdown link where wiki
// links are off, the note has none but Markdown links, or the name does not fit in a
// wiki link. ok is false where no link can be written.
func LinkMention(s *vault.Snapshot, n *vault.Note, m Mention, id vault.NoteID) (edit text.Edit, ok bool) {
	src := n.Text()
	written := string(m.Span.Of(src))
	if written == "" {
		return text.Edit{}, false
	}
	forms := []func() (string, bool){
		func() (string, bool) { return wikiLinkTo(s, n, id, written, inTableRow(src, int(m.Span.Start))) },
		func() (string, bool) { return markdownLinkTo(s, n, id, written) },
	}
	if !writesWikiLinks(s, n) {
		slices.Reverse(forms)
	}
	for _, form := range forms {
		link, ok := form()
		edit := text.Edit{Span: m.Span, New: link}
		if ok && makesLink(s, n, src, edit, id) {
			return edit, true
		}
	}
	return text.Edit{}, false
}

// writesWikiLinks reports whether the note's habit is wiki links: it has one, or no
// link to a note or file at all.
func writesWikiLinks(s *vault.Snapshot, n *vault.Note) bool {
	if s.Rules().Syntax.NoWikiLinks {
		return false
	}
	other := false
	for i := range n.Doc.Links {
		switch l := &n.Doc.Links[i]; {
		case l.Kind == markdown.Wiki:
			return true
		case l.Kind == markdown.Inline && !l.Embed:
			t := s.Resolve(n.ID, l)
			other = other || t.Status == vault.Found && t.ID != n.ID
		}
	}
	return !other
}

// wikiLinkTo writes [[Name]], or [[Name|written]] where the two differ.
func wikiLinkTo(s *vault.Snapshot, n *vault.Note, id vault.NoteID, written string, inTable bool) (string, bool) {
	target, ok := wikiTarget(s, n, id)
	written = strings.Join(strings.Fields(written), " ") // it stands on one line
	if !ok || s.Rules().Syntax.NoWikiLinks || strings.ContainsAny(written, "|[]") {
		return "", false
	}
	if vault.SameText(target, written) {
		return "[[" + written + "]]", true
	}
	pipe := "|"
	if inTable {
		pipe = `\|`
	}
	if s.Rules().Syntax.LabelFirst {
		return "[[" + written + pipe + target + "]]", true
	}
	return "[[" + target + pipe + written + "]]", true
}

// markdownLinkTo writes [written](path), in the style of the note's other links.
func markdownLinkTo(s *vault.Snapshot, n *vault.Note, id vault.NoteID, written string) (string, bool) {
	c := &completer{s: s, note: n, off: -1} // nothing is being typed: every link tells of the style
	dest, ok := c.pathTarget(id, c.pathStyle(""), false)
	return "[" + strings.NewReplacer("[", `\[`, "]", `\]`).Replace(written) + "](" + dest + ")", ok
}

// makesLink reports whether the edit makes a link to id where it is, and of nothing
// else something that it was not.
func makesLink(s *vault.Snapshot, n *vault.Note, src []byte, edit text.Edit, id vault.NoteID) bool {
	after, err := text.Apply(src, []text.Edit{edit})
	if err != nil {
		return false
	}
	doc := n.Syntax().Parse(after)
	if len(doc.Links) != len(n.Doc.Links)+1 || len(doc.References) != len(n.Doc.References) {
		return false
	}
	want := text.Between(int(edit.Start), int(edit.Start)+len(edit.New))
	i := slices.IndexFunc(doc.Links, func(l markdown.Link) bool { return l.Span == want })
	if i < 0 {
		return false
	}
	t := s.Resolve(n.ID, &doc.Links[i])
	return t.Status == vault.Found && t.ID == id && len(t.Rivals) == 0
}
