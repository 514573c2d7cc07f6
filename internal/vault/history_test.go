package vault

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
)

// A world is a random vault: the snapshot under test, and what it must hold.
type world struct {
	*pool
	rules  *Rules
	snap   *Snapshot
	state  map[NoteID]Change
	drafts map[NoteID]draft
}

func newWorld(seed uint64) *world {
	w := &world{pool: newPool(seed), state: map[NoteID]Change{}, drafts: map[NoteID]draft{}}
	w.rules = pick(w.pool, randomRules)
	w.snap = New(w.rules)
	return w
}

// noteAt is a change to a note under the world's rules.
func (w *world) noteAt(id NoteID, text string) Change {
	return Change{ID: id, Note: NewNote(Source{ID: id, Text: []byte(text), Rules: w.rules})}
}

// note returns a change to a note: a new one, or the old one with one part of it
// different.
func (w *world) note(id NoteID) Change {
	d, ok := w.drafts[id]
	if ok && w.state[id].Note != nil {
		d = d.changed(w.pool)
	} else {
		d = w.draft()
	}
	w.drafts[id] = d
	return w.noteAt(id, d.String())
}

// edit returns the changes of one random edit.
func (w *world) edit() []Change {
	present := slices.Sorted(maps.Keys(w.state))
	switch n := w.IntN(20); {
	case len(present) < 3 || n < 3:
		return []Change{w.note(pick(w.pool, w.notes))}
	case n < 11:
		id := pick(w.pool, present)
		if w.state[id].Note == nil {
			id = pick(w.pool, w.notes)
		}
		return []Change{w.note(id)}
	case n < 13: // a rename
		old, id := pick(w.pool, present), pick(w.pool, w.notes)
		if w.state[old].Note == nil || old == id {
			return []Change{{ID: old}}
		}
		w.drafts[id] = w.drafts[old]
		return []Change{{ID: old}, w.noteAt(id, w.drafts[id].String())}
	case n < 15:
		return []Change{{ID: pick(w.pool, present)}}
	case n < 17:
		return []Change{{ID: pick(w.pool, w.files), File: w.IntN(3) > 0}}
	case n < 18: // a file where a note was, or the other way round
		id := pick(w.pool, w.notes)
		if w.state[id].Note != nil {
			return []Change{{ID: id, File: true}}
		}
		return []Change{w.note(id)}
	}
	var batch []Change
	for range 2 + w.IntN(3) {
		batch = append(batch, w.edit()...)
	}
	return batch
}

// apply makes the changes in the model.
func (w *world) apply(changes []Change) {
	for _, c := range changes {
		if c.Note != nil || c.File {
			w.state[c.ID] = c
		} else {
			delete(w.state, c.ID)
		}
	}
}

// A meaning is what a link leads to.
type meaning struct {
	Target
	place  Place
	placed bool
}

func (m meaning) equal(o meaning) bool {
	return m.Status == o.Status && m.ID == o.ID && m.Folder == o.Folder && m.OtherCase == o.OtherCase &&
		slices.Equal(m.Rivals, o.Rivals) && m.place == o.place && m.placed == o.placed
}

// sameProblems leaves out which of several places it is: no problem depends on it.
func (m meaning) sameProblems(o meaning) bool {
	m.place, o.place = Place{}, Place{}
	return m.equal(o)
}

func (s *Snapshot) meaning(from NoteID, l *markdown.Link) meaning {
	m := meaning{Target: s.Resolve(from, l)}
	if n, ok := s.Note(m.ID); ok && m.Status == Found {
		m.place, m.placed = n.Place(l.Fragment)
	}
	return m
}

// meanings lists what every link of every note leads to.
func (s *Snapshot) meanings() map[NoteID][]meaning {
	out := make(map[NoteID][]meaning, s.Len())
	for n := range s.Each() {
		list := make([]meaning, len(n.Doc.Links))
		for i := range n.Doc.Links {
			list[i] = s.meaning(n.ID, &n.Doc.Links[i])
		}
		out[n.ID] = list
	}
	return out
}

func equalMeanings(a, b []meaning) bool { return slices.EqualFunc(a, b, meaning.equal) }

// differentTable says how two tables differ.
func differentTable[K ~string, V any](what string, a, b table[K, V], equal func(a, b V) bool) string {
	count := 0
	for k, v := range a.all() {
		count++
		if other, ok := b.get(k); !ok || !equal(v, other) {
			return fmt.Sprintf("%s[%v] = %v, want %v", what, k, v, other)
		}
	}
	if count != a.len || a.len != b.len {
		return fmt.Sprintf("%s holds %d (len %d), want %d", what, count, a.len, b.len)
	}
	return ""
}

func equalPlaces(a, b *place) bool { return *a == *b }

// differs says how two snapshots differ in what they store.
func differs(a, b *Snapshot) string {
	return strings.Join(slices.DeleteFunc([]string{
		differentTable("notes", a.notes, b.notes, func(a, b *Note) bool { return a == b }),
		differentTable("places", a.places, b.places, equalPlaces),
		differentTable("byName", a.byName, b.byName, func(a, b []*place) bool { return slices.EqualFunc(a, b, equalPlaces) }),
		differentTable("byLink", a.byLink, b.byLink, slices.Equal),
		differentTable("byTag", a.byTag, b.byTag, slices.Equal),
		differentTable("starts", a.nameStarts(), b.nameStarts(), slices.Equal),
		differentTable("folders", a.folders, b.folders, slices.Equal),
	}, func(s string) bool { return s == "" }), "; ")
}

// fresh builds the model's vault in one Update, in a random order.
func (w *world) fresh() *Snapshot {
	ids := slices.Sorted(maps.Keys(w.state))
	changes := make([]Change, len(ids))
	for i, j := range w.Perm(len(ids)) {
		changes[i] = w.state[ids[j]]
	}
	s, _ := New(w.rules).Update(changes...)
	return s
}

// checkBacklinks compares Backlinks of everything with a scan over all links.
func checkBacklinks(t *testing.T, s *Snapshot, all map[NoteID][]meaning) {
	t.Helper()
	want := map[NoteID][]Backlink{}
	for n := range s.Notes() {
		for i, m := range all[n.ID] {
			if m.Status == Found {
				want[m.ID] = append(want[m.ID], Backlink{n, &n.Doc.Links[i]})
			}
		}
	}
	for id := range s.Files() {
		if got := slices.Collect(s.Backlinks(id)); !slices.Equal(got, want[id]) {
			t.Fatalf("Backlinks(%q) has %d links, want %d:\n%s", id, len(got), len(want[id]), s.dump())
		}
		delete(want, id)
	}
	for id, links := range want { // folders
		if got := slices.Collect(s.Backlinks(id)); !slices.Equal(got, links) {
			t.Fatalf("Backlinks(%q) has %d links, want %d:\n%s", id, len(got), len(links), s.dump())
		}
	}
}

// dump shows the vault of a failure.
func (s *Snapshot) dump() string {
	var b strings.Builder
	for _, id := range slices.Sorted(s.Files()) {
		fmt.Fprintf(&b, "-- %s --\n", id)
		if n, ok := s.Note(id); ok {
			b.Write(n.Text())
		}
	}
	return b.String()
}

// histories is how many random histories are gone through: fewer with -short, as under the
// race detector.
func histories() int {
	if testing.Short() {
		return 200
	}
	return 1000
}

// A tally counts the notes over all histories.
type tally struct{ all, affected, changed int }

// A moment is a snapshot and what its links meant when it was made.
type moment struct {
	snap     *Snapshot
	meanings map[NoteID][]meaning
}

func TestUpdateEqualsFromScratchOverRandomHistories(t *testing.T) {
	var sum tally
	for seed := range uint64(histories()) {
		w := newWorld(seed)
		now := moment{w.snap, w.snap.meanings()}
		past := []moment{now}
		for range 30 {
			now = w.step(t, now, &sum)
			past = append(past, now)
		}
		for i := 0; i < len(past); i += 3 {
			if !maps.EqualFunc(past[i].meanings, past[i].snap.meanings(), equalMeanings) {
				t.Fatalf("seed %d: snapshot %d changed after later updates", seed, i)
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	share := 100 * sum.affected / sum.all
	t.Logf("of %d notes %d (%d%%) were affected, %d changed", sum.all, sum.affected, share, sum.changed)
	if share > 55 {
		t.Errorf("%d%% of the notes are affected by an edit, want at most 55%% where nearly all names collide", share)
	}
}

// step makes one edit and checks all that must hold after it.
func (w *world) step(t *testing.T, before moment, sum *tally) moment {
	changes := w.edit()
	next, affected := before.snap.Update(changes...)
	if w.IntN(5) == 0 { // another future of the same snapshot
		before.snap.Update(Change{ID: pick(w.pool, w.notes)}, w.noteAt(pick(w.pool, w.notes), w.draft().String()))
	}
	w.apply(changes)
	scratch := w.fresh()
	after := moment{next, next.meanings()}
	if diff := differs(next, scratch); diff != "" {
		t.Fatalf("Update differs from scratch: %s\n%s", diff, next.dump())
	}
	if !maps.EqualFunc(after.meanings, scratch.meanings(), equalMeanings) {
		t.Fatalf("links mean other things than from scratch\n%s", next.dump())
	}
	checkBacklinks(t, next, after.meanings)
	for id, m := range after.meanings {
		old, existed := before.meanings[id]
		if existed && slices.EqualFunc(old, m, meaning.sameProblems) {
			continue
		}
		sum.changed++
		if !slices.Contains(affected, id) {
			t.Errorf("%q is not affected, but its links went from %v to %v by %v\nbefore:\n%s\nafter:\n%s", id, old, m, changes, before.snap.dump(), next.dump())
		}
	}
	for _, id := range affected {
		if next.notes.at(id) == nil && before.snap.notes.at(id) == nil {
			t.Errorf("affected holds %q, which never was a note", id)
		}
	}
	sum.all += next.Len()
	sum.affected += len(affected)
	return after
}

// What names start with is worked out once, and not again after an edit.
func TestNameStartsAreKept(t *testing.T) {
	s, _ := new(Snapshot).Update(noteAt("쿠버네티스.md", ""), noteAt("도커.md", ""))
	runes := []rune("쿠버")
	if got := s.NameLengths(runes, 0); !slices.Equal(got, []uint8{5}) {
		t.Fatalf("NameLengths = %v, want that of 쿠버네티스", got)
	}
	next, _ := s.Update(noteAt("쿠버.md", "글"))
	if !next.starts.made.Load() {
		t.Error("an edit loses what names start with")
	}
	if got := next.NameLengths(runes, 0); !slices.Equal(got, []uint8{2, 5}) {
		t.Errorf("NameLengths = %v, want also that of 쿠버", got)
	}
}
