package disk

import (
	"context"
	"strings"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// racy is how long after a file was written its stamp may not tell of a further
// change: file systems keep times in ticks, of 2 seconds on FAT.
const racy = 2 * time.Second

// Differing lists the paths at which the root differs from what old knows of it, as
// far as stamps tell; nothing is read. Notes that changed a moment ago are listed in
// any case: read anew, they turn out to be the same or not.
func (r *Root) Differing(ctx context.Context, rules Rules, old *vault.Snapshot) (map[string]Stamp, error) {
	edge := time.Now().Add(-racy)
	c, _, err := r.compare(ctx, rules, old, func(id vault.NoteID) bool {
		n, ok := old.Note(id)
		return ok && n.Modified.After(edge)
	})
	if err != nil {
		return nil, err
	}
	ids := make(map[string]Stamp, len(c.changes)+len(c.notes))
	for _, e := range c.notes {
		ids[e.ID] = e.Stamp
	}
	for _, change := range c.changes {
		id := strings.TrimSuffix(string(change.ID), "/")
		if !change.File && change.Note == nil && old.IsRevealed(change.ID) && r.leavesOut(id, rules) {
			continue // the walk passes over it, and it is there yet
		}
		ids[id] = Stamp{}
	}
	return ids, nil
}

// leavesOut reports whether something is there and the walk passes over it.
func (r *Root) leavesOut(id string, rules Rules) bool {
	_, err := r.Stat(id)
	return err == nil && r.Ignored(id, rules)
}
