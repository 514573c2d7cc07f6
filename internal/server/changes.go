package server

import (
	"path"
	"sync/atomic"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// changesAt looks at the paths of l. whole says that only a look at all of the root
// tells what changed. The text of open notes is the editor's.
func (s *session) changesAt(r *root, l *look) (changes []vault.Change, whole bool) {
	if len(l.paths) > 0 && !r.loaded.Load() {
		return nil, true
	}
	var ids []vault.NoteID
	for id := range l.paths {
		id = l.base.Canonical(id)
		n, ok := l.base.Note(id)
		switch {
		case !ok || !n.Open:
			ids = append(ids, id)
		default:
			if c, ok := r.disk.Touched(n); ok {
				changes = append(changes, c)
			}
		}
	}
	found := make([]vault.Change, len(ids))
	var all atomic.Bool
	inParallel(l.ctx, len(ids), func(i int) {
		c, whole, err := r.changeAt(l.base, l.rules, ids[i])
		found[i] = c
		if whole {
			all.Store(true)
		}
		if err != nil {
			s.tellUnread([]error{err})
		}
	})
	if all.Load() || r.bringsWanted(ids, found) {
		return nil, true
	}
	folders := folderChanges{root: r, base: l.base, seen: map[string]bool{}}
	for _, c := range found {
		if c.ID != "" {
			changes = append(changes, c)
			folders.above(c)
		}
	}
	return append(changes, folders.changes...), false
}

// bringsWanted reports whether a path without a change may be a folder that the walk
// leaves out, in which a link looks for something: a watcher tells of such a folder
// alone when it is moved.
func (r *root) bringsWanted(ids []vault.NoteID, found []vault.Change) bool {
	if len(r.wanted) == 0 {
		return false
	}
	folders := map[vault.NoteID]bool{}
	for id := range r.wanted {
		for dir := vault.NoteID(id.Dir()); dir != "" && !folders[dir]; dir = vault.NoteID(dir.Dir()) {
			folders[dir] = true
		}
	}
	for i, c := range found {
		if c.ID == "" && folders[ids[i]] {
			return true
		}
	}
	return false
}

// changeAt looks at one path. It is a zero Change where nothing of the vault
// changed; whole says that the root must be looked at anew, and err why a note can't
// be read: it is a file then.
func (r *root) changeAt(snap *vault.Snapshot, rules disk.Rules, id vault.NoteID) (c vault.Change, whole bool, err error) {
	switch path.Base(string(id)) {
	case ".gitignore": // of a folder that is left out it says nothing
		return vault.Change{}, !r.disk.Ignored(path.Dir(string(id)), rules), nil
	case config.FileName:
		return vault.Change{}, false, nil // DidChangeWatchedFiles took it
	}
	e, err := r.disk.Stat(string(id))
	switch {
	case err != nil && snap.Has(id):
		return vault.Change{ID: id}, false, nil
	case err != nil:
		return vault.Change{}, snap.HasFolder(id), nil
	case !listed(snap, id) && r.disk.Ignored(string(id), rules):
		return leftOut(snap, id), false, nil
	case e.Dir:
		return vault.Change{}, true, nil
	case !e.Note, e.Target != "" && !r.disk.Ignored(e.Target, rules): // see disk.Root.Load
		return vault.Change{ID: id, File: true}, false, nil
	}
	c, err = r.disk.Note(string(id), snap.Rules())
	if !c.File {
		err = nil // gone since, which its own event tells
	}
	return c, false, err
}

// leftOut is the change of a path that is there, and hidden or ignored: it is known
// where a link leads to it.
func leftOut(snap *vault.Snapshot, id vault.NoteID) vault.Change {
	switch {
	case snap.Wants(id) || snap.IsRevealed(id):
		return vault.Change{ID: id, File: true, Revealed: true}
	case snap.Has(id):
		return vault.Change{ID: id}
	}
	return vault.Change{}
}

// listed reports whether id is known from the walk, so that the ignore files need
// not be read for it: when they change, the root is looked at anew.
func listed(snap *vault.Snapshot, id vault.NoteID) bool {
	n, isNote := snap.Note(id)
	return snap.Has(id) && !snap.IsRevealed(id) && !(isNote && n.Open)
}

// folderChanges are the folders that come and go with files. Not every client tells
// of folders.
type folderChanges struct {
	root    *root
	base    *vault.Snapshot
	seen    map[string]bool
	changes []vault.Change
}

// above looks at the folders above what changed.
func (f *folderChanges) above(c vault.Change) {
	if c.Revealed {
		return
	}
	for dir := c.ID.Dir(); dir != "" && !f.seen[dir]; dir = vault.NoteID(dir).Dir() {
		f.seen[dir] = true
		e, err := f.root.disk.Stat(dir)
		if id, there := vault.NoteID(dir+"/"), err == nil && e.Dir; there != f.base.Has(id) {
			f.changes = append(f.changes, vault.Change{ID: id, File: there})
		}
	}
}
