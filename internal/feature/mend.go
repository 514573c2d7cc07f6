package feature

import (
	"cmp"
	"slices"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A Mend is a change of a note that ends one of its problems.
type Mend struct {
	Problem Problem
	Edits   []text.Edit // of the note, in order; at least one
	// Guess says that something else may have been meant.
	Guess bool
}

// A Mender works out how problems of a vault's notes are mended. It remembers what it
// has looked up, so it is for one goroutine.
type Mender struct {
	Snap *vault.Snapshot
	// Guesses asks for the best guess, too, where there is no sure way.
	Guesses bool
	// Past returns what a note was before, the latest first, each the version that the
	// one before it was made of; nil where nothing is known.
	Past func(vault.NoteID) []*vault.Note

	asking  *Revision // which changes nothing
	renames map[versions][]int
	alike   map[*vault.Note]map[string][]vault.Place // by bareForm
	guessed int                                      // in the note that is being mended
}

// maxGuessed is how many problems of a note are guessed at: for each, all names of the
// vault or all places of a note are looked at.
const maxGuessed = 200

// Mends returns how problems, which are some of n's, are mended, in their order, at most
// one way for each. No two of the edits overlap: of those that would, the first stays,
// and the others can be had when it is made.
//
// There is one sure way for a path in another case than on disk; for a link to a file
// of which there is one of that name, elsewhere; for a target or fragment that is
// encoded once too often, or wrongly; and for a fragment that named a heading which has
// another text now.
func (m *Mender) Mends(n *vault.Note, problems []Problem) []Mend {
	m.guessed = 0
	links := linksBySpan(n)
	var out []Mend
	for _, p := range problems {
		if mend, ok := m.mend(n, p, links[p.Span]); ok {
			out = append(out, mend)
		}
	}
	if slices.ContainsFunc(out, func(m Mend) bool { return !m.isRemoval() }) {
		out = slices.DeleteFunc(out, Mend.isRemoval)
	}
	return apart(out)
}

// apart leaves out what overlaps something before it. An insertion overlaps what it
// touches: nobody could tell what comes first.
func apart(mends []Mend) []Mend {
	type owned struct {
		text.Edit
		mend int
	}
	var all []owned
	for i := range mends {
		for _, e := range mends[i].Edits {
			all = append(all, owned{e, i})
		}
	}
	slices.SortStableFunc(all, func(a, b owned) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.mend, b.mend))
	})
	drop, last := map[int]bool{}, owned{mend: -1}
	for _, e := range all {
		if drop[e.mend] {
			continue
		}
		meets := e.Start < last.End || e.Start == last.End && (e.Len() == 0 || last.Len() == 0)
		if last.mend >= 0 && last.mend != e.mend && meets {
			drop[max(e.mend, last.mend)] = true
			if e.mend > last.mend {
				continue
			}
		}
		last = e
	}
	i := -1
	return slices.DeleteFunc(mends, func(Mend) bool { i++; return drop[i] })
}

// EditsOf lists the edits of mends of one note, in the order of its text.
func EditsOf(mends []Mend) []text.Edit {
	var out []text.Edit
	for _, m := range mends {
		out = append(out, m.Edits...)
	}
	return inOrder(out)
}

// linksBySpan finds links as linkOf does.
func linksBySpan(n *vault.Note) map[text.Span]*markdown.Link {
	out := make(map[text.Span]*markdown.Link, 2*len(n.Doc.Links))
	for i := range slices.Backward(n.Doc.Links) {
		l := &n.Doc.Links[i]
		if !l.FragmentSpan.Empty() {
			out[l.FragmentSpan] = l
		}
		out[l.TargetSpan] = l
	}
	return out
}

// mend is how one problem of n, whose link is l, is mended; l is nil where it has none.
func (m *Mender) mend(n *vault.Note, p Problem, l *markdown.Link) (Mend, bool) {
	mend := Mend{Problem: p}
	switch {
	case p.Code == "case-mismatch" && p.Fix != "":
		mend.Edits = []text.Edit{{Span: p.Span, New: p.Fix}}
		return mend, true
	case l == nil:
	case p.Code == "case-mismatch":
		target, ok := recased(m.Snap, n, l)
		mend.Edits = []text.Edit{{Span: p.Span, New: target}}
		return mend, ok
	case p.Code == "no-such-note", p.Code == "no-such-file":
		if edits, ok := m.sureTarget(n, l); ok {
			mend.Edits = edits
			return mend, true
		}
	case p.Code == "no-such-heading":
		if edits, ok := m.sureHeading(n, l); ok {
			mend.Edits = edits
			return mend, true
		}
	}
	if !m.Guesses || m.guessed >= maxGuessed {
		return Mend{}, false
	}
	mend.Guess, mend.Edits = true, m.guess(n, p, l)
	return mend, len(mend.Edits) > 0
}

func (m *Mender) revision() *Revision {
	if m.asking == nil {
		m.asking = &Revision{old: m.Snap, next: m.Snap}
	}
	return m.asking
}

// sureTarget is how l, a link of n that leads nowhere, leads to what it can mean alone.
func (m *Mender) sureTarget(n *vault.Note, l *markdown.Link) ([]text.Edit, bool) {
	id, ok := movedTo(m.Snap, n, l)
	if !ok {
		var target string
		id, target, ok = misencoded(m.Snap, n, l)
		if ok && l.Kind == markdown.Wiki && m.revision().holds(target, "") && keepsFragment(m.Snap, l, id) {
			return []text.Edit{writeTarget(n, l, target)}, true // with the folders that it says
		}
	}
	if !ok || !keepsFragment(m.Snap, l, id) {
		return nil, false
	}
	edits, ok := pointTo(m.Snap, n, l, id, "")
	return edits, ok && len(edits) > 0
}

// sureHeading is how l, which names no heading of the note that it leads to, names the
// one that it must mean.
func (m *Mender) sureHeading(n *vault.Note, l *markdown.Link) ([]text.Edit, bool) {
	to, ok := m.Snap.Note(m.Snap.Resolve(n.ID, l).ID)
	if !ok {
		return nil, false
	}
	at, ok := m.renamed(to, l)
	if !ok {
		at, ok = m.alikePlace(to, l)
	}
	if !ok {
		return nil, false
	}
	fragment, ok := m.revision().pointAt(l, to, at)
	if !ok || fragment == l.Fragment {
		return nil, false
	}
	if l.Kind == markdown.Wiki {
		fragment = writtenIn(n.Syntax(), fragment)
	}
	return []text.Edit{{Span: l.FragmentSpan, New: fragment}}, true
}

// WithoutHeading lists the notes in which links of n, that have one of problems, look
// for a heading which is not there: those whose past says more.
func WithoutHeading(s *vault.Snapshot, n *vault.Note, problems []Problem) []vault.NoteID {
	var out []vault.NoteID
	var links map[text.Span]*markdown.Link
	for _, p := range problems {
		if p.Code != "no-such-heading" {
			continue
		}
		if links == nil {
			links = linksBySpan(n)
		}
		if l := links[p.Span]; l != nil {
			out = append(out, s.Resolve(n.ID, l).ID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// MendNotes makes mends of notes, and mends the links that would lead elsewhere for it:
// a link in a heading is a part of its text. Where that is not possible, or would change
// a note that may says no to, what stands in headings is left as it is. It returns the
// edits of each note, and takes out of mends what is not made.
func MendNotes(s *vault.Snapshot, mends map[vault.NoteID][]Mend, may func(vault.NoteID) bool) (map[vault.NoteID][]text.Edit, error) {
	edits := func() map[vault.NoteID][]text.Edit {
		out := map[vault.NoteID][]text.Edit{}
		for id, list := range mends {
			if len(list) > 0 {
				out[id] = EditsOf(list)
			}
		}
		return out
	}
	r, err := revise(s, edits(), nil)
	if err != nil {
		return nil, err
	}
	if r, err = r.whole(); err == nil && r.changesOnly(may) {
		return r.Edits, nil
	}
	for id, list := range mends {
		n, _ := s.Note(id)
		mends[id] = slices.DeleteFunc(list, func(m Mend) bool {
			return slices.ContainsFunc(m.Edits, func(e text.Edit) bool { return isInHeading(n, e.Span) })
		})
	}
	if r, err = revise(s, edits(), nil); err != nil {
		return nil, err
	}
	if r, err = r.whole(); err != nil {
		return nil, err
	}
	if !r.changesOnly(may) {
		return nil, obstacle("Notes would have to be changed that are not to be.")
	}
	return r.Edits, nil
}

// changesOnly reports whether all that r edits are notes that may says yes to.
func (r *Revision) changesOnly(may func(vault.NoteID) bool) bool {
	for id, edits := range r.Edits {
		if len(edits) > 0 && !may(id) {
			return false
		}
	}
	return true
}
