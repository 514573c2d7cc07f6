package move

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/batch"
	"github.com/notes-lsp/notes-lsp/internal/feature"
)

// A link that gets lost is told with its place, its column in characters.
func TestTellLost(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "노트.md"), []byte("# 글\n\n한글 😀 [[빵]]\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	v, err := batch.Load(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	n, _ := v.Snap.Note("노트.md")
	var b strings.Builder
	tellLost(lostOf(v, []feature.Location{{ID: n.ID, Span: n.Doc.Links[0].Span}}), &b)
	if got, want := b.String(), v.Shown(n.ID)+":3:6: [[빵]]\n"; got != want {
		t.Errorf("tellLost = %q, want %q", got, want)
	}
}
