package feature

import (
	"fmt"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// newLinkedGarden is a random vault whose notes link to each other in every syntax.
func newLinkedGarden(seed uint64) *garden {
	g := newGarden(seed)
	var changes []vault.Change
	for i, n := range g.notes {
		var b strings.Builder
		b.Write(n.Text())
		b.WriteString("\n\n")
		for range 2 + g.IntN(8) {
			b.WriteString(pick(g.Rand, []string{"", "", "😀 ", "- ", "한글 글 ", "> "}))
			b.WriteString(g.linkTo(n.ID))
			b.WriteString(pick(g.Rand, []string{"를 보자\n", "\n\n", " ", "\r\n"}))
		}
		for _, label := range oddLabels {
			if g.IntN(2) == 0 {
				fmt.Fprintf(&b, "\n\n[%s]: %s\n", label, g.destination(n.ID))
			}
		}
		for _, mark := range oddMarks {
			if g.IntN(3) == 0 {
				fmt.Fprintf(&b, "\n\n[^%s]: 각주의 글 %s\n", mark, g.linkTo(n.ID))
			}
		}
		g.notes[i] = vault.NewNote(vault.Source{ID: n.ID, Text: []byte(b.String()), Rules: g.rules})
		changes = append(changes, vault.Change{ID: n.ID, Note: g.notes[i]})
	}
	g.base, _ = g.base.Update(changes...)
	return g
}

// linkTo is a link of note from to something, in any syntax. Some lead nowhere.
func (g *garden) linkTo(from vault.NoteID) string {
	n := pick(g.Rand, g.notes)
	wiki := pick(g.Rand, []string{n.ID.Name(), strings.TrimSuffix(string(n.ID), ".md"), string(n.ID), n.Title(), pick(g.Rand, oddAliases), pick(g.Rand, oddFiles)})
	switch g.IntN(10) {
	case 0, 1:
		return "[[" + wiki + "]]"
	case 2:
		return pick(g.Rand, []string{"", "!"}) + "[[" + wiki + "#" + g.heading(n) + "|이름]]"
	case 3:
		return "[[#" + g.heading(n) + "]] [x](#" + encodePath(g.heading(n), false) + ")"
	case 4:
		return "#" + pick(g.Rand, oddTags)
	case 5:
		return "[글][" + pick(g.Rand, oddLabels) + "] [" + pick(g.Rand, oddLabels) + "][] 각주[^" + pick(g.Rand, oddMarks) + "]"
	case 6:
		return "<a href=\"" + strings.NewReplacer("%", "%25", "\"", "%22", "<", "%3C", "&", "&amp;", " ", "%20", "|", "%7C", "\\", "%5C", "?", "%3F", "#", "%23").Replace(relative(from.Dir(), string(n.ID))) + "\">x</a>"
	}
	return pick(g.Rand, []string{"", "!"}) + "[글 😀](" + g.destination(from) + ")"
}

// destination is a Markdown destination of a note or file, as one writes it.
func (g *garden) destination(from vault.NoteID) string {
	n := pick(g.Rand, g.notes)
	target := n.ID
	if g.IntN(5) == 0 {
		target = g.id(pick(g.Rand, oddFiles))
	}
	p := relative(from.Dir(), string(target))
	switch g.IntN(5) {
	case 0:
		p = "/" + string(target)
	case 1:
		if !strings.HasPrefix(p, "../") {
			p = "./" + p
		}
	case 2:
		p = strings.TrimSuffix(p, ".md")
	}
	fragment := ""
	if ids := n.HeadingIDs(); len(ids) > 0 && g.IntN(2) == 0 {
		fragment = "#" + encodePath(pick(g.Rand, ids), false)
	}
	if g.IntN(3) == 0 {
		return "<" + encodePath(p, true) + fragment + ">"
	}
	return encodePath(p, false) + fragment
}

func (g *garden) heading(n *vault.Note) string {
	switch {
	case len(n.Doc.Headings) == 0:
		return "없는 절"
	case len(n.Doc.Blocks) > 0 && g.IntN(3) == 0:
		return "^" + pick(g.Rand, n.Doc.Blocks).ID
	}
	return plainFragment(pick(g.Rand, n.Doc.Headings).Text)
}
