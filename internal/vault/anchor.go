package vault

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
)

// PlaceKind is what a fragment names.
type PlaceKind uint8

const (
	NotePlace    PlaceKind = iota // the note itself, from its start
	HeadingPlace                  // Document.Headings[Index]
	BlockPlace                    // Document.Blocks[Index]
	AnchorPlace                   // Document.Anchors[Index]
)

// A Place is a part of a note that a fragment can name.
type Place struct {
	Kind  PlaceKind
	Index int
}

// An anchor is a Place under one of its names. Names that start with "^" are
// block ids, those that start with a space are loose: they count when no other
// anchor of the note matches.
type anchor struct {
	name  string
	place Place
}

const loose = " "

// anchorsOf lists what fragments can name in doc, sorted by name; of equal names
// the first in the note comes first (HTML, find an element by fragment).
func anchorsOf(doc *markdown.Document) []anchor {
	var out []anchor
	var slugs markdown.Slugger
	for i, h := range doc.Headings {
		p := Place{HeadingPlace, i}
		slug := slugs.Slug(h.Text)
		out = append(out, anchor{slug, p}, anchor{loose + looseForm(h.Text), p})
		if h.ID != "" {
			out = append(out, anchor{nfc(h.ID), p}, anchor{loose + Fold(h.ID), p})
		}
		if h.Raw != "" {
			out = append(out, anchor{loose + looseForm(h.Raw), p})
		}
		if repeat := loose + stripVariation(slug); repeat != out[len(out)-1].name {
			out = append(out, anchor{repeat, p})
		}
	}
	for i, b := range doc.Blocks {
		out = append(out, anchor{"^" + Fold(b.ID), Place{BlockPlace, i}})
	}
	for i, a := range doc.Anchors {
		p := Place{AnchorPlace, i}
		out = append(out, anchor{nfc(a.ID), p}, anchor{loose + Fold(a.ID), p})
	}
	slices.SortStableFunc(out, func(a, b anchor) int { return cmp.Compare(a.name, b.name) })
	return slices.Clip(slices.CompactFunc(out, func(a, b anchor) bool { return a == b }))
}

// looseForm is the form in which a heading and a fragment that quotes it match:
// the slug, so case, spaces and punctuation don't count, without the variation
// selector that some keyboards put behind an emoji.
func looseForm(s string) string { return stripVariation(markdown.Slug(strings.TrimSpace(s))) }

func stripVariation(s string) string { return strings.ReplaceAll(s, "\ufe0f", "") }

func nfc(s string) string { return norm.NFC.String(s) }

// browserFragment matches what browsers and code hosts understand without the
// note's help: #top, line numbers and text fragments.
var browserFragment = regexp.MustCompile(`^(?i:top|L\d+(C\d+)?(-L\d+(C\d+)?)?|:~:text=.*)$`)

// Place finds what a link's fragment names in the note: a heading by its GitHub
// slug, by {#id} or, as Obsidian links do, by its text ("A#B" is B below A); an
// HTML id; a block by "^id". Percent-encoding and Unicode form don't count, and
// case counts only among several that match.
func (n *Note) Place(fragment string) (Place, bool) {
	fragment = nfc(Decode(fragment))
	if fragment == "" || browserFragment.MatchString(fragment) {
		return Place{}, true
	}
	if id, ok := strings.CutPrefix(fragment, "^"); ok {
		return n.anchor("^" + Fold(id))
	}
	if p, ok := n.anchor(fragment); ok {
		return p, true
	}
	if strings.Contains(strings.Trim(fragment, "#"), "#") {
		return n.chain(strings.Split(strings.Trim(fragment, "#"), "#"))
	}
	if p, ok := n.anchor(loose + looseForm(fragment)); ok && looseForm(fragment) != "" {
		return p, true
	}
	return n.anchor(loose + Fold(fragment))
}

func (n *Note) anchor(name string) (Place, bool) {
	i, ok := slices.BinarySearchFunc(n.anchors, name, func(a anchor, name string) int { return cmp.Compare(a.name, name) })
	if !ok {
		return Place{}, false
	}
	return n.anchors[i].place, true
}

// chain finds the heading that parts lead to, each below the one before it; a
// last part "^id" is a block (Obsidian, Link to a heading).
func (n *Note) chain(parts []string) (Place, bool) {
	if id, ok := strings.CutPrefix(parts[len(parts)-1], "^"); ok {
		return n.anchor("^" + Fold(id))
	}
	within := text.Between(0, n.Doc.Size)
	found := Place{}
next:
	for _, part := range parts {
		want := looseForm(part)
		for i, h := range n.Doc.Headings {
			if within.Contains(h.Span) && (looseForm(h.Text) == want || h.Raw != "" && looseForm(h.Raw) == want) {
				found = Place{HeadingPlace, i}
				within = n.Doc.Section(i)
				within.Start = h.Span.End
				continue next
			}
		}
		return Place{}, false
	}
	return found, true
}

// PlaceSpan returns what to show of a place: the heading's text, the block, the
// id in the HTML, or the note's start.
func (n *Note) PlaceSpan(p Place) text.Span {
	switch p.Kind {
	case HeadingPlace:
		return n.Doc.Headings[p.Index].Span
	case BlockPlace:
		return n.Doc.Blocks[p.Index].Span
	case AnchorPlace:
		return n.Doc.Anchors[p.Index].Span
	}
	return text.Span{}
}
