package server

import (
	"path/filepath"
	"strings"
	"testing"

	"go.lsp.dev/uri"
)

// Whatever a client names is an absolute path or none; one that a root takes is a file
// beneath it, and is called by a URI that means the same file.
func FuzzURI(f *testing.F) {
	dir := f.TempDir()
	write(f, filepath.Join(dir, "한글 #?%.md"), "")
	for _, seed := range []string{
		string(uri.File(filepath.Join(dir, "한글 #?%.md"))), "file://" + dir + "/../../etc/passwd", "file://" + dir + "/%2e%2e/x", "FILE:///a", "file:",
		"file://host/share/x.md", "untitled:Untitled-1", "file:///c%3A/x", "file:///%ff%00", "file:///a?b#c", "", "%", "file://" + dir + "//x//y/",
	} {
		f.Add(seed)
	}
	s := newSession(nil, nil, "")
	r, err := s.openRoot(dir)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		path, ok := filePath(uri.URI(s))
		if !ok {
			return
		}
		if !filepath.IsAbs(path) {
			t.Fatalf("%q is the path %q", s, path)
		}
		id, ok := r.id(path)
		if !ok {
			return
		}
		if rel := filepath.FromSlash(string(id)); rel != "." && !filepath.IsLocal(rel) {
			t.Fatalf("%q is %q in the root", s, id)
		}
		if strings.ContainsRune(string(id), 0) {
			return // no file can have it, and a URI of it has no path
		}
		again, ok := filePath(r.uri(id))
		if other, _ := r.id(again); !ok || other != id {
			t.Fatalf("%q is %q, whose URI %q is %q", s, id, r.uri(id), other)
		}
	})
}
