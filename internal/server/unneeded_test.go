package server

import (
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A look makes known what a link leads to while the user takes the link out again: then
// the next look forgets it, be the note in the vault already when the look begins or not.
func TestLinkThatGoesDuringALook(t *testing.T) {
	note := func(text string) vault.Change {
		return vault.Change{ID: "글.md", Note: vault.NewNote(vault.Source{ID: "글.md", Text: []byte(text), Open: true, Version: 1})}
	}
	with, without := note("🍞 ![](숨은/그림.png)"), note("🍞")
	for _, known := range []bool{true, false} {
		e := open(t, garden(t, map[string]string{".gitignore": "숨은\n", "숨은/그림.png": ""}))
		e.looked()
		e.s.mu.Lock()
		r := (*e.s.roots.Load())[0]
		base := r.snap.Load()
		if known {
			base, _ = base.Update(with)
			r.snap.Store(base)
		}
		l := &look{base: base, ctx: t.Context(), cancel: func() {}, since: map[vault.NoteID]vault.Change{}}
		r.looking, r.idle = l, make(chan struct{})
		e.s.apply(r, without)
		e.s.mu.Unlock()
		found, _ := base.Update(with, vault.Change{ID: "숨은/그림.png", File: true, Revealed: true})
		e.s.finish(r, l, find{next: found})
		e.looked()
		if r.snap.Load().IsRevealed("숨은/그림.png") {
			t.Errorf("the note being known %t, the picture that no link leads to is known yet", known)
		}
	}
}
