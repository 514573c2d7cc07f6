package lsptest

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// shown is a file that the editor shows, by the script's name for it.
func (s *Script) shown(name string) (*file, error) {
	f, err := s.file(name)
	if err != nil {
		return nil, err
	}
	if _, err := s.editor(); err != nil {
		return nil, err
	}
	return f, s.ensureOpen(f)
}

// ask sends a request about a mark. The mark's file is opened first, as an editor
// asks only about what it shows.
func (s *Script) ask(method, mark string, result any) (*file, text.Span, error) {
	return s.askWith(method, mark, nil, result)
}

// askWith is ask with more parameters.
func (s *Script) askWith(method, mark string, more map[string]any, result any) (*file, text.Span, error) {
	c, err := s.editor()
	if err != nil {
		return nil, text.Span{}, err
	}
	f, span, err := s.place(mark)
	if err != nil {
		return nil, span, err
	}
	if err := s.ensureOpen(f); err != nil {
		return nil, span, err
	}
	where := newRuler(f.buffer.text, c.encoding).position(int(span.Start))
	params := at(f.uri, where)
	maps.Copy(params, more)
	return f, span, c.Call(method, params, result)
}

// A spot is where a definition leads.
type spot struct {
	path string
	span text.Span
}

// definition M -> T...: from the mark the user gets to these, in this order. A T is
// a mark, a file of which the start is meant, or none.
func definition(s *Script, args []string) error {
	from, _, to := arrow(args, "->")
	if len(from) != 1 || len(to) == 0 {
		return usage("definition M -> M...")
	}
	var want []spot
	for _, name := range to {
		if name == "none" {
			continue
		}
		w, err := s.spot(name)
		if err != nil {
			return err
		}
		want = append(want, w)
	}
	if _, err := s.editor(); err != nil {
		return err
	}
	return s.eventually(func() error { return s.definitionIs(from[0], want) })
}

// spot is what a script names by a mark or a file's name.
func (s *Script) spot(name string) (spot, error) {
	f, span, err := s.place(name)
	if err == nil {
		return spot{f.path, span}, nil
	}
	if f, ok := s.files[name]; ok {
		return spot{path: f.path}, nil
	}
	path := filepath.Join(s.root, filepath.FromSlash(name))
	if _, statErr := os.Stat(path); statErr == nil {
		return spot{path: path}, nil
	}
	return spot{}, err
}

func (s *Script) definitionIs(from string, want []spot) error {
	var found []Target
	f, cursor, err := s.ask("textDocument/definition", from, &found)
	if err != nil {
		return err
	}
	var got []spot
	for _, t := range found {
		uri, at := t.place()
		if other := s.openUnderOtherURI(uri); other != nil {
			return fmt.Errorf("it leads to %s, which is open as %s", uri, other.uri)
		}
		g := spot{path: pathOf(uri)}
		if at != (Range{}) {
			name, src, err := s.textOf(g.path)
			if err != nil {
				return err
			}
			if g.span, err = s.spanOf(s.client, name, src, at); err != nil {
				return err
			}
		}
		got = append(got, g)
		if t.OriginSelectionRange == nil {
			continue
		}
		origin, err := s.spanOf(s.client, f.name, f.buffer.text, *t.OriginSelectionRange)
		if err != nil {
			return err
		}
		if !origin.Touches(int(cursor.Start)) {
			return fmt.Errorf("the origin is not at the cursor\n%s", codeFrame(f.name, f.buffer.text, label{cursor, "cursor"}, label{origin, "origin"}))
		}
	}
	if slices.EqualFunc(want, got, leadsTo) {
		return nil
	}
	return fmt.Errorf("it leads elsewhere\n%s\n%s%s", codeFrame(f.name, f.buffer.text, label{cursor, "from here"}),
		s.frames("want", want), s.frames("got", got))
}

// leadsTo compares a place that a script names with one that the server does: for
// a point mark only the start counts.
func leadsTo(want, got spot) bool {
	return want.path == got.path && want.span.Start == got.span.Start && (want.span.Empty() || want.span == got.span)
}

// frames shows spots.
func (s *Script) frames(what string, spots []spot) string {
	if len(spots) == 0 {
		return what + " nothing\n"
	}
	var b strings.Builder
	for _, sp := range spots {
		name, src, err := s.textOf(sp.path)
		if err != nil {
			fmt.Fprintf(&b, "%s %s\n", what, name)
			continue
		}
		b.WriteString(codeFrame(name, src, label{sp.span, what}))
		b.WriteByte('\n')
	}
	return b.String()
}

// hover M: there is something to show, which stdout can be asked for.
func hover(s *Script, args []string) error {
	if len(args) != 1 {
		return usage("hover M")
	}
	var h *Hover
	f, cursor, err := s.ask("textDocument/hover", args[0], &h)
	if err != nil {
		return err
	}
	here := label{cursor, "here"}
	if h == nil {
		return fmt.Errorf("there is nothing to show\n%s", codeFrame(f.name, f.buffer.text, here))
	}
	s.say(h.Contents.Value)
	if h.Contents.Kind != "markdown" {
		return fmt.Errorf("the hover is %q, and the client asked for markdown", h.Contents.Kind)
	}
	if h.Range == nil {
		return nil
	}
	span, err := s.spanOf(s.client, f.name, f.buffer.text, *h.Range)
	if err == nil && !span.Touches(int(cursor.Start)) {
		err = fmt.Errorf("the hover is about another place\n%s", codeFrame(f.name, f.buffer.text, here, label{span, "got"}))
	}
	return err
}
