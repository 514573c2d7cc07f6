package watch

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/disk"
)

// A listener hears of a file in its folder by the path that the root knows.
func TestListener(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	root, err := disk.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	l, err := openListener(root)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := l.Add("."); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "한글 🍞.md"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	select {
	case e := <-l.Events:
		if id, ok := root.Rel(e.Name); !ok || id != "한글 🍞.md" {
			t.Errorf("the event is about %q", e.Name)
		}
	case err := <-l.Errors:
		t.Error(err)
	case <-time.After(20 * time.Second):
		t.Error("nothing is heard")
	}
}
