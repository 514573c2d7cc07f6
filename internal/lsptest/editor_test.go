package lsptest

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// An editor is a client for tests of what scripts cannot say.
type editor struct {
	t *testing.T
	*Client
}

// dial starts a client, which is closed with the test.
func dial(t *testing.T, opts Options) editor {
	t.Helper()
	c, err := Start(opts)
	if err != nil {
		t.Fatal(err)
	}
	c.UseBarrier(filepath.Join(t.TempDir(), "barrier.md"))
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return editor{t, c}
}

// folder makes a folder of these files.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, src := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(src), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func (e editor) ok(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

// indexed waits until the folders are read and their problems have arrived.
func (e editor) indexed(folders ...string) {
	e.t.Helper()
	for _, dir := range folders {
		e.ok(e.Indexed(dir))
	}
	e.ok(e.Settle())
}

func (e editor) openText(uri, src string) {
	e.t.Helper()
	e.ok(e.Notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": uri, "languageId": "markdown", "version": 1, "text": src,
	}}))
}

func (e editor) close(uri string) {
	e.t.Helper()
	e.ok(e.Notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": uri}}))
}

// published is the last of what was published for a URI; ok is false for nothing.
func (e editor) published(uri string) (p Published, ok bool) {
	e.Look(func(s *State) { p, ok = s.Diagnostics[uri] })
	return p, ok
}

// codes asserts the codes of what was last published for a URI.
func (e editor) codes(uri string, want ...string) {
	e.t.Helper()
	e.ok(e.Settle())
	p, _ := e.published(uri)
	var got []string
	for _, d := range p.Diagnostics {
		got = append(got, d.Code)
	}
	if !slices.Equal(got, want) {
		e.t.Errorf("problems of %s = %q, want %q", uri, got, want)
	}
}

func (e editor) definition(uri string, line, character int) []Target {
	e.t.Helper()
	var found []Target
	e.ok(e.Call("textDocument/definition", at(uri, Position{line, character}), &found))
	return found
}

// messages are what the user was shown.
func (e editor) messages() []string {
	e.t.Helper()
	e.ok(e.Settle())
	var out []string
	e.Look(func(s *State) { out = slices.Clone(s.Messages) })
	return out
}
