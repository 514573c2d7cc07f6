package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/feature"
)

// PrepareRename says what a rename at the cursor is about, or why there is none.
func (v *view) PrepareRename(_ context.Context, p *protocol.PrepareRenameParams) (protocol.PrepareRenameResult, error) {
	c, ok := v.at(p.TextDocument.URI, p.Position)
	if !ok || !c.root.terms.Load().Settings.Server.Rename {
		return nil, nil
	}
	what, err := feature.PrepareRename(c.snap, c.Cursor)
	if err != nil {
		return nil, err
	}
	return &protocol.PrepareRenamePlaceholder{Range: c.rng(what.Span), Placeholder: what.Name}, nil
}

// Rename gives what is under the cursor another name, with all links to it.
func (v *view) Rename(ctx context.Context, p *protocol.RenameParams) (*protocol.WorkspaceEdit, error) {
	c, ok := v.at(p.TextDocument.URI, p.Position)
	if !ok {
		return nil, nil
	}
	settings := c.root.terms.Load().Settings
	if !settings.Server.Rename {
		return nil, nil
	}
	rev, err := feature.Rename(c.snap, c.Cursor, p.NewName, feature.RenameOptions{TitleRenamesFile: settings.Rename.TitleRenamesFile})
	if err != nil {
		return nil, err
	}
	for _, m := range rev.Moves {
		if err := c.root.free(m); err != nil {
			return nil, err
		}
	}
	return v.workspaceEdit(ctx, c.root, c.snap, c.Note.ID, rev)
}
