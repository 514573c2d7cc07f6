package vault

import (
	"cmp"
	"maps"
	"slices"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
)

// A Change says what a path is from now on: a note, another file, or nothing.
// The ID of a folder that is there without a file of the vault in it ends in "/",
// and counts as another file.
type Change struct {
	ID   NoteID
	Note *Note // nil for another file and for nothing
	File bool  // a file that is not a note
	// Revealed says that the file is hidden or ignored, and known only because a
	// link leads to its path: nothing else finds it.
	Revealed bool
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
		below:   map[NoteID]int{},
		names:   map[Key]*delta[*place]{},
		links:   map[Key]*delta[NoteID]{},
		tags:    map[Key]*delta[NoteID]{},
		touched: map[Key]bool{},
		aliased: map[Key]bool{},

		starts:     map[Key]*delta[uint8]{},
		startsMade: s.starts.made.Load(),
	}
	last := make(map[NoteID]int, len(changes))
	for i, c := range changes {
		last[c.ID] = i
	}
	affected := make([]NoteID, 0, len(last))
	for i, c := range changes {
		if last[c.ID] == i {
			if s.notes.at(c.ID) != nil || c.Note != nil {
				affected = append(affected, c.ID)
			}
			u.apply(c)
		}
	}
	next := &Snapshot{
		notes:   u.notes.table,
		places:  u.places.table,
		folders: u.folders(),
		byName:  merge(s.byName, u.names, comparePlaces),
		byLink:  merge(s.byLink, u.links, cmp.Compare),
		byTag:   merge(s.byTag, u.tags, cmp.Compare),
		rules:   s.rules,
		lone:    s.lone,
	}
	next.found = u.findables(next, maps.Keys(last))
	next.missing = u.missing(next)
	u.keepNameStarts(next)
	for k := range u.touched {
		affected = append(affected, next.byLink.at(k)...)
	}
	for k := range u.aliased {
		affected = next.namedNotes(affected, k)
	}
	if s.Rules().Orphans {
		for k := range u.links {
			affected = next.namedNotes(affected, k)
		}
		for id := range last {
			affected = next.retargeted(affected, s.notes.at(id), next.notes.at(id))
		}
		// A link under a key may lead to another of its notes when one comes or goes.
		for k := range u.touched {
			affected = next.namedNotes(affected, k)
		}
	}
	if s.Rules().Mentions {
		affected = u.speaking(affected, next)
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
	below   map[NoteID]int // folders: how many places below them came, less those that went
	names   map[Key]*delta[*place]
	links   map[Key]*delta[NoteID]
	tags    map[Key]*delta[NoteID]
	touched map[Key]bool // keys that may resolve to something else now
	aliased map[Key]bool // keys of aliases that came or went: their notes share it or no longer do

	starts     map[Key]*delta[uint8]
	startsMade bool // old has its nameStarts
}

// namedNotes adds the notes that answer to k to ids.
func (s *Snapshot) namedNotes(ids []NoteID, k Key) []NoteID {
	for _, p := range s.byName.at(k) {
		if s.notes.at(p.id) != nil {
			ids = append(ids, p.id)
		}
	}
	return ids
}

// retargeted adds the notes of the names under which a note links otherwise than it did:
// [x](../bread.md) and [[bread]] lead to different notes of one name.
func (s *Snapshot) retargeted(ids []NoteID, old, now *Note) []NoteID {
	if old == nil || now == nil || old.Doc == now.Doc {
		return ids // all its keys have come or gone, or none
	}
	type target struct {
		key  Key
		kind markdown.LinkKind
		text string
	}
	count := map[target]int{}
	for i, l := range old.Doc.Links {
		count[target{old.linkKeys[i], l.Kind, l.Target}]++
	}
	for i, l := range now.Doc.Links {
		count[target{now.linkKeys[i], l.Kind, l.Target}]--
	}
	for t, n := range count {
		if n != 0 {
			ids = s.namedNotes(ids, t.key)
		}
	}
	return ids
}

func (u *update) apply(c Change) {
	oldPlace, existed := u.old.places.get(c.ID)
	oldNote := u.old.notes.at(c.ID)
	exists := c.Note != nil || c.File
	p := oldPlace
	switch {
	case exists && !existed:
		p = u.old.Rules().newPlace(c.ID)
		p.revealed = c.Revealed
		u.places.set(c.ID, p)
		u.countFolders(c.ID, 1)
	case exists && oldPlace.revealed != c.Revealed:
		p = u.old.Rules().newPlace(c.ID)
		p.revealed = c.Revealed
		u.places.set(c.ID, p)
	case !exists && existed:
		u.places.delete(c.ID)
		u.countFolders(c.ID, -1)
	}
	if c.Note != nil {
		u.notes.set(c.ID, c.Note)
	} else if oldNote != nil {
		u.notes.delete(c.ID)
	}

	if u.startsMade || u.old.Rules().Mentions {
		u.speak(oldNote, c.Note)
	}
	oldNames, newNames := u.namesIf(existed, c.ID, oldNote), u.namesIf(exists, c.ID, c.Note)
	if existed && exists && p != oldPlace {
		// Another kind of place under the same names.
		u.touchNames(oldNames, nil, oldNote, nil)
		record(u.names, nameKeys(oldNames), nil, oldPlace, p)
		oldNames = nil
	}
	u.touchNames(oldNames, newNames, oldNote, c.Note)
	record(u.names, nameKeys(oldNames), nameKeys(newNames), oldPlace, p)
	record(u.links, keysIf(oldNote, mentionsOf), keysIf(c.Note, mentionsOf), c.ID, c.ID)
	record(u.tags, keysIf(oldNote, (*Note).Tags), keysIf(c.Note, (*Note).Tags), c.ID, c.ID)
}

// mentionsOf lists the keys that links of n are filed under, sorted, each once.
func mentionsOf(n *Note) []Key {
	keys := make([]Key, 0, len(n.linkKeys))
	toRoot := false
	for i, k := range n.linkKeys {
		switch {
		case k != "":
			keys = append(keys, k)
		case !toRoot: // the root's own key is empty too
			_, toRoot = n.rules.mentionKey(n.ID, &n.Doc.Links[i])
			if toRoot {
				keys = append(keys, k)
			}
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

func keysIf(n *Note, keys func(*Note) []Key) []Key {
	if n == nil {
		return nil
	}
	return keys(n)
}

// namesIf lists the names of what is at id: a note's own, or a file's.
func (u *update) namesIf(exists bool, id NoteID, n *Note) []name {
	switch {
	case n != nil:
		return n.names
	case exists:
		return u.old.Rules().pathNames(id)
	}
	return nil
}

// touchNames marks the keys whose links must be looked at again: of names that
// came or went, in any letter of them, and of all names when what fragments can
// name in the note changed.
func (u *update) touchNames(oldNames, newNames []name, oldNote, newNote *Note) {
	touch := func(n name) {
		u.touched[n.key] = true
		if n.kind == byAlias {
			u.aliased[n.key] = true
		}
	}
	if (oldNote == nil) != (newNote == nil) || oldNote != nil && !slices.Equal(oldNote.anchors, newNote.anchors) {
		diff(oldNames, nil, compareNames, touch, touch)
		diff(nil, newNames, compareNames, touch, touch)
		return
	}
	diff(oldNames, newNames, compareNames, touch, touch)
}

// countFolders adds n to the folders above id.
func (u *update) countFolders(id NoteID, n int) {
	for id = NoteID(id.Dir()); id != ""; id = NoteID(id.Dir()) {
		u.below[id] += n
	}
}

// folders returns the table of folders after the update. A folder that appears or
// vanishes is a name that came or went.
func (u *update) folders() table[string, []folder] {
	e := u.old.folders.edit()
	for id, n := range u.below {
		if n == 0 {
			continue
		}
		folded := Fold(string(id))
		list := slices.Clone(e.at(folded))
		i, ok := slices.BinarySearchFunc(list, folder{id: id}, compareFolders)
		if !ok {
			list = slices.Insert(list, i, folder{id: id})
		}
		list[i].below += n
		gone := list[i].below == 0
		if gone {
			list = slices.Delete(list, i, i+1)
		}
		if gone || !ok {
			u.touched[u.old.Rules().key(string(id))] = true
		}
		if len(list) == 0 {
			e.delete(folded)
		} else {
			e.set(folded, list)
		}
	}
	return e.table
}
