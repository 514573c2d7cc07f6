package feature

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A Lens tells how many links lead to a note, or to one of its headings.
type Lens struct {
	Place vault.Place
	Span  text.Span // what names the place; the note's start where nothing does
	Links int       // what References finds, which is never nothing
	Notes int       // in how many notes
	More  bool      // more notes may link there, which were not looked at
}

// String is what a reader sees: how many notes is told where it says more than how
// many links.
func (l Lens) String() string {
	switch {
	case l.More:
		return fmt.Sprintf("%d+ links from %d+ notes", l.Links, l.Notes)
	case l.Notes == l.Links:
		return count(l.Links, "link")
	}
	return count(l.Links, "link") + " from " + count(l.Notes, "note")
}

// Lenses returns the note's own lens, then those of its headings in their order. The
// links are looked at once, however many headings there are, and of a hub those of
// the first maxCounted notes: an editor asks for lenses at every pause in typing.
func Lenses(s *vault.Snapshot, n *vault.Note) []Lens {
	t := newPlaceTally(n)
	found := map[vault.Place]*Lens{}
	var counts noteCounts
	mentioning := s.Mentioning(n.ID)
	more := len(mentioning) > maxCounted
	for _, id := range mentioning[:min(len(mentioning), maxCounted)] {
		from, _ := s.Note(id)
		counts.reset(from)
		for l := range s.BacklinksFrom(from, n.ID) {
			t.add(&counts, l)
		}
		for place, links := range counts.links {
			if found[place] == nil {
				found[place] = &Lens{Place: place, Span: nameSpan(n, place), More: more}
			}
			found[place].Links += links
			found[place].Notes++
		}
	}
	out := make([]Lens, 0, len(found))
	for _, l := range found {
		out = append(out, *l)
	}
	slices.SortFunc(out, func(a, b Lens) int {
		return cmp.Or(cmp.Compare(a.Place.Kind, b.Place.Kind), cmp.Compare(a.Place.Index, b.Place.Index))
	})
	return out
}

// SameCounts reports whether note from adds the same to the lenses of n in both
// snapshots, which have n alike. It costs what from holds.
func SameCounts(was, is *vault.Snapshot, from vault.NoteID, n *vault.Note) bool {
	t := newPlaceTally(n)
	var before, after noteCounts
	for _, side := range []struct {
		s      *vault.Snapshot
		counts *noteCounts
	}{{was, &before}, {is, &after}} {
		if f, ok := side.s.Note(from); ok {
			side.counts.reset(f)
			for l := range side.s.BacklinksFrom(f, n.ID) {
				t.add(side.counts, l)
			}
		}
	}
	return maps.Equal(before.links, after.links)
}

// A placeTally counts links to a note and its headings.
type placeTally struct {
	to    *vault.Note
	title int
	// What fragments lead to, in wiki links and in others: thousands of links share
	// a few fragments.
	places map[fragment]vault.Place
}

type fragment struct {
	wiki bool
	text string
}

func newPlaceTally(to *vault.Note) *placeTally {
	return &placeTally{to: to, title: to.Doc.TitleHeading(), places: map[fragment]vault.Place{}}
}

// noteCounts are how many links of one note there are to each place.
type noteCounts struct {
	from  *vault.Note
	links map[vault.Place]int
	// references counts those of from by their labels; nil until it is needed.
	references map[string]int
}

func (c *noteCounts) reset(from *vault.Note) {
	c.from, c.references = from, nil
	if c.links == nil {
		c.links = map[vault.Place]int{}
	}
	clear(c.links)
}

// add counts l, a link of counts.from, by what it names, as useOf tells it.
func (t *placeTally) add(counts *noteCounts, l *markdown.Link) {
	links := 1
	if l.Kind == markdown.Definition {
		links += counts.referencesTo(l)
	}
	if !l.TargetSpan.Empty() {
		counts.links[vault.Place{}] += links
	}
	if place := t.place(l); place.Kind == vault.HeadingPlace && place.Index != t.title {
		counts.links[place] += links
	}
}

// referencesTo is how many references lead where the definition l does.
func (c *noteCounts) referencesTo(l *markdown.Link) int {
	if first, ok := c.from.Doc.Definition(l.Label); !ok || first != l {
		return 0
	}
	if c.references == nil {
		c.references = map[string]int{}
		for _, r := range c.from.Doc.References {
			c.references[r.Label]++
		}
	}
	return c.references[l.Label]
}

// place is what l leads to in the note; the note itself where its fragment names
// nothing.
func (t *placeTally) place(l *markdown.Link) vault.Place {
	if !l.HasFragment {
		return vault.Place{}
	}
	f := fragment{l.Kind == markdown.Wiki, l.Fragment}
	place, known := t.places[f]
	if !known {
		place, _ = t.to.PlaceOf(l)
		t.places[f] = place
	}
	return place
}
