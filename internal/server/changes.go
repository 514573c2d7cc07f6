package server

import (
	"maps"
	"slices"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// changesAt looks at the paths of l. whole says that only a look at all of the root
// tells what changed. The text of open notes is the editor's.
func (s *session) changesAt(r *root, l *look) (changes []vault.Change, whole bool) {
	if len(l.paths) == 0 || !r.loaded.Load() {
		return nil, len(l.paths) > 0
	}
	inAll := func(n int, do func(i int)) { inParallel(l.ctx, n, do) }
	changes, whole, problems := r.disk.ChangesAt(l.ctx, l.rules, l.base, slices.Collect(maps.Keys(l.paths)), inAll)
	s.tellUnread(problems)
	if whole || r.bringsWanted(l, changes) {
		return nil, true
	}
	return changes, false
}

// bringsWanted reports whether a path without a change may be a folder that the walk
// leaves out, in which a link looks for something: a watcher tells of such a folder
// alone when it is moved.
func (r *root) bringsWanted(l *look, changes []vault.Change) bool {
	if len(r.wanted) == 0 {
		return false
	}
	folders := map[vault.NoteID]bool{}
	for id := range r.wanted {
		for dir := vault.NoteID(id.Dir()); dir != "" && !folders[dir]; dir = vault.NoteID(dir.Dir()) {
			folders[dir] = true
		}
	}
	for _, c := range changes {
		delete(folders, c.ID)
	}
	for id := range l.paths {
		if folders[l.base.Canonical(id)] {
			return true
		}
	}
	return false
}

// changeAt looks at the path of a note that is not open any more.
func (s *session) changeAt(r *root, id vault.NoteID) (c vault.Change, whole bool) {
	c, whole, err := r.disk.ChangeAt(r.terms.Load().Disk, r.snap.Load(), id)
	if err != nil {
		s.tellUnread([]error{err})
	}
	return c, whole
}
