package lsptest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// A treeItem is LSP's CallHierarchyItem or TypeHierarchyItem.
type treeItem struct {
	Name           string `json:"name"`
	Kind           int    `json:"kind"`
	Detail         string `json:"detail,omitempty"`
	URI            string `json:"uri"`
	Range          Range  `json:"range"`
	SelectionRange Range  `json:"selectionRange"`
	Data           any    `json:"data"`
}

// A branch is an item with the places of its links.
type branch struct {
	From, To   *treeItem
	FromRanges []Range `json:"fromRanges"`
}

func (b branch) item() treeItem {
	if b.From != nil {
		return *b.From
	}
	return *b.To
}

// incoming M -> 'name' M... 'name' M...|none: these link to what the mark is on, each
// with these places, in this order.
func callers(s *Script, args []string) error { return s.calls("incoming", args) }

// outgoing M -> 'name' M... 'name' M...|none: this is what links lead to from what
// the mark is on.
func callees(s *Script, args []string) error { return s.calls("outgoing", args) }

func (s *Script) calls(direction string, args []string) error {
	from, _, want := arrow(args, "->")
	if len(from) != 1 || len(want) == 0 {
		return usage("%s M -> 'name' M...|none", direction)
	}
	if _, err := s.editor(); err != nil {
		return err
	}
	return s.eventually(func() error {
		item, f, err := s.preparedItem("textDocument/prepareCallHierarchy", from[0])
		if err != nil {
			return err
		}
		var got []branch
		if err := s.client.Call("callHierarchy/"+direction+"Calls", map[string]any{"item": item}, &got); err != nil {
			return err
		}
		return s.sameBranches(f, direction, want, got)
	})
}

// preparedItem asks for the one item that a mark is on.
func (s *Script) preparedItem(method, mark string) (treeItem, *file, error) {
	var items []treeItem
	f, cursor, err := s.ask(method, mark, &items)
	if err != nil {
		return treeItem{}, f, err
	}
	if len(items) != 1 {
		return treeItem{}, f, fmt.Errorf("there are %d items\n%s", len(items), codeFrame(f.name, f.buffer.text, label{cursor, "here"}))
	}
	return items[0], f, s.soundItem(items[0])
}

// soundItem checks what clients refuse items for.
func (s *Script) soundItem(item treeItem) error {
	if item.Name == "" || item.Data == nil {
		return fmt.Errorf("an item lacks a name or data: %+v", item)
	}
	if item.Range == (Range{}) {
		return nil // a file
	}
	name, src, err := s.textOf(pathOf(item.URI))
	if err != nil {
		return err
	}
	whole, err := s.spanOf(s.client, name, src, item.Range)
	if err != nil {
		return err
	}
	named, err := s.spanOf(s.client, name, src, item.SelectionRange)
	if err == nil && !whole.Contains(named) {
		err = fmt.Errorf("the range of %s does not hold what names it\n%s", item.Name, codeFrame(name, src, label{whole, "range"}, label{named, "selection"}))
	}
	return err
}

// sameBranches compares the items of an answer, and the places of the links that led
// there, with what a script says of both. The places lie in f for outgoing links, in
// the item's note for incoming ones.
func (s *Script) sameBranches(f *file, direction string, want []string, got []branch) error {
	var told []string
	for _, b := range got {
		item := b.item()
		if err := s.soundItem(item); err != nil {
			return err
		}
		path := pathOf(item.URI)
		if direction == "outgoing" {
			path = f.path
		}
		name, src, err := s.textOf(path)
		if err != nil {
			return err
		}
		told = append(told, item.Name)
		for _, at := range b.FromRanges {
			span, err := s.spanOf(s.client, name, src, at)
			if err != nil {
				return err
			}
			told = append(told, s.markAt(path, span))
		}
	}
	if len(told) == 0 {
		told = []string{"none"}
	}
	if !slices.Equal(told, want) {
		return fmt.Errorf("%s: want %s\ngot %s", direction, strings.Join(want, " · "), strings.Join(told, " · "))
	}
	return nil
}

// markAt is the mark that covers exactly span, or else what is there.
func (s *Script) markAt(path string, span text.Span) string {
	for _, f := range s.files {
		c, ok := f.content()
		if f.path != path || !ok {
			continue
		}
		for name, at := range c.marks {
			if at == span {
				return name
			}
		}
		return fmt.Sprintf("%s:%q", f.name, span.Of([]byte(c.text)))
	}
	return path
}

// supertypes M -> '#tag' T|none: the tag above, and where it is used first.
func supertypes(s *Script, args []string) error { return s.tagTree("supertypes", args) }

// subtypes M -> '#tag' T...|none: the tags directly below.
func subtypes(s *Script, args []string) error { return s.tagTree("subtypes", args) }

func (s *Script) tagTree(direction string, args []string) error {
	from, _, want := arrow(args, "->")
	if len(from) != 1 || len(want) == 0 {
		return usage("%s M -> '#tag' M...|none", direction)
	}
	if _, err := s.editor(); err != nil {
		return err
	}
	return s.eventually(func() error {
		item, _, err := s.preparedItem("textDocument/prepareTypeHierarchy", from[0])
		if err != nil {
			return err
		}
		var got []treeItem
		if err := s.client.Call("typeHierarchy/"+direction, map[string]any{"item": item}, &got); err != nil {
			return err
		}
		var branches []branch
		for _, item := range got {
			branches = append(branches, branch{From: &item, FromRanges: []Range{item.SelectionRange}})
		}
		return s.sameBranches(nil, direction, want, branches)
	})
}
