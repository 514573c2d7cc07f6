package lsptest

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"testing"
)

// pulling makes a client that asks for problems.
func pulling(dir string) Options {
	return Options{
		Folders:  []string{dir},
		Settings: json.RawMessage(`{"server": {"pull-diagnostics": true}}`),
		Adjust: func(params map[string]any) {
			caps := params["capabilities"].(map[string]any)
			caps["textDocument"].(map[string]any)["diagnostic"] = map[string]any{}
			caps["workspace"].(map[string]any)["diagnostics"] = map[string]any{"refreshSupport": true}
		},
	}
}

// ask asks for the problems of a note; previous is the id of what the client has.
func (e editor) ask(uri, previous string) (r Report) {
	e.t.Helper()
	params := map[string]any{"textDocument": map[string]any{"uri": uri}}
	if previous != "" {
		params["previousResultId"] = previous
	}
	e.ok(e.Call("textDocument/diagnostic", params, &r))
	return r
}

// askAll asks for the problems of all notes, by their URIs.
func (e editor) askAll(known map[string]string) map[string]Report {
	e.t.Helper()
	ids := []any{}
	for uri, id := range known {
		ids = append(ids, map[string]any{"uri": uri, "value": id})
	}
	var result struct{ Items []Report }
	e.ok(e.Call("workspace/diagnostic", map[string]any{"previousResultIds": ids}, &result))
	out := map[string]Report{}
	for _, r := range result.Items {
		if _, twice := out[r.URI]; twice {
			e.t.Errorf("%s is told of twice", r.URI)
		}
		out[r.URI] = r
	}
	return out
}

// refreshed waits until the server has asked the client to ask again.
func (e editor) refreshed(since int) {
	e.t.Helper()
	e.ok(e.Await("a refresh", func(s *State) bool { return s.Refreshes > since }))
}

func (e editor) refreshes() (n int) {
	e.Look(func(s *State) { n = s.Refreshes })
	return n
}

// change replaces an open note's text.
func (e editor) change(uri string, version int, src string) {
	e.t.Helper()
	e.ok(e.Notify("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": uri, "version": version}, "contentChanges": []any{map[string]any{"text": src}},
	}))
}

func codesOf(list []Diagnostic) []string {
	out := []string{}
	for _, d := range list {
		out = append(out, d.Code)
	}
	return out
}

// A client that asks for problems gets them when it asks and is sent none.
func TestPullOfOneNote(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a.md": "한글", "b.md": "# 비\n"})
	e := dial(t, pulling(dir))
	if _, ok := e.capabilities()["diagnosticProvider"]; !ok {
		t.Fatal("the server does not offer to be asked for problems")
	}
	e.ok(e.Scanned(1))
	doc := FileURI(filepath.Join(dir, "a.md"))
	e.openText(doc, "한글 😀 [[b]] [[없음]]")
	first := e.ask(doc, "")
	if first.Kind != "full" || first.ResultID == "" || !slices.Equal(codesOf(first.Items), []string{"no-such-note"}) {
		t.Fatalf("report = %+v, want one problem and an id", first)
	}
	if want := (Range{Position{0, 14}, Position{0, 16}}); first.Items[0].Range != want {
		t.Errorf("the problem is at %v, want %v", first.Items[0].Range, want)
	}
	if again := e.ask(doc, first.ResultID); again.Kind != "unchanged" || again.ResultID != first.ResultID {
		t.Errorf("report = %+v, want unchanged %s", again, first.ResultID)
	}

	// The answer is for the text that the editor has now.
	e.change(doc, 2, "한글 😀 [[b]] [[없음]] [글](#없음)")
	second := e.ask(doc, first.ResultID)
	if second.Kind != "full" || second.ResultID == first.ResultID || len(second.Items) != 2 {
		t.Errorf("report after an edit = %+v, want two problems", second)
	}
	e.change(doc, 3, "한글 😀 [[b]]")
	if none := e.ask(doc, second.ResultID); none.Kind != "full" || none.Items == nil || len(none.Items) > 0 {
		t.Errorf("report without problems = %+v, want an empty list", none)
	}
	e.Look(func(s *State) {
		if len(s.Diagnostics) > 0 {
			t.Errorf("a client that asks was sent %v", s.Diagnostics)
		}
	})
}

// Asked for all notes, the server tells of those with problems, and of those that the
// client knows and that have changed.
func TestPullOfAllNotes(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a.md": "한글 [[없음]]", "b.md": "# 비\n", "글/c.md": "😀 [[없음]]"})
	e := dial(t, pulling(dir))
	e.ok(e.Scanned(1))
	a, b, c := FileURI(filepath.Join(dir, "a.md")), FileURI(filepath.Join(dir, "b.md")), FileURI(filepath.Join(dir, "글", "c.md"))
	all := e.askAll(nil)
	if len(all) != 2 || len(all[a].Items) != 1 || len(all[c].Items) != 1 {
		t.Fatalf("reports = %+v, want one problem in a.md and in 글/c.md", all)
	}
	if all[a].Version != nil {
		t.Errorf("a file's report has version %d", *all[a].Version)
	}
	if one := e.ask(a, all[a].ResultID); one.Kind != "unchanged" {
		t.Errorf("the note's own report is %+v, want that of all notes", one)
	}
	known := map[string]string{a: all[a].ResultID, c: all[c].ResultID}
	e.openText(a, "한글")
	all = e.askAll(known)
	if len(all) != 2 || all[a].Kind != "full" || len(all[a].Items) > 0 || all[c].Kind != "unchanged" {
		t.Errorf("reports = %+v, want an empty one of a.md and 글/c.md unchanged", all)
	}
	if v := all[a].Version; v == nil || *v != 1 {
		t.Errorf("the open note's report has version %v, want 1", v)
	}
	if _, told := all[b]; told {
		t.Error("a note that never had a problem is told of")
	}
}

// When problems may have changed the server has the client ask again: after the first
// look, after edits in another note, and with other settings.
func TestPullIsRefreshed(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a.md": "한글 [[b#제목]]", "b.md": "# 제목\n"})
	e := dial(t, pulling(dir))
	e.refreshed(0)
	a, b := FileURI(filepath.Join(dir, "a.md")), FileURI(filepath.Join(dir, "b.md"))
	e.openText(a, "한글 [[b#제목]]")
	e.openText(b, "# 제목\n")
	first := e.ask(a, "")
	if len(first.Items) > 0 {
		t.Fatalf("report = %+v, want no problem", first)
	}
	before := e.refreshes()
	e.change(b, 2, "# 다른 제목\n")
	e.refreshed(before)
	second := e.ask(a, first.ResultID)
	if !slices.Equal(codesOf(second.Items), []string{"no-such-heading"}) {
		t.Errorf("report = %+v, want the heading that is gone", second)
	}
	before = e.refreshes()
	e.ok(e.Notify("workspace/didChangeConfiguration", map[string]any{
		"settings": json.RawMessage(`{"notesLsp": {"server": {"pull-diagnostics": true}, "problems": {"no-such-heading": "off"}}}`),
	}))
	e.refreshed(before)
	if third := e.ask(a, second.ResultID); third.Kind != "full" || len(third.Items) > 0 {
		t.Errorf("report under other settings = %+v, want no problem", third)
	}
}

// A client that can do both is sent problems and not asked to ask, unless the user
// chose so: it would show each twice.
func TestPushIsTheDefault(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a.md": "한글 [[없음]]"})
	opts := pulling(dir)
	opts.Settings = nil
	e := dial(t, opts)
	e.indexed(dir)
	e.codes(FileURI(filepath.Join(dir, "a.md")), "no-such-note")
	if p, ok := e.capabilities()["diagnosticProvider"]; ok {
		t.Errorf("the server offers to be asked for problems: %v", p)
	}
	if n := e.refreshes(); n > 0 {
		t.Errorf("the client was asked %d times to ask again", n)
	}
}

// A client that can't ask is sent problems, whatever the settings say.
func TestPullNeedsTheClient(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a.md": "한글 [[없음]]"})
	opts := pulling(dir)
	opts.Adjust = nil
	e := dial(t, opts)
	e.indexed(dir)
	e.codes(FileURI(filepath.Join(dir, "a.md")), "no-such-note")
}

// Asked about what is no note of its own, the server has nothing to say; of a note
// outside every folder it says what can be known.
func TestPullElsewhere(t *testing.T) {
	t.Parallel()
	dir, elsewhere := folder(t, map[string]string{"a.md": "한글"}), folder(t, map[string]string{"b.md": ""})
	e := dial(t, pulling(dir))
	e.ok(e.Scanned(1))
	for _, uri := range []string{"untitled:글", "git:/a.md", FileURI(filepath.Join(dir, "없음.md"))} {
		if r := e.ask(uri, ""); r.Kind != "full" || r.Items == nil || len(r.Items) > 0 {
			t.Errorf("report of %s = %+v, want an empty list", uri, r)
		}
	}
	lone := FileURI(filepath.Join(elsewhere, "b.md"))
	e.openText(lone, "한글 [[없음]] [글](#없음)")
	if r := e.ask(lone, ""); !slices.Equal(codesOf(r.Items), []string{"no-such-heading"}) {
		t.Errorf("report of a lone note = %+v, want its own heading alone", r)
	}
}
