package lsptest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// complete M -> 'label'...: these come first, in this order. With "none" nothing is
// offered, with "only" nothing else, and with "without" none of these.
func complete(s *Script, args []string) error {
	mark, separator, labels := arrow(args, "->", "only", "without")
	if len(mark) != 1 || len(labels) == 0 {
		return usage("complete M ->|only|without 'label'...")
	}
	if _, err := s.editor(); err != nil {
		return err
	}
	return s.eventually(func() error {
		f, cursor, items, err := s.offered(mark[0])
		if err != nil {
			return err
		}
		var got []string
		for _, item := range items {
			got = append(got, item.Label)
		}
		if offers(got, separator, labels) {
			return nil
		}
		shown := got
		if len(shown) > 20 {
			shown = append(slices.Clone(shown[:20]), "...")
		}
		return fmt.Errorf("want %s %s\n%s\noffered: %s", separator, strings.Join(labels, ", "),
			codeFrame(f.name, f.buffer.text, label{cursor, "cursor"}), strings.Join(shown, ", "))
	})
}

func offers(got []string, separator string, labels []string) bool {
	switch {
	case slices.Equal(labels, []string{"none"}):
		return len(got) == 0
	case separator == "with":
		return !slices.ContainsFunc(labels, func(l string) bool { return !slices.Contains(got, l) })
	case separator == "without":
		return !slices.ContainsFunc(labels, func(l string) bool { return slices.Contains(got, l) })
	case separator == "only":
		return slices.Equal(got, labels)
	}
	return len(got) >= len(labels) && slices.Equal(got[:len(labels)], labels)
}

// offered is the list that an editor shows: filtered by the text before the cursor
// and sorted by sortText.
func (s *Script) offered(mark string) (*file, text.Span, []CompletionItem, error) {
	var list *CompletionList
	f, cursor, err := s.ask("textDocument/completion", mark, &list)
	if err != nil || list == nil {
		return f, cursor, nil, err
	}
	for _, item := range list.Items {
		if err := s.acceptable(f, cursor, item); err != nil {
			return f, cursor, nil, fmt.Errorf("the item %q: %w", item.Label, err)
		}
	}
	slices.SortStableFunc(list.Items, func(a, b CompletionItem) int { return strings.Compare(a.SortText, b.SortText) })
	return f, cursor, list.Items, nil
}

// acceptable checks what editors ask of an item: its edit covers the cursor on one
// line (LSP, CompletionItem), and it filters as the very text that the edit replaces
// before the cursor, or editors would hide it.
func (s *Script) acceptable(f *file, cursor text.Span, item CompletionItem) error {
	if item.TextEdit == nil {
		return fmt.Errorf("has no textEdit")
	}
	span, err := s.spanOf(s.client, f.name, f.buffer.text, item.TextEdit.Range)
	if err != nil {
		return err
	}
	replaced := string(span.Of([]byte(f.buffer.text)))
	switch {
	case item.Label == "":
		return fmt.Errorf("has no label")
	case !span.Touches(int(cursor.Start)) || strings.ContainsAny(replaced, "\r\n"):
		return fmt.Errorf("edits elsewhere\n%s", codeFrame(f.name, f.buffer.text, label{cursor, "cursor"}, label{span, "edit"}))
	}
	typed := f.buffer.text[span.Start:cursor.Start]
	if filter := item.FilterText; filter != typed {
		return fmt.Errorf("filters as %q where %q is typed", filter, typed)
	}
	return nil
}

// accept M 'label': the user picks this item at the mark.
func accept(s *Script, args []string) error {
	if len(args) != 2 {
		return usage("accept M 'label'")
	}
	f, cursor, items, err := s.offered(args[0])
	if err != nil {
		return err
	}
	i := slices.IndexFunc(items, func(item CompletionItem) bool { return item.Label == args[1] })
	if i < 0 {
		return fmt.Errorf("%q is not offered\n%s", args[1], codeFrame(f.name, f.buffer.text, label{cursor, "cursor"}))
	}
	item := items[i]
	own, err := s.spanOf(s.client, f.name, f.buffer.text, item.TextEdit.Range)
	if err != nil {
		return err
	}
	changes, err := s.together(f, append(slices.Clone(item.Also), *item.TextEdit))
	if err != nil {
		return err
	}
	for i := range changes {
		if changes[i].Span == own {
			changes[i].mark = args[0]
		}
	}
	if err := s.change(f, changes); err != nil {
		return err
	}
	return s.execute(item.Command)
}

// execute runs an item's command, if it has one, on the server.
func (s *Script) execute(command *Command) error {
	if command == nil || command.Command == "" {
		return nil
	}
	return s.client.Call("workspace/executeCommand", command, nil)
}
