package vault

import (
	"cmp"
	"slices"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
)

// A NoteID is the path of a note from its root, with slashes, in the Unicode form
// that the file system gave. Other files of the vault are named the same way.
type NoteID string

// A Note is one note of a Snapshot. It is never changed.
type Note struct {
	ID       NoteID
	Doc      *markdown.Document
	Modified time.Time // zero for a note that was never saved
	Doubtful bool      // as in Source
	Sum      uint64    // Source.Sum
	Mark     uint64    // Source.Mark
	// Open says that an editor holds the note: its text is the editor's, of which
	// Version is the number the editor gave it.
	Open    bool
	Version int32

	text     func() []byte
	names    []name         // sorted, each once
	linkKeys []Key          // of each of Doc.Links; "" for those that lead nowhere in a vault
	targetAt []text.Counted // where the target of each of Doc.Links starts
	tags     []Key          // sorted, each once
	anchors  []anchor
	search   searchable
	words    wordSet // nil unless Rules.Mentions
	rules    *Rules
}

// A name is what a note answers to besides its path.
type name struct {
	key          Key
	text, folded string // of an alias or title: in NFC, and as Fold returns it
	kind         nameKind
}

type nameKind uint8

const (
	byFile nameKind = iota
	byFolder
	byAlias
	byTitle
)

// A Source is where a Note comes from.
type Source struct {
	ID       NoteID
	Text     []byte
	Modified time.Time
	// Doubtful says that the file may have been written again since without a change of
	// Modified.
	Doubtful bool
	// Sum tells Text from others, as far as whoever read it knows; 0 for unknown.
	Sum uint64
	// Mark tells the file from others that were at its path, as far as whoever read it
	// knows; 0 for unknown.
	Mark    uint64
	Open    bool
	Version int32
	Rules   *Rules // of the vault that the note is for
	// Reread returns Text again, or nil when it can't be had any more. With it,
	// the note does not keep Text.
	Reread func() []byte
}

// NewNote parses src.
func NewNote(src Source) *Note {
	n := newNote(src, src.Rules.orDefault().Syntax.Parse(src.Text))
	if n.text == nil {
		kept := src.Text
		n.text = func() []byte { return kept }
	}
	rules := n.rules
	n.names = rules.namesOf(n.ID, n.Doc)
	n.anchors = rules.anchorsOf(n.Doc)
	n.linkKeys = make([]Key, len(n.Doc.Links))
	for i := range n.Doc.Links {
		if k, ok := rules.mentionKey(n.ID, &n.Doc.Links[i]); ok {
			n.linkKeys[i] = k
		}
	}
	n.targetAt = countTargets(src.Text, n.Doc.Links)
	for _, t := range n.Doc.Tags {
		n.tags = append(n.tags, TagKey(t.Name))
	}
	n.tags = sortedOnce(n.tags)
	n.search = searchNamesOf(n)
	if rules.Mentions {
		n.words = wordsOf(src.Text)
	}
	return n
}

// newNote is a note of which the Document alone is worked out.
func newNote(src Source, doc *markdown.Document) *Note {
	return &Note{
		ID: src.ID, Doc: doc, Modified: src.Modified, Doubtful: src.Doubtful, Sum: src.Sum, Mark: src.Mark,
		Open: src.Open, Version: src.Version, text: src.Reread, rules: src.Rules.orDefault(),
	}
}

// Text returns the bytes that the note was parsed from, or nil when the file has
// changed since or is gone.
func (n *Note) Text() []byte { return n.text() }

// ModifiedAt is the same note, last written to disk at t: a file may be written with the
// text that it has, and that of an open note, by a save or by others, while the note's
// text stays the editor's. A zero t is a note that is not on disk. For doubtful and mark see
// Source.
func (n *Note) ModifiedAt(t time.Time, doubtful bool, mark uint64) *Note {
	copied := *n
	copied.Modified, copied.Doubtful, copied.Mark = t, doubtful, mark
	return &copied
}

// Closed is the same note, held by no editor any more: the text is the editor's until
// the file is read.
func (n *Note) Closed() *Note {
	copied := *n
	copied.Open, copied.Version, copied.Modified = false, 0, time.Time{}
	return &copied
}

// changed is Modified in nanoseconds, since a checkout writes thousands of notes in a
// second; 0 for never.
func (n *Note) changed() int64 {
	if n.Modified.IsZero() {
		return 0
	}
	return n.Modified.UnixNano()
}

// Title is what the note calls itself, or else its file name.
func (n *Note) Title() string {
	if t := n.Doc.Title(); t != "" {
		return t
	}
	return n.ID.Name()
}

func sortedOnce(keys []Key) []Key {
	slices.Sort(keys)
	return slices.Clip(slices.Compact(keys))
}

// pathNames lists what a note or file answers to by its path alone.
func (r *Rules) pathNames(id NoteID) []name {
	names := []name{{key: r.key(string(id)), kind: byFile}}
	if r.indexRank(id) >= 0 {
		names = append(names, name{key: KeyOf(id.Dir()), kind: byFolder})
		slices.SortFunc(names, compareNames)
	}
	return names
}

// namesOf lists what a note answers to. Each name depends on this note alone.
func (r *Rules) namesOf(id NoteID, doc *markdown.Document) []name {
	names := r.pathNames(id)
	for _, a := range doc.FrontMatter.Aliases {
		if r.NoAliases {
			break
		}
		names = append(names, newName(a.Text, byAlias))
	}
	if t := doc.Title(); t != "" && !r.NoTitles {
		names = append(names, newName(t, byTitle))
	}
	slices.SortFunc(names, compareNames)
	return slices.Clip(slices.Compact(names))
}

func newName(s string, kind nameKind) name {
	n := name{key: KeyOf(s), text: nfc(s), folded: Fold(s), kind: kind}
	if n.folded == n.text {
		n.folded = n.text // one string in memory
	}
	return n
}

func compareNames(a, b name) int {
	return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.kind, b.kind), cmp.Compare(a.text, b.text))
}

// namesUnder returns the names of n that are filed under key; n may be nil.
func (n *Note) namesUnder(key Key) []name {
	if n == nil {
		return nil
	}
	start, _ := slices.BinarySearchFunc(n.names, key, func(a name, key Key) int { return cmp.Compare(a.key, key) })
	end := start
	for end < len(n.names) && n.names[end].key == key {
		end++
	}
	return n.names[start:end]
}

// nameKeys lists the keys of names, each once.
func nameKeys(names []name) []Key {
	keys := make([]Key, len(names))
	for i, n := range names {
		keys[i] = n.key
	}
	return slices.Compact(keys)
}

// HeadingIDs returns the id of each heading, as the vault's slugs make them.
func (n *Note) HeadingIDs() []string { return n.rules.Slugs.IDs(n.rules.headings(n.Doc)) }

// Syntax returns what the note was read by.
func (n *Note) Syntax() markdown.Syntax { return n.rules.Syntax }
