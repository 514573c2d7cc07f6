package vault

import (
	"iter"
	"slices"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
)

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
