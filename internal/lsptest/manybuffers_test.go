package lsptest

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// An editor that restores a big session has thousands of notes open. Each has the text
// of its buffer, which differs from the file's: links between the buffers lead to where
// the buffers say, an edit of one is seen by its neighbours, and once they are closed
// the files count again. BUFFERS sets another number than 250.
func TestManyOpenBuffers(t *testing.T) {
	t.Parallel()
	n := 250
	if set := os.Getenv("BUFFERS"); set != "" {
		n, _ = strconv.Atoi(set)
	}
	files := map[string]string{}
	for i := range n {
		files[fmt.Sprintf("글 %d.md", i)] = fmt.Sprintf("# 파일 %d\n", i)
	}
	dir := folder(t, files)
	e := dial(t, Options{Folders: []string{dir}, Encodings: []string{"utf-16"}})
	e.indexed(dir)
	uri := func(i int) string { return FileURI(filepath.Join(dir, fmt.Sprintf("글 %d.md", i%n))) }
	for i := range n {
		// The link comes behind a character of two units, on the line below the heading.
		e.openText(uri(i), fmt.Sprintf("\n\n# 버퍼 %d\n🍞 [[글 %d#버퍼 %d]]\n", i, (i+1)%n, (i+1)%n))
	}
	every := max(1, n/100)
	for i := 0; i < n; i += every {
		got := e.definition(uri(i), 3, 6)
		if len(got) != 1 || got[0].TargetURI != uri(i+1) || got[0].TargetSelectionRange.Start != (Position{2, 2}) {
			t.Fatalf("definition in note %d = %+v, want the heading of note %d", i, got, i+1)
		}
	}
	for i := 0; i < n; i += 3 {
		e.ok(e.Notify("textDocument/didChange", map[string]any{
			"textDocument":   map[string]any{"uri": uri(i), "version": 2},
			"contentChanges": []any{map[string]any{"range": Range{Position{2, 2}, Position{2, 4}}, "text": "고친 버퍼"}},
		}))
	}
	// What is told in several portions has not all come when the barrier's has.
	e.ok(e.Await("the problems after the edits", func(s *State) bool {
		wrong := map[string]int{}
		for i := range n {
			for _, d := range s.Diagnostics[uri(i)].Diagnostics {
				wrong[d.Code]++
			}
		}
		return len(wrong) == 1 && wrong["no-such-heading"] == (n+2)/3
	}))
	for i := range n {
		e.close(uri(i))
	}
	e.ok(e.Await("that nothing is told of closed notes", func(s *State) bool {
		for i := range n {
			if len(s.Diagnostics[uri(i)].Diagnostics) > 0 {
				return false
			}
		}
		return true
	}))
	var symbols []struct{ Name string }
	for i := 0; i < n; i += every {
		e.ok(e.Call("textDocument/documentSymbol", map[string]any{"textDocument": map[string]any{"uri": uri(i)}}, &symbols))
		if len(symbols) != 1 || symbols[0].Name != fmt.Sprintf("파일 %d", i) {
			t.Fatalf("note %d is closed and has the outline %+v", i, symbols)
		}
	}
}
