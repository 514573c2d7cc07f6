package server

import (
	"maps"
	"slices"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// unneeded are the hidden and ignored files to forget: edited notes had links to them,
// and no link leads there any more. Were they kept, it would depend on what was once
// written which folders are offered. A look at the whole asks about all of them.
func (l *look) unneeded(next *vault.Snapshot, whole bool) []vault.Change {
	left := map[vault.NoteID]bool{}
	for id, before := range l.edited {
		n, ok := before.Note(id)
		if !ok {
			continue
		}
		for _, shown := range before.Revealed(n) {
			left[shown] = false
		}
	}
	if whole {
		for id := range next.AllRevealed() {
			left[id] = false
		}
	}
	for id := range left {
		left[id] = next.IsRevealed(id) && !next.Needs(id)
	}
	var changes []vault.Change
	for _, id := range slices.Sorted(maps.Keys(left)) {
		if left[id] {
			changes = append(changes, vault.Change{ID: id})
		}
	}
	return changes
}
