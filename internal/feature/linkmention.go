package feature

import (
	"slices"
	"strings"
	"sync"

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
	if m.Span.Of(src) == nil || m.Span.Empty() {
		return text.Edit{}, false
	}
	for _, form := range mentionForms(s, n, id) {
		link, ok := form(m, src)
		edit := text.Edit{Span: m.Span, New: link}
		if ok && makesLink(s, n, src, edit, id) {
			return edit, true
		}
	}
	return text.Edit{}, false
}

// mentionForms are the ways to write a link to id in n that shows what a mention in
// its text src says, in the order of the note's habits.
func mentionForms(s *vault.Snapshot, n *vault.Note, id vault.NoteID) []func(m Mention, src []byte) (string, bool) {
	target := sync.OnceValues(func() (string, bool) { return wikiTarget(s, n, id) })
	destination := sync.OnceValues(func() (string, bool) { return destinationOf(s, n, id) })
	line, inTable := text.Span{}, false // of the mention before: a line may have many
	forms := []func(m Mention, src []byte) (string, bool){
		func(m Mention, src []byte) (string, bool) {
			if at := int(m.Span.Start); line.Empty() || !line.Touches(at) {
				line, inTable = lineAround(src, at), inTableRow(src, at)
			}
			target, ok := target()
			return wikiLink(s, target, string(m.Span.Of(src)), inTable), ok
		},
		func(m Mention, src []byte) (string, bool) {
			dest, ok := destination()
			return markdownLink(string(m.Span.Of(src)), dest), ok
		},
	}
	if !writesWikiLinks(s, n) {
		slices.Reverse(forms)
	}
	return forms
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

// wikiLink writes [[target]], or [[target|written]] where the two differ. What can't be
// written so makes no link to the note, which is looked at afterwards.
func wikiLink(s *vault.Snapshot, target, written string, inTable bool) string {
	written = strings.Join(strings.Fields(written), " ") // it stands on one line
	if vault.SameText(target, written) {
		return "[[" + written + "]]"
	}
	pipe := "|"
	if inTable {
		pipe = `\|`
	}
	if s.Rules().Syntax.LabelFirst {
		return "[[" + written + pipe + target + "]]"
	}
	return "[[" + target + pipe + written + "]]"
}

// destinationOf is how a Markdown link of n leads to id, in the style of the others.
func destinationOf(s *vault.Snapshot, n *vault.Note, id vault.NoteID) (string, bool) {
	c := &completer{s: s, note: n, off: -1} // nothing is being typed: every link tells of the style
	return c.pathTarget(id, c.pathStyle(""), false)
}

// markdownLink writes [written](dest).
func markdownLink(written, dest string) string {
	return "[" + strings.NewReplacer("[", `\[`, "]", `\]`).Replace(written) + "](" + dest + ")"
}

// makesLink reports whether the edit makes a link to id where it is, and of nothing
// else something that it was not.
func makesLink(s *vault.Snapshot, n *vault.Note, src []byte, edit text.Edit, id vault.NoteID) bool {
	_, whole := makingLinks(s, n, src, []text.Edit{edit}, id)
	return whole
}
