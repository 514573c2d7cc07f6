package batch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/cache"
)

// large makes a vault that is large enough for its notes to be kept, written long ago.
func large(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for i := range 1000 {
		path := filepath.Join(dir, fmt.Sprintf("글 %d.md", i))
		if err := os.WriteFile(path, []byte(fmt.Sprintf("# 글 %d\n[[글 %d]]\n", i, i/2)), 0o600); err != nil {
			t.Fatal(err)
		}
		longAgo := time.Date(2020, 1, 1, 0, 0, i, 1, time.UTC)
		if err := os.Chtimes(path, longAgo, longAgo); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// run loads a vault as a command does, and returns how many notes it read.
func run(t *testing.T, dir string, c Conditions) int {
	t.Helper()
	v, err := LoadUnder(context.Background(), dir, c)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	if n := v.Snap.Len(); n != 1000 {
		t.Fatalf("%d notes are read", n)
	}
	return v.unkept
}

func TestTheNextCommandReadsNoNotes(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	dir := large(t)
	for i, step := range []struct {
		Conditions
		read int
	}{{Conditions{NoCache: true}, 1000}, {Conditions{}, 1000}, {Conditions{}, 0}, {Conditions{NoCache: true}, 1000}} {
		if got := run(t, dir, step.Conditions); got != step.read {
			t.Errorf("run %d reads %d notes, want %d", i, got, step.read)
		}
	}
	path := filepath.Join(dir, "글 7.md")
	if err := os.WriteFile(path, []byte("# 글 칠\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := run(t, dir, Conditions{}); got != 1 {
		t.Errorf("after one edit %d notes are read", got)
	}
	if err := os.WriteFile(filepath.Join(dir, ".notes-lsp.toml"), []byte("[server]\ncache = false\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := run(t, dir, Conditions{}); got != 1000 {
		t.Errorf("with the cache off %d notes are read", got)
	}
}

func TestCommandsWorkWithoutAPlaceForCaches(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	dir := large(t)
	for _, folder := range []string{file, "relative"} { // neither can be a folder of caches
		t.Setenv("XDG_CACHE_HOME", folder)
		if folder, err := cache.Folder(); err == nil && filepath.Dir(filepath.Dir(folder)) != file {
			continue // the system has another way to name it
		}
		for range 2 {
			if got := run(t, dir, Conditions{}); got != 1000 {
				t.Errorf("with caches in %q %d notes are read", folder, got)
			}
		}
	}
}
