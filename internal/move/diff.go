package move

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/notes-lsp/notes-lsp/internal/batch"
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// writeDiff prints a revision as git diff does, with paths from the root of the vault:
// git apply makes it there. Of a folder each file is told, hidden ones too.
func writeDiff(w io.Writer, v *batch.Vault, rev *feature.Revision) error {
	touched := map[string]bool{}
	for _, id := range edited(rev) {
		touched[string(id)] = true
	}
	for _, m := range rev.Moves {
		if !m.Folder {
			touched[string(m.From)] = true
			continue
		}
		files, err := v.FilesIn(string(m.From))
		if err != nil {
			return err
		}
		for _, id := range files {
			touched[id] = true
		}
	}
	for _, file := range slices.Sorted(maps.Keys(touched)) {
		id := vault.NoteID(file)
		hunks := ""
		if edits := rev.Edits[id]; len(edits) > 0 {
			n, _ := v.Snap.Note(id)
			src := n.Text()
			if src == nil {
				return sentence("%s has changed on disk since it was read. Try again.", id)
			}
			var err error
			if hunks, err = text.Hunks(src, edits); err != nil {
				return fmt.Errorf("edit %s: %w", id, err)
			}
		}
		batch.WriteFileDiff(w, file, string(rev.Moved(id)), hunks)
	}
	return nil
}
