package server

import (
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// vacant reports what is on disk at id already, be it hidden or ignored.
func (r *root) vacant(id vault.NoteID) error { return r.disk.Vacant(string(id)) }

// free reports what is in the way of a move. Where only the case or Unicode form
// changes, a file system may find the file itself under its new name.
func (r *root) free(m feature.Move) error {
	if vault.Fold(string(m.From)) == vault.Fold(string(m.To)) {
		return nil
	}
	return r.vacant(m.To)
}
