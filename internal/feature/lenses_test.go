package feature

import (
	"fmt"
	"slices"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A lens says how many links there are, and a click on it lists as many: over random
// vaults they count alike, and where there is no lens there is no link.
func TestLensesCountReferences(t *testing.T) {
	counted := 0
	for seed := range uint64(60) {
		s := newLinkedGarden(seed).base
		for n := range s.Notes() {
			lenses := map[vault.Place]Lens{}
			for _, l := range Lenses(s, n) {
				lenses[l.Place] = l
			}
			places := []vault.Place{{}}
			for i := range n.Doc.Headings {
				if i != n.Doc.TitleHeading() {
					places = append(places, vault.Place{Kind: vault.HeadingPlace, Index: i})
				}
			}
			for _, place := range places {
				found := slices.Collect(References(s, Subject{Kind: PlaceSubject, ID: n.ID, Place: place}))
				notes := map[vault.NoteID]bool{}
				for _, loc := range found {
					notes[loc.ID] = true
				}
				if l := lenses[place]; l.Links != len(found) || l.Notes != len(notes) {
					t.Fatalf("seed %d: the lens of %v in %s says %q, and there are %d links in %d notes", seed, place, n.ID, l, len(found), len(notes))
				}
				counted += len(found)
				delete(lenses, place)
			}
			if len(lenses) > 0 {
				t.Fatalf("seed %d: %s has lenses for what has no references: %v", seed, n.ID, lenses)
			}
		}
	}
	if counted < 1000 {
		t.Fatalf("only %d links were counted", counted)
	}
}

// SameCounts says that nothing changed exactly when the lenses are the same.
func TestSameCounts(t *testing.T) {
	same, other := 0, 0
	for seed := range uint64(60) {
		g := newLinkedGarden(seed)
		was := g.base
		changed := pick(g.Rand, g.notes)
		text := string(changed.Text()) + "\n\n" + pick(g.Rand, []string{"글", "😀 " + g.linkTo(changed.ID)})
		is, _ := was.Update(vault.Change{ID: changed.ID, Note: vault.NewNote(vault.Source{ID: changed.ID, Text: []byte(text), Rules: g.rules})})
		for n := range is.Notes() {
			if n.ID == changed.ID {
				continue
			}
			want := slices.Equal(Lenses(was, n), Lenses(is, n))
			if got := SameCounts(was, is, changed.ID, n); got != want {
				t.Fatalf("seed %d: SameCounts of %s, for a change of %s, = %v, want %v", seed, n.ID, changed.ID, got, want)
			}
			if want {
				same++
			} else {
				other++
			}
		}
	}
	if same == 0 || other == 0 {
		t.Fatalf("%d notes kept their counts and %d did not: both must happen", same, other)
	}
}

// BenchmarkLensesHub is for a note that ten thousand others link to.
func BenchmarkLensesHub(b *testing.B) {
	hub := vault.NewNote(vault.Source{ID: "hub.md", Text: []byte("# 허브\n\n## 하나\n\n## 둘\n")})
	changes := []vault.Change{{ID: hub.ID, Note: hub}}
	for i := range 10_000 {
		id := vault.NoteID(fmt.Sprintf("n%d.md", i))
		text := "😀 [[hub]] [[hub#하나|x]] [y](hub.md#둘)\n"
		for j := range 23 {
			text += fmt.Sprintf("[[n%d]] 글 ", (i+j*j)%10_000)
		}
		changes = append(changes, vault.Change{ID: id, Note: vault.NewNote(vault.Source{ID: id, Text: []byte(text)})})
	}
	s, _ := (&vault.Snapshot{}).Update(changes...)
	for b.Loop() {
		if lenses := Lenses(s, hub); len(lenses) != 3 || lenses[0].Links != 30_000 {
			b.Fatalf("the lenses are %v", lenses)
		}
	}
}
