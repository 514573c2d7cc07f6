package batch

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A note that is saved with the text it has is no news, to it and those that link to it;
// one with another text is.
func TestRefreshKnowsTheSameText(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string, at time.Time) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	at := time.Now().Add(-time.Hour)
	put("글.md", "# 글\n\n[[🍞#맛]]\n", at)
	put("🍞.md", "# 🍞\n\n## 맛\n", at)
	v, err := LoadUnder(t.Context(), dir, Conditions{})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	for _, step := range []struct {
		text string
		want []vault.NoteID
	}{
		{"# 🍞\n\n## 맛\n", nil},
		{"# 🍞\n\n## 값\n", []vault.NoteID{"글.md", "🍞.md"}},
		{"# 🍞\n\n## 값\n", nil},
	} {
		at = at.Add(time.Minute)
		put("🍞.md", step.text, at)
		for _, whole := range []bool{false, true} {
			got, all, err := v.Refresh(t.Context(), Conditions{}, []vault.NoteID{"🍞.md"}, whole)
			if err != nil || all {
				t.Fatalf("Refresh: all is %t, %v", all, err)
			}
			if whole { // it was taken in before
				step.want = nil
			}
			if !slices.Equal(got, step.want) {
				t.Errorf("%q concerns %q, want %q", step.text, got, step.want)
			}
			if n, _ := v.Snap.Note("🍞.md"); !n.Modified.Equal(at) {
				t.Errorf("%q was written at %v, want %v", step.text, n.Modified, at)
			}
		}
	}
}
