package server

import (
	"context"
	"encoding/json"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// pasted says what was pasted where, and from which note it was copied.
type pasted struct {
	URI   uri.URI        `json:"uri"`
	Range protocol.Range `json:"range"`
	From  uri.URI        `json:"from"`
}

// updatePastedLinks rewrites the links in what was pasted, so that they lead where they
// led in the note that it was copied from. It answers with how many edits it made.
func (v *view) updatePastedLinks(ctx context.Context, argument json.RawMessage) (any, error) {
	var p pasted
	if err := arguments(argument, &p); err != nil {
		return nil, err
	}
	c, ok := v.at(p.URI, p.Range.Start)
	i, from := v.note(p.From)
	switch {
	case !ok || from == nil:
		return nil, errNoNote
	case v.roots[i] != c.root:
		return nil, feature.Obstacle("Links between two folders of notes can't be written.")
	}
	edits := feature.PastedLinks(c.snap, c.Note, c.span(p.Range), from.ID)
	if len(edits) == 0 {
		return 0, nil
	}
	rev := &feature.Revision{Edits: map[vault.NoteID][]text.Edit{c.Note.ID: edits}}
	return len(edits), v.apply(ctx, "mend pasted links", c.root, c.snap, c.Note.ID, rev)
}
