package check

import (
	"bytes"
	"fmt"
	"slices"
	"sort"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A trial is what edits of a vault lead to.
type trial struct {
	f        *fixer
	edits    map[vault.NoteID][]text.Edit
	next     *vault.Snapshot
	affected []vault.NoteID
	after    map[vault.NoteID][]feature.Problem // of affected
}

// try makes edits to the vault as it is now.
func (f *fixer) try(edits map[vault.NoteID][]text.Edit) (*trial, error) {
	t := &trial{f: f, edits: edits, after: map[vault.NoteID][]feature.Problem{}}
	var changes []vault.Change
	for id, list := range edits {
		n, _ := f.now.Note(id)
		src := n.Text()
		if src == nil && n.Doc.Size > 0 {
			return nil, fmt.Errorf("%s changed while it was checked; run the check again", id)
		}
		after, err := text.Apply(src, list)
		if err != nil {
			return nil, fmt.Errorf("edit %s: %w", id, err)
		}
		changes = append(changes, vault.Change{ID: id, Note: vault.NewNote(vault.Source{ID: id, Text: after, Modified: n.Modified, Rules: f.view.v.Terms.Vault})})
	}
	_, t.affected = f.now.Update(changes...)
	v := *f.view.v
	v.Snap = f.now
	t.next = v.With(changes...)
	for _, id := range t.affected {
		if n, ok := t.next.Note(id); ok {
			t.after[id] = feature.Problems(t.next, n, f.view.v.Terms.Judge)
		}
	}
	return t, nil
}

// spare takes out of mends those that end no problem, and those that another problem
// comes of. It reports whether there were any.
func (t *trial) spare(mends map[vault.NoteID][]feature.Mend) (spared bool) {
	drop := func(id vault.NoteID, bad func(feature.Mend) bool) bool {
		before := len(mends[id])
		mends[id] = slices.DeleteFunc(mends[id], func(m feature.Mend) bool {
			if !bad(m) {
				return false
			}
			if t.f.spared[id] == nil {
				t.f.spared[id] = map[place]bool{}
			}
			t.f.sparing = true
			t.f.spared[id][place{m.Problem.Code, m.Problem.Span}] = true
			return true
		})
		if len(mends[id]) == 0 {
			delete(mends, id)
		}
		return len(mends[id]) < before
	}
	all := func(feature.Mend) bool { return true }
	for _, id := range t.affected {
		shift, now := text.NewShift(t.edits[id]), placesOf(t.after[id], func(s text.Span) text.Span { return s })
		if drop(id, func(m feature.Mend) bool { return now[m.Problem.Code].holds(shift.Span(m.Problem.Span)) }) {
			spared = true
		}
		for _, line := range t.worse(id, shift) {
			switch {
			case drop(id, func(m feature.Mend) bool {
				return slices.ContainsFunc(m.Edits, func(e text.Edit) bool { return line.meets(shift.Span(e.Span)) })
			}):
			case drop(id, all):
			default:
				did := false // another note, which linked here
				for other := range mends {
					did = drop(other, func(m feature.Mend) bool { return t.unlinks(other, m, id) }) || did
				}
				for other := range mends {
					if !did {
						drop(other, all)
					}
				}
			}
			spared = true
		}
	}
	return spared
}

// unlinks reports whether m changes a link of from that led to the note to.
func (t *trial) unlinks(from vault.NoteID, m feature.Mend, to vault.NoteID) bool {
	n, _ := t.f.now.Note(from)
	for i := range n.Doc.Links {
		l := &n.Doc.Links[i]
		touched := slices.ContainsFunc(m.Edits, func(e text.Edit) bool { return e.Start < l.Span.End && l.Span.Start < e.End })
		if touched && t.f.now.Resolve(from, l).ID == to {
			return true
		}
	}
	return false
}

// worse are the lines of a note in which a problem is new.
func (t *trial) worse(id vault.NoteID, shift text.Shift) []lines {
	n, ok := t.f.now.Note(id)
	if !ok {
		return nil
	}
	had := placesOf(t.f.all(n), shift.Span)
	var out []lines
	for _, p := range t.after[id] {
		if !had[p.Code].touch(p.Span) {
			after, _ := t.next.Note(id)
			out = append(out, linesAround(after.Text(), p.Span))
		}
	}
	return out
}

// lines are the whole lines of a note around something.
type lines text.Span

func linesAround(src []byte, span text.Span) lines {
	start, end := min(int(span.Start), len(src)), min(int(span.End), len(src))
	start = bytes.LastIndexByte(src[:start], '\n') + 1
	if i := bytes.IndexByte(src[end:], '\n'); i >= 0 {
		end += i
	} else {
		end = len(src)
	}
	return lines(text.Between(start, end))
}

func (l lines) meets(s text.Span) bool { return s.Start <= l.End && l.Start <= s.End }

// places are where a note has problems of one code, in order.
type places []text.Span

func placesOf(problems []feature.Problem, at func(text.Span) text.Span) map[string]places {
	out := map[string]places{}
	for _, p := range problems {
		out[p.Code] = append(out[p.Code], at(p.Span))
	}
	return out
}

// from is those that do not end before off. Those of one code do not overlap, but where
// several are in one place.
func (p places) from(off int32) places {
	return p[sort.Search(len(p), func(i int) bool { return p[i].End >= off }):]
}

// touch reports whether one is where span is, or beside it.
func (p places) touch(span text.Span) bool {
	p = p.from(span.Start)
	return len(p) > 0 && p[0].Start <= span.End
}

// holds reports whether one has a byte of span, or is it.
func (p places) holds(span text.Span) bool {
	for _, s := range p.from(span.Start) {
		if s.Start > span.End {
			break
		}
		if s == span || s.Start < span.End && span.Start < s.End {
			return true
		}
	}
	return false
}
