package server

import (
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A look makes known what a link leads to while the user takes the link out again: then
// the next look forgets it, though the vault before the edit did not know it yet.
func TestLinkThatGoesDuringALook(t *testing.T) {
	note := func(text string) vault.Change {
		return vault.Change{ID: "글.md", Note: vault.NewNote(vault.Source{ID: "글.md", Text: []byte(text)})}
	}
	before, _ := new(vault.Snapshot).Update(note("🍞 ![](숨은/그림.png)"))
	base, _ := before.Update(note("🍞"), vault.Change{ID: "숨은/그림.png", File: true, Revealed: true})
	l := &look{base: base}
	l.edit(before, "글.md")
	if got := l.unneeded(base, false); len(got) != 1 || got[0].ID != "숨은/그림.png" || got[0].File {
		t.Errorf("unneeded = %+v, want that the picture is forgotten", got)
	}
	// What another note leads to stays.
	base, _ = base.Update(vault.Change{ID: "다른.md", Note: vault.NewNote(vault.Source{ID: "다른.md", Text: []byte("![](숨은/그림.png)")})})
	for _, whole := range []bool{false, true} {
		l := &look{base: base}
		l.edit(before, "글.md")
		if got := l.unneeded(base, whole); len(got) > 0 {
			t.Errorf("unneeded = %+v, want none", got)
		}
	}
}
