package lsptest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// show writes a content with its marks as "name=text" at their offsets.
func show(c content) map[string]string {
	out := map[string]string{}
	for name, s := range c.marks {
		out[name] = c.text[:s.Start] + "{" + c.text[s.Start:s.End] + "}"
	}
	return out
}

func TestCutTakesMarksOut(t *testing.T) {
	check := func(src, want string, marks map[string]string) {
		t.Helper()
		got, err := cut(src)
		if err != nil {
			t.Errorf("cut(%q): %v", src, err)
			return
		}
		if got.text != want {
			t.Errorf("cut(%q) = %q, want %q", src, got.text, want)
		}
		if d := cmp.Diff(marks, show(got)); d != "" {
			t.Errorf("cut(%q): marks differ (-want +got):\n%s", src, d)
		}
	}
	check("한<|p|>글", "한글", map[string]string{"p": "한{}"})
	check("<|r:한글|>", "한글", map[string]string{"r": "{한글}"})
	check("[[Sour<|use|> dough|starter]]", "[[Sour dough|starter]]", map[string]string{"use": "[[Sour{}"})
	check("| [[<|r:a\\|b|>]] |>", "| [[a\\|b]] |>", map[string]string{"r": "| [[{a\\|b}"})
	check("<|all:[[<|in:빵|>|<|p|>떡]]|>", "[[빵|떡]]", map[string]string{"all": "{[[빵|떡]]}", "in": "[[{빵}", "p": "[[빵|{}"})
	check("<|a:|><|b|>", "", map[string]string{"a": "{}", "b": "{}"})
	check("a <| b |> <|1|> <|", "a <| b |> <|1|> <|", map[string]string{})
	check("<|a:x\ny|>\r\n", "x\ny\r\n", map[string]string{"a": "{x\ny}"})
}

func TestCutRefuses(t *testing.T) {
	for src, want := range map[string]string{
		"<|a|> <|a|>":     `two marks "a"`,
		"<|a:x":           `"a" is not closed`,
		"<|a:x <|b|> [[y": `"a" is not closed`,
	} {
		if _, err := cut(src); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("cut(%q) = %v, want an error with %q", src, err, want)
		}
	}
}

func TestEditMovesMarks(t *testing.T) {
	check := func(src, own, insert string, marks map[string]string) {
		t.Helper()
		c, err := cut(src)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.edited(text.Edit{Span: c.marks[own], New: insert}, own)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(marks, show(got)); d != "" {
			t.Errorf("edit of %s in %q to %q: marks differ (-want +got):\n%s", own, src, insert, d)
		}
	}
	check("<|a|>한<|x|>글<|b|>", "x", "😀", map[string]string{"a": "{}", "x": "한😀{}", "b": "한😀글{}"})
	check("<|x:한|><|b|>글<|c:d|>", "x", "네모", map[string]string{"x": "{네모}", "b": "네모{}", "c": "네모글{d}"})
	check("<|all:a<|x:bc<|in|>d|>e|>", "x", "", map[string]string{"all": "{ae}", "x": "a{}", "in": "a{}"})
	check("<|r:빵|><|end|>", "end", "]]", map[string]string{"r": "{빵}", "end": "빵]]{}"})
	check("<|top|><|r:빵|>", "top", "\n", map[string]string{"top": "\n{}", "r": "\n{빵}"})
}

func TestCodeFrame(t *testing.T) {
	src := "첫 줄\n한글 😀 [[빵]]\t[[떡\n더]] 끝"
	index := strings.Index
	label1 := label{text.Between(index(src, "빵"), index(src, "빵")+3), "want"}
	label2 := label{text.Between(index(src, "떡"), index(src, "더")), "got"}
	want := strings.Join([]string{
		"노트.md",
		"    2 | 한글 😀 [[빵]]\t[[떡",
		"      |           ^^ want",
		"      |             " + "  \t  ^^… got",
	}, "\n")
	if got := codeFrame("노트.md", src, label2, label1); got != want {
		t.Errorf("codeFrame =\n%s\nwant\n%s", got, want)
	}
	if got, want := codeFrame("a.md", "", label{says: "here"}), "a.md\n    1 | \n      | ^ here"; got != want {
		t.Errorf("codeFrame of nothing =\n%s\nwant\n%s", got, want)
	}
}
