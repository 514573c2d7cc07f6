package feature

import (
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// guess is how p most likely is mended, nothing where two ways are as likely, or where
// the note would have to be written on, or what its author wrote be taken away: a
// footnote without a mark stays.
func (m *Mender) guess(n *vault.Note, p Problem, l *markdown.Link) []text.Edit {
	a := &actor{s: m.Snap, note: n, src: n.Text()}
	if a.src == nil {
		return nil
	}
	switch p.Code {
	case "no-such-note", "no-such-file":
		m.guessed++
		return m.guessTarget(n, l)
	case "no-such-heading", "no-such-block":
		m.guessed++
		return m.guessPlace(n, l)
	case "no-such-reference", "no-such-footnote":
		m.guessed++
		defined := a.definedLabels
		if p.Code == "no-such-footnote" {
			defined = a.definedFootnotes
		}
		if list := labelGuesses(string(p.Span.Of(a.src)), defined()); len(list) > 0 && (len(list) == 1 || list[0].cost < list[1].cost) {
			return []text.Edit{{Span: p.Span, New: list[0].label}}
		}
	case "ambiguous-link":
		if l == nil {
			return nil
		}
		if t := m.Snap.Resolve(n.ID, l); keepsFragment(m.Snap, l, t.ID) {
			edits, _ := pin(m.Snap, n, l, t.ID)
			return edits
		}
	case "self-link":
		if l != nil && l.Fragment != "" {
			return []text.Edit{{Span: l.TargetSpan}}
		}
	case "unused-definition", "duplicate-definition":
		if l := a.definitionAt(p.Span); l != nil {
			return []text.Edit{{Span: itsLines(a.src, l.Span)}}
		}
	case "unused-ignore":
		return []text.Edit{{Span: a.ignoreAt(p.Span)}}
	}
	return nil
}

// isRemoval reports whether m takes out what nothing needs. What another mend of the
// note makes of it, as of a misspelt label, is to be seen first.
func (m Mend) isRemoval() bool {
	return strings.HasPrefix(m.Problem.Code, "unused-") || m.Problem.Code == "duplicate-definition"
}

func (m *Mender) guessTarget(n *vault.Note, l *markdown.Link) []text.Edit {
	if l == nil {
		return nil
	}
	list := guesses(m.Snap, n, l)
	if len(list) == 0 || len(list) > 1 && list[0].cost == list[1].cost && list[0].apart == list[1].apart || !keepsFragment(m.Snap, l, list[0].id) {
		return nil
	}
	label := ""
	if list[0].alias {
		label = list[0].name
	}
	edits, _ := pointTo(m.Snap, n, l, list[0].id, label)
	return edits
}

func (m *Mender) guessPlace(n *vault.Note, l *markdown.Link) []text.Edit {
	if l == nil {
		return nil
	}
	to, ok := m.Snap.Note(m.Snap.Resolve(n.ID, l).ID)
	if !ok {
		return nil
	}
	list := placeGuesses(l, to)
	if len(list) == 0 || len(list) > 1 && list[0].cost == list[1].cost {
		return nil
	}
	fragment, ok := m.revision().pointAt(l, to, list[0].at)
	if !ok {
		return nil
	}
	if l.Kind == markdown.Wiki {
		fragment = writtenIn(n.Syntax(), fragment)
	}
	return []text.Edit{{Span: l.FragmentSpan, New: fragment}}
}
