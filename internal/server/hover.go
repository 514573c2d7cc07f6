package server

import (
	"context"
	"time"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// Hover shows what is under the cursor: what a link leads to, who links to a
// heading, how a tag is used.
func (v *view) Hover(_ context.Context, p *protocol.HoverParams) (*protocol.Hover, error) {
	c, ok := v.at(p.TextDocument.URI, p.Position)
	if !ok || !c.root.terms.Load().Settings.Server.Hover {
		return nil, nil
	}
	cards := v.cards(c.root)
	kind := protocol.MarkupKindMarkdown
	if !v.features.markdownHover {
		cards.Plain, kind = true, protocol.MarkupKindPlainText
	}
	card, span := feature.Hover(c.snap, c.Cursor, cards)
	if card == "" {
		return nil, nil
	}
	at := c.rng(span)
	return &protocol.Hover{Contents: &protocol.MarkupContent{Kind: kind, Value: card}, Range: &at}, nil
}

// cards says how a root's notes are shown. A URI is spelt by us and not as the client
// may have it open, because its own spelling may hold what ends a Markdown link.
func (v *view) cards(r *root) feature.Cards {
	return feature.Cards{
		URI:   func(id vault.NoteID) string { return string(r.uri(id)) },
		File:  r.describe,
		Daily: feature.Daily{Pattern: r.terms.Load().Settings.Daily.Pattern, Today: time.Now()},
	}
}
