package feature

import (
	"slices"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// What a note leads to knows that it does, over random vaults: each outgoing place is
// among the incoming ones of its target. And no part lies outside its note.
func TestOutgoingComesIn(t *testing.T) {
	calls := 0
	for seed := range uint64(rounds(60)) {
		s := newLinkedGarden(seed).base
		coming := map[Part][]Call{}
		for n := range s.Notes() {
			for _, place := range append(placesOf(n), vault.Place{}) {
				p := Part{n.ID, place}
				whole, name := p.Spans(n)
				if whole.Start < 0 || int(whole.End) > n.Doc.Size || !whole.Contains(name) {
					t.Fatalf("seed %d: %v of %s is %v, named by %v, in %d bytes", seed, place, n.ID, whole, name, n.Doc.Size)
				}
				if p.Name(s) == "" {
					t.Fatalf("seed %d: %v of %s has no name", seed, place, n.ID)
				}
			}
			for _, c := range Outgoing(s, Part{ID: n.ID}) {
				if _, known := coming[c.Part]; !known {
					coming[c.Part] = Incoming(s, c.Part)
				}
				for _, span := range c.Spans {
					calls++
					if ownLink(n, span) {
						continue
					}
					if !comesFrom(coming[c.Part], n.ID, span) {
						t.Fatalf("seed %d: %q in %s leads to %v, whose incoming places lack it", seed, span.Of(n.Text()), n.ID, c.Part)
					}
				}
			}
		}
	}
	if calls < 500 {
		t.Fatalf("only %d links were looked at", calls)
	}
}

// ownLink reports whether span is all of a link, as it is where no part of the link
// names the note it is in.
func ownLink(n *vault.Note, span text.Span) bool {
	for _, l := range n.Doc.Links {
		if l.Span == span {
			return true
		}
	}
	return false
}

func comesFrom(calls []Call, id vault.NoteID, span text.Span) bool {
	return slices.ContainsFunc(calls, func(c Call) bool { return c.Part.ID == id && slices.Contains(c.Spans, span) })
}
