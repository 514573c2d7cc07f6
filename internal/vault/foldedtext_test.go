package vault

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// foldedParts are what texts are made of that fold in odd ways: two runes of one,
// marks that join what stands before them, syllables in letters.
var foldedParts = []string{
	"a", "B", "Z", "é", nfd("é"), "É", "각", nfd("각"), "가", "\u11a8", "글", "ß", "ẞ", "ﬁ", "\u212a", "\u212b", "İ", "ŉ", "ſ", "Ⓐ", "漢", "\uf900", "が", nfd("が"), "カ", "😀", "—", "“", "1", "_", "-", "\u0301", "Привет", "\u200d",
}

func TestFoldedTextIsFoldWithPlaces(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for range 20_000 {
		var b strings.Builder
		for range 1 + r.IntN(8) {
			b.WriteString(foldedParts[r.IntN(len(foldedParts))])
		}
		src := b.String()
		f := NewFoldedText(len(src))
		f.Add([]byte(src), 0, len(src))
		if got, want := string(f.Runes), Fold(src); got != want {
			t.Fatalf("the folded text of %q = %q, want %q", src, got, want)
		}
		for i := range f.Runes {
			for j := i + 1; j <= len(f.Runes); j++ {
				if f.IsCut(i) || f.IsCut(j) {
					continue
				}
				part := string(f.Span(i, j).Of([]byte(src)))
				if !utf8.ValidString(part) || Fold(part) != string(f.Runes[i:j]) {
					t.Fatalf("runes %d to %d of %q stand at %q, which folds to %q and not to %q", i, j, src, part, Fold(part), string(f.Runes[i:j]))
				}
			}
		}
	}
}

func TestFoldedTextJoinsTheLinesOfAParagraph(t *testing.T) {
	for src, want := range map[string]string{
		"a b":            "a b",
		"a \t b":         "a b",
		"a\nb":           "a b",
		"글  \r\n   글":    "글 글",
		"a\rb":           "a b",
		"a\n\nb":         "a|b",
		"a\r\n \r\nb":    "a|b",
		"a\n- b":         "a|- b",
		"a\n1. b":        "a|1. b",
		"a\n> b":         "a|> b",
		"a\xffb":         "a|b",
		"a\n":            "a|",
		"😀\xf0\x9f글\xb8": "😀||글|",
	} {
		f := NewFoldedText(0)
		f.Add([]byte(src), 0, len(src))
		got := ""
		for _, r := range f.Runes {
			if r == Gap {
				r = '|'
			}
			got += string(r)
		}
		if got != want {
			t.Errorf("the folded text of %q = %q, want %q", src, got, want)
		}
	}
}
