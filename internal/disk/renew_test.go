package disk

import (
	"os"
	"path/filepath"
	"testing"
)

// A root that was deleted and made again is read again, and not the old one.
func TestRenew(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "노트")
	put := func(text string) {
		t.Helper()
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "글.md"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("old")
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if r.Renew() {
		t.Error("Renew says that a folder which is there was replaced")
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if r.Renew() {
		t.Error("Renew says that a folder which is gone was replaced")
	}
	put("new")
	if !r.Renew() {
		t.Error("Renew does not see the new folder")
	}
	if got, _, err := r.ReadFile("글.md"); string(got) != "new" || err != nil {
		t.Errorf("the note is %q, %v, want that of the new folder", got, err)
	}
	if r.Renew() {
		t.Error("Renew renews twice")
	}
}
