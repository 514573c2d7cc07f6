package vault

import (
	"iter"
	"slices"
	"strings"
)

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
