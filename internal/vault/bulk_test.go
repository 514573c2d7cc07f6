package vault

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"testing"
)

// atOnce is a Spread on goroutines.
func atOnce(parts int, do func(part int)) {
	var wg sync.WaitGroup
	for i := range parts {
		wg.Go(func() { do(i) })
	}
	wg.Wait()
}

func TestLoadEqualsUpdateOverRandomHistories(t *testing.T) {
	loaded := 0
	for seed := range uint64(histories()) {
		w := newWorld(seed)
		for range w.IntN(20) {
			changes := w.edit()
			w.snap, _ = w.snap.Update(changes...)
			w.apply(changes)
		}
		var changes []Change
		for range 1 + w.IntN(60) {
			changes = append(changes, w.edit()...)
		}
		want, affected := w.snap.Update(changes...)
		got, all := w.snap.Load(changes, atOnce)
		if w.snap.places.len < len(changes)/2 {
			loaded++
		}
		if diff := differs(got, want) + otherRows(got, want); diff != "" {
			t.Fatalf("seed %d: Load differs from Update: %s\n%s", seed, diff, want.dump())
		}
		for _, id := range affected {
			if !slices.Contains(all, id) {
				t.Fatalf("seed %d: Load affects %v, not %q", seed, all, id)
			}
		}
		if !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) {
			t.Fatalf("seed %d: Load affects %v, want each once and sorted", seed, all)
		}
	}
	if loaded < histories()/10 {
		t.Errorf("%d of %d loads were made anew, want more", loaded, histories())
	}
}

// otherRows says how what searches see of two snapshots differs.
func otherRows(a, b *Snapshot) string {
	same := func(x, y *SearchName) bool { return *x == *y }
	if diff := differentTable("missing", a.missing, b.missing, same); diff != "" {
		return diff
	}
	findables := func(s *Snapshot) map[NoteID]string {
		out := map[NoteID]string{}
		for f := range s.Findables() {
			out[f.ID()] += f.Text + f.Path()
		}
		return out
	}
	if !maps.Equal(findables(a), findables(b)) {
		return "findables differ"
	}
	shelved := func(s *Snapshot) []string {
		var out []string
		for shelf := range s.Shelves(0, 1) {
			for i, row := range shelf.Rows() {
				out = append(out, string(row.Note.ID)+shelf.Text(i))
			}
		}
		slices.SortFunc(out, cmp.Compare)
		return out
	}
	if !slices.Equal(shelved(a), shelved(b)) {
		return "shelves differ"
	}
	return ""
}
