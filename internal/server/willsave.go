package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/feature"
)

// WillSaveWaitUntil brings the tables of contents of a note up to date before it is
// saved, where the settings ask for that.
func (v *view) WillSaveWaitUntil(_ context.Context, p *protocol.WillSaveTextDocumentParams) ([]protocol.TextEdit, error) {
	c, ok := v.at(p.TextDocument.URI, protocol.Position{})
	if !ok {
		return nil, nil
	}
	settings := c.root.terms.Load().Settings
	if !settings.Contents.OnSave {
		return nil, nil
	}
	return v.textEdits(c.Note, feature.UpdateContents(c.snap, c.Note, settings)), nil
}
