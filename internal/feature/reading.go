package feature

import (
	"maps"
	"slices"

	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// settle makes edits of the passages, once all links are mended. It fails where the
// text reads as something else at its new place, as in a code block that is open there.
func (r *Revision) settle() error {
	if len(r.passages) == 0 {
		return nil
	}
	if err := r.build(); err != nil {
		return err
	}
	changed := slices.Sorted(maps.Keys(r.changed()))
	if id, ok := r.readsAlike(changed); !ok {
		return obstacle("Nothing was changed: in %s the text would be read as something else.", id)
	}
	for _, id := range changed {
		edits, _ := r.written(id)
		r.trackOf(id)
		if src, made := r.New[id]; made {
			after, err := text.Apply([]byte(src), edits)
			if err != nil {
				return err
			}
			r.New[id] = string(after)
		} else if !slices.Contains(r.Gone, id) {
			r.Edits[id] = edits
		}
	}
	for _, id := range r.Gone {
		delete(r.Edits, id)
	}
	return nil
}

// An element is something in a note that is not mere text, and where it starts.
type element struct {
	kind elementKind
	off  int32
}

type elementKind uint8

const (
	aHeading elementKind = iota
	aLink
	aReference
	aDefinedReference
	aFootnote
	aBlock
	anAnchor
	aTag
)

// elements yields those of n whose bytes are in span.
func elements(n *vault.Note, span text.Span) func(func(element) bool) {
	return func(yield func(element) bool) {
		is := func(kind elementKind, at text.Span) bool {
			return !span.Contains(at) || yield(element{kind, at.Start})
		}
		for _, h := range n.Doc.Headings {
			if !is(aHeading, h.Span) {
				return
			}
		}
		for i := range n.Doc.Links {
			if !is(aLink, n.Doc.Links[i].Span) {
				return
			}
		}
		for _, ref := range n.Doc.References {
			kind := aReference
			if _, ok := n.Doc.Definition(ref.Label); ok {
				kind = aDefinedReference
			}
			if !is(kind, ref.Span) {
				return
			}
		}
		for _, f := range n.Doc.Footnotes {
			if !is(aFootnote, f.Span) {
				return
			}
		}
		for _, b := range n.Doc.Blocks {
			if !is(aBlock, b.IDSpan) {
				return
			}
		}
		for _, a := range n.Doc.Anchors {
			if !is(anAnchor, a.Span) {
				return
			}
		}
		for _, t := range n.Doc.Tags {
			if !is(aTag, t.Span) {
				return
			}
		}
	}
}

// readsAlike reports whether the notes of ids hold what they held before, what came in
// and what was written anew, and nothing else; if not, it names one that does not.
func (r *Revision) readsAlike(ids []vault.NoteID) (vault.NoteID, bool) {
	want := map[vault.NoteID]map[element]bool{}
	for _, id := range ids {
		want[r.moved(id)] = map[element]bool{}
	}
	for _, id := range ids {
		n, ok := r.old.Note(id)
		if !ok {
			continue
		}
		for e := range elements(n, text.Between(0, n.Doc.Size)) {
			if to, at, ok := r.carry(id, e.off); ok && !r.isReplaced(id, e.off) {
				want[to][element{e.kind, at}] = true
			}
		}
	}
	for _, p := range r.passages {
		n, _ := r.old.Note(p.from)
		for e := range elements(n, p.span) {
			if to, at := r.carryBy(p, e.off); !p.goes() {
				want[to][element{e.kind, at}] = true
			}
		}
	}
	for _, id := range ids {
		n, ok := r.next.Note(r.moved(id))
		if !ok {
			continue
		}
		left, seen := r.leftIn(id), 0
		for e := range elements(n, text.Between(0, n.Doc.Size)) {
			if want[n.ID][e] {
				seen++
			} else if !slices.ContainsFunc(left, func(s text.Span) bool { return s.Start <= e.off && e.off < s.End }) {
				return n.ID, false
			}
		}
		if seen != len(want[n.ID]) {
			return n.ID, false
		}
	}
	return "", true
}

// isReplaced reports whether what starts at off is written over.
func (r *Revision) isReplaced(id vault.NoteID, off int32) bool {
	return slices.ContainsFunc(r.replaced, func(at Location) bool { return at.ID == id && at.Span.Start <= off && off < at.Span.End })
}

// leftIn is the text in the new note of id that stands for what went.
func (r *Revision) leftIn(id vault.NoteID) []text.Span {
	var out []text.Span
	t := r.trackOf(id)
	for i, e := range t.edits {
		if !t.wedge[i] && e.New != "" && slices.ContainsFunc(r.going, func(p *passage) bool { return p.from == id && p.cut == e.Span && p.left != "" }) {
			out = append(out, text.Between(int(e.Start+t.shift[i]), int(e.Start+t.shift[i])+len(e.New)))
		}
	}
	return out
}
