package feature

import (
	"context"
	"fmt"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A patience is a context that is done once it was asked so often.
type patience struct {
	context.Context
	asks, asked int
}

func (p *patience) Err() error {
	if p.asked++; p.asked > p.asks {
		return context.Canceled
	}
	return nil
}

// TestStops cancels a completion at different points, and wants the search to end
// with the rows that it was at.
func TestStops(t *testing.T) {
	const rows = 12 * stopEvery
	var changes []vault.Change
	for i := range rows {
		id := vault.NoteID(fmt.Sprintf("쿠버 %d.md", i))
		text := fmt.Sprintf("#태그%d [[없는 %d]]\n", i, i)
		changes = append(changes, vault.Change{ID: id, Note: vault.NewNote(vault.Source{ID: id, Text: []byte(text)})})
	}
	s, _ := new(vault.Snapshot).Update(changes...)
	for _, src := range []string{"[[", "[[쿠", "[[없", "[[zzz", "[글](", "[글](쿠", "[글](zzz", "#태", "#zzz"} {
		n := vault.NewNote(vault.Source{ID: "here.md", Text: []byte(src)})
		with, _ := s.Update(vault.Change{ID: n.ID, Note: n})
		whole := &patience{Context: t.Context(), asks: 1 << 30}
		Complete(whole, with, Cursor{n, len(src)}, Choices{})
		if whole.asked < rows/stopEvery-1 {
			t.Errorf("Complete(%q) asks %d times in %d rows whether to stop", src, whole.asked, rows)
		}
		for _, asks := range []int{0, 1, 5, rows/stopEvery - 1} {
			p := &patience{Context: t.Context(), asks: asks}
			Complete(p, with, Cursor{n, len(src)}, Choices{})
			// Each search that a context consists of may ask once more.
			if p.asked <= asks || p.asked > asks+3 {
				t.Errorf("Complete(%q), cancelled after %d rows, goes on to %d", src, asks*stopEvery, p.asked*stopEvery)
			}
		}
	}
}
