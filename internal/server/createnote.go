package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// createNote is the command that a link to a missing note runs.
const createNote = "notes-lsp.createNote"

// newNote names a note that is to be made.
type newNote struct {
	Root string       `json:"root"`
	ID   vault.NoteID `json:"id"`
}

func (v *view) createNote(ctx context.Context, argument json.RawMessage) (any, error) {
	var note newNote
	if err := arguments(argument, &note); err != nil {
		return nil, err
	}
	return nil, v.makeNote(ctx, note)
}

// makeNote has the client make a note that holds what a new one does
// (feature.NewNoteText), and show its end. A note that is there already is only shown.
func (v *view) makeNote(ctx context.Context, note newNote) error {
	r, snap := v.rootIn(note.Root)
	if r == nil || r.lone {
		return fmt.Errorf("%s is not a folder of notes that is open", note.Root)
	}
	id := snap.Canonical(note.ID)
	if !fs.ValidPath(string(id)) || !filepath.IsLocal(filepath.FromSlash(string(id))) || id.Name() == path.Base(string(id)) {
		return fmt.Errorf("%q can't be the name of a note", note.ID)
	}
	u := v.uriOf(r, id)
	if snap.Has(id) {
		return v.show(ctx, u, nil)
	}
	switch err := r.disk.Vacant(string(id)); {
	case errors.Is(err, fs.ErrExist):
		return v.show(ctx, u, nil)
	case err != nil:
		return err
	case !v.features.createsFiles():
		return fmt.Errorf("this editor does not let a language server make files; make %s yourself", id)
	}
	label := "Create " + string(id)
	text := feature.NewNoteText(snap, id, r.terms.Load().Settings.NewNote.Template, time.Now())
	answer, err := v.client.ApplyEdit(ctx, &protocol.ApplyWorkspaceEditParams{Label: v.editLabel(label), Edit: newFile(u, text)})
	switch {
	case err != nil:
		return fmt.Errorf("create %s: %w", id, err)
	case !answer.Applied:
		return fmt.Errorf("the editor did not create %s", id)
	}
	end := newMapper([]byte(text), v.encoding).position(len(text))
	return v.show(ctx, u, &protocol.Range{Start: end, End: end})
}

// newFile is the edit that makes a file. Should there be one after all, then it is
// not emptied.
func newFile(u uri.URI, text string) protocol.WorkspaceEdit {
	yes := true
	fill := &protocol.TextDocumentEdit{}
	fill.TextDocument.URI = u
	fill.Edits = append(fill.Edits, &protocol.TextEdit{NewText: text})
	return protocol.WorkspaceEdit{DocumentChanges: []protocol.DocumentChange{
		&protocol.CreateFile{Kind: "create", URI: u, Options: &protocol.CreateFileOptions{IgnoreIfExists: &yes}}, fill,
	}}
}

// show has the client open a file, if it can.
func (v *view) show(ctx context.Context, u uri.URI, selection *protocol.Range) error {
	if !v.features.showDocument {
		return nil
	}
	yes := true
	if _, err := v.client.ShowDocument(ctx, &protocol.ShowDocumentParams{URI: u, TakeFocus: &yes, Selection: selection}); err != nil {
		return fmt.Errorf("show %s: %w", u, err)
	}
	return nil
}
