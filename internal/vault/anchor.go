package vault

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
)

// An anchor is a place in a note under one of its names. Names that start with
// "^" are block ids, those that start with a space are loose and count when no
// exact name of the note matches: one space for the slug of a heading's text, two
// for the text itself. Level is a heading's, since what lies below what is part of
// what fragments can name.
type anchor struct {
	name  string
	index int32
	kind  PlaceKind
	level uint8
}

func (a anchor) place() Place { return Place{a.kind, int(a.index)} }

const (
	loose   = " "
	looser  = "  "
	inBlock = "^"
)

// anchorsOf lists what fragments can name in doc, sorted by name; of equal names
// the first in the note comes first (HTML, find an element by fragment).
func (r *Rules) anchorsOf(doc *markdown.Document) []anchor {
	out := make([]anchor, 0, 2*len(doc.Headings)+len(doc.Blocks)+2*len(doc.Anchors))
	headings := r.headings(doc)
	ids := r.Slugs.IDs(headings)
	for i, h := range headings {
		a := anchor{index: int32(i), kind: HeadingPlace, level: uint8(h.Level)}
		for _, name := range r.headingNames(h, ids[i]) {
			a.name = name
			out = append(out, a)
		}
	}
	for i, b := range doc.Blocks {
		out = append(out, anchor{name: inBlock + Fold(b.ID), index: int32(i), kind: BlockPlace})
	}
	for i, h := range doc.Anchors {
		a := anchor{name: nfc(h.ID), index: int32(i), kind: AnchorPlace}
		out = append(out, a)
		a.name = loose + Fold(h.ID)
		out = append(out, a)
	}
	for i, f := range doc.Footnotes {
		if f.Definition {
			out = append(out, anchor{name: footnoteName(f.Label), index: int32(i), kind: FootnotePlace})
		}
	}
	slices.SortStableFunc(out, func(a, b anchor) int { return cmp.Compare(a.name, b.name) })
	return slices.Clip(slices.Compact(out))
}

// headings are those of doc with {#id} put back where it is a part of the text.
func (r *Rules) headings(doc *markdown.Document) []markdown.Heading {
	if !r.NoHeadingIDs {
		return doc.Headings
	}
	out := slices.Clone(doc.Headings)
	for i, h := range out {
		if h.ID != "" {
			out[i].Text = h.Text + " {#" + h.ID + "}"
		}
	}
	return out
}

func (r *Rules) headingNames(h markdown.Heading, slug string) []string {
	form := looseForm(h.Text)
	names := append(make([]string, 0, 4), loose+form)
	if slug != "" {
		names = append(names, slug)
	}
	if repeat := stripVariation(slug); repeat != form {
		names = append(names, loose+repeat)
	}
	if h.ID != "" && !r.NoHeadingIDs {
		names = append(names, nfc(h.ID), loose+Fold(h.ID))
	}
	if h.Raw != "" {
		names = append(names, loose+looseForm(h.Raw))
	}
	if t := textForm(h.Text); hyphened(t) != form {
		names = append(names, looser+t)
	}
	return names
}

// looseForm is the form in which a heading and a fragment that quotes it match:
// the slug, so case, spaces and punctuation don't count, without the variation
// selector that some keyboards put behind an emoji.
func looseForm(s string) string { return stripVariation(markdown.Slug(strings.TrimSpace(s))) }

// textForm is the form in which Obsidian compares a heading with the fragment it
// wrote for it: there "A: B | C" is "A B C".
func textForm(s string) string {
	if isTextForm(s) {
		return s
	}
	return anyTextForm(s)
}

// anyTextForm is textForm for any text.
func anyTextForm(s string) string {
	words := strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("!\"#$%&()*+,.:;<=>?@^`{|}~/[]\\", r)
	})
	return stripVariation(Fold(strings.Join(words, " ")))
}

// isTextForm reports whether textForm(s) is plainly s: small letters, digits, hyphens
// and Hangul syllables, single spaces between them.
func isTextForm(s string) bool {
	before := byte(' ')
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r < 0xAC00 || r > 0xD7A3 {
				return false
			}
			i, before = i+n, c
			continue
		}
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-':
		case c == ' ' && before != ' ':
		default:
			return false
		}
		i, before = i+1, c
	}
	return before != ' '
}

func hyphened(s string) string { return strings.ReplaceAll(s, " ", "-") }

func stripVariation(s string) string { return strings.ReplaceAll(s, "\ufe0f", "") }

// named returns the anchors under exactly this name, in the order of the note.
func (n *Note) named(name string) []anchor {
	start, ok := slices.BinarySearchFunc(n.anchors, name, func(a anchor, name string) int { return cmp.Compare(a.name, name) })
	if !ok {
		return nil
	}
	// A note may hold ten thousand of one name, and as many links to it.
	count, _ := slices.BinarySearchFunc(n.anchors[start:], name, func(a anchor, name string) int {
		if a.name == name {
			return -1
		}
		return 1
	})
	end := start + count
	return n.anchors[start:end]
}

// quoted returns the anchors whose text a fragment quotes.
func (n *Note) quoted(fragment string) []anchor {
	t := textForm(fragment)
	for _, form := range []string{loose + looseForm(fragment), loose + hyphened(t), looser + t} {
		if strings.TrimSpace(form) == "" {
			continue
		}
		if found := n.named(form); len(found) > 0 {
			return found
		}
	}
	return n.named(loose + Fold(fragment))
}
