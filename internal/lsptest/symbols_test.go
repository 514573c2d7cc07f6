package lsptest

import (
	"path/filepath"
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
