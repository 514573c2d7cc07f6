package lsptest

import (
	"cmp"
	"fmt"
	"strings"
)

// find 'query' -> 'name [@mark]'...: a search of the vault finds these first, in this
// order, and leads to these marks. With "none", "only" and "without" as in complete.
// The whole list is for stdout: kind, name, what it is in, file and line.
func find(s *Script, args []string) error {
	query, separator, want := arrow(args, "->", "only", "without")
	if len(query) != 1 || len(want) == 0 {
		return usage("find 'query' ->|only|without 'name [@mark]'...")
	}
	if _, err := s.editor(); err != nil {
		return err
	}
	return s.eventually(func() error {
		var found []WorkspaceSymbol
		if err := s.client.Call("workspace/symbol", map[string]any{"query": query[0]}, &found); err != nil {
			return err
		}
		s.out.Reset()
		var names []string
		var spots []spot
		for _, sym := range found {
			at, err := s.resolved(sym)
			if err != nil {
				return fmt.Errorf("%q: %w", sym.Name, err)
			}
			names, spots = append(names, sym.Name), append(spots, at)
		}
		says := make([]string, len(want))
		for i := range want {
			var marks []string
			if says[i], marks = cutMarks(want[i]); len(marks) == 0 || separator == "without" || i >= len(spots) || says[i] != names[i] {
				continue
			}
			to, err := s.spot(marks[0])
			if err != nil {
				return err
			}
			if !leadsTo(to, spots[i]) {
				return fmt.Errorf("%q leads elsewhere\n%s%s", says[i], s.frames("want", []spot{to}), s.frames("got", spots[i:i+1]))
			}
		}
		if !offers(names, separator, says) {
			return fmt.Errorf("want %s %s\nfound: %s", separator, strings.Join(says, ", "), strings.Join(names, ", "))
		}
		return nil
	})
}

// resolved is where a found symbol leads, which an editor asks for when it is picked.
func (s *Script) resolved(sym WorkspaceSymbol) (spot, error) {
	if strings.TrimSpace(sym.Name) == "" || symbolNames[sym.Kind] == "" {
		return spot{}, fmt.Errorf("is blank or of kind %d", sym.Kind)
	}
	if sym.Location.Range != nil {
		return spot{}, fmt.Errorf("has a range already, which the client would resolve when it needs it")
	}
	asked := sym
	if err := s.client.Call("workspaceSymbol/resolve", asked, &sym); err != nil {
		return spot{}, err
	}
	if sym.Location.Range == nil || sym.Name != asked.Name || sym.Location.URI != asked.Location.URI {
		return spot{}, fmt.Errorf("resolves to %+v", sym)
	}
	if other := s.openUnderOtherURI(sym.Location.URI); other != nil {
		return spot{}, fmt.Errorf("it leads to %s, which is open as %s", sym.Location.URI, other.uri)
	}
	at := spot{path: pathOf(sym.Location.URI)}
	name, src, err := s.textOf(at.path)
	if err != nil {
		return at, err
	}
	at.span, err = s.spanOf(s.client, name, src, *sym.Location.Range)
	s.say(fmt.Sprintf("%s %s (%s) %s:%d", symbolNames[sym.Kind], sym.Name, cmp.Or(sym.ContainerName, "-"), name, sym.Location.Range.Start.Line+1))
	return at, err
}
