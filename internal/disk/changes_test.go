package disk

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A path that is something else than it was is looked at together with all below it.
func TestChangeOfKind(t *testing.T) {
	dir := tree(t, "글.md", "folder/a.md", "empty/", "file")
	r := open(t, dir)
	snap := known(t, r)
	for _, name := range []string{"folder", "empty", "file"} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for id, want := range map[vault.NoteID]bool{"folder": true, "empty": true, "file": false, "글.md": false} {
		if _, whole, err := r.ChangeAt(Rules{}, snap, id); whole != want || err != nil {
			t.Errorf("ChangeAt(%s), which is gone: whole = %v, %v, want %v", id, whole, err, want)
		}
	}
	for _, name := range []string{"folder", "empty"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "file"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, id := range []vault.NoteID{"folder", "empty", "file"} {
		if _, whole, err := r.ChangeAt(Rules{}, snap, id); !whole || err != nil {
			t.Errorf("ChangeAt(%s), which is of another kind: whole = %v, %v, want true", id, whole, err)
		}
	}
}

// A folder that is ignored and linked to is known by the id that Reveal gives it.
func TestIgnoredFolderThatIsLinked(t *testing.T) {
	dir := tree(t, "글.md", ".gitignore: out\n")
	if err := os.WriteFile(filepath.Join(dir, "글.md"), []byte("[밖](out)"), 0o644); err != nil {
		t.Fatal(err)
	}
	r := open(t, dir)
	snap := known(t, r)
	if err := os.Mkdir(filepath.Join(dir, "out"), 0o755); err != nil {
		t.Fatal(err)
	}
	c, whole, err := r.ChangeAt(Rules{}, snap, "out")
	if want := (vault.Change{ID: "out/", File: true, Revealed: true}); c != want || whole || err != nil {
		t.Errorf("ChangeAt = %+v, %v, %v, want %+v", c, whole, err, want)
	}
}
