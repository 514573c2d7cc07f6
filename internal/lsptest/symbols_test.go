package lsptest

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// A client that knows no trees gets a list, in the order of the text, each entry
// with the name of the one above it.
func TestSymbolsWithoutTree(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{})
	e := dial(t, Options{Folders: []string{dir}, Adjust: func(params map[string]any) {
		params["capabilities"] = map[string]any{}
	}})
	doc := FileURI(filepath.Join(dir, "a.md"))
	e.openText(doc, "😀\n\n# 제목\n\n> ## 절\n\n### 깊은 절\n\n# 둘\n")
	var got []WorkspaceSymbol
	e.ok(e.Call("textDocument/documentSymbol", map[string]any{"textDocument": map[string]any{"uri": doc}}, &got))
	var want []WorkspaceSymbol
	for _, w := range []struct {
		name, in string
		at       Range
	}{
		{"제목", "", Range{Position{2, 0}, Position{7, 0}}},
		{"절", "제목", Range{Position{4, 0}, Position{7, 0}}},
		{"깊은 절", "절", Range{Position{6, 0}, Position{7, 0}}},
		{"둘", "", Range{Position{8, 0}, Position{9, 0}}},
	} {
		sym := WorkspaceSymbol{Name: w.name, Kind: 15, ContainerName: w.in}
		sym.Location.URI, sym.Location.Range = doc, &w.at
		want = append(want, sym)
	}
	if d := gocmp.Diff(want, got); d != "" {
		t.Errorf("documentSymbol (-want +got):\n%s", d)
	}
}

// A client that can't ask for places later gets them at once, from all folders.
func TestSearchOfFoldersWithPlaces(t *testing.T) {
	t.Parallel()
	one := folder(t, map[string]string{"a.md": "😀\n\n> ## 설치 방법\n"})
	two := folder(t, map[string]string{"설치.md": "글", "b.md": "\r\n😀 #설치/둘\r\n"})
	e := dial(t, Options{Folders: []string{one, two}, Adjust: func(params map[string]any) {
		delete(params["capabilities"].(map[string]any)["workspace"].(map[string]any), "symbol")
	}})
	e.indexed(one)
	e.indexed(two)
	var got []WorkspaceSymbol
	e.ok(e.Call("workspace/symbol", map[string]any{"query": "설치"}, &got))
	var want []WorkspaceSymbol
	for _, w := range []struct {
		name, in, path string
		kind           int
		at             Range
	}{
		{"설치", "", filepath.Join(two, "설치.md"), 1, Range{}},
		{"#설치/둘", "1 note", filepath.Join(two, "b.md"), 14, Range{Position{1, 3}, Position{1, 8}}},
		{"설치 방법", "a", filepath.Join(one, "a.md"), 15, Range{Position{2, 5}, Position{2, 10}}},
	} {
		sym := WorkspaceSymbol{Name: w.name, Kind: w.kind, ContainerName: w.in}
		sym.Location.URI, sym.Location.Range = FileURI(w.path), &w.at
		want = append(want, sym)
	}
	if d := gocmp.Diff(want, got); d != "" {
		t.Errorf("workspace/symbol (-want +got):\n%s", d)
	}
}

// Of many the best come up, and no more than a list can show.
func TestSearchIsCut(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 500 {
		fmt.Fprintf(&b, "## 긴 설치 방법 %d 😀\n\n", i)
	}
	dir := folder(t, map[string]string{"a.md": b.String() + "## 설치\n"})
	e := dial(t, Options{Folders: []string{dir}})
	e.indexed(dir)
	var got []WorkspaceSymbol
	e.ok(e.Call("workspace/symbol", map[string]any{"query": "설치"}, &got))
	if len(got) != 200 || got[0].Name != "설치" {
		t.Errorf("%d symbols, the first %+v, want 200 and the exact one first", len(got), got[:min(len(got), 1)])
	}
}
