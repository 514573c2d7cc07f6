package vault

import (
	"cmp"
	"slices"
	"strings"
)

// A Change says what a path is from now on: a note, another file, or nothing.
// The ID of a folder that is there without a file of the vault in it ends in "/",
// and counts as another file.
type Change struct {
	ID   NoteID
	Note *Note // nil for another file and for nothing
	File bool  // a file that is not a note
}

// Update returns the vault after changes, and the notes whose problems may differ
// from before, sorted; among them are the changed notes themselves, be they gone.
// It costs what the changed notes hold, whatever the vault's size. Of several
// changes to one path the last counts.
func (s *Snapshot) Update(changes ...Change) (*Snapshot, []NoteID) {
	u := &update{
		old:     s,
		notes:   s.notes.edit(),
		places:  s.places.edit(),
		folders: s.folders.edit(),
		names:   map[Key]*delta[*place]{},
		links:   map[Key]*delta[NoteID]{},
		tags:    map[Key]*delta[NoteID]{},
		touched: map[Key]bool{},
	}
	last := make(map[NoteID]int, len(changes))
	for i, c := range changes {
		last[c.ID] = i
	}
	affected := make([]NoteID, 0, len(last))
	for i, c := range changes {
		if last[c.ID] == i {
			u.apply(c)
			affected = append(affected, c.ID)
		}
	}
	next := &Snapshot{
		notes:   u.notes.table,
		places:  u.places.table,
		folders: u.folders.table,
		byName:  merge(s.byName, u.names, comparePlaces),
		byLink:  merge(s.byLink, u.links, cmp.Compare),
		byTag:   merge(s.byTag, u.tags, cmp.Compare),
		lone:    s.lone,
	}
	for k := range u.touched {
		affected = append(affected, next.byLink.at(k)...)
	}
	slices.Sort(affected)
	return next, slices.Compact(affected)
}

// An update collects what changes take from and add to each key, so that a key
// that many notes share is written once.
type update struct {
	old     *Snapshot
	notes   *edit[NoteID, *Note]
	places  *edit[NoteID, *place]
	folders *edit[string, int]
	names   map[Key]*delta[*place]
	links   map[Key]*delta[NoteID]
	tags    map[Key]*delta[NoteID]
	touched map[Key]bool // keys that may resolve to something else now
}

type delta[V any] struct{ add, remove []V }

func at[V any](m map[Key]*delta[V], k Key) *delta[V] {
	d, ok := m[k]
	if !ok {
		d = &delta[V]{}
		m[k] = d
	}
	return d
}

func (u *update) apply(c Change) {
	oldPlace, existed := u.old.places.get(c.ID)
	oldNote := u.old.notes.at(c.ID)
	exists := c.Note != nil || c.File
	newPlace := oldPlace
	switch {
	case exists && !existed:
		newPlace = &place{id: c.ID, nfc: nfc(string(c.ID)), folded: Fold(string(c.ID))}
		u.places.set(c.ID, newPlace)
		u.countFolders(newPlace.nfc, 1)
	case !exists && existed:
		u.places.delete(c.ID)
		u.countFolders(oldPlace.nfc, -1)
	}
	if c.Note != nil {
		u.notes.set(c.ID, c.Note)
	} else if oldNote != nil {
		u.notes.delete(c.ID)
	}

	oldNames, newNames := namesIf(existed, c.ID, oldNote), namesIf(exists, c.ID, c.Note)
	u.touchNames(oldNames, newNames, oldNote, c.Note)
	diff(nameKeys(oldNames), nameKeys(newNames), func(k Key) {
		d := at(u.names, k)
		d.remove = append(d.remove, oldPlace)
	}, func(k Key) {
		d := at(u.names, k)
		d.add = append(d.add, newPlace)
	})
	u.file(u.links, c.ID, keysIf(oldNote, mentionsOf), keysIf(c.Note, mentionsOf))
	u.file(u.tags, c.ID, keysIf(oldNote, (*Note).Tags), keysIf(c.Note, (*Note).Tags))
}

func mentionsOf(n *Note) []Key { return n.mentions }

func keysIf(n *Note, keys func(*Note) []Key) []Key {
	if n == nil {
		return nil
	}
	return keys(n)
}

// namesIf lists the names of what is at id: a note's own, or a file's.
func namesIf(exists bool, id NoteID, n *Note) []name {
	switch {
	case n != nil:
		return n.names
	case exists:
		return []name{{key: KeyOf(string(id)), kind: byFile}}
	}
	return nil
}

// file moves id from the keys of old to those of new.
func (u *update) file(m map[Key]*delta[NoteID], id NoteID, old, new []Key) {
	diff(old, new,
		func(k Key) { d := at(m, k); d.remove = append(d.remove, id) },
		func(k Key) { d := at(m, k); d.add = append(d.add, id) })
}

// touchNames marks the keys whose links must be looked at again: of names that
// came or went, in any letter of them, and of all names when what fragments can
// name in the note changed.
func (u *update) touchNames(oldNames, newNames []name, oldNote, newNote *Note) {
	if (oldNote == nil) != (newNote == nil) || oldNote != nil && !slices.Equal(oldNote.anchors, newNote.anchors) {
		for _, n := range oldNames {
			u.touched[n.key] = true
		}
		for _, n := range newNames {
			u.touched[n.key] = true
		}
		return
	}
	for _, n := range oldNames {
		if !slices.Contains(newNames, n) {
			u.touched[n.key] = true
		}
	}
	for _, n := range newNames {
		if !slices.Contains(oldNames, n) {
			u.touched[n.key] = true
		}
	}
}

// countFolders adds n to the folders above path; one that appears or vanishes is
// a name that came or went.
func (u *update) countFolders(path string, n int) {
	for {
		i := strings.LastIndexByte(path, '/')
		if i < 0 {
			return
		}
		path = path[:i]
		old := u.folders.at(path)
		if old+n > 0 {
			u.folders.set(path, old+n)
		} else {
			u.folders.delete(path)
		}
		if old == 0 || old+n == 0 {
			u.touched[KeyOf(path)] = true
		}
	}
}

// diff calls remove for the keys only in old and add for those only in new; both
// are sorted.
func diff(old, new []Key, remove, add func(Key)) {
	for len(old) > 0 || len(new) > 0 {
		switch {
		case len(new) == 0 || len(old) > 0 && old[0] < new[0]:
			remove(old[0])
			old = old[1:]
		case len(old) == 0 || new[0] < old[0]:
			add(new[0])
			new = new[1:]
		default:
			old, new = old[1:], new[1:]
		}
	}
}

// merge writes each delta into its key's sorted list.
func merge[V comparable](t table[Key, []V], deltas map[Key]*delta[V], compare func(a, b V) int) table[Key, []V] {
	e := t.edit()
	for k, d := range deltas {
		list := slices.Clone(t.at(k))
		if len(d.remove) > 0 {
			gone := make(map[V]bool, len(d.remove))
			for _, v := range d.remove {
				gone[v] = true
			}
			list = slices.DeleteFunc(list, func(v V) bool { return gone[v] })
		}
		list = append(list, d.add...)
		slices.SortFunc(list, compare)
		if len(list) == 0 {
			e.delete(k)
		} else {
			e.set(k, slices.Clip(list))
		}
	}
	return e.table
}
