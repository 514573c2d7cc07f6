package server

import (
	"context"
	"fmt"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// applyEdit has the client change a note. Where it can, the edit names the version
// that it was worked out for, so that it is refused when the user typed meanwhile.
func (s *session) applyEdit(ctx context.Context, label string, r *root, n *vault.Note, edits ...text.Edit) error {
	m, ok := noteMapper(n, s.encoding)
	if !ok {
		return fmt.Errorf("%s has changed on disk; try again", n.ID)
	}
	var list []protocol.TextEdit
	for _, e := range edits {
		list = append(list, protocol.TextEdit{Range: m.rng(e.Span), NewText: e.New})
	}
	answer, err := s.client.ApplyEdit(ctx, &protocol.ApplyWorkspaceEditParams{Label: &label, Edit: s.workspaceEdit(r, n, list)})
	switch {
	case err != nil:
		return fmt.Errorf("change %s: %w", n.ID, err)
	case !answer.Applied:
		return fmt.Errorf("the editor did not change %s", n.ID)
	}
	return nil
}

func (s *session) workspaceEdit(r *root, n *vault.Note, edits []protocol.TextEdit) protocol.WorkspaceEdit {
	u := s.uriOf(r, n.ID)
	if !s.features.documentChanges {
		return protocol.WorkspaceEdit{Changes: map[uri.URI][]protocol.TextEdit{u: edits}}
	}
	doc := protocol.TextDocumentEdit{}
	doc.TextDocument.URI = u
	doc.TextDocument.Version = versionOf(n)
	for _, e := range edits {
		doc.Edits = append(doc.Edits, &e)
	}
	return protocol.WorkspaceEdit{DocumentChanges: []protocol.DocumentChange{&doc}}
}
