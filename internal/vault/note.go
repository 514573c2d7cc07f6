package vault

import (
	"slices"
	"strings"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
)

// A NoteID is the path of a note from its root, with slashes, in the Unicode form
// that the file system gave. Other files of the vault are named the same way.
type NoteID string

// A Note is one note of a Snapshot. It is never changed.
type Note struct {
	ID       NoteID
	Doc      *markdown.Document
	Modified time.Time // zero for a note that was never saved
	// Open says that an editor holds the note: its text is the editor's.
	Open bool

	text     func() []byte
	names    []name
	mentions []Key // sorted, each once
	linkKeys []Key // of each of Doc.Links; "" for those that lead nowhere in a vault
	tags     []Key // sorted, each once
	anchors  []anchor
}

// A name is what a note answers to besides its path.
type name struct {
	key  Key
	text string // in NFC
	kind nameKind
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
	Open     bool
	// Reread returns Text again, or nil when it can't be had any more. With it,
	// the note does not keep Text.
	Reread func() []byte
}

// NewNote parses src.
func NewNote(src Source) *Note {
	n := &Note{ID: src.ID, Doc: markdown.Parse(src.Text), Modified: src.Modified, Open: src.Open, text: src.Reread}
	if n.text == nil {
		n.text = func() []byte { return src.Text }
	}
	n.names = namesOf(n.ID, n.Doc)
	n.anchors = anchorsOf(n.Doc)
	n.linkKeys = make([]Key, len(n.Doc.Links))
	for i := range n.Doc.Links {
		if k, ok := mentionKey(n.ID, &n.Doc.Links[i]); ok {
			n.linkKeys[i] = k
			n.mentions = append(n.mentions, k)
		}
	}
	n.mentions = sortedOnce(n.mentions)
	for _, t := range n.Doc.Tags {
		n.tags = append(n.tags, TagKey(t.Name))
	}
	n.tags = sortedOnce(n.tags)
	return n
}

// Text returns the bytes that the note was parsed from, or nil when the file has
// changed since or is gone.
func (n *Note) Text() []byte { return n.text() }

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

// namesOf lists what a note answers to. Each name depends on this note alone.
func namesOf(id NoteID, doc *markdown.Document) []name {
	names := []name{{key: KeyOf(string(id)), kind: byFile}}
	if indexRank(id) >= 0 {
		names = append(names, name{key: KeyOf(id.Dir()), kind: byFolder})
	}
	for _, a := range doc.FrontMatter.Aliases {
		names = append(names, name{key: KeyOf(a.Text), text: nfc(a.Text), kind: byAlias})
	}
	if t := doc.Title(); t != "" {
		names = append(names, name{key: KeyOf(t), text: nfc(t), kind: byTitle})
	}
	return names
}

// nameKeys lists the keys of names, sorted, each once.
func nameKeys(names []name) []Key {
	keys := make([]Key, 0, len(names))
	for _, n := range names {
		keys = append(keys, n.key)
	}
	return sortedOnce(keys)
}

// mentionKey returns the key under which a link is filed: that of whatever it
// could resolve to. It is none for links out of the vault or into their own note.
func mentionKey(from NoteID, l *markdown.Link) (Key, bool) {
	if l.Target == "" {
		return "", false
	}
	if l.Kind == markdown.Wiki {
		target := l.Target
		if isRelative(target) {
			target, _ = join(from.Dir(), target)
		}
		return KeyOf(target), true
	}
	if isExternal(l) {
		return "", false
	}
	p, ok := destinationPath(from, cutQuery(l.Target))
	return KeyOf(p), ok
}

// cutQuery cuts "?raw=true" off a destination (RFC 3986, 3.4). A file name with
// a question mark is linked to as "%3F".
func cutQuery(target string) string {
	target, _, _ = strings.Cut(target, "?")
	return target
}
