package feature

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// maxPins is how many of the notes that a link may mean are offered, and maxPinned how
// many notes and rivals are looked at to say how many links there are.
const (
	maxPins   = 8
	maxPinned = 1000
)

// ambiguous offers to make a link lead to one of the notes that it may mean, whatever
// else is called so; the one that it leads to now comes first.
func (a *actor) ambiguous() []Action {
	var out []Action
	for _, p := range a.found("ambiguous-link") {
		l := linkOf(a.note, p)
		if l == nil {
			continue
		}
		t := a.s.Resolve(a.note.ID, l)
		for i, id := range append([]vault.NoteID{t.ID}, t.Rivals[:min(len(t.Rivals), maxPins)]...) {
			if i > 0 && id == a.note.ID {
				continue // who links to the note that is being written?
			}
			if edits, ok := pin(a.s, a.note, l, id); ok {
				out = append(out, Action{Title: "Link to " + string(id), Kind: QuickFix, Preferred: i == 0 && keepsFragment(a.s, l, id), Problem: p, Do: a.edit(edits...)})
			}
		}
		out = append(out, a.pinAll(p, l, t)...)
	}
	return out
}

// pin makes l, which may mean several notes, lead to one of them and none else.
func pin(s *vault.Snapshot, n *vault.Note, l *markdown.Link, id vault.NoteID) ([]text.Edit, bool) {
	label := ""
	if to, ok := s.Note(id); ok && l.Kind == markdown.Wiki && vault.KeyOf(l.Target) != vault.KeyOf(string(to.ID)) {
		label = l.Target // it is an alias, which the new target does not say
	}
	return pointTo(s, n, l, id, label)
}

// pinAll offers the same for all links of the note, and of the vault, that mean t by
// chance.
func (a *actor) pinAll(p *Problem, l *markdown.Link, t vault.Target) []Action {
	if len(t.Rivals) > maxPinned || len(a.s.SharingTarget(a.note.ID, l)) > maxPinned {
		return nil
	}
	all := a.meaningByChance(l, t.ID)
	here := slices.DeleteFunc(slices.Clone(all), func(b vault.Backlink) bool { return b.From.ID != a.note.ID })
	var out []Action
	for _, some := range []struct {
		links []vault.Backlink
		where string
	}{{here, "this note"}, {all, "the vault"}} {
		if len(some.links) < 2 || some.where == "the vault" && len(all) == len(here) {
			continue
		}
		out = append(out, Action{
			Title: fmt.Sprintf("Link to %s from all %d links of %s that mean it by this name", t.ID, len(some.links), some.where),
			Kind:  QuickFix, Problem: p, Do: func() (*Revision, error) { return a.pinned(some.links, t.ID) },
		})
	}
	return out
}

// meaningByChance lists the links that lead to id and may mean another note, by the
// name that l has.
func (a *actor) meaningByChance(l *markdown.Link, id vault.NoteID) []vault.Backlink {
	var out []vault.Backlink
	for _, from := range a.s.SharingTarget(a.note.ID, l) {
		n, _ := a.s.Note(from)
		for other := range a.s.BacklinksFrom(n, id) {
			if vault.KeyOf(other.Target) == vault.KeyOf(l.Target) && len(a.s.Resolve(from, other).Rivals) > 0 {
				out = append(out, vault.Backlink{From: n, Link: other})
			}
		}
	}
	return out
}

func (a *actor) pinned(links []vault.Backlink, id vault.NoteID) (*Revision, error) {
	all := map[vault.NoteID][]text.Edit{}
	for _, b := range links {
		edits, ok := pin(a.s, b.From, b.Link, id)
		if !ok {
			return nil, obstacle("No link of %s can be written that leads to %s alone.", b.From.ID, id)
		}
		all[b.From.ID] = append(all[b.From.ID], edits...)
	}
	for _, edits := range all {
		slices.SortStableFunc(edits, func(x, y text.Edit) int { return cmp.Compare(x.Start, y.Start) })
	}
	return a.whole(all)
}
