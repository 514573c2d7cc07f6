package disk

import (
	"context"
	"path"
	"strings"
	"sync/atomic"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// ChangesAt looks at single paths and returns the changes that make old what is there
// now. whole says that only a look at all of the root tells what changed: then there
// are no changes. The text of open notes is the editor's. Problems are sentences about
// what could not be read. spread tells on which processors.
func (r *Root) ChangesAt(ctx context.Context, rules Rules, old *vault.Snapshot, paths []vault.NoteID, spread vault.Spread) (changes []vault.Change, whole bool, problems []error) {
	found := make([]vault.Change, len(paths))
	failed := make([]error, len(paths))
	var all atomic.Bool
	touched := make([]vault.Change, len(paths))
	spread(len(paths), func(i int) {
		id := old.Canonical(paths[i])
		if ctx.Err() != nil {
			return
		}
		if n, ok := old.Note(id); ok && n.Open {
			touched[i], _ = r.Touched(n)
			return
		}
		c, whole, err := r.ChangeAt(rules, old, id)
		found[i], failed[i] = c, err
		if whole {
			all.Store(true)
		}
	})
	for _, err := range failed {
		if err != nil {
			problems = append(problems, err)
		}
	}
	if all.Load() {
		return nil, true, problems
	}
	folders := folderChanges{root: r, rules: rules, old: old, seen: map[string]bool{}}
	for _, c := range found {
		if c.ID != "" {
			changes = append(changes, c)
			folders.above(c)
		}
	}
	changes = append(changes, folders.changes...)
	for _, c := range touched {
		if c.ID != "" {
			changes = append(changes, c)
		}
	}
	return changes, false, problems
}

// ChangeAt looks at one path. It is a zero Change where nothing of the vault changed;
// whole says that the root must be looked at anew, and err why a note can't be read: it
// is a file then.
func (r *Root) ChangeAt(rules Rules, old *vault.Snapshot, id vault.NoteID) (c vault.Change, whole bool, err error) {
	if path.Base(string(id)) == ignoreName { // of a folder that is left out it says nothing
		return vault.Change{}, !r.Ignored(path.Dir(string(id)), rules), nil
	}
	e, err := r.Stat(string(id))
	switch {
	case err != nil && old.Has(id):
		return vault.Change{ID: id}, false, nil
	case err != nil:
		return vault.Change{}, isFolder(old, id), nil
	case !listed(old, id) && r.Ignored(string(id), rules):
		if e.Dir {
			id += "/"
		}
		return leftOut(old, id), false, nil
	case e.Dir || isFolder(old, id):
		return vault.Change{}, true, nil
	case !e.Note, e.Target != "" && !r.Ignored(e.Target, rules): // see Load
		return vault.Change{ID: id, File: true}, false, nil
	}
	c, err = r.Note(string(id), old)
	if !c.File {
		err = nil // gone since, which its own event tells
	}
	return c, false, err
}

// isFolder reports whether old has id as a folder, be it an empty one.
func isFolder(old *vault.Snapshot, id vault.NoteID) bool {
	return old.HasFolder(id) || old.Has(id+"/")
}

// leftOut is the change of a path that is there, and hidden or ignored: it is known
// where a link leads to it. The id of a folder ends in a slash.
func leftOut(old *vault.Snapshot, id vault.NoteID) vault.Change {
	switch {
	case old.Wants(vault.NoteID(strings.TrimSuffix(string(id), "/"))) || old.IsRevealed(id):
		return vault.Change{ID: id, File: true, Revealed: true}
	case old.Has(id):
		return vault.Change{ID: id}
	}
	return vault.Change{}
}

// listed reports whether id is known from the walk, so that the ignore files need
// not be read for it: when they change, the root is looked at anew.
func listed(old *vault.Snapshot, id vault.NoteID) bool {
	n, isNote := old.Note(id)
	return old.Has(id) && !old.IsRevealed(id) && !(isNote && n.Open)
}

// folderChanges are the folders that come and go with files. Not everyone who tells
// of changes tells of folders.
type folderChanges struct {
	root    *Root
	rules   Rules
	old     *vault.Snapshot
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
		e, err := f.root.Stat(dir)
		id, there := vault.NoteID(dir+"/"), err == nil && e.Dir
		if there == f.old.Has(id) || there && f.root.Ignored(dir, f.rules) { // a file that links had made known is gone
			continue
		}
		f.changes = append(f.changes, vault.Change{ID: id, File: there})
	}
}
