package lsptest

import (
	"cmp"
	"fmt"
	"slices"
)

// references M -> T...: these name what the mark is on, in any order; "with" counts
// the place itself in. A T is a mark, a file of which the start is meant, or none. A
// point mark stands for the place around it.
func references(s *Script, args []string) error {
	from, separator, to := arrow(args, "->", "with")
	if len(from) != 1 || len(to) == 0 {
		return usage("references M ->|with M...")
	}
	want, err := s.spots(to)
	if err != nil {
		return err
	}
	if _, err := s.editor(); err != nil {
		return err
	}
	return s.eventually(func() error {
		var found []Target
		f, cursor, err := s.askWith("textDocument/references", from[0], map[string]any{"context": map[string]any{"includeDeclaration": separator == "with"}}, &found)
		if err != nil {
			return err
		}
		got, err := s.targets(found)
		if err != nil {
			return err
		}
		if slices.EqualFunc(want, got, isAround) {
			return nil
		}
		return fmt.Errorf("other places name it\n%s\n%s%s", codeFrame(f.name, f.buffer.text, label{cursor, "asked here"}), s.frames("want", want), s.frames("got", got))
	})
}

// highlights M -> M...: these are marked together with the mark, in the order of the
// note; those whose name ends in "-own" as the place itself.
func highlights(s *Script, args []string) error {
	from, _, to := arrow(args, "->")
	if len(from) != 1 || len(to) == 0 {
		return usage("highlights M -> M...")
	}
	want, err := s.spots(to)
	if err != nil {
		return err
	}
	var found []struct {
		Range Range `json:"range"`
		Kind  int   `json:"kind"`
	}
	f, cursor, err := s.ask("textDocument/documentHighlight", from[0], &found)
	if err != nil {
		return err
	}
	var got []spot
	own := 0
	for _, h := range found {
		span, err := s.spanOf(s.client, f.name, f.buffer.text, h.Range)
		if err != nil {
			return err
		}
		got = append(got, spot{f.path, span})
		if h.Kind == 3 {
			own++
		}
	}
	if !slices.EqualFunc(want, got, isAround) {
		return fmt.Errorf("other places are marked\n%s\n%s%s", codeFrame(f.name, f.buffer.text, label{cursor, "asked here"}), s.frames("want", want), s.frames("got", got))
	}
	if owns := ownMarks(to); owns != own {
		return fmt.Errorf("%d places are marked as its own, want %d", own, owns)
	}
	return nil
}

// ownMarks counts the marks that a script names "...-own".
func ownMarks(names []string) int {
	n := 0
	for _, name := range names {
		if len(name) > 4 && name[len(name)-4:] == "-own" {
			n++
		}
	}
	return n
}

// spots are what a script names by marks and files, sorted; "none" is nothing.
func (s *Script) spots(names []string) ([]spot, error) {
	var out []spot
	for _, name := range names {
		if name == "none" {
			continue
		}
		w, err := s.spot(name)
		if err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	slices.SortFunc(out, compareSpots)
	return out, nil
}

// targets are the places of an answer, of which none may come twice, sorted.
func (s *Script) targets(found []Target) ([]spot, error) {
	var out []spot
	for _, t := range found {
		uri, at := t.place()
		if other := s.openUnderOtherURI(uri); other != nil {
			return nil, fmt.Errorf("it leads to %s, which is open as %s", uri, other.uri)
		}
		g := spot{path: pathOf(uri)}
		if at != (Range{}) {
			name, src, err := s.textOf(g.path)
			if err != nil {
				return nil, err
			}
			if g.span, err = s.spanOf(s.client, name, src, at); err != nil {
				return nil, err
			}
		}
		out = append(out, g)
	}
	slices.SortFunc(out, compareSpots)
	if n := len(out); len(slices.Compact(slices.Clone(out))) < n {
		return nil, fmt.Errorf("a place comes twice:\n%s", s.frames("got", out))
	}
	return out, nil
}

func compareSpots(a, b spot) int {
	return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.span.Start, b.span.Start), cmp.Compare(a.span.End, b.span.End))
}

// isAround compares a place that a script names with one that the server does: a
// point lies in it or at its ends.
func isAround(want, got spot) bool {
	if want.path != got.path {
		return false
	}
	if want.span.Empty() {
		return got.span.Touches(int(want.span.Start))
	}
	return want.span == got.span
}
