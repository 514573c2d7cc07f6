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
	"sync"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
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
	starts  table[Key, []uint8]     // what names start with: how long they are (spoken.go)
	// onDemand is what is worked out when it is first asked for.
	onDemand struct {
		once   sync.Once
		starts table[Key, []uint8]
	}
	missing table[Key, *SearchName] // keys of byLink that byName has not
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

// A Backlink is a link that resolves to a note.
type Backlink struct {
	From *Note
	Link *markdown.Link
}

// Backlinks yields the links that lead to id, from its own note too, in the order
// of the linking notes' paths and of their text.
func (s *Snapshot) Backlinks(id NoteID) iter.Seq[Backlink] {
	return func(yield func(Backlink) bool) {
		keys := s.KeysOf(id)
		for _, from := range s.Mentioning(id) {
			n := s.notes.at(from)
			for l := range s.linksFrom(n, id, keys) {
				if !yield(Backlink{n, l}) {
					return
				}
			}
		}
	}
}

// BacklinksFrom yields the links of n that lead to id, in the order of the text.
func (s *Snapshot) BacklinksFrom(n *Note, id NoteID) iter.Seq[*markdown.Link] {
	return s.linksFrom(n, id, s.KeysOf(id))
}

// linksFrom is BacklinksFrom, given the keys of id.
func (s *Snapshot) linksFrom(n *Note, id NoteID, keys []Key) iter.Seq[*markdown.Link] {
	return func(yield func(*markdown.Link) bool) {
		for i := range n.Doc.Links {
			l := &n.Doc.Links[i]
			if !slices.Contains(keys, n.linkKeys[i]) && n.ID != id { // a few keys of mostly other lengths: cheaper than a search
				continue
			}
			if t := s.Resolve(n.ID, l); t.Status == Found && t.ID == id && !yield(l) {
				return
			}
		}
	}
}

// SharingTarget lists the notes that may have links to what l, a link of note from,
// names, be it there or not, sorted.
func (s *Snapshot) SharingTarget(from NoteID, l *markdown.Link) []NoteID {
	key, ok := s.Rules().mentionKey(from, l)
	if !ok {
		return nil
	}
	return s.byLink.at(key)
}

// Wanting yields the links of n that look in vain for what l, a link of note from,
// looks for in vain: one new note would serve them all.
func (s *Snapshot) Wanting(n *Note, from NoteID, l *markdown.Link) iter.Seq[*markdown.Link] {
	return func(yield func(*markdown.Link) bool) {
		wanted := s.Resolve(from, l)
		key, ok := s.Rules().mentionKey(from, l)
		if !ok || wanted.Status != Missing {
			return
		}
		for i := range n.Doc.Links {
			other := &n.Doc.Links[i]
			if n.linkKeys[i] != key {
				continue
			}
			t := s.Resolve(n.ID, other)
			if t.Status == Missing && sameWanted(wanted.ID, isByName(l), t.ID, isByName(other)) && !yield(other) {
				return
			}
		}
	}
}

// isByName reports whether l may name a note in any folder.
func isByName(l *markdown.Link) bool { return l.Kind == markdown.Wiki && !isRelative(l.Target) }

// sameWanted reports whether a note could be at both paths, of which those by name
// may be the end of a longer one.
func sameWanted(a NoteID, aByName bool, b NoteID, bByName bool) bool {
	x, y := Fold(cutNoteExt(string(a))), Fold(cutNoteExt(string(b)))
	return x == y || aByName && isPathEnd(y, x) || bByName && isPathEnd(x, y)
}

// LinksUnder yields the links that are filed under any of keys, in the order of
// their notes' paths and of their text.
func (s *Snapshot) LinksUnder(keys []Key) iter.Seq[Backlink] {
	return func(yield func(Backlink) bool) {
		wanted := make(map[Key]bool, len(keys))
		var from []NoteID
		for _, k := range keys {
			if !wanted[k] {
				wanted[k] = true
				from = append(from, s.byLink.at(k)...)
			}
		}
		slices.Sort(from)
		for _, id := range slices.Compact(from) {
			n := s.notes.at(id)
			for i, k := range n.linkKeys {
				if wanted[k] && !yield(Backlink{n, &n.Doc.Links[i]}) {
					return
				}
			}
		}
	}
}

// KeysOf lists the keys under which links to id, a note, file or folder, are filed,
// sorted.
func (s *Snapshot) KeysOf(id NoteID) []Key {
	if n, ok := s.notes.get(id); ok {
		return nameKeys(n.names)
	}
	return nameKeys(s.Rules().pathNames(id))
}

// Mentioning lists the notes that may have links to id, and id itself where it is a
// note, sorted.
func (s *Snapshot) Mentioning(id NoteID) []NoteID {
	var from []NoteID
	if s.notes.at(id) != nil {
		from = append(from, id)
	}
	for _, k := range s.KeysOf(id) {
		from = append(from, s.byLink.at(k)...)
	}
	slices.Sort(from)
	return slices.Compact(from)
}

// A TagUse is how often a note has a tag.
type TagUse struct {
	Note  *Note
	Count int
}

// TagNotes returns the notes that have the tag itself, sub-tags not counted, in
// the order of their paths.
func (s *Snapshot) TagNotes(tag Key) []TagUse {
	var out []TagUse
	for _, id := range s.byTag.at(tag) {
		n := s.notes.at(id)
		use := TagUse{Note: n}
		for _, t := range n.Doc.Tags {
			if t.Name == string(tag) || TagKey(t.Name) == tag { // most are written as they are compared
				use.Count++
			}
		}
		out = append(out, use)
	}
	return out
}

// Tagged lists the notes that have the tag itself, sorted.
func (s *Snapshot) Tagged(tag Key) []NoteID { return s.byTag.at(tag) }

// SubTags returns the tags below tag ("a/b" is below "a"), sorted.
func (s *Snapshot) SubTags(tag Key) []Key {
	var out []Key
	for k := range s.byTag.all() {
		if strings.HasPrefix(string(k), string(tag)+"/") {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}

// Tags returns the keys of the tags that the note has, sorted, each once.
func (n *Note) Tags() []Key { return n.tags }

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

// Tags yields the tags of the vault and how many notes have each, in no order.
func (s *Snapshot) Tags() iter.Seq2[Key, int] {
	return func(yield func(Key, int) bool) {
		for k, notes := range s.byTag.all() {
			if !yield(k, len(notes)) {
				return
			}
		}
	}
}

// TagHome returns the first note that has the tag itself, "" for none.
func (s *Snapshot) TagHome(tag Key) NoteID {
	if notes := s.byTag.at(tag); len(notes) > 0 {
		return notes[0]
	}
	return ""
}

// TagSpelling returns the tag as the first note that has it writes it (Obsidian
// shows a tag in its first casing), or the key of a tag that only has tags below it.
func (s *Snapshot) TagSpelling(tag Key) string {
	if notes := s.byTag.at(tag); len(notes) > 0 {
		for _, t := range s.notes.at(notes[0]).Doc.Tags {
			if TagKey(t.Name) == tag {
				return t.Name
			}
		}
	}
	return string(tag)
}
