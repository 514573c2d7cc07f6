package feature

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

func plainNote(src string) *vault.Note {
	return vault.NewNote(vault.Source{ID: "노트.md", Text: []byte(src)})
}

// showFolds writes folds as scripts do, with lines from 1.
func showFolds(folds []Fold) string {
	var out []string
	for _, f := range folds {
		out = append(out, fmt.Sprintf("%d-%d%s", f.First+1, f.Last+1, []string{"", ":comment", ":region"}[f.Kind]))
	}
	return strings.Join(out, " ")
}

func TestFoldsOfOneLine(t *testing.T) {
	n := plainNote("# 가\n- 나\n  - 다\n    라\n  마\n\n- 바\n")
	for _, c := range []struct {
		options FoldOptions
		want    string
	}{
		{FoldOptions{}, "1-7 2-7 2-5 3-5"},
		{FoldOptions{OnePerLine: true}, "1-7 2-7 3-5"},
		{FoldOptions{OnePerLine: true, Limit: 2}, "1-7 2-7"},
		{FoldOptions{Limit: 4}, "1-7 2-7 2-5 3-5"},
		{FoldOptions{Limit: 1}, "1-7"},
	} {
		if got := showFolds(Folding(n, c.options)); got != c.want {
			t.Errorf("Folding with %+v = %s, want %s", c.options, got, c.want)
		}
	}
}

func TestTooManyFoldsLeaveTheInnermostOut(t *testing.T) {
	n := plainNote("# 가\n## 나\n글\n## 다\n글\n# 라\n## 마\n글\n")
	for limit, want := range map[int]string{0: "1-5 2-3 4-5 6-8 7-8", 5: "1-5 2-3 4-5 6-8 7-8", 4: "1-5 2-3 4-5 6-8", 3: "1-5 2-3 6-8", 2: "1-5 6-8", 1: "1-5"} {
		if got := showFolds(Folding(n, FoldOptions{Limit: limit})); got != want {
			t.Errorf("at most %d folds are %s, want %s", limit, got, want)
		}
	}
}

// structureTokens make notes of much structure.
var structureTokens = []string{
	"# 가\n", "## 나\n", "### 다\n", "- ", "  - ", "1. ", "> ", "> [!note] 글\n", "```go\n", "```\n", "~~~\n", "    코드\n", "\n", "\n\n", "\n", "글 😀", "===\n", "---\n",
	"| a | b |\n|-|-|\n", "| [[가\\|나]] | 다 |\n", "%%", "%%\n", "<!-- ", " -->\n", "<!-- region 가 -->\n", "<!-- #endregion -->\n", "<div>\n", "</div>\n", "$$\n", "$x$",
	"[a]: b\n", "[^1]: ", "[[가#나|다]]", "[라](마.md#바)", "**", "*", "`", "_", "#태그", "\r\n", "\ufeff", "\xff", "e\u0301", "👩‍👩‍👧‍👦", "🇰🇷🇯🇵", "a_b", "日本語の",
}

func randomStructures(n int, take func(src string)) {
	rng := rand.New(rand.NewPCG(3, 9))
	for range n {
		var b strings.Builder
		if rng.IntN(8) == 0 {
			b.WriteString("---\ntitle: 한글\n---\n")
		}
		for range rng.IntN(60) {
			b.WriteString(pick(rng, structureTokens))
		}
		take(b.String())
	}
}

// checkFolds checks what Folding promises.
func checkFolds(src string, folds []Fold, o FoldOptions) error {
	lines := text.NewLineIndex([]byte(src))
	var around []Fold
	for i, f := range folds {
		for len(around) > 0 && around[len(around)-1].Last < f.First {
			around = around[:len(around)-1]
		}
		switch {
		case f.First >= f.Last || f.Last >= lines.Lines():
			return fmt.Errorf("%v is not in a note of %d lines", f, lines.Lines())
		case len(around) > 0 && f.Last > around[len(around)-1].Last:
			return fmt.Errorf("%v crosses %v", f, around[len(around)-1])
		case i > 0 && (f.First < folds[i-1].First || f.First == folds[i-1].First && (o.OnePerLine || f.Last >= folds[i-1].Last)):
			return fmt.Errorf("%v behind %v", f, folds[i-1])
		case strings.TrimSpace(string(lines.Line(f.Last).Of([]byte(src)))) == "":
			return fmt.Errorf("%v ends with a blank line", f)
		case utf8.RuneCountInString(f.Label) > maxLabel+20 || strings.Contains(f.Label, "\n"):
			return fmt.Errorf("%v has the label %q", f, f.Label)
		}
		around = append(around, f)
	}
	if o.Limit > 0 && len(folds) > o.Limit {
		return fmt.Errorf("%d folds, want at most %d", len(folds), o.Limit)
	}
	return nil
}

func TestRandomFoldsNest(t *testing.T) {
	found := 0
	randomStructures(2_000, func(src string) {
		n := plainNote(src)
		all := Folding(n, FoldOptions{})
		found += len(all)
		for _, o := range []FoldOptions{{}, {OnePerLine: true}, {Limit: 3}, {OnePerLine: true, Limit: 2}} {
			folds := Folding(n, o)
			if err := checkFolds(src, folds, o); err != nil {
				t.Fatalf("Folding(%q, %+v): %v", src, o, err)
			}
			if o.Limit > 0 && len(all) >= o.Limit && len(folds) < o.Limit && !o.OnePerLine {
				t.Fatalf("Folding(%q, %+v) gives %d of %d folds", src, o, len(folds), len(all))
			}
		}
	})
	if found < 3_000 {
		t.Errorf("%d folds, want many", found)
	}
}

// hostileStructures are notes that would take minutes if anything looked at a part
// of them again for each other.
func hostileStructures() map[string]string {
	const size = 1 << 17
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	half := func(a, b string) string { return strings.Repeat(a, size/2/len(a)) + strings.Repeat(b, size/2/len(b)) }
	var levels strings.Builder
	for i := 0; levels.Len() < size; i++ {
		levels.WriteString(strings.Repeat("#", i%6+1) + " 제목\n글\n")
	}
	return map[string]string{
		"headings":            levels.String(),
		"regions":             half("<!-- region -->\n\n", "<!-- endregion -->\n\n"),
		"regions in sections": half("# 가\n<!-- region -->\n\n", "<!-- endregion -->\n\n"),
		"sections in regions": half("<!-- region -->\n\n###### 가\n\n", "\n\n\n<!-- endregion -->\n\n"),
		"comments":            fill("%%\n\n# 가\n\n"),
		"lists":               fill(strings.Repeat("- ", 60) + "가\n  나\n\n"),
		"quotes":              fill(strings.Repeat("> ", 60) + "가\n"),
		"emphasis":            fill(strings.Repeat("*가 **나 ", 200) + strings.Repeat("** *", 200) + "\n\n"),
		"links":               fill("[[가#나|다]] "),
		"one word":            fill("가"),
		"flags":               fill("🇰🇷"),
		"marks":               fill("\u0301"),
		"joiners":             fill("👩\u200d"),
		"apostrophes":         fill("a'"),
		"blank lines":         "# 가\n<!-- region -->\n# 나\n" + fill("\n") + "<!-- endregion -->",
	}
}

func TestHostileFoldsAndSelections(t *testing.T) {
	timed(t)
	for name, src := range hostileStructures() {
		n := plainNote(src)
		positions := make([]int, 100)
		for i := range positions {
			positions[i] = i * len(src) / len(positions)
			for positions[i] > 0 && !utf8.RuneStart(src[positions[i]]) {
				positions[i]--
			}
		}
		const limit = 4 * time.Second // which a tenth of is enough for
		for what, run := range map[string]func() error{
			"Folding": func() error {
				o := FoldOptions{OnePerLine: true}
				return checkFolds(src, Folding(n, o), o)
			},
			"Selection": func() error { return checkSelections(src, positions, Selection(n, positions)) },
		} {
			took := limit + 1
			for try := 0; try < 3 && took > limit; try++ {
				start := time.Now()
				if err := run(); err != nil {
					t.Errorf("%s of %s: %v", what, name, err)
				}
				took = min(took, time.Since(start))
			}
			t.Logf("%-9s %-20s %v", what, name, took.Round(time.Millisecond))
			if took > limit {
				t.Errorf("%s of %s took %v, want at most %v", what, name, took, limit)
			}
		}
	}
}

// checkSelections checks what Selection promises.
func checkSelections(src string, offsets []int, chains [][]text.Span) error {
	if len(chains) != len(offsets) {
		return fmt.Errorf("%d chains for %d offsets", len(chains), len(offsets))
	}
	valid := utf8.ValidString(src)
	for i, chain := range chains {
		if len(chain) == 0 || chain[len(chain)-1] != text.Between(0, len(src)) {
			return fmt.Errorf("at %d: %v does not grow to the note", offsets[i], chain)
		}
		for j, s := range chain {
			if !s.Touches(offsets[i]) {
				return fmt.Errorf("at %d: %v is elsewhere", offsets[i], s)
			}
			if j > 0 && (!s.Contains(chain[j-1]) || s == chain[j-1]) {
				return fmt.Errorf("at %d: %v does not grow from %v", offsets[i], s, chain[j-1])
			}
			for _, off := range []int32{s.Start, s.End} {
				if valid && int(off) < len(src) && !utf8.RuneStart(src[off]) {
					return fmt.Errorf("at %d: %v cuts a character", offsets[i], s)
				}
			}
		}
	}
	return nil
}

func TestRandomSelectionsGrow(t *testing.T) {
	randomStructures(1_500, func(src string) {
		var offsets []int
		for off := range src {
			offsets = append(offsets, off)
		}
		offsets = append(offsets, len(src))
		if err := checkSelections(src, offsets, Selection(plainNote(src), offsets)); err != nil {
			t.Fatalf("Selection(%q): %v", src, err)
		}
	})
}

func TestSelectionsOutsideTheNoteClamp(t *testing.T) {
	n := plainNote("가 나")
	got := Selection(n, []int{-5, 99})
	want := Selection(n, []int{0, 7})
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("Selection outside the note = %v, want %v", got, want)
	}
	if got := Selection(plainNote(""), []int{3}); len(got) != 1 || !slices.Equal(got[0], []text.Span{{}}) {
		t.Errorf("Selection of an empty note = %v, want its start", got)
	}
}
