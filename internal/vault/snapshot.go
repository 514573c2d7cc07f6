// Package vault is the index of one root: which notes and files there are, what
// they are called, and who links to whom.
//
// A Snapshot is immutable; Update makes the next one at the cost of what changed.
// Nothing resolved is stored: notes are filed under the keys of their names and
// links under the keys of their targets (KeyOf), and Resolve, Backlinks and Place
// are questions asked of those two tables. There is no I/O, clock or goroutine
// here.
package vault

import (
	"iter"
	"maps"
	"slices"
	"strings"
)

// A Snapshot is the state of a vault. Its zero value is an empty vault. It may be
// used from any number of goroutines, and never changes.
type Snapshot struct {
	notes   table[NoteID, *Note]
	places  table[NoteID, *place]   // notes and other files
	byName  table[Key, []*place]    // sorted by id
	byLink  table[Key, []NoteID]    // sorted
	byTag   table[Key, []NoteID]    // sorted
	folders table[string, []folder] // by folded path, each list sorted by id
	missing table[Key, *SearchName] // keys of byLink that byName has not
	starts  nameStarts
	found   findables
	rules   *Rules
	lone    bool
}

// Lone returns a vault for a note that was opened without its folder: what lies
// beside it is not known, so no link out of it is missing.
func Lone(rules *Rules) *Snapshot { return &Snapshot{rules: rules, lone: true} }

// IsLone reports whether s stems from Lone.
func (s *Snapshot) IsLone() bool { return s.lone }

// Len is the number of notes.
func (s *Snapshot) Len() int { return s.notes.len }

// Note returns a note by its path.
func (s *Snapshot) Note(id NoteID) (*Note, bool) { return s.notes.get(id) }

// Has reports whether id is a note or another file of the vault.
func (s *Snapshot) Has(id NoteID) bool {
	_, ok := s.places.get(id)
	return ok
}

// HasFolder reports whether id is a folder of the vault, below its root.
func (s *Snapshot) HasFolder(id NoteID) bool {
	want := nfc(string(id))
	return slices.ContainsFunc(s.folders.at(Fold(want)), func(f folder) bool { return nfc(string(f.id)) == want })
}

// FoldersIn yields the folders that lie in dir itself and hold anything, in no order;
// dir is a path as Fold returns it, with a slash behind it, or "" for the root.
func (s *Snapshot) FoldersIn(dir string) iter.Seq[NoteID] {
	return func(yield func(NoteID) bool) {
		for folded, list := range s.folders.all() {
			name, ok := strings.CutPrefix(folded, dir)
			if !ok || strings.IndexByte(name, '/') >= 0 {
				continue
			}
			for _, f := range list {
				if !yield(f.id) {
					return
				}
			}
		}
	}
}

// Canonical returns the id of the note or file whose path differs from id at
// most in its Unicode form, and id itself where there is none: editors and file
// systems disagree about the form (macOS decomposes Hangul).
func (s *Snapshot) Canonical(id NoteID) NoteID {
	if s.Has(id) {
		return id
	}
	want := nfc(string(id))
	for _, c := range s.byName.at(s.Rules().key(string(id))) {
		if c.nfc == want {
			return c.id
		}
	}
	return id
}

// Notes yields the notes in the order of their paths.
func (s *Snapshot) Notes() iter.Seq[*Note] {
	return func(yield func(*Note) bool) {
		for _, id := range slices.Sorted(maps.Keys(maps.Collect(s.notes.all()))) {
			if !yield(s.notes.at(id)) {
				return
			}
		}
	}
}

// IsRevealed reports whether id is known only because a link leads there.
func (s *Snapshot) IsRevealed(id NoteID) bool {
	p, ok := s.places.get(id)
	return ok && p.revealed
}

// Files yields the paths of all notes and other files, in no order.
func (s *Snapshot) Files() iter.Seq[NoteID] {
	return func(yield func(NoteID) bool) {
		for id := range s.places.all() {
			if !yield(id) {
				return
			}
		}
	}
}

// Each yields the notes in no order: cheaper than Notes.
func (s *Snapshot) Each() iter.Seq[*Note] {
	return func(yield func(*Note) bool) {
		for _, n := range s.notes.all() {
			if !yield(n) {
				return
			}
		}
	}
}

// SharingAlias returns the other notes that have the alias of n, sorted.
func (s *Snapshot) SharingAlias(n *Note, alias string) []NoteID {
	var out []NoteID
	folded := Fold(alias)
	for _, c := range s.byName.at(KeyOf(alias)) {
		other, ok := s.notes.get(c.id)
		if !ok || c.id == n.ID {
			continue
		}
		for _, name := range other.names {
			if name.kind == byAlias && name.folded == folded {
				out = append(out, c.id)
				break
			}
		}
	}
	return out
}
