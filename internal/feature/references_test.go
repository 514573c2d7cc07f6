package feature

import (
	"slices"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A link's definition is in a place exactly when the place's references have the
// link, over random vaults: going there and asking who comes here are one question.
func TestDefinitionAndReferencesAgree(t *testing.T) {
	gardens := rounds(120)
	links, places := 0, 0
	for seed := range uint64(gardens) {
		g := newLinkedGarden(seed)
		s := g.base
		// What the references of each place are, of the note as a whole and of each part.
		found := map[placeOf][]Location{}
		for n := range s.Notes() {
			for _, at := range placesOf(n) {
				places++
				subject := Subject{Kind: PlaceSubject, ID: n.ID, Place: at}
				if at.Kind == vault.FootnotePlace {
					subject = Subject{Kind: FootnoteSubject, ID: n.ID, Name: n.Doc.Footnotes[at.Index].Label}
				}
				found[placeOf{n.ID, at}] = slices.Collect(References(s, subject))
			}
		}
		for n := range s.Notes() {
			for i := range n.Doc.Links {
				l := &n.Doc.Links[i]
				to, leads := destination(s, n, l)
				target, isNote := s.Note(to.ID)
				if !leads || !isNote {
					continue
				}
				links++
				if !l.TargetSpan.Empty() && !slices.Contains(found[placeOf{id: to.ID}], Location{n.ID, l.TargetSpan}) {
					t.Fatalf("seed %d: %s has a link to %s, whose references lack it:\n%s", seed, n.ID, to.ID, l.Span.Of(n.Text()))
				}
				place, ok := target.PlaceOf(l)
				if !ok || place.Kind == vault.NotePlace {
					continue
				}
				use := Location{n.ID, l.FragmentSpan}
				for other, uses := range found {
					here := other == placeOf{to.ID, place}
					if other.Place.Kind != vault.NotePlace && slices.Contains(uses, use) != here {
						t.Fatalf("seed %d: %s has %s, which leads to %v; in the references of %v: %v", seed, n.ID, l.Span.Of(n.Text()), to, other, !here)
					}
				}
			}
		}
	}
	if links < 10*gardens || places < 10*gardens {
		t.Errorf("only %d links and %d places were compared", links, places)
	}
}

// A placeOf is a place and the note it is in.
type placeOf struct {
	id vault.NoteID
	vault.Place
}

// placesOf lists what can be linked to in n, itself first.
func placesOf(n *vault.Note) []vault.Place {
	places := []vault.Place{{}}
	for i := range n.Doc.Headings {
		if n.Doc.Headings[i].Span.End > 0 {
			places = append(places, vault.Place{Kind: vault.HeadingPlace, Index: i})
		}
	}
	for i := range n.Doc.Blocks {
		places = append(places, vault.Place{Kind: vault.BlockPlace, Index: i})
	}
	for i := range n.Doc.Anchors {
		places = append(places, vault.Place{Kind: vault.AnchorPlace, Index: i})
	}
	return places
}

// From each place that references name, the cursor finds the same subject again.
func TestReferencesComeBackToTheirSubject(t *testing.T) {
	seen := 0
	for seed := range uint64(rounds(40)) {
		s := newLinkedGarden(seed).base
		for n := range s.Notes() {
			for _, at := range placesOf(n) {
				subject := Subject{Kind: PlaceSubject, ID: n.ID, Place: at}
				for use := range References(s, subject) {
					from, _ := s.Note(use.ID)
					if use.Span.Empty() || len(from.Doc.References) > 0 && isReferenceSpan(from, use.Span) {
						continue
					}
					seen++
					// Inside, so that no link beside it is meant.
					back := SubjectAt(s, Cursor{from, int(use.Span.Start+use.Span.End) / 2})
					if back.ID != n.ID || back.Kind != subject.Kind || back.Place != at || back.Span != use.Span {
						t.Fatalf("seed %d: a reference of %s %v in %s is %q, and the cursor on it is on %+v", seed, n.ID, at, use.ID, use.Span.Of(from.Text()), back)
					}
				}
			}
		}
	}
	if seen < rounds(1000) {
		t.Errorf("only %d references were looked at", seen)
	}
}

func isReferenceSpan(n *vault.Note, span text.Span) bool {
	for _, r := range n.Doc.References {
		if r.Span == span {
			return true
		}
	}
	return false
}
