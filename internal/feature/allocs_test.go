package feature

import (
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// TestAllocations holds that what a completion allocates depends on the list that it
// makes and not on the vault: ten times the notes may cost a little more.
func TestAllocations(t *testing.T) {
	small, large := benchVault(500), benchVault(5000)
	allocated := func(s *vault.Snapshot, typed string) float64 {
		src := strings.Repeat("[[쿠버네티스 1]] [글](../폴더1/x.md)\n", 50) + "\n" + typed
		n := vault.NewNote(vault.Source{ID: "폴더0/here.md", Text: []byte(src)})
		s, _ = s.Update(vault.Change{ID: n.ID, Note: n})
		return testing.AllocsPerRun(3, func() { Complete(t.Context(), s, Cursor{n, len(src)}, Choices{}) })
	}
	for _, typed := range []string{"[[", "[[쿠버", "[[ㅋㅂ", "[[쿱", "[[znqj", "[[kub", "[[없", "[[폴더1/", "[[폴더1/쿠", "![[쿠", "[글](", "[글](쿠", "#t"} {
		few, many := allocated(small, typed), allocated(large, typed)
		if many > 1.5*few+500 {
			t.Errorf("Complete(%q) allocates %v times in 500 notes and %v times in 5000", typed, few, many)
		}
	}
}
