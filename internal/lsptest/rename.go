package lsptest

import (
	"fmt"
	"path/filepath"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// rename M 'new': the user renames what is at the mark. The server says first what
// that is, and its edit is made as an editor does.
func rename(s *Script, args []string) error {
	if len(args) != 2 {
		return usage("rename M 'new name'")
	}
	f, cursor, err := s.renamable(args[0])
	if err != nil {
		return err
	}
	var edit *WorkspaceEdit
	if _, _, err := s.askWith("textDocument/rename", args[0], map[string]any{"newName": unescape(args[1])}, &edit); err != nil {
		return err
	}
	if edit == nil {
		return fmt.Errorf("nothing is renamed\n%s", codeFrame(f.name, f.buffer.text, label{cursor, "here"}))
	}
	return s.applyEdit(*edit)
}

// renamable M -> 'name': a rename at the mark starts from this name.
func renamable(s *Script, args []string) error {
	from, _, want := arrow(args, "->")
	if len(from) != 1 || len(want) != 1 {
		return usage("renamable M -> 'name'")
	}
	_, _, err := s.renamable(from[0])
	if err != nil {
		return err
	}
	if s.placeholder != want[0] {
		return fmt.Errorf("the name there is %q, want %q", s.placeholder, want[0])
	}
	return nil
}

// renamable asks what a rename at a mark is about.
func (s *Script) renamable(mark string) (*file, text.Span, error) {
	var what *struct {
		Range       Range  `json:"range"`
		Placeholder string `json:"placeholder"`
	}
	f, cursor, err := s.ask("textDocument/prepareRename", mark, &what)
	if err != nil {
		return f, cursor, err
	}
	if what == nil {
		return f, cursor, fmt.Errorf("there is nothing to rename\n%s", codeFrame(f.name, f.buffer.text, label{cursor, "here"}))
	}
	s.placeholder = what.Placeholder
	span, err := s.spanOf(s.client, f.name, f.buffer.text, what.Range)
	if err == nil && !span.Touches(int(cursor.Start)) {
		err = fmt.Errorf("the rename is about another place\n%s", codeFrame(f.name, f.buffer.text, label{cursor, "here"}, label{span, "got"}))
	}
	return f, cursor, err
}

// move A B [C D]...: the user moves files or folders in the editor, which asks the
// server for edits first, makes them, moves, and tells.
func move(s *Script, args []string) error {
	if len(args) == 0 || len(args)%2 != 0 {
		return usage("move A B [C D]...")
	}
	c, err := s.editor()
	if err != nil {
		return err
	}
	var files []map[string]string
	var steps []DocumentChange
	for i := 0; i < len(args); i += 2 {
		step := DocumentChange{Kind: "rename", OldURI: s.uriFor(args[i]), NewURI: s.uriFor(args[i+1])}
		steps = append(steps, step)
		files = append(files, map[string]string{"oldUri": step.OldURI, "newUri": step.NewURI})
	}
	params := map[string]any{"files": files}
	if !s.tellsAfterwards {
		var edit *WorkspaceEdit
		if err := c.Call("workspace/willRenameFiles", params, &edit); err != nil {
			return err
		}
		if edit != nil {
			if err := s.applyEdit(*edit); err != nil {
				return err
			}
		}
	}
	for _, step := range steps {
		if err := s.renameFile(step); err != nil {
			return err
		}
	}
	s.verified = false
	if err := c.Notify("workspace/didRenameFiles", params); err != nil || !s.tellsAfterwards {
		return err
	}
	return s.awaitEdit()
}

// awaitEdit waits until the server has had an edit made that nobody asked for.
func (s *Script) awaitEdit() error {
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case m := <-s.client.edits:
		return s.client.answerEdit(m)
	case <-late.C:
		return fmt.Errorf("the server asked for no edit")
	}
}

// uriFor is the URI of a file by the script's name for it, or of a folder.
func (s *Script) uriFor(name string) string {
	if f, ok := s.files[name]; ok {
		return f.uri
	}
	return FileURI(filepath.Join(s.root, filepath.FromSlash(name)))
}
