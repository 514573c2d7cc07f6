package feature

import (
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// linkOf returns the link that p is a problem of, nil for none.
func linkOf(n *vault.Note, p *Problem) *markdown.Link {
	for i := range n.Doc.Links {
		if l := &n.Doc.Links[i]; l.TargetSpan == p.Span || l.FragmentSpan == p.Span && !p.Span.Empty() {
			return l
		}
	}
	return nil
}

// misspelt offers what a link that leads nowhere may have meant: the file of that name,
// where it has moved, or else what is called almost so.
func (a *actor) misspelt() []Action {
	var out []Action
	for _, p := range a.found("no-such-note", "no-such-file") {
		l := linkOf(a.note, p)
		if l == nil {
			continue
		}
		if id, ok := movedTo(a.s, a.note, l); ok {
			if edits, ok := pointTo(a.s, a.note, l, id, ""); ok {
				a.guessed[p] = true
				out = append(out, Action{Title: "Link to " + string(id), Kind: QuickFix, Preferred: keepsFragment(a.s, l, id), Problem: p, Do: a.edit(edits...)})
				continue
			}
		}
		out = append(out, a.meant(p, l)...)
	}
	return out
}

// meant offers what the target of l may be a misspelling of.
func (a *actor) meant(p *Problem, l *markdown.Link) []Action {
	list := guesses(a.s, a.note, l)
	a.guessed[p] = len(list) > 0
	var out []Action
	for i, g := range list {
		label := ""
		if g.alias {
			label = g.name
		}
		edits, ok := pointTo(a.s, a.note, l, g.id, label)
		if !ok {
			continue
		}
		alike := slices.ContainsFunc(list, func(other guess) bool { return other.id != g.id && other.name == g.name })
		said := g.name
		if l.Kind != markdown.Wiki || alike || strings.Contains(l.Target, "/") {
			said = string(g.id)
		}
		sure := i == 0 && g.cost <= typo && (len(list) == 1 || g.cost < list[1].cost || g.apart < list[1].apart)
		out = append(out, Action{
			Title: "Link to " + said + " instead", Kind: QuickFix, Preferred: sure && keepsFragment(a.s, l, g.id), Problem: p, Do: a.edit(edits...),
		})
	}
	return out
}

// keepsFragment reports whether the fragment of l, if any, names something in id.
func keepsFragment(s *vault.Snapshot, l *markdown.Link, id vault.NoteID) bool {
	n, ok := s.Note(id)
	if !ok || l.Fragment == "" {
		return true
	}
	_, ok = n.PlaceOf(l)
	return ok
}

// misspeltPlace offers the headings, blocks and ids that a fragment may have meant.
func (a *actor) misspeltPlace() []Action {
	var out []Action
	for _, p := range a.found("no-such-heading", "no-such-block") {
		l := linkOf(a.note, p)
		if l == nil {
			continue
		}
		to, ok := a.s.Note(a.s.Resolve(a.note.ID, l).ID)
		if !ok {
			continue
		}
		list := placeGuesses(l, to)
		for i, g := range list {
			if fragment, ok := pointAt(a.s, l, to, g.at); ok {
				out = append(out, Action{
					Title: "Link to #" + text.OneLine(g.name) + " instead", Kind: QuickFix, Problem: p,
					Preferred: i == 0 && g.cost <= typo && (len(list) == 1 || g.cost < list[1].cost),
					Do:        a.edit(text.Edit{Span: l.FragmentSpan, New: fragment}),
				})
			}
		}
	}
	return out
}

// misspeltLabel offers the labels that a reference or a footnote's mark may have meant.
func (a *actor) misspeltLabel() []Action {
	var out []Action
	for _, p := range a.found("no-such-reference", "no-such-footnote") {
		mark, defined := "[", a.definedLabels()
		if p.Code == "no-such-footnote" {
			mark, defined = "[^", a.definedFootnotes()
		}
		for i, g := range labelGuesses(string(p.Span.Of(a.src)), defined) {
			out = append(out, Action{
				Title: "Refer to " + mark + g.label + "] instead", Kind: QuickFix, Preferred: i == 0, Problem: p,
				Do: a.edit(text.Edit{Span: p.Span, New: g.label}),
			})
		}
	}
	return out
}

// definedLabels are the labels of the note's link definitions, as written.
func (a *actor) definedLabels() []string {
	var out []string
	for i := range a.note.Doc.Links {
		if l := &a.note.Doc.Links[i]; l.Kind == markdown.Definition {
			out = append(out, string(l.LabelSpan.Of(a.src)))
		}
	}
	return out
}

func (a *actor) definedFootnotes() []string {
	var out []string
	for _, f := range a.note.Doc.Footnotes {
		if f.Definition {
			out = append(out, string(f.LabelSpan.Of(a.src)))
		}
	}
	return out
}

// otherCase offers to write a path in the case that it has on disk.
func (a *actor) otherCase() []Action {
	var out []Action
	for _, p := range a.found("case-mismatch") {
		if p.Fix != "" {
			out = append(out, Action{
				Title: "Write " + p.Fix, Kind: QuickFix, Preferred: true, Problem: p,
				Do: a.edit(text.Edit{Span: p.Span, New: p.Fix}),
			})
		}
	}
	return out
}
