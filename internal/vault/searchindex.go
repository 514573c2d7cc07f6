package vault

import (
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
)

// A Findable is a note or file as a search sees it first: what tells that it can't
// match stands here, in rows next to each other, because following a pointer to
// each of a hundred thousand notes takes longer than a user should wait.
type Findable struct {
	Letters     uint64 // of all names
	PathLetters uint64
	Pairs       PairSet // of Text, with ClosedSyllables
	// Text holds the names, and the initials of those in Hangul, Packed and each
	// between line ends, with PackedLength before the latter: what is not in it, no
	// name holds.
	Text    string
	Loose   bool         // a name has Hangul letters that stand alone
	Changed int64        // Note.Modified in nanoseconds; 0 for never and for files
	Note    *Note        // nil for a file that is no note
	Names   []SearchName // the file's name first
	place   *place
}

// ID is the path of the note or file.
func (f *Findable) ID() NoteID { return f.place.id }

// Path is the path as Fold returns it.
func (f *Findable) Path() string { return f.place.folded }

// newFindable makes the row of what is at p; ok is false for a folder and for what
// only a link reveals.
func newFindable(p *place, n *Note) (f Findable, ok bool) {
	var names searchable
	switch {
	case p == nil || p.revealed || n == nil && strings.HasSuffix(string(p.id), "/"):
		return f, false
	case n != nil:
		names, f.Changed = n.search, n.changed()
	default:
		names = together([]SearchName{NewSearchName(path.Base(string(p.id)), false)})
	}
	f.Names, f.Letters, f.Text, f.Pairs, f.Loose, f.Note, f.place = names.names, names.letters, names.text, names.pairs, names.loose, n, p
	f.PathLetters = Letters(Jamo(p.folded))
	return f, true
}

// findables has the rows in as many lists, and shelves, as a table has shards: a
// change copies one of them.
type findables struct {
	lists   *[shards][]Findable
	shelves *[shards]Shelf
}

// shardsOf yields the shards of a part of the vault.
func shardsOf(part, parts int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := part * shards / parts; i < (part+1)*shards/parts && yield(i); i++ {
		}
	}
}

// Findables yields what a search may find, in no order.
func (s *Snapshot) Findables() iter.Seq[*Findable] { return s.FindablesIn(0, 1) }

// FindablesIn yields the part-th of parts of Findables that are about as large.
func (s *Snapshot) FindablesIn(part, parts int) iter.Seq[*Findable] {
	return func(yield func(*Findable) bool) {
		if s.found.lists == nil {
			return
		}
		for i := range shardsOf(part, parts) {
			list := s.found.lists[i]
			for i := range list {
				if !yield(&list[i]) {
					return
				}
			}
		}
	}
}

// findables returns the rows of next, of which ids may differ from before.
func (u *update) findables(next *Snapshot, ids iter.Seq[NoteID]) findables {
	lists, shelves := new([shards][]Findable), new([shards]Shelf)
	if u.old.found.lists != nil {
		*lists, *shelves = *u.old.found.lists, *u.old.found.shelves
	}
	restocks := map[int]*restock{}
	for id := range ids {
		shard := shardOf(id)
		if restocks[shard] == nil {
			restocks[shard] = &restock{}
			lists[shard] = slices.Clone(lists[shard])
		}
		restocks[shard].of(u.old.notes.at(id), next.places.at(id), next.notes.at(id))
		if old, ok := u.old.places.get(id); ok {
			lists[shard] = slices.DeleteFunc(lists[shard], func(f Findable) bool { return f.place == old })
		}
		if f, ok := newFindable(next.places.at(id), next.notes.at(id)); ok {
			lists[shard] = append(lists[shard], f)
		}
	}
	for shard, r := range restocks {
		shelves[shard] = r.shelf(shelves[shard])
	}
	return findables{lists, shelves}
}

// missing returns the keys that links of next mention and nothing answers to.
func (u *update) missing(next *Snapshot) table[Key, *SearchName] {
	missing := u.old.missing.edit()
	look := func(k Key) {
		if len(next.byLink.at(k)) > 0 && len(next.byName.at(k)) == 0 {
			if missing.at(k) == nil {
				name := NewSearchName(string(k), false)
				missing.set(k, &name)
			}
		} else {
			missing.delete(k)
		}
	}
	for k := range u.links {
		look(k)
	}
	for k := range u.names {
		look(k)
	}
	return missing.table
}

// Unresolved yields the targets of wiki links that nothing is called, as one of
// those who link there writes it, and how many notes do, in no order. It asks canMatch
// first, with the last part of the target as Fold returns it.
func (s *Snapshot) Unresolved(canMatch func(last *SearchName) bool) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for k, last := range s.missing.all() {
			if !canMatch(last) {
				continue
			}
			if target, ok := s.spelling(k); ok && !yield(target, len(s.byLink.at(k))) {
				return
			}
		}
	}
}

// spelling is the target of a wiki link that is filed under k.
func (s *Snapshot) spelling(k Key) (string, bool) {
	n := s.notes.at(s.byLink.at(k)[0])
	for i := range n.Doc.Links {
		if l := &n.Doc.Links[i]; n.linkKeys[i] == k && l.Kind == markdown.Wiki {
			return l.Target, true
		}
	}
	return "", false
}
