package query

import (
	"cmp"
	"fmt"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A Tag is a tag of the vault, at its first use.
type Tag struct {
	Place
	Tag   string `json:"tag"`   // without "#", as its first note writes it
	Notes int    `json:"notes"` // that have the tag itself
}

func (t Tag) String() string { return t.line("#%s (%s)", t.Tag, plural(t.Notes, "note")) }

// Tags are the tags of the vault, in the order of their folded names.
func (v Vault) Tags() []Tag {
	out := []Tag{}
	readers := map[vault.NoteID]reader{}
	for _, t := range feature.AllTags(v.Snapshot) {
		id := t.First.ID
		r, known := readers[id]
		if !known {
			n, _ := v.Note(id)
			r, _ = v.read(n)
			readers[id] = r
		}
		if r.index != nil {
			out = append(out, Tag{r.place(t.First.Span), t.Name, t.Notes})
		}
	}
	return out
}

// A Note is a note as a whole: it stands at line 1, column 1.
type Note struct {
	Place
	Title string `json:"title"`
}

func (n Note) String() string { return n.line("%s", n.Title) }

func (v Vault) whole(n *vault.Note) Note { return Note{Place{v.Shown(n.ID), 1, 1}, n.Title()} }

// Orphans are the notes that no other note links to and that link to none, by path.
func (v Vault) Orphans() []Note {
	out := []Note{}
	for n := range v.Notes() {
		if feature.IsOrphan(v.Snapshot, n) {
			out = append(out, v.whole(n))
		}
	}
	return out
}

// A Match is a note that was found by one of its names.
type Match struct {
	Note
	Name string `json:"name"` // that matched: the file's, the title or an alias
}

func (m Match) String() string {
	if m.Name == m.Title {
		return m.Note.String()
	}
	return m.line("%s (%s)", m.Name, m.Title)
}

// Find looks for notes by name as completion does, best first, at most 60.
func (v Vault) Find(typed string) []Match {
	out := []Match{}
	for _, f := range feature.FindNotes(v.Snapshot, typed) {
		out = append(out, Match{v.whole(f.Note), f.Name})
	}
	return out
}

func comparePlaces(a, b Place) int {
	return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
