package lsptest

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// foldsOf asks a client with these capabilities for the folds of src. A fold is as
// in scripts, with the text to show behind a space.
func foldsOf(t *testing.T, src string, capabilities map[string]any) string {
	t.Helper()
	dir := folder(t, map[string]string{"노트.md": src})
	e := dial(t, Options{Folders: []string{dir}, Adjust: func(params map[string]any) {
		document := params["capabilities"].(map[string]any)["textDocument"].(map[string]any)
		delete(document, "foldingRange")
		if capabilities != nil {
			document["foldingRange"] = capabilities
		}
	}})
	e.ok(e.Indexed(dir))
	var found []FoldingRange
	e.ok(e.Call("textDocument/foldingRange", map[string]any{"textDocument": map[string]any{"uri": FileURI(filepath.Join(dir, "노트.md"))}}, &found))
	var out []string
	for _, r := range found {
		out = append(out, strings.TrimSpace(r.String()+" "+r.CollapsedText))
	}
	return strings.Join(out, ", ")
}

func TestFoldsAreWhatTheClientCanUse(t *testing.T) {
	const src = "# 😀\n<!-- region 한글 -->\n- 가\n  나\n- 다\n\n<!-- endregion -->\n<!-- 라\n-->\n"
	for _, c := range []struct {
		capabilities map[string]any
		want         string
	}{
		{nil, "1-9, 2-7:region, 3-5, 3-4, 8-9:comment"},
		{map[string]any{}, "1-9, 2-7:region, 3-5, 3-4, 8-9:comment"},
		{map[string]any{"lineFoldingOnly": true}, "1-9, 2-7:region, 3-5, 8-9:comment"},
		{map[string]any{"rangeLimit": 3}, "1-9, 2-7:region, 8-9:comment"},
		{map[string]any{"foldingRangeKind": map[string]any{"valueSet": []string{"comment", "imports"}}}, "1-9, 2-7, 3-5, 3-4, 8-9:comment"},
		{map[string]any{"foldingRange": map[string]any{"collapsedText": true}}, "1-9, 2-7:region 한글, 3-5, 3-4, 8-9:comment 라"},
	} {
		if got := foldsOf(t, src, c.capabilities); got != c.want {
			t.Errorf("with %v the folds are %s, want %s", c.capabilities, got, c.want)
		}
	}
}

func TestSelectionsOfSeveralCursors(t *testing.T) {
	dir := folder(t, map[string]string{"노트.md": "😀 가 나\n\n다"})
	e := dial(t, Options{Folders: []string{dir}})
	e.ok(e.Indexed(dir))
	uri := FileURI(filepath.Join(dir, "노트.md"))
	ask := func(positions ...Position) []string {
		var chains []SelectionRange
		e.ok(e.Call("textDocument/selectionRange", map[string]any{"textDocument": map[string]any{"uri": uri}, "positions": append([]Position{}, positions...)}, &chains))
		out := []string{}
		for _, c := range chains {
			out = append(out, covered(e.Client, "😀 가 나\n\n다", c.Range))
		}
		return out
	}
	for _, c := range []struct {
		positions []Position
		want      []string
	}{
		{nil, []string{}},
		{[]Position{{2, 0}, {0, 5}, {0, 0}, {0, 99}, {99, 0}, {0, 3}, {0, 5}}, []string{"다", "나", "😀", "나", "다", "가", "나"}},
		{[]Position{{0, 1}}, []string{"😀"}}, // inside of a surrogate pair
	} {
		if got := ask(c.positions...); !slices.Equal(got, c.want) {
			t.Errorf("the selections at %v start with %q, want %q", c.positions, got, c.want)
		}
	}
	uri = FileURI(filepath.Join(dir, "없음.md"))
	if got := ask(Position{0, 0}); len(got) != 0 {
		t.Errorf("the selections in a file that is no note are %q, want none", got)
	}
}
