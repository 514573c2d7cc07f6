package lsptest

import (
	"encoding/json"
	"path/filepath"
	"testing"
)

// A client that does not announce the command gets lenses that say as much and run
// nothing: an editor that lacks a command fails at it.
func TestLensWithoutCommand(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"빵.md": "# 빵\n", "글.md": "😀 [[빵]] [[빵]]"})
	e := dial(t, Options{Folders: []string{dir}, Adjust: func(params map[string]any) {
		delete(params["capabilities"].(map[string]any), "experimental")
	}})
	e.indexed(dir)
	var raw json.RawMessage
	e.ok(e.Call("textDocument/codeLens", map[string]any{"textDocument": map[string]any{"uri": FileURI(filepath.Join(dir, "빵.md"))}}, &raw))
	want := `[{"range":{"start":{"line":0,"character":2},"end":{"line":0,"character":3}},"command":{"title":"2 links from 1 note","command":""}}]`
	if string(raw) != want {
		t.Errorf("lenses = %s, want %s", raw, want)
	}
}

func (e editor) recounts() (n int) {
	e.Look(func(s *State) { n = s.Recounts })
	return n
}

// recounted waits until the server has once more had the client ask for lenses again.
func (e editor) recounted(since int) {
	e.t.Helper()
	e.ok(e.Await("a refresh of lenses", func(s *State) bool { return s.Recounts > since }))
	if n := e.recounts(); n != since+1 {
		e.t.Errorf("the client was asked %d times to ask again, want once", n-since)
	}
}

// settled waits until the client is asked for lenses no more.
func (e editor) settled() {
	e.t.Helper()
	for n := -1; n != e.recounts(); {
		n = e.recounts()
		e.ok(e.Settle())
	}
}

// When a link to an open note comes or goes in another note, the client is to ask for
// lenses again; not for what is typed beside links, nor for links to other notes.
func TestLensesAreRefreshed(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"빵.md": "# 빵\n\n## 굽기\n", "글.md": "😀 [[빵]]", "밥.md": "# 밥\n"})
	e := dial(t, Options{Folders: []string{dir}})
	bread, note := FileURI(filepath.Join(dir, "빵.md")), FileURI(filepath.Join(dir, "글.md"))
	e.openText(bread, "# 빵\n\n## 굽기\n")
	e.indexed(dir)
	e.openText(note, "😀 [[빵]]")
	e.change(note, 2, "😀 [[빵]] [[빵]] [[빵]]")
	e.ok(e.Await("a refresh of lenses", func(s *State) bool { return s.Recounts > 0 }))
	e.change(note, 3, "😀 [[빵]]") // what the first look has asked for is asked by then
	e.settled()
	before := e.recounts()
	for i, text := range []string{"😀 [[빵]] 글", "😀 글 [[빵|이름]]", "😀 [[밥]] [[빵]]", "😀 [[빵]] [[없음]]"} {
		e.change(note, i+4, text)
		e.ok(e.Settle())
	}
	for i, text := range []string{"😀 [[빵]] [[빵]]", "😀 [[빵]] [[빵#굽기]]", "😀 [[밥]]"} {
		e.change(note, i+10, text)
		e.recounted(before + i)
		e.ok(e.Settle())
	}
}
