package lsptest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// scripted is a script on these files, with the first of them open.
func scripted(t *testing.T, first string, files map[string]string) *Script {
	t.Helper()
	s := &Script{mode: Modes()[0], root: filepath.Join(folder(t, nil), "notes"), files: map[string]*file{}}
	for name, src := range files {
		f, err := s.newFile(name, src)
		if err == nil {
			err = f.writeDisk()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.editor(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.finish(t.Failed()); err != nil {
			t.Error(err)
		}
	})
	if err := s.ensureOpen(s.files[first]); err != nil {
		t.Fatal(err)
	}
	return s
}

// apply makes an edit in which "@" stands for the folder's URI.
func (s *Script) apply(t *testing.T, edit string) error {
	t.Helper()
	var e WorkspaceEdit
	if err := json.Unmarshal([]byte(strings.ReplaceAll(edit, "@", FileURI(s.root)+"/")), &e); err != nil {
		t.Fatal(err)
	}
	return s.applyEdit(e)
}

func at0(from, to string, text string) string {
	return `{"range":{"start":{"line":0,"character":` + from + `},"end":{"line":0,"character":` + to + `}},"newText":"` + text + `"}`
}

func TestApplyingTextEdits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, edit, want, failure string }{
		{"changes", `{"changes":{"@a.md":[` + at0("0", "1", "x") + `]}}`, "xbc\n", ""},
		{"the right version", `{"documentChanges":[{"textDocument":{"uri":"@a.md","version":1},"edits":[` + at0("0", "1", "x") + `]}]}`, "xbc\n", ""},
		{"another version", `{"documentChanges":[{"textDocument":{"uri":"@a.md","version":7},"edits":[` + at0("0", "1", "x") + `]}]}`, "abc\n", "is for version 7"},
		{"no version of what is open", `{"documentChanges":[{"textDocument":{"uri":"@a.md","version":null},"edits":[]}]}`, "abc\n", "names no version"},
		{"one text too old and none changed", `{"documentChanges":[{"textDocument":{"uri":"@b.md","version":null},"edits":[` + at0("0", "0", "x") + `]},{"textDocument":{"uri":"@a.md","version":0},"edits":[]}]}`, "abc\n", "is for version 0"},
		{"a version of what is not open", `{"documentChanges":[{"textDocument":{"uri":"@b.md","version":1},"edits":[]}]}`, "abc\n", "is not open"},
		{"several and in order at one place", `{"changes":{"@a.md":[` + at0("2", "3", "C") + `,` + at0("1", "1", "1") + `,` + at0("1", "1", "2") + `,` + at0("0", "1", "A") + `]}}`, "A12bC\n", ""},
		{"overlap", `{"changes":{"@a.md":[` + at0("0", "2", "x") + `,` + at0("1", "3", "y") + `]}}`, "abc\n", "overlap"},
		{"a range that is none", `{"changes":{"@a.md":[` + at0("0", "9", "x") + `]}}`, "abc\n", "not one of"},
		{"out of the folder", `{"changes":{"@../a.md":[` + at0("0", "1", "x") + `]}}`, "abc\n", "not in the folder"},
		{"an unknown kind", `{"documentChanges":[{"kind":"copy"}]}`, "abc\n", "kind"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := scripted(t, "a.md", map[string]string{"a.md": "abc\n", "b.md": "가나\n"})
			err := s.apply(t, c.edit)
			if c.failure == "" && err != nil || c.failure != "" && (err == nil || !strings.Contains(err.Error(), c.failure)) {
				t.Errorf("applyEdit = %v, want %q", err, c.failure)
			}
			if got := s.files["a.md"].buffer.text; got != c.want {
				t.Errorf("the text is %q, want %q", got, c.want)
			}
			if c.failure != "" && s.files["b.md"].buffer != nil {
				t.Error("another text was changed all the same")
			}
		})
	}
}

// What an edit makes of files is on disk, known to the server, and what is open goes
// along.
func TestApplyingFileOperations(t *testing.T) {
	t.Parallel()
	s := scripted(t, "폴더/a.md", map[string]string{"폴더/a.md": "[[b]] 😀\n", "폴더/b.md": "나\n", "c.md": "[[새]]\n"})
	if err := edit(s, []string{"nowhere", "x"}); err == nil {
		t.Error("a mark that is not there is edited")
	}
	for _, step := range []string{
		`{"documentChanges":[{"kind":"create","uri":"@새.md"},{"textDocument":{"uri":"@새.md","version":null},"edits":[` + at0("0", "0", "# 새 글") + `]}]}`,
		`{"documentChanges":[{"kind":"rename","oldUri":"@폴더","newUri":"@d/e"}]}`,
		`{"documentChanges":[{"kind":"rename","oldUri":"@c.md","newUri":"@d/e/b.md","options":{"ignoreIfExists":true}}]}`,
		`{"documentChanges":[{"kind":"delete","uri":"@d/e/b.md"},{"kind":"delete","uri":"@none.md","options":{"ignoreIfNotExists":true}}]}`,
	} {
		if err := s.apply(t, step); err != nil {
			t.Fatalf("%s: %v", step, err)
		}
	}
	for _, step := range []string{
		`{"documentChanges":[{"kind":"create","uri":"@c.md"}]}`, `{"documentChanges":[{"kind":"delete","uri":"@d"}]}`,
		`{"documentChanges":[{"kind":"rename","oldUri":"@c.md","newUri":"@d/e/a.md"}]}`, `{"documentChanges":[{"kind":"delete","uri":"@none.md"}]}`,
	} {
		if err := s.apply(t, step); err == nil {
			t.Errorf("%s succeeds", step)
		}
	}
	if f := s.files["d/e/a.md"]; f == nil || f.buffer == nil || f.buffer.text != "[[b]] 😀\n" {
		t.Errorf("the open file did not move: %+v", f)
	}
	if f := s.files["새.md"]; f == nil || f.buffer == nil || f.buffer.text != "# 새 글" {
		t.Errorf("the new file reads otherwise: %+v", f)
	}
	for name, want := range map[string]bool{"폴더": false, "d/e/a.md": true, "d/e/b.md": false, "c.md": true, "새.md": true} {
		if _, err := os.Stat(filepath.Join(s.root, name)); (err == nil) != want {
			t.Errorf("%s is on disk: %v, want %v", name, err == nil, want)
		}
	}
}

// An edit that the editor refuses is said to the server, which tells the user.
func TestRefusedEdit(t *testing.T) {
	t.Parallel()
	s := scripted(t, "a.md", map[string]string{"a.md": "한글 [[b#^<|at|>]]\n", "b.md": "문단이다\n"})
	_, _, items, err := s.offered("at")
	if err != nil || len(items) != 1 {
		t.Fatalf("offered %+v, %v", items, err)
	}
	s.client.applyEdit = nil
	err = s.execute(items[0].Command)
	if err == nil || !strings.Contains(err.Error(), "refused to add an id to a block of b.md") {
		t.Errorf("the command = %v, want that the editor refused it", err)
	}
}

// A client that knows no documentChanges gets plain changes, and one that makes no
// edits is offered no block that would need one.
func TestBlockIDForPlainClients(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		applies bool
		want    int
	}{{true, 1}, {false, 0}} {
		dir := folder(t, map[string]string{"b.md": "문단이다\n"})
		e := dial(t, Options{Folders: []string{dir}, Adjust: func(params map[string]any) {
			params["capabilities"] = map[string]any{"workspace": map[string]any{"applyEdit": c.applies}}
		}})
		var got WorkspaceEdit
		e.applyEdit = func(edit WorkspaceEdit) error { got = edit; return nil }
		e.indexed(dir)
		doc := FileURI(filepath.Join(dir, "a.md"))
		e.openText(doc, "😀 [[b#^")
		var list CompletionList
		e.ok(e.Call("textDocument/completion", at(doc, Position{0, 8}), &list))
		if len(list.Items) != c.want {
			t.Fatalf("%d blocks are offered, want %d", len(list.Items), c.want)
		}
		if !c.applies {
			continue
		}
		e.ok(e.Call("workspace/executeCommand", list.Items[0].Command, nil))
		edits := got.Changes[FileURI(filepath.Join(dir, "b.md"))]
		if len(got.DocumentChanges) > 0 || len(edits) != 1 || !strings.HasPrefix(edits[0].NewText, " ^") {
			t.Errorf("the edit is %+v, want changes of b.md", got)
		}
	}
}
