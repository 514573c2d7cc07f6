package vault

import (
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
)

func TestTargetsThatArePlainlyFoundAreFound(t *testing.T) {
	plain := 0
	for seed := range uint64(histories()) {
		w := newWorld(seed)
		for range 20 {
			w.snap, _ = w.snap.Update(w.edit()...)
		}
		for n := range w.snap.Each() {
			for i := range n.Doc.Links {
				l := &n.Doc.Links[i]
				if l.Kind != markdown.Wiki || !w.snap.plainlyFound(l.Target, n.linkKeys[i]) {
					continue
				}
				plain++
				if got := w.snap.Resolve(n.ID, l); got.Status != Found && got.ID != "" {
					t.Fatalf("seed %d: [[%s]] of %s is plainly found, but %v\n%s", seed, l.Target, n.ID, got, w.snap.dump())
				}
			}
		}
	}
	if plain < histories()/10 {
		t.Errorf("%d targets are plainly found, want more", plain)
	}
}
