package markdown

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// A tree puts elements into each other by where they stand.
type tree struct {
	src  []byte
	flat []Element
	next int // of flat, that has no parent yet
}

// build returns the note with all elements in it.
func (t *tree) build() Element {
	slices.SortStableFunc(t.flat, func(a, b Element) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.rank(), b.rank()), cmp.Compare(b.Span.End, a.Span.End))
	})
	note := Element{Kind: KindNote, Span: text.Between(0, len(t.src))}
	t.fill(&note)
	return note
}

// rank tells blocks from inline elements, which a block at the same place is never
// a part of: a "%%" comment may start with a paragraph and end in another.
func (e *Element) rank() int {
	if e.Kind.isBlock() {
		return 0
	}
	return 1
}

func (k ElementKind) isBlock() bool { return k <= lastBlockKind }

// holdsBlocks reports whether headings in an element of kind k start sections.
func (k ElementKind) holdsBlocks() bool {
	switch k {
	case KindNote, KindListItem, KindQuote, KindCallout, KindFootnote:
		return true
	}
	return false
}

// fill gives parent its children, which are the next of flat.
func (t *tree) fill(parent *Element) {
	for t.next < len(t.flat) && t.flat[t.next].Span.Start < parent.Span.End {
		e := t.flat[t.next]
		t.next++
		if e.Span.End > parent.Span.End && !(e.Kind.isBlock() && parent.Kind.isBlock()) {
			continue // a comment over several blocks
		}
		if e.Kind == parent.Kind && e.Span == parent.Span {
			continue // the comment that a block is, and an autolink's text
		}
		t.fill(&e)
		// Goldmark has moved footnotes out of their quotes and items, so only they
		// tell of a last line without a quote's mark.
		parent.Span.End = max(parent.Span.End, e.Span.End)
		parent.Children = append(parent.Children, e)
	}
	if parent.Kind.holdsBlocks() {
		parent.Children = sections(t.definitions(parent.Children))
	}
}

// definitions puts link definitions that stand line below line into one element.
func (t *tree) definitions(blocks []Element) []Element {
	if !slices.ContainsFunc(blocks, func(e Element) bool { return e.Kind == KindDefinition }) {
		return blocks
	}
	var out []Element
	for i := 0; i < len(blocks); {
		j := i + 1
		for blocks[i].Kind == KindDefinition && j < len(blocks) && blocks[j].Kind == KindDefinition && t.adjoin(blocks[j-1], blocks[j]) {
			j++
		}
		if blocks[i].Kind != KindDefinition {
			out = append(out, blocks[i])
		} else {
			group := blocks[i:j:j]
			out = append(out, Element{Kind: KindDefinitions, Span: text.Span{Start: group[0].Span.Start, End: group[j-i-1].Span.End}, Children: group})
		}
		i = j
	}
	return out
}

// adjoin reports whether b starts on the line below a.
func (t *tree) adjoin(a, b Element) bool {
	return bytes.Count(t.src[a.Span.End:b.Span.Start], []byte{'\n'}) <= 1
}

// sections puts each heading and what is below it into a section. No level of
// headings is looked through more than once for each level above it.
func sections(blocks []Element) []Element {
	first := slices.IndexFunc(blocks, func(e Element) bool { return e.Kind == KindHeading })
	if first < 0 {
		return blocks
	}
	out := slices.Clone(blocks[:first])
	for i := first; i < len(blocks); {
		j := i + 1
		for j < len(blocks) && !(blocks[j].Kind == KindHeading && blocks[j].Level <= blocks[i].Level) {
			j++
		}
		s := Element{Kind: KindSection, Level: blocks[i].Level, Span: text.Span{Start: blocks[i].Span.Start, End: blocks[j-1].Span.End}}
		if j > i+1 {
			s.Content = text.Span{Start: blocks[i+1].Span.Start, End: s.Span.End}
		}
		s.Children = append(blocks[i:i+1:i+1], sections(blocks[i+1:j])...)
		out = append(out, s)
		i = j
	}
	return out
}

// regionMark matches a comment that starts or ends a region.
var regionMark = regexp.MustCompile(`^<!--\s*#?(end)?region\b[ \t]*([^\n]*?)\s*-->$`)

// maxRegionMark is the longest such comment, in bytes.
const maxRegionMark = 1024

// regions pairs the comments that mark regions, in the order of their starts. One
// without a partner marks nothing.
func (t *tree) regions() []Region {
	var out, open []Region
	last := int32(-1)
	for _, e := range t.flat {
		if e.Kind != KindComment || e.Span.Start == last || e.Span.Len() > maxRegionMark {
			continue
		}
		last = e.Span.Start // the block and the comment in it are one
		m := regionMark.FindSubmatch(e.Span.Of(t.src))
		switch {
		case m == nil:
		case len(m[1]) == 0:
			open = append(open, Region{Name: string(m[2]), Span: e.Span})
		case len(open) > 0:
			r := open[len(open)-1]
			open = open[:len(open)-1]
			r.Span.End = e.Span.End
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b Region) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return out
}
