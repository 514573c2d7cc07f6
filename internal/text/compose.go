package text

import (
	"cmp"
	"slices"
)

// Compose returns the edits that do in one go what first does to a text of size bytes,
// and then second to what comes of it. They are in order and do not touch each other.
// Both must be edits that Apply takes.
func Compose(size int, first, second []Edit) []Edit {
	pieces := cut([]piece{{kept: Between(0, size)}}, first)
	pieces = append(cut(pieces, second), piece{kept: Between(size, size)})
	var out []Edit
	at, written := int32(0), ""
	for _, p := range pieces {
		if p.written != "" {
			written += p.written
			continue
		}
		if p.kept.Start > at || written != "" {
			out = append(out, Edit{Span{at, p.kept.Start}, written})
		}
		at, written = p.kept.End, ""
	}
	return out
}

// A piece of a text is kept from the one before, or, where written is not empty, new.
type piece struct {
	kept    Span
	written string
}

func (p piece) len() int { return max(len(p.written), p.kept.Len()) }

// split cuts p behind n bytes.
func (p piece) split(n int) (piece, piece) {
	if p.written != "" {
		return piece{written: p.written[:n]}, piece{written: p.written[n:]}
	}
	middle := p.kept.Start + int32(n)
	return piece{kept: Span{p.kept.Start, middle}}, piece{kept: Span{middle, p.kept.End}}
}

// cut makes edits to a text of pieces; none of the result is empty.
func cut(pieces []piece, edits []Edit) []piece {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b Edit) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	var out []piece
	take := func(n int, use func(piece)) {
		for n > 0 && len(pieces) > 0 {
			p := pieces[0]
			if p.len() <= n {
				pieces = pieces[1:]
			} else {
				p, pieces[0] = p.split(n)
			}
			n -= p.len()
			use(p)
		}
	}
	keep := func(p piece) { out = append(out, p) }
	at := 0
	pieces = slices.DeleteFunc(slices.Clone(pieces), func(p piece) bool { return p.len() == 0 })
	for _, e := range edits {
		take(int(e.Start)-at, keep)
		take(e.Len(), func(piece) {})
		if e.New != "" {
			keep(piece{written: e.New})
		}
		at = int(e.End)
	}
	return append(out, pieces...)
}
