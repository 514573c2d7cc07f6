package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/feature"
)

// DocumentHighlight marks what in the note names the same as the cursor does.
func (v *view) DocumentHighlight(_ context.Context, p *protocol.DocumentHighlightParams) ([]protocol.DocumentHighlight, error) {
	c, ok := v.at(p.TextDocument.URI, p.Position)
	if !ok || !c.root.terms.Load().Settings.Server.Highlights {
		return nil, nil
	}
	var out []protocol.DocumentHighlight
	for _, h := range feature.Highlights(c.snap, c.Cursor) {
		kind := protocol.DocumentHighlightKindRead
		if h.Declares {
			kind = protocol.DocumentHighlightKindWrite
		}
		out = append(out, protocol.DocumentHighlight{Range: c.rng(h.Span), Kind: kind})
	}
	return out, nil
}
