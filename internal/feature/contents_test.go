package feature

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

func TestContents(t *testing.T) {
	const insert, update = "Insert a table of contents", "Bring the table of contents up to date"
	const headings = "\n## 개요 😀\n\n### 하나\n\n## [둘](x.md) `a_b`\n\n#### 깊다\n\n### 하나\n\n끝\n"
	const list = "- [개요 😀](#개요-)\n  - [하나](#하나)\n- [둘 a_b](#둘-a_b)\n  - [하나](#하나-1)\n"
	for _, c := range []struct{ src, title, want string }{
		{"# 글\n^^\n" + headings, insert, "# 글\n\n<!-- toc -->\n\n" + list + "\n<!-- /toc -->\n" + headings},
		{"# 글\n\n^^" + headings, insert, "# 글\n\n<!-- toc -->\n\n" + list + "\n<!-- /toc -->\n" + headings},
		{"# 글\n" + headings + "^^", insert, "# 글\n" + headings + "\n<!-- toc -->\n\n" + list + "\n<!-- /toc -->\n"},
		{"글\n^^\n글\n" + headings, insert, "글\n\n<!-- toc -->\n\n" + list + "\n<!-- /toc -->\n\n글\n" + headings},
		{"# 글 ^^\n" + headings, insert, ""},
		{"# 글\n^^\n## 하나뿐\n", insert, ""},
		{"---\na: 1\n^^\n---\n" + headings, insert, ""},
		{"```\n글\n^^\n글\n```\n" + headings, insert, ""},
		{"- 하나\n^^\n- 둘\n" + headings, insert, "A table of contents can't stand here. Put the cursor on a blank line between two paragraphs."},
		{"[[a]]\n\n^^" + headings, insert, "[[a]]\n\n<!-- toc -->\n\n- [[#개요 😀]]\n  - [[#하나]]\n- [[#둘 a_b]]\n  - [[#둘 a_b#하나|하나]]\n\n<!-- /toc -->\n" + headings},
		// Kept up to date.
		{"^^<!-- toc -->\n<!-- /toc -->\n" + headings, update, "<!-- toc -->\n\n" + list + "\n<!-- /toc -->\n" + headings},
		{"^^<!-- toc -->\n\n" + list + "\n<!-- tocstop -->\n" + headings, update, ""},
		{"^^<!-- toc -->\n* [개요 😀](#%EA%B0%9C%EC%9A%94-)\n* [지난](#지난)\n<!-- tocstop -->\n" + headings, update,
			"<!-- toc -->\n* [개요 😀](#%EA%B0%9C%EC%9A%94-)\n  * [하나](#하나)\n* [둘 a_b](#둘-a_b)\n  * [하나](#하나-1)\n<!-- tocstop -->\n" + headings},
		{"^^<!-- START doctoc generated TOC please keep comment here to allow auto update -->\n<!-- DON'T EDIT THIS SECTION -->\n**목차**  *doctoc*\n\n- [개요 😀](#개요-)\n\n<!-- END doctoc generated TOC please keep comment here to allow auto update -->\n" + headings, update,
			"<!-- START doctoc generated TOC please keep comment here to allow auto update -->\n<!-- DON'T EDIT THIS SECTION -->\n**목차**  *doctoc*\n\n" + list + "\n<!-- END doctoc generated TOC please keep comment here to allow auto update -->\n" + headings},
		{"^^<!-- TOC depthFrom:3 depthTo:4 -->\n\n1. [옛](#옛)\n    1. [x](#y)\n\n<!-- /TOC -->\n" + headings, update,
			"<!-- TOC depthFrom:3 depthTo:4 -->\n\n1. [하나](#하나)\n    1. [깊다](#깊다)\n2. [하나](#하나-1)\n\n<!-- /TOC -->\n" + headings},
		{"# 글\n\n## 목차\n^^\n<!-- toc -->\n- [[#옛]]\n<!-- /toc -->\n\n## 값: 하나\n## a|b\n## ???\n", update,
			"# 글\n\n## 목차\n\n<!-- toc -->\n- [[#값 하나|값: 하나]]\n- [a|b](#ab)\n<!-- /toc -->\n\n## 값: 하나\n## a|b\n## ???\n"},
		{"^^<!-- toc -->\n- [개요](#개요)\n\n글\n\n- 둘\n<!-- /toc -->\n" + headings, update, ""},
		{"^^<!-- toc -->\n" + headings, update, ""},
		{"^^```\n<!-- toc -->\n<!-- /toc -->\n```\n" + headings, update, ""},
		{"^^- [옛](#옛)\n" + headings, update, ""},
	} {
		checkAction(t, c.src, c.title, c.want)
	}
}

// After an update every entry leads to its heading, in their order, and a second update
// changes nothing.
func TestContentsLeadToTheirHeadings(t *testing.T) {
	entries := 0
	for seed := range uint64(operations(t)) {
		g := newGarden(seed + 9<<20)
		n := pick(g.Rand, g.notes)
		settings := config.Default()
		settings.Contents.Levels = pick(g.Rand, []string{"1-6", "2-3", "2"})
		mark := pick(g.Rand, []string{"", "\n- [[#" + g.heading(n) + "]]\n  - [글](#" + encodePath(g.heading(n), false) + ")\n", "\n* [개요](#개요)\n"})
		src := "😀 글\n\n<!-- toc -->\n" + mark + "<!-- /toc -->\n\n" + string(n.Text()[n.Doc.FrontMatter.Span.End:]) + g.text()
		if g.IntN(3) == 0 {
			src = strings.ReplaceAll(src, "\n", "\r\n")
		}
		for round := range 2 {
			n = vault.NewNote(vault.Source{ID: n.ID, Text: []byte(src), Rules: g.rules})
			s, _ := g.base.Update(vault.Change{ID: n.ID, Note: n})
			edits := UpdateContents(s, n, settings)
			if round == 1 && len(edits) > 0 {
				t.Fatalf("seed %d: the second update changes %q to %q in\n%s", seed, edits[0].Span.Of(n.Text()), edits[0].New, src)
			}
			out, err := text.Apply([]byte(src), edits)
			if err != nil {
				t.Fatal(err)
			}
			src = string(out)
		}
		n = vault.NewNote(vault.Source{ID: n.ID, Text: []byte(src), Rules: g.rules})
		tables := contentsOf(n.Doc, n.Text(), contentsLevels(settings))
		if len(tables) != 1 {
			t.Fatalf("seed %d: %d tables in\n%s", seed, len(tables), src)
		}
		var want []int
		for i, h := range n.Doc.Headings {
			if h.Level >= tables[0].min && h.Level <= tables[0].max && i != n.Doc.TitleHeading() && strings.TrimSpace(h.Text) != "" && g.canLead(n, i) {
				want = append(want, i)
			}
		}
		var got []int
		for i := range n.Doc.Links {
			l := &n.Doc.Links[i]
			if !tables[0].body.Contains(l.Span) {
				continue
			}
			place, ok := n.PlaceOf(l)
			if l.Target != "" || !ok || place.Kind != vault.HeadingPlace {
				t.Fatalf("seed %d: %s leads to no heading in\n%s", seed, l.Span.Of(n.Text()), src)
			}
			got = append(got, place.Index)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d: the table lists %v, want %v in\n%s", seed, got, want, src)
		}
		entries += len(got)
	}
	if entries < operations(t) {
		t.Errorf("there were %d entries only", entries)
	}
}

// canLead reports whether a link can lead to heading i.
func (g *garden) canLead(n *vault.Note, i int) bool {
	h := n.Doc.Headings[i]
	for _, form := range []string{n.HeadingIDs()[i], h.ID, plainFragment(h.Text), strings.TrimSpace(h.Text)} {
		form = encodePath(form, false)
		if at, ok := n.PlaceOf(&markdown.Link{Kind: markdown.Inline, Fragment: form, HasFragment: true}); ok && form != "" && at == (vault.Place{Kind: vault.HeadingPlace, Index: i}) {
			return true
		}
	}
	fragment, ok := wikiFragment(n, "", i)
	return ok && !strings.ContainsAny(h.Text, "|[]") && (&Revision{old: vault.New(g.rules)}).holds("", fragment)
}

// What is asked on every move of the cursor takes no longer for a note of many
// headings of one text than it does to read it.
func BenchmarkContentsOfManyHeadings(b *testing.B) {
	for _, link := range []string{"[a](#a)", "[[#a]]"} {
		src := "<!-- toc -->\n- " + link + "\n<!-- /toc -->\n\n" + strings.Repeat("## 설치 방법\n\n", 20_000)
		s := gardenOf(nil, map[vault.NoteID]string{"글.md": src})
		n, _ := s.Note("글.md")
		b.Run(fmt.Sprint(link), func(b *testing.B) {
			for b.Loop() {
				UpdateContents(s, n, config.Default())
			}
		})
	}
}
