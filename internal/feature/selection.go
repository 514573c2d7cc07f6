package feature

import (
	"slices"
	"sort"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// Selection returns for each offset what to select as the selection grows: the
// word there, the parts of the link it is in, the link, emphasis around it, the
// block's content and the block, list items, lists and quotes, the body of the
// section and the section with its heading, the sections around, and the note.
// Each span holds the one before and is longer. Offsets beyond the note count as
// its nearer end.
//
// Where two elements meet, the one that starts there counts, as what a reader sees
// right of the cursor.
func Selection(n *vault.Note, offsets []int) [][]text.Span {
	src := n.Text()
	s := n.Syntax().Structure(src)
	out := make([][]text.Span, len(offsets))
	for i, off := range offsets {
		off = min(max(off, 0), len(src))
		spans := around(&s.Note, off)
		inner := spans[len(spans)-1]
		if w := wordAt(inner.Of(src), off-int(inner.Start)); !w.Empty() {
			spans = append(spans, text.Span{Start: inner.Start + w.Start, End: inner.Start + w.End})
		}
		slices.Reverse(spans)
		out[i] = slices.Compact(spans)
	}
	return out
}

// around lists what off touches, from the note inwards.
func around(e *markdown.Element, off int) []text.Span {
	out := []text.Span{e.Span}
	for {
		content := !e.Content.Empty() && e.Content.Touches(off)
		if content {
			out = append(out, e.Content)
		}
		if e = childAt(e.Children, off); e == nil {
			return out
		}
		if content && !out[len(out)-1].Contains(e.Span) {
			out = out[:len(out)-1]
		}
		out = append(out, e.Span)
	}
}

// childAt is the sibling that off lies in or else ends at off, nil for none.
func childAt(siblings []markdown.Element, off int) *markdown.Element {
	i := sort.Search(len(siblings), func(i int) bool { return int(siblings[i].Span.End) > off })
	if i < len(siblings) && int(siblings[i].Span.Start) <= off {
		return &siblings[i]
	}
	if i > 0 && int(siblings[i-1].Span.End) == off {
		return &siblings[i-1]
	}
	return nil
}
