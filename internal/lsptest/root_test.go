package lsptest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// withRoot names the folder in one way and no other.
func withRoot(key string, value any) func(map[string]any) {
	return func(params map[string]any) {
		delete(params, "workspaceFolders")
		params["rootUri"] = nil
		params[key] = value
	}
}

// Each way in which clients have named their folder works: ALE sends rootUri and
// rootPath alone, older clients rootPath.
func TestRoots(t *testing.T) {
	dir := folder(t, map[string]string{"a.md": "한글 [[없음]]"})
	for name, adjust := range map[string]func(map[string]any){
		"rootUri":          withRoot("rootUri", FileURI(dir)),
		"rootPath":         withRoot("rootPath", dir),
		"workspaceFolders": withRoot("workspaceFolders", []any{map[string]any{"uri": FileURI(dir), "name": "글"}}),
		"both": func(params map[string]any) {
			params["rootUri"] = "file:///nowhere"
			params["workspaceFolders"] = []any{map[string]any{"uri": FileURI(dir), "name": "글"}}
		},
		"empty workspaceFolders": func(params map[string]any) {
			params["workspaceFolders"] = []any{}
			params["rootUri"] = FileURI(dir)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := dial(t, Options{Adjust: adjust})
			e.indexed(dir)
			e.codes(FileURI(filepath.Join(dir, "a.md")), "no-such-note")
			if m := e.messages(); len(m) > 0 {
				t.Errorf("the user was told %q", m)
			}
		})
	}
}

// A folder that holds everything is refused with a sentence; what is opened in it
// stands alone.
func TestRefusedRoots(t *testing.T) {
	home := folder(t, map[string]string{"a.md": "[[없음]]"})
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	for _, dir := range []string{"/", home, home + "/"} {
		e := dial(t, Options{Folders: []string{dir}})
		doc := FileURI(filepath.Join(home, "a.md"))
		e.openText(doc, "한글 [[없음]] [나](#없음)")
		e.codes(doc, "no-such-heading")
		if m := e.messages(); len(m) != 1 || !strings.Contains(m[0], "not a folder of notes") {
			t.Errorf("with the folder %s the user was told %q", dir, m)
		}
		e.Look(func(s *State) {
			if s.Scans > 0 {
				t.Errorf("the folder %s was read", dir)
			}
		})
	}
}

func TestMissingRoot(t *testing.T) {
	t.Parallel()
	e := dial(t, Options{Folders: []string{filepath.Join(t.TempDir(), "없음")}})
	if m := e.messages(); len(m) != 1 || !strings.Contains(m[0], "없음") {
		t.Errorf("the user was told %q, want one sentence that names the folder", m)
	}
}

// Without a folder a note stands alone: its own places count, others are unknown.
func TestLoneNote(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"b.md": "# 비"})
	e := dial(t, Options{})
	doc := FileURI(filepath.Join(dir, "a.md"))
	e.openText(doc, "# 한글\n\n[[b]] [글](없음.md) [[없음]] [나](#한글) [너](#없음) ![그림](없음.png)")
	e.codes(doc, "no-such-heading")
	if got := e.definition(doc, 2, 29); len(got) != 1 {
		t.Errorf("definition of the note's own heading = %v, want one place", got)
	}
	e.close(doc)
	e.codes(doc)
	if p, ok := e.published(doc); !ok || len(p.Diagnostics) > 0 {
		t.Errorf("after the close %v was published, want an empty list", p)
	}
}

// What is no file is no note: nothing is published for it and nothing answered.
func TestOtherSchemes(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"b.md": ""})
	e := dial(t, Options{Folders: []string{dir}})
	for _, uri := range []string{"untitled:Untitled-1", "zipfile:///a.zip::b.md", "vscode-notebook-cell:/a.md#1", "git:/a.md?x", "", "a.md"} {
		e.openText(uri, "[[없음]]")
		if got := e.definition(uri, 0, 3); len(got) > 0 {
			t.Errorf("definition in %q = %v", uri, got)
		}
		e.codes(uri)
		e.close(uri)
	}
	// Clients differ in what they encode. The server answers in its own spelling.
	odd := "file://" + strings.ReplaceAll(filepath.ToSlash(dir), " ", "%20") + "/한글 노트.md"
	e.openText(odd, "😀 [[b]] [[없음]]")
	e.indexed(dir)
	e.codes(FileURI(pathOf(odd)), "no-such-note")
	if got := e.definition(odd, 0, 5); len(got) != 1 {
		t.Errorf("definition in a raw Korean URI = %v, want one place", got)
	}
}

// Each folder is a vault of its own, and a note in two belongs to the inner one.
func TestSeveralRoots(t *testing.T) {
	t.Parallel()
	one := folder(t, map[string]string{"a.md": "[[b]] [[c]]", "b.md": "", "sub/c.md": "[[d]]", "sub/d.md": ""})
	two := folder(t, map[string]string{"a.md": "한글 [[b]]", "c.md": ""})
	e := dial(t, Options{Folders: []string{one, two}})
	e.indexed(one, two)
	e.codes(FileURI(filepath.Join(one, "a.md")))
	doc := FileURI(filepath.Join(two, "a.md"))
	e.codes(doc, "no-such-note")

	// A folder that goes takes its problems along, and may come back.
	folders := func(event string, dir string) {
		change := map[string]any{"added": []any{}, "removed": []any{}}
		change[event] = []any{map[string]any{"uri": FileURI(dir), "name": "글"}}
		e.ok(e.Notify("workspace/didChangeWorkspaceFolders", map[string]any{"event": change}))
	}
	folders("removed", two)
	e.codes(doc)
	folders("added", two)
	e.indexed(two)
	e.codes(doc, "no-such-note")

	// A note that is open when its folder goes stands alone.
	e.openText(doc, "한글 [[b]] [나](#없음)")
	e.codes(doc, "no-such-note", "no-such-heading")
	folders("removed", two)
	e.codes(doc, "no-such-heading")
	folders("added", two)
	e.indexed(two)
	e.codes(doc, "no-such-note", "no-such-heading")
}

// Of nested folders a note belongs to the inner one alone, be it open or not, and
// in whatever order the folders are named.
func TestNestedRoots(t *testing.T) {
	outer := folder(t, map[string]string{"b.md": "", "sub/a.md": "한글 [[b]]", "sub/c.md": "", "sub/d.md": "한글 [글](/c.md)"})
	inner := filepath.Join(outer, "sub")
	for name, folders := range map[string][]string{"outer first": {outer, inner}, "inner first": {inner, outer}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := dial(t, Options{Folders: folders})
			e.indexed(outer, inner)
			e.codes(FileURI(filepath.Join(inner, "d.md")))
			doc := FileURI(filepath.Join(inner, "a.md"))
			e.codes(doc, "no-such-note")
			e.openText(doc, "글\n\n한글 [[b]] [[c]]")
			e.codes(doc, "no-such-note")
			got := e.definition(doc, 2, 12)
			if len(got) != 1 || pathOf(got[0].TargetURI) != filepath.Join(inner, "c.md") {
				t.Errorf("definition in the inner folder = %v, want its c.md", got)
			}
		})
	}
}

// Where the client does not watch files, a save is the moment to look at the disk:
// a formatter or git may have changed more than the saved note.
func TestSaveWithoutWatching(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a.md": "한글 [[b]]"})
	e := dial(t, Options{Folders: []string{dir}, Adjust: func(params map[string]any) {
		params["capabilities"].(map[string]any)["workspace"] = map[string]any{}
	}})
	doc := FileURI(filepath.Join(dir, "a.md"))
	e.openText(doc, "한글 [[b]]")
	e.indexed(dir)
	e.codes(doc, "no-such-note")
	if err := os.WriteFile(filepath.Join(dir, "b.md"), []byte("# 비"), 0o666); err != nil {
		t.Fatal(err)
	}
	e.ok(e.Notify("textDocument/didSave", map[string]any{"textDocument": map[string]any{"uri": doc}}))
	e.ok(e.Await("the end of the problem", func(s *State) bool { return len(s.Diagnostics[doc].Diagnostics) == 0 }))
}

// The version of what is published is the buffer's, and none for files.
func TestVersions(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a.md": "한글 [[없음]]", "b.md": "[[없음]]"})
	e := dial(t, Options{Folders: []string{dir}})
	e.indexed(dir)
	doc := FileURI(filepath.Join(dir, "a.md"))
	if p, _ := e.published(doc); p.Version != nil {
		t.Errorf("a file's diagnostics have version %d", *p.Version)
	}
	e.openText(doc, "한글")
	e.codes(doc)
	for version := 2; version < 5; version++ {
		e.ok(e.Notify("textDocument/didChange", map[string]any{
			"textDocument": map[string]any{"uri": doc, "version": version}, "contentChanges": []any{map[string]any{"text": "[[없음]]"}},
		}))
	}
	e.codes(doc, "no-such-note")
	if p, _ := e.published(doc); p.Version == nil || *p.Version != 4 {
		t.Errorf("the version is %v, want 4", p.Version)
	}
	e.close(doc)
	e.codes(doc, "no-such-note")
	if p, _ := e.published(doc); p.Version != nil {
		t.Errorf("after the close the diagnostics have version %d", *p.Version)
	}
}
