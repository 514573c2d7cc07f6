package lsptest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// A CodeAction is something that the server offers to do.
type CodeAction struct {
	Title       string         `json:"title"`
	Kind        string         `json:"kind"`
	IsPreferred bool           `json:"isPreferred"`
	Diagnostics []Diagnostic   `json:"diagnostics"`
	Edit        *WorkspaceEdit `json:"edit,omitempty"`
	Command     *Command       `json:"command,omitempty"`
	Data        any            `json:"data,omitempty"`
}

// actions M -> 'title'...: these come first, in this order. With "none" nothing is
// offered, with "only" nothing else, with "with" these among others, and with "without"
// none of these.
func actions(s *Script, args []string) error {
	mark, separator, titles := arrow(args, "->", "only", "with", "without")
	if len(mark) != 1 || len(titles) == 0 {
		return usage("actions M ->|only|with|without 'title'...")
	}
	if _, err := s.editor(); err != nil {
		return err
	}
	return s.eventually(func() error {
		f, span, list, err := s.actionsAt(mark[0])
		if err != nil {
			return err
		}
		var got []string
		for _, a := range list {
			got = append(got, a.Title)
			s.say(fmt.Sprintf("%s [%s] preferred: %v, for %d problems", a.Title, a.Kind, a.IsPreferred, len(a.Diagnostics)))
		}
		if offers(got, separator, titles) {
			return nil
		}
		return fmt.Errorf("want %s %s\n%s\noffered: %s", separator, strings.Join(titles, ", "),
			codeFrame(f.name, f.buffer.text, label{span, "selected"}), strings.Join(got, ", "))
	})
}

// action M 'title': the user takes this action on what the mark covers.
func action(s *Script, args []string) error {
	if len(args) != 2 {
		return usage("action M 'title'")
	}
	f, span, list, err := s.actionsAt(args[0])
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(a CodeAction) bool { return a.Title == args[1] })
	if i < 0 {
		var titles []string
		for _, a := range list {
			titles = append(titles, a.Title)
		}
		return fmt.Errorf("%q is not offered\n%s\noffered: %s", args[1], codeFrame(f.name, f.buffer.text, label{span, "selected"}), strings.Join(titles, ", "))
	}
	a := list[i]
	if a.Edit == nil && a.Data != nil {
		if err := s.client.Call("codeAction/resolve", a, &a); err != nil {
			return err
		}
	}
	if a.Edit != nil {
		if err := s.applyEdit(*a.Edit); err != nil {
			return err
		}
	}
	return s.execute(a.Command)
}

// actionsAt asks for the actions on what a mark covers, with the diagnostics that the
// editor shows there. Titles must tell actions of one kind apart.
func (s *Script) actionsAt(mark string) (*file, text.Span, []CodeAction, error) {
	f, span, err := s.place(mark)
	if err != nil {
		return f, span, nil, err
	}
	c, err := s.editor()
	if err != nil {
		return f, span, nil, err
	}
	if err := s.ensureOpen(f); err != nil {
		return f, span, nil, err
	}
	if err := c.Settle(); err != nil {
		return f, span, nil, err
	}
	ruler := newRuler(f.buffer.text, c.encoding)
	shown := []Diagnostic{}
	c.Look(func(state *State) {
		for _, d := range state.Diagnostics[f.uri].Diagnostics {
			if at := ruler.span(d.Range); at.Start <= span.End && span.Start <= at.End {
				shown = append(shown, d)
			}
		}
	})
	params := map[string]any{
		"textDocument": map[string]any{"uri": f.uri}, "range": ruler.rng(span), "context": map[string]any{"diagnostics": shown},
	}
	var list []CodeAction
	if err := c.Call("textDocument/codeAction", params, &list); err != nil {
		return f, span, nil, err
	}
	seen := map[string]bool{}
	for _, a := range list {
		if key := a.Kind + "\n" + a.Title; seen[key] {
			return f, span, nil, fmt.Errorf("%q is offered twice", a.Title)
		} else {
			seen[key] = true
		}
	}
	return f, span, list, nil
}
