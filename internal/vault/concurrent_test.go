package vault

import (
	"maps"
	"sync"
	"sync/atomic"
	"testing"
)

func TestReadersDuringUpdates(t *testing.T) {
	w := newWorld(99)
	var current atomic.Pointer[Snapshot]
	current.Store(w.snap)
	var done atomic.Bool
	var readers sync.WaitGroup
	for i := range 4 {
		readers.Go(func() {
			p := newPool(uint64(i))
			for !done.Load() {
				s := current.Load()
				first := s.meanings()
				for n := range s.Notes() {
					for b := range s.Backlinks(n.ID) {
						if !s.Has(b.From.ID) {
							t.Errorf("Backlinks(%q) names %q, which is not in the snapshot", n.ID, b.From.ID)
						}
					}
					s.Missing(n)
				}
				s.Update(noteAt(pick(p, p.notes), p.draft().String())) // its own future
				if !maps.EqualFunc(first, s.meanings(), equalMeanings) {
					t.Error("a snapshot changed while it was read")
				}
			}
		})
	}
	for range 300 {
		changes := w.edit()
		next, _ := current.Load().Update(changes...)
		w.apply(changes)
		current.Store(next)
	}
	done.Store(true)
	readers.Wait()
	if diff := differs(current.Load(), w.fresh()); diff != "" {
		t.Error(diff)
	}
}
