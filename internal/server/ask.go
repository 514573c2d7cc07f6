package server

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"

	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/query"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// An asked is what a question is about: a note, or the vault that it is in.
type asked struct {
	URI uri.URI `json:"uri"`
}

// question is a command that asks about a vault.
func question[R any](ask func(query.Vault) R) func(v *view, ctx context.Context, argument json.RawMessage) (any, error) {
	return func(v *view, _ context.Context, argument json.RawMessage) (any, error) {
		q, _, err := v.vaultOf(argument)
		if err != nil {
			return nil, err
		}
		return ask(q), nil
	}
}

// noteQuestion is a command that asks about a note, which must be named.
func noteQuestion[R any](ask func(query.Vault, *vault.Note) R) func(v *view, ctx context.Context, argument json.RawMessage) (any, error) {
	return func(v *view, _ context.Context, argument json.RawMessage) (any, error) {
		q, n, err := v.vaultOf(argument)
		switch {
		case err != nil:
			return nil, err
		case n == nil:
			return nil, errNoNote
		}
		return ask(q, n), nil
	}
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

// tags answers with []query.Tag, or, where a tag is named, with the []query.Use of it
// and of those below it.
func (v *view) tags(_ context.Context, argument json.RawMessage) (any, error) {
	q, _, err := v.vaultOf(argument)
	if err != nil {
		return nil, err
	}
	var ask struct {
		Tag string `json:"tag"`
	}
	if err := arguments(argument, &ask); err != nil {
		return nil, err
	}
	if tag := strings.TrimPrefix(ask.Tag, "#"); tag != "" {
		return q.TagUses(tag), nil
	}
	return q.Tags(), nil
}

// find answers with []query.Match, of the notes that are called something like it.
func (v *view) find(_ context.Context, argument json.RawMessage) (any, error) {
	q, _, err := v.vaultOf(argument)
	if err != nil {
		return nil, err
	}
	var ask struct {
		Query string `json:"query"`
	}
	if err := arguments(argument, &ask); err != nil {
		return nil, err
	}
	return q.Find(ask.Query), nil
}
