package lsptest

import (
	"path/filepath"
	"strings"
	"testing"
)

// What an editor is told of a problem besides its place: a page to read, the places
// that it speaks of, a fix, and that its text is of no use.
func TestDiagnosticsTellMore(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{
		"글.md":         "😀 [[n]] [글](cpp/Intro.md)\n\n[안 쓰임]: 글.md\n",
		"a/n.md":       "",
		"b/n.md":       "",
		"c/n.md":       "",
		"Cpp/Intro.md": "",
	})
	e := dial(t, Options{Folders: []string{dir}})
	e.indexed(dir)
	doc := FileURI(filepath.Join(dir, "글.md"))
	e.codes(doc, "ambiguous-link", "case-mismatch", "unused-definition")
	p, _ := e.published(doc)
	if len(p.Diagnostics) != 3 {
		t.Fatalf("diagnostics = %+v, want three", p.Diagnostics)
	}
	for _, d := range p.Diagnostics {
		if d.Source != "notes-lsp" {
			t.Errorf("source of %s = %q, want notes-lsp", d.Code, d.Source)
		}
		if page := "docs/problems.md#" + d.Code; !strings.HasPrefix(d.CodeDescription.Href, "https://") || !strings.HasSuffix(d.CodeDescription.Href, page) {
			t.Errorf("page of %s = %q, want .../%s", d.Code, d.CodeDescription.Href, page)
		}
	}
	ambiguous, mismatch, unused := p.Diagnostics[0], p.Diagnostics[1], p.Diagnostics[2]
	var rivals []string
	for _, r := range ambiguous.Related {
		name, err := filepath.Rel(dir, pathOf(r.Location.URI))
		if err != nil || r.Message == "" || r.Location.Range != (Range{}) {
			t.Errorf("related information %+v, %v", r, err)
		}
		rivals = append(rivals, filepath.ToSlash(name))
	}
	if want := "a/n.md b/n.md c/n.md"; strings.Join(rivals, " ") != want {
		t.Errorf("the places of an ambiguous link = %q, want %q", rivals, want)
	}
	if mismatch.Data.Fix != "Cpp/Intro.md" {
		t.Errorf("the fix of another case = %q, want Cpp/Intro.md", mismatch.Data.Fix)
	}
	if len(unused.Tags) != 1 || unused.Tags[0] != unnecessary || len(ambiguous.Tags)+len(mismatch.Tags) > 0 {
		t.Errorf("tags = %v, %v and %v, want unnecessary for the unused definition alone", ambiguous.Tags, mismatch.Tags, unused.Tags)
	}
}

// A mistake in the settings file comes with its page and, where that is certain, with
// what was meant.
func TestSettingsDiagnosticsTellMore(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{".notes-lsp.toml": "# 한글 😀\nexclud = []\nprofile = \"obsidia\"\n"})
	e := dial(t, Options{Folders: []string{dir}})
	e.indexed(dir)
	file := FileURI(filepath.Join(dir, ".notes-lsp.toml"))
	e.codes(file, "bad-setting", "bad-setting")
	p, _ := e.published(file)
	for i, want := range []string{"exclude", `"obsidian"`} {
		if d := p.Diagnostics[i]; d.Data.Fix != want || !strings.HasSuffix(d.CodeDescription.Href, "docs/problems.md#bad-setting") {
			t.Errorf("diagnostic = %+v, want the fix %s", d, want)
		}
	}
}
