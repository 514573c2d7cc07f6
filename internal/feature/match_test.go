package feature

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

func tierName(rank int, ok bool) string {
	if !ok {
		return "none"
	}
	return [...]string{"exact", "prefix", "word", "part", "keyboard", "fuzzy"}[rank/tierSize]
}

func TestTiers(t *testing.T) {
	for _, c := range [][3]string{
		{"", "쿠버네티스", "exact"},
		{"쿠버네티스", "쿠버네티스", "exact"},
		{"쿠버", "쿠버네티스", "prefix"},
		{"ㅋㅂㄴ", "쿠버네티스", "prefix"},
		{"ㅋㅂㄴㅌㅅ", "쿠버네티스", "prefix"}, // of exactly that name, but not as it is written
		{"쿠ㅂ", "쿠버네티스", "prefix"},
		{"쿱", "쿠버네티스", "prefix"},
		{"갑", "값", "prefix"},
		{"ㄳ", "검색", "prefix"}, // as an input method joins ㄱ and ㅅ
		{"ㄳ", "로그 검색", "word"},
		{"ㄱㅂ", "독백", "none"}, // a final consonant is no initial
		{"공ㅂ", "공부 기록", "prefix"},
		{"고", "공부 기록", "prefix"},
		{"ㄱㄹ", "공부 기록", "word"},
		{"기", "공부 기록", "word"},
		{"버", "쿠버네티스", "part"},
		{"ㄴㅌ", "쿠버네티스", "part"},
		{"공부기록", "공부 기록", "fuzzy"},
		{"ㄱㅂㄱㄹ", "공부 기록", "fuzzy"},
		{"공부 기록", "공부기록", "fuzzy"},
		{"쿠네스", "쿠버네티스", "fuzzy"},
		{"쿡", "쿠버네티스", "none"},
		{"kub", "Kubernetes", "prefix"},
		{"KUB", "kubernetes", "prefix"},
		{"netes", "Kubernetes", "part"},
		{"kbn", "Kubernetes", "fuzzy"},
		{"znqj", "쿠버네티스", "keyboard"},
		{"구", "Kubernetes", "none"}, // r and n, in the middle of a word
		{"커", "쿠버네티스", "none"},      // one syllable is not scattered
		{"znqj", "우리 쿠버네티스", "keyboard"},
		{"z", "쿠버네티스", "none"}, // one key says too little
		{"ㅏㅕㅠ", "Kubernetes", "keyboard"},
		{"ㅏㅕㅠㄷㄱ", "Kubernetes", "keyboard"},
		{"go 언", "Go 언어", "prefix"},
		{"go언", "Go 언어", "fuzzy"},
		{"k8s 클", "k8s 클러스터", "prefix"},
		{"k8s ㅋㄹ", "k8s 클러스터", "fuzzy"},
		{"b", "a/b", "word"},
		{"b", "a_b", "word"},
		{"b", "(b)", "word"},
		{"straße", "STRASSE", "exact"},
		{"x", "쿠버네티스", "none"},
		{"네버", "쿠버네티스", "none"},
	} {
		for _, form := range []norm.Form{norm.NFC, norm.NFD} {
			q, name := newQuery(form.String(c[0])), vault.NewSearchName(form.String(c[1]), false)
			if got := tierName(q.match(&name, noMatch*tierSize)); got != c[2] {
				t.Errorf("%q finds %q as %s, want %s (%T)", c[0], c[1], got, c[2], form)
			}
		}
	}
}

// Decomposed text is cut in the middle of a syllable while it is typed.
func TestHalfASyllableOfDecomposedTyping(t *testing.T) {
	name := vault.NewSearchName("쿠버네티스", false)
	typed := []rune(norm.NFD.String("쿠버네"))
	for n := range typed {
		q := newQuery(string(typed[:n+1]))
		if got := tierName(q.match(&name, noMatch*tierSize)); got != "prefix" {
			t.Errorf("%q finds 쿠버네티스 as %s, want prefix", string(typed[:n+1]), got)
		}
	}
}

func TestRanksStayInTheirTier(t *testing.T) {
	for _, unit := range []string{"a", "가", "값", "ㅋ", "😀", "a "} {
		for _, n := range []int{1, 2, 31, 32, 33, 40, 64, 100, 5000} {
			q := newQuery(strings.Repeat(unit, n))
			for _, text := range []string{strings.Repeat(unit, n), strings.Repeat(unit, n+1), "x" + strings.Repeat(unit, n), strings.Repeat(unit+"-", n), strings.Repeat("가", 3*n)} {
				name := vault.NewSearchName(text, false)
				if rank, ok := q.rank(&name); ok && (rank < 0 || rank >= fuzzyMatch*tierSize) {
					t.Errorf("rank of %d %q = %d, outside its tiers", n, unit, rank)
				}
				if rank, ok := q.fuzzy(&name); ok && (rank < fuzzyMatch*tierSize || rank > noMatch*tierSize) {
					t.Errorf("fuzzy of %d %q = %d, outside its tier", n, unit, rank)
				}
			}
		}
	}
}
