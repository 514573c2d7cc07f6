package lsptest

import (
	"path/filepath"
	"slices"
	"testing"
)

const wide = "한글 [[링크]] 😀 [[b]]"

// The first encoding that the client offers and the server knows is used, and
// UTF-16 where none is offered (LSP 3.17, positionEncodings).
func TestPositionEncoding(t *testing.T) {
	for _, c := range []struct {
		name    string
		offered []string
		want    string
		column  int
	}{
		{"utf-8 first", []string{"utf-8", "utf-16"}, "utf-8", 25},
		{"utf-16 only", []string{"utf-16"}, "utf-16", 15},
		{"none", nil, "utf-16", 15},
		{"utf-32 first", []string{"utf-32", "utf-8", "utf-16"}, "utf-32", 14},
		{"utf-16 first", []string{"utf-16", "utf-8"}, "utf-16", 15},
		{"unknown first", []string{"ebcdic", "utf-8"}, "utf-8", 25},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := folder(t, map[string]string{"a.md": wide, "링크.md": ""})
			e := dial(t, Options{Encodings: c.offered, Folders: []string{dir}})
			e.indexed(dir)
			told, reported := e.capabilities()["positionEncoding"]
			if told != c.want && !(c.want == "utf-16" && !reported) {
				t.Errorf("positionEncoding = %v, want %s", told, c.want)
			}
			p, _ := e.published(FileURI(filepath.Join(dir, "a.md")))
			if len(p.Diagnostics) != 1 || p.Diagnostics[0].Range.Start != (Position{0, c.column}) {
				t.Errorf("diagnostics = %+v, want one at column %d", p.Diagnostics, c.column)
			}
		})
	}
}

func (e editor) capabilities() map[string]any {
	var result map[string]any
	e.Look(func(s *State) { result = s.Result })
	return result
}

// A position outside the text counts as the nearest inside, and one inside a
// surrogate pair as its start (LSP, Position).
func TestPositionsOutsideTheText(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"b.md": ""})
	e := dial(t, Options{Folders: []string{dir}})
	doc := FileURI(filepath.Join(dir, "a.md"))
	e.openText(doc, "😀[[b]]\r\n\r\n[[b]]")
	e.indexed(dir)
	for p, want := range map[Position]int{
		{0, 1}: 0, {0, 2}: 1, {0, 7}: 1, {0, 9999}: 1, {1, 3}: 0, {2, 9999}: 1, {9999, 0}: 1, {9999, 9999}: 1,
	} {
		if got := len(e.definition(doc, p.Line, p.Character)); got != want {
			t.Errorf("definition at %v has %d places, want %d", p, got, want)
		}
		e.ok(e.Call("textDocument/hover", at(doc, p), nil))
		e.ok(e.Call("textDocument/completion", at(doc, p), nil))
	}
}

func TestEditsOutsideTheText(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"b.md": ""})
	e := dial(t, Options{Folders: []string{dir}})
	doc := FileURI(filepath.Join(dir, "a.md"))
	e.openText(doc, "한글")
	e.ok(e.Notify("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": doc, "version": 2},
		"contentChanges": []any{
			// rangeLength is deprecated, and wrong in clients that count otherwise.
			map[string]any{"range": Range{Position{0, 99}, Position{7, 7}}, "rangeLength": 77, "text": " [[없음]]"},
			map[string]any{"range": Range{Position{9, 0}, Position{9, 0}}, "text": " [[b]]"},
		},
	}))
	e.indexed(dir)
	e.codes(doc, "no-such-note")
	if got := e.definition(doc, 0, 11); len(got) != 1 {
		t.Errorf("definition of the link that was typed last = %v, want one place", got)
	}
}

// A client that knows LocationLinks gets them, any other gets Locations.
func TestDefinitionLinkSupport(t *testing.T) {
	for _, links := range []bool{true, false} {
		dir := folder(t, map[string]string{"a.md": "한글 [[b#제목]]", "b.md": "글\n\n# 제목\n"})
		e := dial(t, Options{Folders: []string{dir}, Adjust: func(params map[string]any) {
			document := params["capabilities"].(map[string]any)["textDocument"].(map[string]any)
			document["definition"] = map[string]any{"linkSupport": links}
		}})
		doc := FileURI(filepath.Join(dir, "a.md"))
		e.openText(doc, "한글 [[b#제목]]")
		e.indexed(dir)
		found := e.definition(doc, 0, 6)
		if len(found) != 1 || found[0].IsLink() != links {
			t.Fatalf("definition with linkSupport %v = %+v", links, found)
		}
		uri, at := found[0].place()
		if want := (Range{Position{2, 2}, Position{2, 4}}); pathOf(uri) != filepath.Join(dir, "b.md") || at != want {
			t.Errorf("definition leads to %s %v, want b.md %v", uri, at, want)
		}
		if origin := found[0].OriginSelectionRange; links && (origin == nil || *origin != Range{Position{0, 3}, Position{0, 11}}) {
			t.Errorf("origin = %v, want the link", origin)
		}
	}
}

func TestHoverWithoutMarkdown(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"b.md": "# 비"})
	e := dial(t, Options{Folders: []string{dir}, Adjust: func(params map[string]any) {
		params["capabilities"] = map[string]any{}
	}})
	doc := FileURI(filepath.Join(dir, "a.md"))
	e.openText(doc, "한글 [[b]]")
	e.ok(e.Await("the first look at the folder", func(s *State) bool { return s.Diagnostics[doc].Version != nil }))
	var h *Hover
	e.ok(e.Call("textDocument/hover", at(doc, Position{0, 5}), &h))
	if h == nil || h.Contents.Kind != "plaintext" {
		t.Errorf("hover = %+v, want plaintext", h)
	}
}

// The first scan shows its progress, from begin to end, where the client can.
func TestProgress(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a.md": "[[없음]]", "나.md": "", "다.md": ""})
	e := dial(t, Options{Folders: []string{dir}})
	e.ok(e.Scanned(1))
	e.ok(e.Await("a watch on files", func(s *State) bool { return s.Watching }))
	e.Look(func(s *State) {
		kinds := s.Progress
		if len(kinds) < 3 || kinds[0] != "create" || kinds[1] != "begin" || kinds[len(kinds)-1] != "end" {
			t.Fatalf("progress = %q, want create, begin, reports, end", kinds)
		}
		if slices.ContainsFunc(kinds[2:len(kinds)-1], func(k string) bool { return k != "report" }) {
			t.Errorf("progress = %q, want nothing but reports between begin and end", kinds)
		}
	})
}

// A client that announces nothing is asked nothing, and gets its diagnostics.
func TestClientWithoutCapabilities(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a.md": "[[없음]]"})
	e := dial(t, Options{Folders: []string{dir}, Adjust: func(params map[string]any) {
		params["capabilities"] = map[string]any{}
	}})
	doc := FileURI(filepath.Join(dir, "a.md"))
	e.ok(e.Await("the problems of a.md", func(s *State) bool { return len(s.Diagnostics[doc].Diagnostics) == 1 }))
	e.Look(func(s *State) {
		if s.Watching || len(s.Progress) > 0 {
			t.Errorf("the server asked for watching %v and progress %q", s.Watching, s.Progress)
		}
	})
}
