package vault

import (
	"regexp"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
)

// PlaceKind is what a fragment names.
type PlaceKind uint8

const (
	NotePlace     PlaceKind = iota // the note itself, from its start
	HeadingPlace                   // Document.Headings[Index]
	BlockPlace                     // Document.Blocks[Index]
	AnchorPlace                    // Document.Anchors[Index]
	FootnotePlace                  // Document.Footnotes[Index], a definition
)

// A Place is a part of a note that a fragment can name.
type Place struct {
	Kind  PlaceKind
	Index int
}

// browserFragment matches what browsers and code hosts understand without the
// note's help: #top and line numbers.
var browserFragment = regexp.MustCompile(`^(?i:top|L\d+(C\d+)?(-L\d+(C\d+)?)?)$`)

// footnoteFragment matches the ids that renderers give to a footnote and to its
// marks: kramdown's fn:x and fnref:x, GitHub's fn-x and user-content-fn-x.
var footnoteFragment = regexp.MustCompile(`^(?:user-content-)?fn(?:ref)?[:-](.+)$`)

func footnoteName(label string) string { return "[^" + markdown.Label(label) + "]" }

// Place finds what a link's fragment names in the note: a heading by its GitHub
// slug, by {#id} or, as Obsidian links do, by its text ("A#B" is B below A); an
// HTML id; a block by "^id". Percent-encoding and Unicode form don't count, and
// case counts only among several that match. What follows ":~:" is for browsers
// alone (URL Fragment Text Directives).
func (n *Note) Place(fragment string) (Place, bool) {
	fragment, _, _ = strings.Cut(fragment, ":~:")
	if fragment == "" {
		return Place{}, true
	}
	decoded := Decode(fragment)
	if p, ok := n.placeOf(nfc(decoded)); ok {
		return p, true
	}
	if decoded != fragment {
		// A heading may speak of "%20".
		if p, ok := n.placeOf(nfc(fragment)); ok {
			return p, true
		}
	}
	return n.beyondHeadings(decoded)
}

// PlaceOf finds what the fragment of l names in the note. A wiki link may always
// quote a heading; in a Markdown link a site's own slugs are meant exactly, but for
// case and variation selectors.
func (n *Note) PlaceOf(l *markdown.Link) (Place, bool) {
	style := n.rules.Slugs
	if l.Kind == markdown.Wiki || style == markdown.GitHubSlugs {
		return n.Place(l.Fragment)
	}
	fragment, _, _ := strings.Cut(l.Fragment, ":~:")
	if fragment == "" {
		return Place{}, true
	}
	fragment = nfc(Decode(fragment))
	if p, ok := first(n.named(fragment)); ok {
		return p, true
	}
	want := stripVariation(Fold(fragment))
	for i, id := range n.HeadingIDs() {
		if id != "" && stripVariation(Fold(id)) == want || want != "" && Fold(n.Doc.Headings[i].ID) == want && !n.rules.NoHeadingIDs {
			return Place{HeadingPlace, i}, true
		}
	}
	for i, h := range n.Doc.Headings {
		if style == markdown.ObsidianSlugs && textForm(h.Text) == textForm(fragment) {
			return Place{HeadingPlace, i}, true
		}
	}
	for i, a := range n.Doc.Anchors {
		if Fold(a.ID) == want {
			return Place{AnchorPlace, i}, true
		}
	}
	return n.beyondHeadings(fragment)
}

// beyondHeadings knows the fragments that no heading, block or id is behind.
func (n *Note) beyondHeadings(fragment string) (Place, bool) {
	if m := footnoteFragment.FindStringSubmatch(fragment); m != nil {
		return first(n.named(footnoteName(m[1])))
	}
	return Place{}, browserFragment.MatchString(fragment)
}

func (n *Note) placeOf(fragment string) (Place, bool) {
	if id, ok := strings.CutPrefix(fragment, "^"); ok {
		return first(n.named(inBlock + Fold(id)))
	}
	if p, ok := first(n.named(fragment)); ok {
		return p, true
	}
	if parts := strings.Split(strings.Trim(fragment, "#"), "#"); len(parts) > 1 {
		if p, ok := n.chain(parts); ok {
			return p, true
		}
	}
	return first(n.quoted(fragment))
}

func first(found []anchor) (Place, bool) {
	if len(found) == 0 {
		return Place{}, false
	}
	return found[0].place(), true
}

// chain finds the heading that parts lead to, each below the one before it; a
// last part "^id" is a block (Obsidian, Link to a heading). It looks at each
// heading once: of the parts that a heading's ancestors match, the earliest match
// is as good as any.
func (n *Note) chain(parts []string) (Place, bool) {
	if id, ok := strings.CutPrefix(parts[len(parts)-1], "^"); ok {
		return first(n.named(inBlock + Fold(id)))
	}
	candidates := make([][]anchor, len(parts))
	for i, part := range parts {
		if candidates[i] = n.quoted(part); len(candidates[i]) == 0 {
			return Place{}, false
		}
	}
	type open struct{ level, matched int }
	var ancestors []open
	for i, h := range n.Doc.Headings {
		for len(ancestors) > 0 && ancestors[len(ancestors)-1].level >= h.Level {
			ancestors = ancestors[:len(ancestors)-1]
		}
		matched := 0
		if len(ancestors) > 0 {
			matched = ancestors[len(ancestors)-1].matched
		}
		if isHeading(candidates[matched], i) {
			if matched++; matched == len(parts) {
				return Place{HeadingPlace, i}, true
			}
		}
		ancestors = append(ancestors, open{h.Level, matched})
	}
	return Place{}, false
}

// isHeading reports whether heading i is among anchors, which are in the order of
// the note.
func isHeading(anchors []anchor, i int) bool {
	_, ok := slices.BinarySearchFunc(anchors, i, func(a anchor, i int) int {
		if a.kind != HeadingPlace {
			return 1 // HTML ids come behind all headings
		}
		return int(a.index) - i
	})
	return ok
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
	case FootnotePlace:
		return n.Doc.Footnotes[p.Index].Span
	}
	return text.Span{}
}
