package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/feature"
)

// Hover shows what a tag or link is about.
func (v *view) Hover(_ context.Context, p *protocol.HoverParams) (*protocol.Hover, error) {
	c, ok := v.at(p.TextDocument.URI, p.Position)
	if !ok || !c.root.terms.Load().Settings.Server.Hover {
		return nil, nil
	}
	card, span := feature.Hover(c.snap, c.Cursor)
	if card == "" {
		return nil, nil
	}
	kind := protocol.MarkupKindPlainText
	if v.features.markdownHover {
		kind = protocol.MarkupKindMarkdown
	}
	at := c.rng(span)
	return &protocol.Hover{Contents: &protocol.MarkupContent{Kind: kind, Value: card}, Range: &at}, nil
}
