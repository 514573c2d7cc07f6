package feature

import (
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A NamedNote is a note that is called something like what was looked for.
type NamedNote struct {
	Note *vault.Note
	Name string // the name that matched best, as written
}

// FindNotes returns the notes that typed may mean, best first, as completion ranks
// them but for what is near or recent; up to maxItems. Nothing typed finds nothing.
func FindNotes(s *vault.Snapshot, typed string) []NamedNote {
	q := newQuery(typed)
	if q.empty() {
		return nil
	}
	list := newShortlist(maxItems)
	for f := range s.Findables() {
		if f.Note == nil {
			continue
		}
		if rank, i := q.find(f, list.worst()); i >= 0 {
			list.add(candidate{rank: rank, near: strings.Count(string(f.ID()), "/"), id: f.ID(), name: &f.Names[i]})
		}
	}
	var out []NamedNote
	for _, c := range list.best() {
		n, _ := s.Note(c.id)
		out = append(out, NamedNote{n, c.name.Text})
	}
	return out
}
