package check

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A merge of two branches may leave a line twice; what is known is known once.
func TestBaselineAfterAMerge(t *testing.T) {
	const head = `{"baseline":"notes-lsp check","version":1}` + "\n"
	b := &baseline{known: map[identity]int{}}
	err := b.read("base", []byte(head+
		`{"path":"a.md","code":"no-such-note","about":"없음","count":2}`+"\r\n"+
		`{"path":"a.md","code":"no-such-note","about":"없음","count":3}`+"\n\n"+
		`{"path":"a.md","code":"no-such-note","about":"🍞"}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := b.known[identity{"a.md", "no-such-note", "없음"}]; got != 3 {
		t.Errorf("the baseline knows %d, want 3", got)
	}
	if got := b.known[identity{"a.md", "no-such-note", "🍞"}]; got != 1 {
		t.Errorf("the baseline knows %d, want 1", got)
	}
	for src, want := range map[string]string{
		"":   "it is empty",
		"[]": "its first line is not that of one",
		`{"baseline":"notes-lsp check","version":2}`:                          "has version 2",
		head + `{"path":"a.md"}`:                                              "base:2 is no line",
		head + `{"path":"a.md","code":"no-such-note","about":"x","count":-1}`: "base:2 is no line",
	} {
		if err := (&baseline{known: map[identity]int{}}).read("base", []byte(src)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("read(%q) = %v, want %q", src, err, want)
		}
	}
}

// A file is replaced whole: it keeps its mode, a symlink to it stays one, and nothing is
// left beside it.
func TestReplaceFile(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "기준"), filepath.Join(dir, "link")
	if err := os.WriteFile(file, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("기준", link); err != nil {
		lacking(t, fmt.Sprintf("no symlinks here: %v", err))
	}
	if err := os.WriteFile(filepath.Join(dir, ".notes-lsp-기준.tmp"), []byte("of a run that was killed"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := ReplaceFile(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != "new" {
		t.Errorf("the file holds %q, %v", got, err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode().Type() != fs.ModeSymlink {
		t.Errorf("the link is %v, %v", info, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info.Mode(), err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
	if err := ReplaceFile(filepath.Join(dir, "no", "file"), nil); err == nil {
		t.Error("a file was made in a folder that is not there")
	}
}
