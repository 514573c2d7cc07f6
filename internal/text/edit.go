package text

import (
	"cmp"
	"fmt"
	"slices"
)

// An Edit replaces the bytes of Span by New.
type Edit struct {
	Span
	New string
}

// Apply returns src with all edits made at once: every Span is an offset into
// src as it is now, in any order. Two insertions at one place keep their order.
// It fails, and changes nothing, when an edit lies outside src or two overlap.
func Apply(src []byte, edits []Edit) ([]byte, error) {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b Edit) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	size, last := len(src), int32(0)
	for _, e := range sorted {
		if e.Start < 0 || e.End < e.Start || int(e.End) > len(src) {
			return nil, fmt.Errorf("edit %d-%d lies outside a text of %d bytes", e.Start, e.End, len(src))
		}
		if e.Start < last {
			return nil, fmt.Errorf("edit %d-%d overlaps the one before it", e.Start, e.End)
		}
		last = e.End
		size += len(e.New) - e.Len()
	}
	out := make([]byte, 0, size)
	at := int32(0)
	for _, e := range sorted {
		out = append(out, src[at:e.Start]...)
		out = append(out, e.New...)
		at = e.End
	}
	return append(out, src[at:]...), nil
}
