package disk

import (
	"context"
	"strings"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A Difference is where a root differs from what a vault knows of it.
type Difference struct {
	// Paths are what to look at. The stamp is zero but for notes that the vault has as
	// files, since they could not be read: while it stays the same, neither can they.
	Paths map[string]Stamp
	// Whole says that other ignore rules hold than did: Paths can't be looked at one by
	// one.
	Whole bool
}

// Differing finds where the root differs from what old knows of it, as far as stamps
// tell; nothing is read. Notes that changed a moment ago count in any case: read anew,
// they turn out to be the same or not.
func (r *Root) Differing(ctx context.Context, rules Rules, old *vault.Snapshot) (Difference, error) {
	now := time.Now()
	c, _, err := r.compare(ctx, rules, old, func(id vault.NoteID) bool {
		n, ok := old.Note(id)
		return ok && Stamp{ModTime: n.Modified}.Fresh(now)
	})
	if err != nil {
		return Difference{}, err
	}
	d := Difference{Paths: make(map[string]Stamp, len(c.changes)+len(c.notes))}
	for _, e := range c.notes {
		d.Paths[e.ID] = Stamp{}
		if _, isNote := old.Note(vault.NoteID(e.ID)); !isNote && old.Has(vault.NoteID(e.ID)) {
			d.Paths[e.ID] = e.Stamp
		}
	}
	for _, change := range c.changes {
		id, isDir := strings.CutSuffix(string(change.ID), "/")
		if !change.File && change.Note == nil {
			e, err := r.Stat(id)
			there := err == nil && e.Dir == isDir
			if there && old.IsRevealed(change.ID) && r.Ignored(id, rules) {
				continue // the walk passes over it as before
			}
			d.Whole = d.Whole || there
		}
		d.Paths[id] = Stamp{}
	}
	return d, nil
}
