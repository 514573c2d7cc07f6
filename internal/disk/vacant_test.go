package disk

import (
	"errors"
	"io/fs"
	"path/filepath"
	"testing"
)

func TestVacant(t *testing.T) {
	outside := t.TempDir()
	dir := tree(t, "폴더/있다.md")
	symlink(t, dir, "안", "폴더")
	symlink(t, dir, "안절대", filepath.Join(dir, "폴더"))
	symlink(t, dir, "밖", outside)
	symlink(t, dir, "끊김", "없음")
	symlink(t, dir, "끊김.md", filepath.Join(outside, "새.md"))
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for id, want := range map[string]string{
		"새.md": "", "폴더/새.md": "", "새 폴더/안/새.md": "", "안/새.md": "", "안절대/새.md": "",
		"폴더/있다.md": "exists", "안/있다.md": "exists", "안절대/있다.md": "exists", "폴더": "exists", "안": "exists",
		"밖/새.md": "refused", "끊김/새.md": "refused", "끊김.md": "refused", "폴더/있다.md/새.md": "refused",
		"../새.md": "refused", "/새.md": "refused", "": "refused", ".": "refused", "a//b.md": "refused", "폴더/../새.md": "refused",
	} {
		err := r.Vacant(id)
		got := "refused"
		switch {
		case err == nil:
			got = ""
		case errors.Is(err, fs.ErrExist):
			got = "exists"
		}
		if got != want {
			t.Errorf("Vacant(%q) = %v, want %q", id, err, want)
		}
	}
}
