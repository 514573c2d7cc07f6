package lsptest

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	missingNote = "한글 😀 [[없음]]"
	noteOff     = `{"problems": {"no-such-note": "off"}}`
	noteHint    = `{"problems": {"noSuchNote": "hint"}}`
)

// severities asserts how the problems of a note are shown, once that is so.
func (e editor) severities(uri string, want ...string) {
	e.t.Helper()
	e.ok(e.Await("the problems of "+uri+" as "+strings.Join(want, ", "), func(s *State) bool {
		p, ok := s.Diagnostics[uri]
		var got []string
		for _, d := range p.Diagnostics {
			got = append(got, severityNames[d.Severity])
		}
		return slices.Equal(got, want) && (ok || len(want) == 0)
	}))
}

// A client that can be asked for its settings is asked when it starts, and again
// when it says that they changed.
func TestConfigurationIsPulled(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a.md": missingNote})
	e := dial(t, Options{Folders: []string{dir}, Configuration: json.RawMessage(noteHint)})
	doc := FileURI(filepath.Join(dir, "a.md"))
	e.severities(doc, "hint")
	e.ok(e.Await("a registration for changes of the settings", func(s *State) bool {
		return slices.Contains(s.Registered, "workspace/didChangeConfiguration")
	}))

	e.Configure(json.RawMessage(noteOff))
	e.ok(e.Notify("workspace/didChangeConfiguration", map[string]any{"settings": nil}))
	e.severities(doc)
	e.Configure(json.RawMessage(`{}`))
	e.ok(e.Notify("workspace/didChangeConfiguration", map[string]any{"settings": nil}))
	e.severities(doc, "warning")
}

// A client that has no settings for us keeps those that it sent with initialize, and
// one that has some replaces them.
func TestConfigurationAndInitializationOptions(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a.md": missingNote})
	doc := FileURI(filepath.Join(dir, "a.md"))
	keeps := dial(t, Options{Folders: []string{dir}, Settings: json.RawMessage(noteHint), Configuration: json.RawMessage(`null`)})
	keeps.ok(keeps.Await("a question for the settings", func(s *State) bool { return s.Asked > 0 }))
	keeps.severities(doc, "hint")

	replaces := dial(t, Options{
		Folders: []string{dir}, Settings: json.RawMessage(noteHint),
		Configuration: json.RawMessage(`{"problems": {"no-such-file": "off"}}`),
	})
	replaces.severities(doc, "warning")
}

// A client that can't be asked sends its settings when they change, among those of
// other servers.
func TestConfigurationIsPushed(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a.md": missingNote})
	e := dial(t, Options{Folders: []string{dir}})
	doc := FileURI(filepath.Join(dir, "a.md"))
	e.indexed(dir)
	push := func(settings string) {
		t.Helper()
		e.ok(e.Notify("workspace/didChangeConfiguration", map[string]any{"settings": json.RawMessage(settings)}))
	}
	push(`{"notesLsp": ` + noteHint + `, "gopls": {"x": 1}}`)
	e.severities(doc, "hint")
	push(`{"gopls": {"x": 2}}`)
	e.codes(doc, "no-such-note")
	e.severities(doc, "hint")
	push(`null`)
	e.codes(doc, "no-such-note")
	push(`{"notesLsp": {}}`)
	e.severities(doc, "warning")
}

// What is wrong in the editor's settings is told in a sentence, each time that it is
// sent, and the rest of them counts.
func TestMistakesInTheEditorsSettings(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a.md": missingNote})
	e := dial(t, Options{Folders: []string{dir}, Settings: json.RawMessage(`{"problms": {}, "problems": {"no-such-note": "info"}}`)})
	doc := FileURI(filepath.Join(dir, "a.md"))
	e.indexed(dir)
	e.severities(doc, "info")
	if m := e.messages(); len(m) != 1 || !strings.Contains(m[0], "Did you mean problems?") {
		t.Errorf("the user was told %q, want one sentence with what was meant", m)
	}
	e.ok(e.Notify("workspace/didChangeConfiguration", map[string]any{"settings": json.RawMessage(`{"notesLsp": ["한글"]}`)}))
	e.severities(doc, "warning")
	if m := e.messages(); len(m) != 2 {
		t.Errorf("the user was told %q, want a second sentence", m)
	}
}

// Settings that change what a link means read the notes anew, also one that is open
// and differs from the file.
func TestConfigurationRebuildsTheVault(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a.md": "글", "b.md": "# 비의 제목\n"})
	e := dial(t, Options{Folders: []string{dir}})
	doc := FileURI(filepath.Join(dir, "a.md"))
	e.openText(doc, "한글 😀 [[비의 제목]]")
	e.indexed(dir)
	e.codes(doc)
	e.ok(e.Notify("workspace/didChangeConfiguration", map[string]any{"settings": json.RawMessage(`{"notesLsp": {"wiki": {"titles": false}}}`)}))
	e.severities(doc, "warning")
	if got := e.definition(doc, 0, 9); len(got) > 0 {
		t.Errorf("definition by a title that names nothing = %v", got)
	}
	e.ok(e.Notify("workspace/didChangeConfiguration", map[string]any{"settings": json.RawMessage(`{"notesLsp": {}}`)}))
	e.severities(doc)
	if got := e.definition(doc, 0, 9); len(got) != 1 {
		t.Errorf("definition by a title = %v, want one place", got)
	}
}

// Of nested folders each has the settings of its own file alone.
func TestNestedRootsHaveTheirOwnSettings(t *testing.T) {
	t.Parallel()
	outer := folder(t, map[string]string{
		".notes-lsp.toml": "problems.no-such-note = \"hint\"\n", "a.md": missingNote,
		"sub/.notes-lsp.toml": "problems.no-such-note = \"error\"\n# 한글 😀\nx = 1\n", "sub/b.md": missingNote,
	})
	inner := filepath.Join(outer, "sub")
	e := dial(t, Options{Folders: []string{outer, inner}})
	e.indexed(outer, inner)
	e.severities(FileURI(filepath.Join(outer, "a.md")), "hint")
	e.severities(FileURI(filepath.Join(inner, "b.md")), "error")
	e.codes(FileURI(filepath.Join(inner, ".notes-lsp.toml")), "bad-setting")
	e.codes(FileURI(filepath.Join(outer, ".notes-lsp.toml")))

	// Without a folder of its own the note comes under the outer folder's settings.
	e.ok(e.Notify("workspace/didChangeWorkspaceFolders", map[string]any{"event": map[string]any{
		"added": []any{}, "removed": []any{map[string]any{"uri": FileURI(inner), "name": "글"}},
	}}))
	e.severities(FileURI(filepath.Join(inner, "b.md")), "hint")
	e.severities(FileURI(filepath.Join(inner, ".notes-lsp.toml")))
}
