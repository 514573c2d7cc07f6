package vault

import (
	"sort"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
)

// countTargets counts where the targets of links start. Thousands of notes may link to
// one, and to read all of them again takes longer than to find them.
func countTargets(src []byte, links []markdown.Link) []text.Counted {
	offsets := make([]int32, len(links))
	for i := range links {
		offsets[i] = links[i].TargetSpan.Start
	}
	return text.Count(src, offsets)
}

// LinkRange returns the positions of span, which is the target or the fragment of a
// link of n, without reading the note. ok is false where that does not tell: for other
// spans, in very long lines, and where escapes make a target shorter than it is
// written.
func (n *Note) LinkRange(span text.Span, e text.Encoding) (start, end text.Position, ok bool) {
	links := n.Doc.Links
	i := sort.Search(len(links), func(i int) bool { return links[i].TargetSpan.Start > span.Start }) - 1
	if i < 0 {
		return start, end, false
	}
	l := &links[i]
	start, ok = n.targetAt[i].Position(e)
	if !ok || len(l.Target) != l.TargetSpan.Len() {
		return start, end, false
	}
	end = start
	end.Column += text.Width(l.Target, e)
	switch {
	case span == l.TargetSpan:
		return start, end, true
	case span != l.FragmentSpan || l.FragmentSpan.Start != l.TargetSpan.End+1 || len(l.Fragment) != l.FragmentSpan.Len():
		return start, end, false
	}
	start = end
	start.Column++ // the "#"
	end = start
	end.Column += text.Width(l.Fragment, e)
	return start, end, true
}
