package lsptest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A codeLens is LSP's.
type codeLens struct {
	Range   Range        `json:"range"`
	Command *lensCommand `json:"command,omitempty"`
	Data    any          `json:"data,omitempty"`
}

type lensCommand struct {
	Title     string            `json:"title"`
	Command   string            `json:"command"`
	Arguments []json.RawMessage `json:"arguments"`
}

// lenses F -> M:'title'...|none: the note has exactly these lenses, in this order. An
// M is a mark, or the file for its start.
func lenses(s *Script, args []string) error {
	from, _, want := arrow(args, "->")
	if len(from) != 1 || len(want) == 0 {
		return usage("lenses F -> M:'title'...|none")
	}
	if want[0] == "none" {
		want = nil
	}
	f, ok := s.files[from[0]]
	if !ok {
		return usage("there is no file %s", from[0])
	}
	if _, err := s.editor(); err != nil {
		return err
	}
	return s.eventually(func() error {
		got, err := s.askLenses(f)
		if err != nil {
			return err
		}
		shown := func(i int) string {
			span, err := s.spanOf(s.client, f.name, f.buffer.text, got[i].Range)
			if err != nil {
				return err.Error()
			}
			return codeFrame(f.name, f.buffer.text, label{span, got[i].Command.Title})
		}
		for i, w := range want {
			name, title, _ := strings.Cut(w, ":")
			place, err := s.spot(name)
			if err != nil {
				return err
			}
			if i >= len(got) {
				return fmt.Errorf("there are %d lenses, and none for %s", len(got), w)
			}
			span, err := s.spanOf(s.client, f.name, f.buffer.text, got[i].Range)
			if err != nil || got[i].Command.Title != title || !isAround(place, spot{f.path, span}) {
				return fmt.Errorf("want %s, got\n%s", w, shown(i))
			}
		}
		if len(got) > len(want) {
			return fmt.Errorf("there are %d lenses, want %d; one is\n%s", len(got), len(want), shown(len(want)))
		}
		return nil
	})
}

// askLenses are a note's lenses, each with its command.
func (s *Script) askLenses(f *file) ([]codeLens, error) {
	if err := s.ensureOpen(f); err != nil {
		return nil, err
	}
	var got []codeLens
	err := s.client.Call("textDocument/codeLens", map[string]any{"textDocument": map[string]any{"uri": f.uri}}, &got)
	if err != nil {
		return nil, err
	}
	for i := range got {
		if err := s.client.Call("codeLens/resolve", got[i], &got[i]); err != nil {
			return nil, err
		}
		if got[i].Command == nil {
			return nil, fmt.Errorf("a lens has no command")
		}
	}
	slices.SortStableFunc(got, func(a, b codeLens) int {
		return cmp.Or(cmp.Compare(a.Range.Start.Line, b.Range.Start.Line), cmp.Compare(a.Range.Start.Character, b.Range.Start.Character))
	})
	return got, nil
}

// lens M -> T...: a click on the lens at the mark lists these places, in any order.
func lens(s *Script, args []string) error {
	from, _, to := arrow(args, "->")
	if len(from) != 1 || len(to) == 0 {
		return usage("lens M -> M...")
	}
	want, err := s.spots(to)
	if err != nil {
		return err
	}
	if _, err := s.editor(); err != nil {
		return err
	}
	return s.eventually(func() error {
		f, at, err := s.place(from[0])
		if err != nil {
			return err
		}
		all, err := s.askLenses(f)
		if err != nil {
			return err
		}
		for _, l := range all {
			span, err := s.spanOf(s.client, f.name, f.buffer.text, l.Range)
			if err != nil {
				return err
			}
			if !span.Touches(int(at.Start)) {
				continue
			}
			return s.listed(l, want)
		}
		return fmt.Errorf("there is no lens\n%s", codeFrame(f.name, f.buffer.text, label{at, "here"}))
	})
}

// listed compares the places that a lens shows.
func (s *Script) listed(l codeLens, want []spot) error {
	var found []Target
	if l.Command.Command != "notes-lsp.showReferences" || len(l.Command.Arguments) != 3 {
		return fmt.Errorf("a click runs %q with %d arguments", l.Command.Command, len(l.Command.Arguments))
	}
	if err := json.Unmarshal(l.Command.Arguments[2], &found); err != nil {
		return err
	}
	got, err := s.targets(found)
	if err != nil {
		return err
	}
	if !slices.EqualFunc(want, got, isAround) {
		return fmt.Errorf("it lists other places\n%s%s", s.frames("want", want), s.frames("got", got))
	}
	return nil
}
