package lsptest

import (
	"fmt"
	"strings"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// ensureOpen opens a file that is on disk and not open yet.
func (s *Script) ensureOpen(f *file) error {
	if f.buffer != nil {
		return nil
	}
	if f.disk == nil {
		return fmt.Errorf("%s does not exist", f.name)
	}
	return s.openAs(f, *f.disk)
}

func (s *Script) openAs(f *file, c content) error {
	client, err := s.editor()
	if err != nil {
		return err
	}
	f.buffer = &c
	f.version++
	s.verified = false
	return client.open(f)
}

// open tells the server that the editor holds a file.
func (c *Client) open(f *file) error {
	return c.Notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": f.uri, "languageId": "markdown", "version": f.version, "text": f.buffer.text,
	}})
}

// open F: the user opens a file. One that is not on disk starts as its new/F has
// it, or else empty: a note that was never saved.
func openFile(s *Script, args []string) error {
	if len(args) != 1 {
		return usage("open F")
	}
	f, ok := s.files[args[0]]
	if ok && f.disk != nil {
		return s.ensureOpen(f)
	}
	if !ok {
		var err error
		if f, err = s.newFile(args[0], ""); err != nil {
			return err
		}
	}
	c, err := cut(s.newText(args[0]))
	if err != nil {
		return err
	}
	f.disk = nil
	return s.openAs(f, c)
}

// newText is the text that the archive has for a file under new/.
func (s *Script) newText(name string) string {
	if f, ok := s.files["new/"+name]; ok {
		return f.source
	}
	return ""
}

// save F: the user saves a file, and the editor's watcher sees it.
func saveFile(s *Script, args []string) error {
	f, err := s.openOf(args, "save F")
	if err != nil {
		return err
	}
	if err := s.willSave(f); err != nil {
		return err
	}
	kind := changed
	if f.disk == nil {
		kind = created
	}
	saved := *f.buffer
	f.disk = &saved
	if err := f.writeDisk(); err != nil {
		return err
	}
	if err := s.client.Notify("textDocument/didSave", map[string]any{"textDocument": map[string]any{"uri": f.uri}}); err != nil {
		return err
	}
	return s.event(f.path, kind)
}

// close F: the user closes a file; what was not saved is lost.
func closeFile(s *Script, args []string) error {
	f, err := s.openOf(args, "close F")
	if err != nil {
		return err
	}
	f.buffer = nil
	s.verified = false
	return s.client.Notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": f.uri}})
}

func (s *Script) openOf(args []string, form string) (*file, error) {
	if len(args) != 1 {
		return nil, usage("%s", form)
	}
	f, err := s.file(args[0])
	if err == nil && f.buffer == nil {
		err = usage("%s is not open", f.name)
	}
	return f, err
}

// A change is one edit of a didChange, made at a mark.
type change struct {
	text.Edit
	mark string
}

// edit M 'text'...: the user replaces the mark's range, or types at its point. The
// mark is then the new text, or behind it. Several edits go out in one message.
func edit(s *Script, args []string) error {
	if len(args) == 0 || len(args)%2 != 0 {
		return usage("edit M 'text'...")
	}
	f, _, err := s.place(args[0])
	if err != nil {
		return err
	}
	if err := s.ensureOpen(f); err != nil {
		return err
	}
	var changes []change
	now := *f.buffer
	for ; len(args) > 0; args = args[2:] {
		span, ok := now.marks[args[0]]
		if !ok {
			return usage("the mark %q is not in %s", args[0], f.name)
		}
		c := change{text.Edit{Span: span, New: unescape(args[1])}, args[0]}
		changes = append(changes, c)
		if now, err = now.edited(c.Edit, c.mark); err != nil {
			return err
		}
	}
	return s.change(f, changes)
}

// change makes changes to an open file, each on the result of the one before it,
// and sends them in one didChange.
func (s *Script) change(f *file, changes []change) error {
	var sent []any
	for _, c := range changes {
		at := newRuler(f.buffer.text, s.client.encoding).rng(c.Span)
		next, err := f.buffer.edited(c.Edit, c.mark)
		if err != nil {
			return err
		}
		f.buffer = &next
		sent = append(sent, map[string]any{"range": at, "text": c.New})
	}
	if s.mode.FullText {
		sent = []any{map[string]any{"text": f.buffer.text}}
	}
	f.version++
	s.verified = false
	return s.client.Notify("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": f.uri, "version": f.version}, "contentChanges": sent,
	})
}

// line M 'text': the line of the mark reads so now, in the editor.
func line(s *Script, args []string) error {
	if len(args) != 2 {
		return usage("line M 'text'")
	}
	f, span, err := s.place(args[0])
	if err != nil {
		return err
	}
	c, _ := f.content()
	index := text.NewLineIndex([]byte(c.text))
	row := index.OffsetPosition(int(span.Start), text.UTF8).Line
	if got := string(index.Line(row).Of([]byte(c.text))); got != args[1] {
		return fmt.Errorf("the line reads otherwise\n%s\n want | %s", codeFrame(f.name, c.text, label{span, "here"}), args[1])
	}
	return nil
}

// text F want/F: the file reads so now, in the editor if it is open there.
func wholeText(s *Script, args []string) error {
	if len(args) != 2 || !strings.HasPrefix(args[1], "want/") {
		return usage("text F want/F")
	}
	f, err := s.file(args[0])
	if err != nil {
		return err
	}
	want, err := s.file(args[1])
	if err != nil {
		return err
	}
	c, ok := f.content()
	if !ok {
		return fmt.Errorf("%s does not exist", f.name)
	}
	if d := gocmp.Diff(want.source, c.text); d != "" {
		return fmt.Errorf("%s reads otherwise (-want +got):\n%s", f.name, d)
	}
	return nil
}
