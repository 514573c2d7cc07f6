package server

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"

	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/query"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// An asked is what a question is about: a note, or the vault that it is in.
type asked struct {
	URI uri.URI `json:"uri"`
}

var errNoNote = errors.New("this is no note of an open folder")

// vaultOf is the vault of the note that a question names, and without one that of the
// first folder. Paths are absolute: the editor's working directory is its own.
func (v *view) vaultOf(argument json.RawMessage) (q query.Vault, n *vault.Note, err error) {
	var ask asked
	if err := arguments(argument, &ask); err != nil {
		return q, nil, err
	}
	i := 0
	if ask.URI != "" {
		if i, n = v.note(ask.URI); n == nil {
			return q, nil, errNoNote
		}
	}
	if i >= len(v.roots) {
		return q, nil, errors.New("no folder of notes is open")
	}
	r := v.roots[i]
	shown := func(id vault.NoteID) string { return filepath.Join(r.dir, filepath.FromSlash(string(id))) }
	return query.Vault{Snapshot: v.snaps[i], Shown: shown}, n, nil
}

// backlinks answers with []query.Use.
func (v *view) backlinks(_ context.Context, argument json.RawMessage) (any, error) {
	q, n, err := v.vaultOf(argument)
	switch {
	case err != nil:
		return nil, err
	case n == nil:
		return nil, errNoNote
	}
	return q.Backlinks(n), nil
}

// orphans answers with []query.Note.
func (v *view) orphans(_ context.Context, argument json.RawMessage) (any, error) {
	q, _, err := v.vaultOf(argument)
	if err != nil {
		return nil, err
	}
	return q.Orphans(), nil
}

// stats answers with query.Stats.
func (v *view) stats(_ context.Context, argument json.RawMessage) (any, error) {
	q, _, err := v.vaultOf(argument)
	if err != nil {
		return nil, err
	}
	return q.Stats(), nil
}

// tags answers with []query.Tag.
func (v *view) tags(_ context.Context, argument json.RawMessage) (any, error) {
	q, _, err := v.vaultOf(argument)
	if err != nil {
		return nil, err
	}
	return q.Tags(), nil
}
