package feature

import (
	"fmt"
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// gardenOf makes a vault of the notes and files at paths, some of which have texts.
func gardenOf(rules *vault.Rules, texts map[vault.NoteID]string) *vault.Snapshot {
	var changes []vault.Change
	for id, src := range texts {
		if !id.IsNote() {
			changes = append(changes, vault.Change{ID: id, File: true})
			continue
		}
		changes = append(changes, vault.Change{ID: id, Note: vault.NewNote(vault.Source{ID: id, Text: []byte(src), Rules: rules})})
	}
	s, _ := vault.New(rules).Update(changes...)
	return s
}

// edited is the text of a note once a revision is made.
func edited(t *testing.T, s *vault.Snapshot, id vault.NoteID, r *Revision) string {
	t.Helper()
	n, ok := s.Note(id)
	if !ok {
		t.Fatalf("there is no note %s", id)
	}
	out, err := text.Apply(n.Text(), r.Edits[id])
	if err != nil {
		t.Fatalf("edits of %s: %v", id, err)
	}
	return string(out)
}

func TestConvertLinks(t *testing.T) {
	texts := map[vault.NoteID]string{
		"빵.md":        "---\naliases: [식빵]\n---\n# 빵\n\n## 굽는 법 😀\n\n### 둘\n\n## 값: 하나\n\n### 둘\n\n글 ^id\n\n## `a_b` 하나\n\n<a id=\"x\"></a>\n",
		"a/n.md":      "",
		"b/n.md":      "",
		"a b.md":      "",
		"f(1.md":      "",
		"C#.md":       "",
		"그림 1.png":    "",
		"x|y.png":     "",
		"folder/문.md": "",
		"v.pdf":       "",
	}
	for _, c := range []struct{ wiki, inline string }{
		{"😀 [[빵]]을", "😀 [빵](빵.md)을"},
		{"[[빵|밥]]", "[밥](빵.md)"},
		{"[[빵|a*b*]]", `[a\*b\*](빵.md)`},
		{"[[빵|a_b]]", "[a_b](빵.md)"},
		{"[[빵#굽는 법 😀]]", "[빵 > 굽는 법 😀](빵.md#굽는-법-)"},
		{"[[빵#굽는 법 😀|법]]", "[법](빵.md#굽는-법-)"},
		{"[[빵#값 하나#둘|둘]]", "[둘](빵.md#둘-1)"},
		{"[[빵#a_b 하나]]", "[빵 > a_b 하나](빵.md#a_b-하나)"},
		{"[[빵#^id|글]]", "[글](빵.md#^id)"},
		{"[[빵#x]]", "[빵 > x](빵.md#x)"},
		{"[[a/n|n]]", "[n](a/n.md)"},
		{"[[a b]]", "[a b](a%20b.md)"},
		{"[[f(1]]", "[f(1](f%281.md)"},
		{"![[그림 1.png]]", "![](그림%201.png)"},
		{"![[그림 1.png|글]]", "![글](그림%201.png)"},
		{"[[v.pdf]]", "[v.pdf](v.pdf)"},
		{"| a |\n|---|\n| [[빵\\|밥]] |", "| a |\n|---|\n| [밥](빵.md) |"},
		{"a | b\n--|--\n[[빵\\|밥]] | x", "a | b\n--|--\n[밥](빵.md) | x"},
		{"## 절\n\n[[#절]]", "## 절\n\n[절](#절)"},
		{"# 글 [[빵]]\n", "# 글 [빵](빵.md)\n"},
		{"[[빵]][[빵|밥]]", "[빵](빵.md)[밥](빵.md)"},
		{"> - [[빵]]\r\n", "> - [빵](빵.md)\r\n"},
	} {
		texts["글.md"] = c.wiki
		s := gardenOf(nil, texts)
		n, _ := s.Note("글.md")
		if got := edited(t, s, n.ID, ConvertLinks(s, []*vault.Note{n}, false, Choices{})); got != c.inline {
			t.Errorf("%q as Markdown links is\n%s\nwant\n%s", c.wiki, got, c.inline)
		}
		texts["글.md"] = c.inline
		s = gardenOf(nil, texts)
		n, _ = s.Note("글.md")
		if got := edited(t, s, n.ID, ConvertLinks(s, []*vault.Note{n}, true, Choices{})); got != c.wiki {
			t.Errorf("%q as wiki links is\n%s\nwant\n%s", c.inline, got, c.wiki)
		}
	}
}

// What would lead elsewhere or look different stays as it is.
func TestConvertLinksLeaves(t *testing.T) {
	texts := map[vault.NoteID]string{"빵.md": "# 빵\n## 둘\n", "x.png": "", "a/n.md": "", "b/n.md": ""}
	for _, c := range []struct {
		to  markdown.LinkKind
		src string
	}{
		{markdown.Inline, "[[없음]] [[빵#없음]] [[빵#^없음]] [[https://x.org]]"},
		{markdown.Inline, "![[빵]] ![[빵#둘]] ![[x.png|100]] ![[x.png|100x20]]"},
		{markdown.Inline, "`[[빵]]` <!-- [[빵]] --> %% [[빵]] %%\n\n```\n[[빵]]\n```\n"},
		{markdown.Inline, "---\nup: \"[[빵]]\"\nlatex: [[빵]]\n---\n"},
		{markdown.Inline, "[글 [[빵]]](a/n.md)"},
		{markdown.Inline, "# [[빵#둘]]"},
		{markdown.Wiki, "[글](없음.md) [글](빵.md#없음) [글](https://x.org)"},
		{markdown.Wiki, "[글](빵.md \"제목\") [**글**](빵.md) [`a`](빵.md) [](빵.md) [글](빵.md?x=1)"},
		{markdown.Wiki, "![100](x.png) ![글](빵.md) [![a](x.png)](빵.md)"},
		{markdown.Wiki, "[[글](빵.md)] [a\nb](빵.md) `[글](빵.md)`"},
		{markdown.Wiki, "| a |\n|---|\n| [a\\|b](빵.md) |"},
		{markdown.Wiki, "[글][빵] [빵]\n\n[빵]: 빵.md\n"},
	} {
		texts["글.md"] = c.src
		s := gardenOf(nil, texts)
		n, _ := s.Note("글.md")
		if got := edited(t, s, n.ID, ConvertLinks(s, []*vault.Note{n}, c.to == markdown.Wiki, Choices{})); got != c.src {
			t.Errorf("%q became\n%s", c.src, got)
		}
	}
}

// Each link leads to the same place whatever it is written as, nothing becomes a
// problem, and after a few rounds there and back restores every byte.
func TestConvertedLinksLeadToTheSamePlace(t *testing.T) {
	converted := 0
	for seed := range uint64(operations(t) / 6) {
		g := newLinkedGarden(seed + 7<<20)
		s := g.base
		var last [2]*vault.Snapshot
		for round := range 6 {
			var notes []*vault.Note
			for n := range s.Notes() {
				notes = append(notes, n)
			}
			r := ConvertLinks(s, notes, round%2 == 0, g.choices)
			for _, edits := range r.Edits {
				converted += len(edits)
			}
			next := carryOut(t, s, r)
			if err := sameLinks(s, next, r); err != nil {
				t.Fatalf("seed %d, round %d: %v", seed, round, err)
			}
			if was, is := problemCounts(s), problemCounts(next); is > was {
				t.Fatalf("seed %d, round %d: %d problems, before %d\n%s", seed, round, is, was, newProblems(s, next, r))
			}
			if round >= 4 { // by now all links are written as they are converted
				if err := sameTexts(last[round%2], next); err != nil {
					t.Fatalf("seed %d, round %d: %v", seed, round, err)
				}
			}
			last[round%2], s = next, next
		}
	}
	if converted < operations(t)/2 {
		t.Errorf("%d links were converted only", converted)
	}
}

func sameTexts(a, b *vault.Snapshot) error {
	for n := range a.Notes() {
		m, ok := b.Note(n.ID)
		if !ok || withoutOddLinks(a, n) != withoutOddLinks(b, m) {
			return fmt.Errorf("%s is not what it was:\n%s", n.ID, differingLines(n.Text(), n.Text(), m.Text()))
		}
	}
	return nil
}

// withoutOddLinks is the text of a note without the links to what no wiki link can
// name by its path.
func withoutOddLinks(s *vault.Snapshot, n *vault.Note) string {
	src := string(n.Text())
	for i := len(n.Doc.Links) - 1; i >= 0; i-- {
		l := &n.Doc.Links[i]
		if t := s.Resolve(n.ID, l); strings.ContainsAny(string(t.ID), "|#^[]") {
			src = src[:l.Span.Start] + "…" + src[l.Span.End:]
		}
	}
	return src
}
