package feature

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// rounds is how many of n random cases are tried: with -short, as under the race detector,
// a fifth.
func rounds(n int) int {
	if testing.Short() {
		return n / 5
	}
	return n
}

// timed is for tests of how long things take, of which the race detector says nothing.
func timed(t *testing.T) {
	if testing.Short() {
		t.Skip("no times with -short")
	}
}

func nfd(s string) string { return norm.NFD.String(s) }

// What random vaults are made of: names that links must escape, encode or spell out,
// and that several notes share.
var (
	oddNames = []string{
		"쿠버네티스", nfd("쿠버네티스 클러스터"), "빵", "빵 집", "값", "index", "README", "n", "N", "n.md", "a b", "a%20b", "100%", "100%25", "C#", "a|b", "[x]", "a[1]",
		"f(1)", "f(1", "a&b", "a&amp;b", "R&D", "what?", "it's", "\"q\"", "v1.2", "007.jpg", "foo.com", "😀 웃음", "_index", "2024-11-18", "a+b", "a,b", "~x", "-x", "x*y*", "a_b_", "a\\b", "^up", "{x}", "a=b", "a:b", "note:x", "www.x", "café",
	}
	oddFolders  = []string{"", "", "", "a", "a/n", "폴더", nfd("폴더"), "b c", "d(1)", "50%", "e#", "쿠버네티스"}
	oddFiles    = []string{"그림.png", nfd("그림 둘.png"), "007.jpg", "n", "빵", "a b.pdf", "f(2).png", "todo", "c#.png"}
	oddTitles   = []string{"쿠버네티스 입문", "빵", "제목 [둘]", "A | B", "n", "Title", "값: 하나", "100% 확실"}
	oddAliases  = []string{"k8s", "개", "빵", "K|V", "x]", "n", nfd("별명"), "별명 둘", "a#b", "  "}
	oddHeadings = []string{
		"개요", nfd("개요"), "설치 방법", "설치 방법", "A", "a", "A-1", "B", "C#", "C++ & D", "1. 시작", "`code` 하나", "**굵은** 글", "[링크](x.md)", "질문: 답|변", "100%", "100%20", "what?", "🚀 시작", "⚠️ 주의", "x {#own}", "^up", "[[n]] 절", "~", "a  b", "<b>c</b>", "\\# d", "개요#둘", "tag #태그",
	}
	oddTags    = []string{"한글", "devops/쿠버네티스", "devops", "DevOps/k8s", "2024/일지", "y1984", nfd("태그"), "a-b", "a_b"}
	oddMissing = []string{"없는 글", nfd("없는 글 둘"), "it's", "a: b", "\"q\" 글", "true", "2024", "a, b", "-x", "없는\\글", "x: ", "@글", "{a}", "없는 것.png"}
	oddLabels  = []string{"글", "a b", "Ref", "그림 둘", "x\\]y", "1"}
	oddMarks   = []string{"1", "각주", "a-b", "Note"}
)

// oddRules are rules under which links are read otherwise.
var oddRules = []*vault.Rules{
	nil, nil, nil, {NoTitles: true, NoAliases: true}, {ExactCase: true}, {NoPathEnd: true, NoFolderNotes: true}, {ExactExtension: true},
	{HTML: true}, {Roots: []string{"a"}}, {Slugs: markdown.GitLabSlugs}, {Slugs: markdown.ObsidianSlugs}, {Slugs: markdown.HugoSlugs, NoHeadingIDs: true},
	{Syntax: markdown.Syntax{LabelFirst: true}}, {Syntax: markdown.Syntax{LabelFirst: true}, NoTitles: true}, {Syntax: markdown.Syntax{LabelBehind: true}, NoTitles: true},
}

// A garden is a random vault, and the note in it that is typed into.
type garden struct {
	*rand.Rand
	rules *vault.Rules
	base  *vault.Snapshot
	notes []*vault.Note
	here  vault.NoteID

	choices Choices
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func newGarden(seed uint64) *garden {
	g := &garden{Rand: rand.New(rand.NewPCG(seed, 5))}
	g.rules = pick(g.Rand, oddRules)
	var changes []vault.Change
	seen := map[vault.NoteID]bool{}
	for range 3 + g.IntN(14) {
		if id := g.id(pick(g.Rand, oddNames) + pick(g.Rand, []string{".md", ".md", ".md", ".markdown"})); !seen[id] {
			seen[id] = true
			n := vault.NewNote(vault.Source{ID: id, Text: []byte(g.text()), Rules: g.rules})
			g.notes = append(g.notes, n)
			changes = append(changes, vault.Change{ID: id, Note: n})
		}
	}
	for range g.IntN(6) {
		if id := g.id(pick(g.Rand, oddFiles)); !seen[id] {
			changes = append(changes, vault.Change{ID: id, File: true})
		}
	}
	g.base, _ = vault.New(g.rules).Update(changes...)
	g.here = g.id("here.md")
	if g.IntN(3) == 0 {
		g.choices = Choices{WikiPaths: g.IntN(2) == 0, Rooted: g.IntN(2) == 0, Bare: g.IntN(2) == 0}
	}
	return g
}

func (g *garden) id(name string) vault.NoteID {
	if dir := pick(g.Rand, oddFolders); dir != "" {
		name = dir + "/" + name
	}
	return vault.NoteID(name)
}

// text is what a note says: all that links can name.
func (g *garden) text() string {
	var b strings.Builder
	if g.IntN(2) == 0 {
		b.WriteString("---\n")
		if g.IntN(2) == 0 {
			fmt.Fprintf(&b, "title: '%s'\n", pick(g.Rand, oddTitles))
		}
		fmt.Fprintf(&b, "aliases: ['%s', '%s']\ntags: ['%s']\n---\n", pick(g.Rand, oddAliases), pick(g.Rand, oddAliases), pick(g.Rand, oddTags))
	}
	for range g.IntN(7) {
		fmt.Fprintf(&b, "%s %s\n\n", strings.Repeat("#", 1+g.IntN(3)), pick(g.Rand, oddHeadings))
		switch g.IntN(6) {
		case 0:
			fmt.Fprintf(&b, "글이 있다 ^b%d\n\n", g.IntN(5))
		case 1:
			fmt.Fprintf(&b, "<a id='id-%d'></a>\n\n", g.IntN(5))
		case 2:
			fmt.Fprintf(&b, "글 #%s 그리고 [[없는 %d]] [[%s]]\n\n", pick(g.Rand, oddTags), g.IntN(5), pick(g.Rand, oddMissing))
		}
	}
	return b.String()
}

// foot defines what the typed line can refer to in its own note.
func (g *garden) foot() string {
	var b strings.Builder
	b.WriteString("\n\n## 아래\n\n### 아래 둘\n\n문단 ^own\n\n")
	for i, label := range oddLabels {
		fmt.Fprintf(&b, "[%s]: %s\n", label, pick(g.Rand, []string{"x.md", "<a b.md>", "https://x.org/" + fmt.Sprint(i)}))
	}
	for _, label := range oddMarks {
		fmt.Fprintf(&b, "\n[^%s]: 각주의 글\n", label)
	}
	return b.String()
}

// word is the beginning of something that may be meant, as it is typed.
func (g *garden) word() string {
	words := [][]string{oddNames, oddNames, oddFiles, oddTitles, oddAliases, oddHeadings, oddTags, oddLabels, oddMarks, oddMissing}
	w := []rune(pick(g.Rand, pick(g.Rand, words)))
	w = w[:g.IntN(len(w)+1)]
	switch g.IntN(6) {
	case 0:
		return nfd(string(w))
	case 1:
		return vault.Initials(string(w))
	case 2:
		return ""
	}
	return string(w)
}
