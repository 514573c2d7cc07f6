package server

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// namedNote says which note is to be made.
type namedNote struct {
	URI  uri.URI `json:"uri"`  // a note of the vault that it goes to; none is the first folder
	Name string  `json:"name"` // its path from the vault's root; ".md" is added
}

// newNote makes a note and opens it; one that is there is only opened.
func (v *view) newNote(ctx context.Context, argument json.RawMessage) (any, error) {
	var named namedNote
	if err := arguments(argument, &named); err != nil {
		return nil, err
	}
	i := 0
	if named.URI != "" {
		var n *vault.Note
		if i, n = v.note(named.URI); n == nil {
			return nil, errNoNote
		}
	}
	if i >= len(v.roots) || v.roots[i].lone {
		return nil, errors.New("no folder of notes is open")
	}
	name := strings.TrimSpace(strings.TrimPrefix(named.Name, "/"))
	if name == "" || strings.HasSuffix(name, "/") {
		return nil, feature.Obstacle("A note needs a name.")
	}
	id := vault.NoteID(name)
	if !id.IsNote() {
		id += ".md"
	}
	r := v.roots[i]
	if err := v.makeNote(ctx, newNote{Root: r.disk.Dir(), ID: id}); err != nil {
		return nil, err
	}
	return asked{v.uriOf(r, v.snaps[i].Canonical(id))}, nil
}
