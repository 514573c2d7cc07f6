package feature

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A passage is a stretch of a note that a revision puts into another note, or to
// another place of the same one. Passages of one note lie in each other or apart.
type passage struct {
	from vault.NoteID
	span text.Span
	// cut is what leaves its note: the span with the blank lines behind it. It is
	// empty where the passage is copied.
	cut  text.Span
	left string // what stands in place of cut
	to   vault.NoteID
	at   int32 // where in the text of to, as it was before
	// before and after set the passage off from the text around it.
	before, after string
	// own are the passage's edits but for those of links, in the order of its text.
	own []text.Edit

	edits []text.Edit // own ones and those of links
	outer *passage    // the passage that goes and that this one lies in
	text  string      // as it is written, with before and after
	track track       // from offsets of its note to such of text
	base  int32       // where text starts in the new text of to
}

// goes reports whether the passage leaves its note.
func (p *passage) goes() bool { return !p.cut.Empty() }

// render writes the passages as they will stand.
func (r *Revision) render() error {
	r.nest()
	inner := map[*passage][]text.Edit{}
	for _, p := range r.going {
		if p.outer != nil {
			cut := text.Span{Start: p.cut.Start, End: min(p.cut.End, p.outer.span.End)}
			inner[p.outer] = append(inner[p.outer], text.Edit{Span: cut, New: p.left})
		}
	}
	for _, p := range r.passages {
		n, ok := r.old.Note(p.from)
		if !ok || n.Text() == nil {
			return obstacle("%s has changed on disk since it was read. Try again.", p.from)
		}
		src := n.Text()
		pieces := []text.Edit{{Span: text.Between(0, int(p.span.Start)), New: p.before}, {Span: text.Between(int(p.span.End), len(src))}}
		for _, e := range p.edits {
			if !overlaps(inner[p], e.Span) {
				pieces = append(pieces, e)
			}
		}
		pieces = append(pieces, inner[p]...)
		after, err := text.Apply(src, pieces)
		if err != nil {
			return fmt.Errorf("move a part of %s: %w", p.from, err)
		}
		p.text = strings.TrimRight(string(after), " \t\r\n") + p.after // what stood last may stay behind
		p.track = newTrack(pieces)
	}
	return nil
}

// nest lists the passages that leave their note, and finds which lie in which.
func (r *Revision) nest() {
	r.going = r.going[:0]
	for _, p := range r.passages {
		if p.edits == nil {
			p.edits = p.own
		}
		if p.goes() {
			r.going = append(r.going, p)
		}
	}
	slices.SortStableFunc(r.going, func(a, b *passage) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.cut.Start, b.cut.Start), cmp.Compare(b.cut.End, a.cut.End))
	})
	var open *passage
	for _, p := range r.going {
		for open != nil && (open.from != p.from || open.cut.End <= p.cut.Start) {
			open = open.outer
		}
		p.outer, open = open, p
	}
}

// written are the edits that make the text of id, passages that come and go included,
// in order; brings[i] is the passage that edit i inserts, nil for none.
func (r *Revision) written(id vault.NoteID) (edits []text.Edit, brings []*passage) {
	type piece struct {
		text.Edit
		brings *passage
	}
	var pieces []piece
	for _, e := range r.Edits[id] {
		pieces = append(pieces, piece{e, nil})
	}
	for _, p := range r.going {
		if p.from == id && p.outer == nil {
			pieces = append(pieces, piece{text.Edit{Span: p.cut, New: p.left}, nil})
		}
	}
	for _, p := range r.passages {
		if p.to == id {
			pieces = append(pieces, piece{text.Edit{Span: text.Span{Start: p.at, End: p.at}, New: p.text}, p})
		}
	}
	slices.SortStableFunc(pieces, func(a, b piece) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	for _, p := range pieces {
		edits, brings = append(edits, p.Edit), append(brings, p.brings)
	}
	return edits, brings
}

// passageAt is the innermost passage that takes the text at off along. Without one,
// stays tells whether the text stays in its note.
func (r *Revision) passageAt(id vault.NoteID, off int32) (p *passage, stays bool) {
	i := sort.Search(len(r.going), func(i int) bool {
		q := r.going[i]
		return q.from > id || q.from == id && q.cut.Start > off
	})
	if i > 0 && r.going[i-1].from == id {
		p = r.going[i-1]
	}
	for p != nil && p.cut.End <= off {
		p = p.outer
	}
	return p, p == nil && !slices.Contains(r.Gone, id)
}

// A track tells where the text of a note is after edits.
type track struct {
	edits []text.Edit // in order
	shift []int32     // what all edits before each one add
	wedge []bool      // an insertion that pushes what starts at its place away
}

// newTrack follows edits. Insertions are a part of what starts at their place.
func newTrack(edits []text.Edit) track {
	t := track{edits: inOrder(slices.Clone(edits))}
	sum := int32(0)
	for _, e := range t.edits {
		t.shift = append(t.shift, sum)
		sum += int32(len(e.New) - e.Len())
	}
	t.shift = append(t.shift, sum)
	t.wedge = make([]bool, len(t.edits))
	if len(t.edits) > 0 && t.edits[0].Start == 0 {
		t.wedge[0] = true
	}
	return t
}

// of is where the text at off is: at the start of the edit that replaced it.
func (t track) of(off int32) int32 {
	i := sort.Search(len(t.edits), func(i int) bool { return t.edits[i].End > off || t.edits[i].Empty() && t.edits[i].End == off })
	for i < len(t.edits) && t.wedge[i] && t.edits[i].Start == off {
		i++
	}
	if i < len(t.edits) && t.edits[i].Start < off {
		return t.edits[i].Start + t.shift[i]
	}
	return off + t.shift[i]
}

// trackOf follows the text of id; it also finds where the passages in it start.
func (r *Revision) trackOf(id vault.NoteID) track {
	if t, ok := r.tracks[id]; ok {
		return t
	}
	if r.tracks == nil {
		r.tracks = map[vault.NoteID]track{}
	}
	edits, brings := r.written(id)
	t := newTrack(edits)
	r.tracks[id] = t
	for i, p := range brings {
		if t.wedge[i] = p != nil; p != nil {
			p.base = edits[i].Start + t.shift[i]
		}
	}
	return t
}

// carry is where the text at off of the note id is afterwards. ok is false for what is
// cut away.
func (r *Revision) carry(id vault.NoteID, off int32) (to vault.NoteID, at int32, ok bool) {
	p, stays := r.passageAt(id, off)
	switch {
	case p != nil:
		to, at = r.carryBy(p, off)
		return to, at, p.span.Start <= off && off <= p.span.End
	case !stays:
		return id, 0, false
	}
	return r.moved(id), r.trackOf(id).of(off), true
}

// carryBy is where p takes the text at off.
func (r *Revision) carryBy(p *passage, off int32) (to vault.NoteID, at int32) {
	r.trackOf(p.to)
	return r.moved(p.to), p.base + p.track.of(off)
}
