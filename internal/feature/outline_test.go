package feature

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

var allSymbols = config.Symbols{Blocks: true, Tags: true}

// checkOutline holds what every tree of symbols must (LSP, DocumentSymbol) and
// returns how many headings, tags and blocks are in it.
func checkOutline(t *testing.T, src string, list []Symbol, within text.Span) (counts [4]int) {
	t.Helper()
	before := within.Start
	for _, s := range list {
		if isBlank(s.Name) || len(s.Name) > 4*maxName || !within.Contains(s.Span) || !s.Span.Contains(s.At) || s.Span.Start < before {
			t.Fatalf("%q: the symbol %+v in %v, behind %d", src, s, within, before)
		}
		before = s.Span.Start
		counts[s.Kind]++
		for kind, n := range checkOutline(t, src, s.Below, s.Span) {
			counts[kind] += n
		}
	}
	return counts
}

func outlineOf(t *testing.T, src string) (n *vault.Note, counts [4]int) {
	t.Helper()
	n = vault.NewNote(vault.Source{ID: "n.md", Text: []byte(src)})
	counts = checkOutline(t, src, Outline(n, allSymbols), text.Between(0, len(src)))
	want := [4]int{HeadingSymbol: len(n.Doc.Headings)}
	for _, tag := range n.Doc.Tags {
		if !tag.FrontMatter {
			want[TagSymbol]++
		}
	}
	for _, b := range n.Doc.Blocks {
		if b.ID != "" {
			want[BlockSymbol]++
		}
	}
	if counts != want {
		t.Errorf("%q: the outline has %v symbols of each kind, want %v", src, counts, want)
	}
	return n, counts
}

var outlineParts = []string{
	"# ", "## ", "###### ", "#", "> ", "- ", "  ", "\t", "1. ", "\n", "\n", "\r\n", "\r", "\n\n", "===\n", "---\n", "한글", "😀", "#태그", "^id", "^b 글", "| a | b |\n|--|--|\n", "```\n", "%%", "<!-- ", "-->", "{#own}", "![](a.png)", "\ufeff", "\x00", "\xff", "[^1]: ", "\u200b",
}

// The outline of any note keeps the protocol's rules and leaves nothing out.
func TestOutlineOfRandomNotes(t *testing.T) {
	for seed := range uint64(rounds(400)) {
		g := newGarden(seed)
		outlineOf(t, g.text())
		for range 20 {
			var b strings.Builder
			for range 1 + g.IntN(30) {
				b.WriteString(pick(g.Rand, outlineParts))
			}
			outlineOf(t, b.String())
		}
	}
}

func FuzzOutline(f *testing.F) {
	for _, src := range []string{"# 하나\n## 둘 #태그\n\n글 ^b\n", "> # 가\r> - ## 나\r\n\n^id\n", "\ufeff#\n#\t#\n===\n"} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) { outlineOf(t, src) })
}

// Long outlines take time in proportion to their length, however deep they are.
func TestOutlineIsLinear(t *testing.T) {
	timed(t)
	const size = 20_000
	for name, line := range map[string]func(i int) string{
		"flat":    func(int) string { return "# 같은 제목 #태그 ^b\n" },
		"deep":    func(i int) string { return strings.Repeat("#", 1+i%6) + fmt.Sprintf(" 제목 %d #t%d\n", i, i) },
		"rising":  func(i int) string { return strings.Repeat("#", 1+5*(size-i)/size) + " 제목\n\n글 ^b\n\n" },
		"quoted":  func(i int) string { return strings.Repeat("> ", 1+i%9) + "# 제목\n" },
		"blocks":  func(i int) string { return fmt.Sprintf("글 #태그 ^b%d\n\n", i) },
		"no text": func(int) string { return "#\n" },
	} {
		var b strings.Builder
		for i := range size {
			b.WriteString(line(i))
		}
		n := vault.NewNote(vault.Source{ID: "n.md", Text: []byte(b.String())})
		start := time.Now()
		list := Outline(n, allSymbols)
		took := time.Since(start)
		checkOutline(t, name, list, text.Between(0, b.Len()))
		if took > 2*time.Second {
			t.Errorf("%s: an outline of %d lines took %v", name, size, took)
		}
	}
}
