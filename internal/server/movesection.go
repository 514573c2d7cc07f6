package server

import (
	"context"
	"encoding/json"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/feature"
)

// sectionMove says which section goes where.
type sectionMove struct {
	URI      uri.URI           `json:"uri"`
	Position protocol.Position `json:"position"`
	To       string            `json:"to"`      // a note's URI, name or path
	Heading  string            `json:"heading"` // of that note, to put it below
}

// moveSection moves the section at a position to another note, with all links.
func (v *view) moveSection(ctx context.Context, argument json.RawMessage) (any, error) {
	var move sectionMove
	if err := arguments(argument, &move); err != nil {
		return nil, err
	}
	c, ok := v.at(move.URI, move.Position)
	if !ok {
		return nil, errNoNote
	}
	to := move.To
	if strings.HasPrefix(to, "file:") {
		i, n := v.note(uri.URI(to))
		if n == nil || v.roots[i] != c.root {
			return nil, feature.Obstacle("The section can only go to a note of the same folder of notes.")
		}
		to = "/" + string(n.ID)
	}
	rev, err := feature.MoveSection(c.snap, c.Cursor, to, move.Heading)
	if err != nil {
		return nil, err
	}
	return nil, v.apply(ctx, "move the section", c.root, c.snap, c.Note.ID, rev)
}
