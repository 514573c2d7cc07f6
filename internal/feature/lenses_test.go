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
	for seed := range uint64(rounds(60)) {
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
	if counted < rounds(1000) {
		t.Fatalf("only %d links were counted", counted)
	}
}

// SameCounts says that nothing changed exactly when the lenses are the same.
func TestSameCounts(t *testing.T) {
	same, other := 0, 0
	for seed := range uint64(rounds(60)) {
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

// Of a note that very many link to, a lens counts a part and says so.
func TestLensesOfHub(t *testing.T) {
	s, hub := hubVault(maxCounted + 1)
	want := []string{"3000+ links from 1000+ notes", "1000+ links from 1000+ notes", "1000+ links from 1000+ notes"}
	var got []string
	for _, l := range Lenses(s, hub) {
		got = append(got, l.String())
	}
	if !slices.Equal(got, want) {
		t.Errorf("the lenses say %q, want %q", got, want)
	}
	s, hub = hubVault(10)
	if got := Lenses(s, hub)[0].String(); got != "30 links from 10 notes" {
		t.Errorf("the lens of a note with few links says %q", got)
	}
}

// BenchmarkLensesHub is for a note that ten thousand others link to.
func BenchmarkLensesHub(b *testing.B) {
	s, hub := hubVault(10_000)
	for b.Loop() {
		if lenses := Lenses(s, hub); len(lenses) != 3 {
			b.Fatalf("the lenses are %v", lenses)
		}
	}
}

// hubVault has a note to which size others link thrice, and whose path comes last.
func hubVault(size int) (*vault.Snapshot, *vault.Note) {
	hub := vault.NewNote(vault.Source{ID: "허브.md", Text: []byte("# 허브\n\n## 하나\n\n## 둘\n")})
	changes := []vault.Change{{ID: hub.ID, Note: hub}}
	for i := range size {
		id := vault.NoteID(fmt.Sprintf("n%d.md", i))
		text := "😀 [[허브]] [[허브#하나|x]] [y](허브.md#둘)\n"
		for j := range 23 {
			text += fmt.Sprintf("[[n%d]] 글 ", (i+j*j)%size)
		}
		changes = append(changes, vault.Change{ID: id, Note: vault.NewNote(vault.Source{ID: id, Text: []byte(text)})})
	}
	s, _ := (&vault.Snapshot{}).Update(changes...)
	return s, hub
}
