package lsptest

import (
	"fmt"
	"slices"
)

// mentions F -> M...: the command finds these places that name the note F, in any
// order, and no others. For a mark M instead of F it is asked at that place.
func mentions(s *Script, args []string) error {
	of, _, list := arrow(args, "->")
	if len(of) != 1 || len(list) == 0 {
		return usage("mentions F|M -> M...|none")
	}
	want, err := s.spots(list)
	if err != nil {
		return err
	}
	if _, err := s.editor(); err != nil {
		return err
	}
	return s.eventually(func() error { return s.mentionsAre(of[0], want) })
}

func (s *Script) mentionsAre(of string, want []spot) error {
	argument := map[string]any{}
	if f, err := s.file(of); err == nil {
		argument["uri"] = FileURI(f.path)
	} else {
		f, span, err := s.place(of)
		if err != nil {
			return err
		}
		if err := s.ensureOpen(f); err != nil {
			return err
		}
		argument["uri"] = f.uri
		argument["position"] = newRuler(f.buffer.text, s.client.encoding).position(int(span.Start))
	}
	var found []Target
	params := map[string]any{"command": "notes-lsp.mentions", "arguments": []any{argument}}
	if err := s.client.Call("workspace/executeCommand", params, &found); err != nil {
		return err
	}
	got, err := s.targets(found)
	if err != nil {
		return err
	}
	if slices.Equal(want, got) {
		return nil
	}
	return fmt.Errorf("%s is named elsewhere\n%s\n%s", of, s.frames("want", want), s.frames("got", got))
}
