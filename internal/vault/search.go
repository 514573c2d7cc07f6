package vault

import (
	"path"
	"strings"
)

// A SearchName is a name of a note or file, made ready to be compared with what a
// user types.
type SearchName struct {
	Text   string // as written
	Folded string // as Fold returns it
	// Jamo is Folded with its Hangul taken apart; the same string without any.
	Jamo string
	// Letters has a bit for each kind of letter in Jamo: a query with a letter that
	// is missing here can't match.
	Letters uint64
	Alias   bool // an alias or title, not the file's name
}

// NewSearchName makes text ready.
func NewSearchName(text string, alias bool) SearchName {
	n := SearchName{Text: text, Folded: Fold(text), Alias: alias}
	if n.Folded == text {
		n.Folded = text // one string in memory
	}
	n.Jamo = Jamo(n.Folded)
	n.Letters = Letters(n.Jamo)
	return n
}

// Letters is the set of letters in s, by their code points modulo 64.
func Letters(s string) uint64 {
	var set uint64
	for _, r := range s {
		set |= 1 << (r % 64)
	}
	return set
}

// SearchNames lists what the note can be found by: its file name first, then its
// title and aliases, each once.
func (n *Note) SearchNames() []SearchName { return n.search }

// searchNamesOf makes a note's names ready.
func searchNamesOf(n *Note) []SearchName {
	names := []SearchName{NewSearchName(n.ID.Name(), false)}
	add := func(text string) {
		for _, known := range names {
			if known.Text == text {
				return
			}
		}
		names = append(names, NewSearchName(text, true))
	}
	if t := strings.TrimSpace(n.Doc.Title()); t != "" {
		add(t)
	}
	for _, a := range n.Doc.FrontMatter.Aliases {
		add(a.Text)
	}
	return names[:len(names):len(names)]
}

// FileName is the SearchName of a file that is no note.
func FileName(id NoteID) SearchName { return NewSearchName(path.Base(string(id)), false) }
