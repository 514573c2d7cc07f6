package lsptest

import (
	"os"
	"path/filepath"
	"testing"
)

// A client that announces it is told how many notes there are, and told again when
// what it shows of them may have changed, though their number is the same.
func TestStatus(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"글.md": "😀 [[빵]]", "빵.md": ""})
	e := dial(t, Options{Folders: []string{dir}, Adjust: announceStatus})
	read := Status{Notes: 2}
	e.ok(e.Await("the status of a vault that is read", func(s *State) bool { return last(s) == read }))

	doc := FileURI(filepath.Join(dir, "글.md"))
	e.openText(doc, "😀 [[빵]]")
	told := 0
	e.Look(func(s *State) { told = len(s.Statuses) })
	e.ok(e.Notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": doc, "version": 2},
		"contentChanges": []any{map[string]any{"text": "😀 한글"}},
	}))
	e.ok(e.Await("the status after an edit", func(s *State) bool { return len(s.Statuses) > told && last(s) == read }))

	e.ok(os.Remove(filepath.Join(dir, "빵.md")))
	e.ok(e.Notify("workspace/didChangeWatchedFiles", map[string]any{
		"changes": []any{map[string]any{"uri": FileURI(filepath.Join(dir, "빵.md")), "type": 3}},
	}))
	e.ok(e.Await("the status after a note is gone", func(s *State) bool { return last(s) == Status{Notes: 1} }))
}

// Who announces nothing is sent nothing that the protocol does not know.
func TestStatusIsAnnounced(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"글.md": "😀 [[빵]]"})
	e := dial(t, Options{Folders: []string{dir}})
	doc := FileURI(filepath.Join(dir, "글.md"))
	e.ok(e.Await("the problems of 글.md", func(s *State) bool { return len(s.Diagnostics[doc].Diagnostics) == 1 }))
	e.Look(func(s *State) {
		if len(s.Statuses) > 0 {
			t.Errorf("the server told %+v", s.Statuses)
		}
	})
}

func announceStatus(params map[string]any) {
	caps := params["capabilities"].(map[string]any)
	caps["experimental"] = map[string]any{"notesLsp": map[string]any{"status": true}}
}

func last(s *State) Status {
	if len(s.Statuses) == 0 {
		return Status{Reading: true}
	}
	return s.Statuses[len(s.Statuses)-1]
}
