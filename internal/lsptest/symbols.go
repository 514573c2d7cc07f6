package lsptest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// A DocumentSymbol is an entry of a note's outline.
type DocumentSymbol struct {
	Name           string           `json:"name"`
	Detail         string           `json:"detail"`
	Kind           int              `json:"kind"`
	Range          Range            `json:"range"`
	SelectionRange Range            `json:"selectionRange"`
	Children       []DocumentSymbol `json:"children"`
}

// A WorkspaceSymbol is something that a search of the vault has found, or an entry
// of an outline for clients that know no trees. The range is missing while it is not
// resolved.
type WorkspaceSymbol struct {
	Name          string `json:"name"`
	Kind          int    `json:"kind"`
	ContainerName string `json:"containerName,omitempty"`
	Location      struct {
		URI   string `json:"uri"`
		Range *Range `json:"range,omitempty"`
	} `json:"location"`
	Data any `json:"data,omitempty"`
}

// symbolNames are the kinds that the server uses.
var symbolNames = map[int]string{1: "File", 8: "Field", 14: "Constant", 15: "String"}

// symbols F -> 'name [@selected [@whole]]'...: the outline is exactly this, each
// level indented by two spaces more. The marks are what is selected and what the
// range covers. Its kinds and details are for stdout.
func symbols(s *Script, args []string) error {
	name, _, want := arrow(args, "->")
	if len(name) != 1 || len(want) == 0 {
		return usage("symbols F -> 'name [@selected [@whole]]'...|none")
	}
	f, err := s.shown(name[0])
	if err != nil {
		return err
	}
	var list []DocumentSymbol
	if err := s.client.Call("textDocument/documentSymbol", map[string]any{"textDocument": map[string]any{"uri": f.uri}}, &list); err != nil {
		return err
	}
	entries, err := s.outline(f, list, text.Between(0, len(f.buffer.text)), "")
	if err != nil {
		return err
	}
	if slices.Equal(want, []string{"none"}) {
		want = nil
	}
	ok := len(want) == len(entries)
	for i := 0; ok && i < len(want); i++ {
		says, marks := cutMarks(want[i])
		ok = says == entries[i].indent+entries[i].Name
		for j, mark := range marks {
			_, span, err := s.place(mark)
			if err != nil {
				return err
			}
			if got := []text.Span{entries[i].at, entries[i].whole}[j]; span != got {
				return fmt.Errorf("%s\n%s", entries[i].Name, codeFrame(f.name, f.buffer.text, label{span, "want"}, label{got, "got"}))
			}
		}
	}
	if !ok {
		var got strings.Builder
		for _, e := range entries {
			fmt.Fprintf(&got, "\n\t%s%s", e.indent, e.Name)
		}
		return fmt.Errorf("the outline of %s is%s", f.name, got.String())
	}
	return nil
}

// cutMarks splits "  name @m1 @m2".
func cutMarks(arg string) (says string, marks []string) {
	for len(marks) < 2 {
		i := strings.LastIndex(arg, " @")
		if i < 0 || strings.Contains(arg[i+2:], " ") {
			break
		}
		marks = append([]string{arg[i+2:]}, marks...)
		arg = arg[:i]
	}
	return arg, marks
}

// An entry is a DocumentSymbol in offsets.
type entry struct {
	DocumentSymbol
	indent    string
	at, whole text.Span
}

// outline flattens a tree that lies in the span within, and checks what the protocol
// and editors ask of it (LSP, DocumentSymbol).
func (s *Script) outline(f *file, list []DocumentSymbol, within text.Span, indent string) ([]entry, error) {
	var out []entry
	before := within.Start
	for _, sym := range list {
		e := entry{DocumentSymbol: sym, indent: indent}
		var err error
		if e.whole, err = s.spanOf(s.client, f.name, f.buffer.text, sym.Range); err != nil {
			return nil, err
		}
		if e.at, err = s.spanOf(s.client, f.name, f.buffer.text, sym.SelectionRange); err != nil {
			return nil, err
		}
		wrong := ""
		switch {
		case strings.TrimSpace(sym.Name) == "":
			wrong = "has a blank name"
		case symbolNames[sym.Kind] == "":
			wrong = fmt.Sprintf("is of kind %d", sym.Kind)
		case !within.Contains(e.whole):
			wrong = "leaves what it is below"
		case !e.whole.Contains(e.at):
			wrong = "is selected out of its range"
		case e.whole.Start < before:
			wrong = "is not in the order of the text"
		}
		if wrong != "" {
			return nil, fmt.Errorf("%q %s\n%s", sym.Name, wrong, codeFrame(f.name, f.buffer.text, label{e.whole, "range"}, label{e.at, "selected"}))
		}
		before = e.whole.Start
		s.say(strings.TrimSpace(symbolNames[sym.Kind] + " " + sym.Name + " " + sym.Detail))
		below, err := s.outline(f, sym.Children, e.whole, indent+"  ")
		if err != nil {
			return nil, err
		}
		out = append(append(out, e), below...)
	}
	return out, nil
}
