package lsptest

import (
	"path/filepath"
	"testing"
)

// askHints asks for the hints of a note's first line.
func (e editor) askHints(uri string) []InlayHint {
	e.t.Helper()
	var found []InlayHint
	e.ok(e.Call("textDocument/inlayHint", map[string]any{
		"textDocument": map[string]any{"uri": uri}, "range": Range{Position{0, 0}, Position{1, 0}},
	}, &found))
	return found
}

func (e editor) rehinted() (n int) {
	e.Look(func(s *State) { n = s.Rehinted })
	return n
}

// When another note changes a hint that the client shows, it is asked to ask again,
// once; not for its own edits, nor where no hint differs.
func TestHintsAreRefreshed(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a.md": "한글", "1.md": "---\ntitle: 옛 제목\n---\n"})
	e := dial(t, Options{Folders: []string{dir}})
	e.indexed(dir)
	a, one := FileURI(filepath.Join(dir, "a.md")), FileURI(filepath.Join(dir, "1.md"))
	e.openText(a, "한글 😀 [[1]] ^b")
	e.openText(one, "---\ntitle: 옛 제목\n---\n")
	if n := len(e.askHints(a)); n != 1 {
		t.Fatalf("%d hints, want 1", n)
	}
	e.ok(e.Settle())
	e.change(one, 2, "---\ntitle: 옛 제목\n---\n한글")
	e.change(a, 2, "한글 😀 [[1]] 글 ^b")
	if n := len(e.askHints(a)); n != 1 {
		t.Fatalf("%d hints, want 1", n)
	}
	e.ok(e.Settle())
	if n := e.rehinted(); n > 0 {
		t.Errorf("the client was asked %d times to ask again for nothing", n)
	}

	e.change(one, 3, "---\ntitle: 새 제목\n---\n한글")
	e.ok(e.Await("a refresh", func(s *State) bool { return s.Rehinted == 1 }))
	e.change(one, 4, "---\ntitle: 또 새 제목\n---\n한글")
	e.ok(e.Settle())
	if n := e.rehinted(); n != 1 {
		t.Errorf("the client was asked %d times, and has not asked since", n)
	}
	e.askHints(a)
	e.change(one, 5, "---\ntitle: 또 새 제목\n---\n한글 [[a#^b]]")
	e.ok(e.Await("a refresh", func(s *State) bool { return s.Rehinted == 2 }))
	if n := len(e.askHints(a)); n != 2 {
		t.Errorf("%d hints, want the block's too", n)
	}
}

// A client that can't be asked to ask again is not.
func TestHintsNeedTheClientToRefresh(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a.md": "한글", "1.md": "# 옛 제목"})
	e := dial(t, Options{Folders: []string{dir}, Adjust: func(params map[string]any) {
		delete(params["capabilities"].(map[string]any)["workspace"].(map[string]any), "inlayHint")
	}})
	e.indexed(dir)
	a, one := FileURI(filepath.Join(dir, "a.md")), FileURI(filepath.Join(dir, "1.md"))
	e.openText(a, "한글 😀 [[1]]")
	e.openText(one, "# 옛 제목")
	if n := len(e.askHints(a)); n != 1 {
		t.Fatalf("%d hints, want 1", n)
	}
	e.change(one, 2, "# 새 제목")
	e.ok(e.Settle())
	if n := e.rehinted(); n > 0 {
		t.Errorf("the client was asked %d times to ask again", n)
	}
}
