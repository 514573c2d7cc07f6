package vault

import (
	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/pack"
	"github.com/notes-lsp/notes-lsp/internal/text"
)

// Revision counts the changes of what NewNote makes of a text, here and in package
// markdown, and of how Pack writes it: what was packed under another Revision is
// worthless. A test has the sum of what is packed now, and asks for the next Revision
// when that changes.
const Revision = 1

// Pack writes what NewNote worked out from the note's text, for UnpackNote to read.
func (n *Note) Pack(w *pack.Writer) {
	n.Doc.Pack(w)
	for i, k := range n.linkKeys { // as many as the Document has links
		w.String(string(k))
		n.targetAt[i].Pack(w)
	}
	w.Len(len(n.names))
	for _, name := range n.names {
		w.Byte(byte(name.kind))
		w.String(string(name.key))
		w.String(name.text)
		w.String(name.folded)
	}
	w.Len(len(n.tags))
	for _, k := range n.tags {
		w.String(string(k))
	}
	w.Len(len(n.anchors))
	for _, a := range n.anchors {
		w.Byte(byte(a.kind))
		w.Byte(a.level)
		w.Uint(uint64(a.index))
		w.String(a.name)
	}
	n.search.pack(w)
	w.Len(len(n.words))
	for _, word := range n.words {
		w.Fixed(word)
	}
}

// UnpackNote is NewNote for a text that was read and packed before, by rules that are
// src.Rules to the letter. It makes no use of src.Text; src.Reread must be there. The note
// is nil where r fails.
func UnpackNote(r *pack.Reader, src Source) *Note {
	doc := markdown.UnpackDocument(r)
	if doc == nil {
		return nil
	}
	n := newNote(src, doc)
	if len(doc.Links) > 0 {
		n.linkKeys = make([]Key, len(doc.Links))
		n.targetAt = make([]text.Counted, len(doc.Links))
		for i := range n.linkKeys {
			n.linkKeys[i] = Key(r.String())
			n.targetAt[i].Unpack(r)
		}
	}
	n.names = make([]name, r.Len(4))
	for i := range n.names {
		n.names[i] = name{kind: nameKind(r.Byte()), key: Key(r.String()), text: r.String(), folded: r.String()}
	}
	if tags := r.Len(1); tags > 0 {
		n.tags = make([]Key, tags)
		for i := range n.tags {
			n.tags[i] = Key(r.String())
		}
	}
	n.anchors = unpackAnchors(r, doc)
	n.search.unpack(r)
	if words := r.Len(8); words > 0 {
		if words&(words-1) != 0 {
			r.Fail()
		}
		n.words = make(wordSet, words)
		for i := range n.words {
			n.words[i] = r.Fixed()
		}
	}
	if r.Err() != nil {
		return nil
	}
	return n
}

// unpackAnchors fails r where an anchor is not in doc.
func unpackAnchors(r *pack.Reader, doc *markdown.Document) []anchor {
	places := [...]int{
		HeadingPlace: len(doc.Headings), BlockPlace: len(doc.Blocks), AnchorPlace: len(doc.Anchors), FootnotePlace: len(doc.Footnotes),
	}
	anchors := make([]anchor, r.Len(4))
	for i := range anchors {
		a := anchor{kind: PlaceKind(r.Byte()), level: r.Byte()}
		index := r.Uint()
		if int(a.kind) >= len(places) || index >= uint64(places[a.kind]) {
			r.Fail()
			return nil
		}
		a.index, a.name = int32(index), r.String()
		anchors[i] = a
	}
	return anchors
}

func (s *searchable) pack(w *pack.Writer) {
	w.Len(len(s.names))
	for i := range s.names {
		n := &s.names[i]
		w.String(n.Text)
		w.String(n.Folded)
		w.String(n.Jamo)
		w.Fixed(n.Letters)
		w.Uint(uint64(n.Length))
		w.Byte(bit(n.Alias))
	}
	w.String(s.text)
	for _, pairs := range s.pairs {
		w.Fixed(pairs)
	}
	w.Fixed(s.letters)
	w.Byte(bit(s.loose))
}

func (s *searchable) unpack(r *pack.Reader) {
	s.names = make([]SearchName, r.Len(13))
	for i := range s.names {
		s.names[i] = SearchName{
			Text: r.String(), Folded: r.String(), Jamo: r.String(),
			Letters: r.Fixed(), Length: int32(r.Uint()), Alias: r.Byte() != 0,
		}
	}
	s.text = r.String()
	for i := range s.pairs {
		s.pairs[i] = r.Fixed()
	}
	s.letters, s.loose = r.Fixed(), r.Byte() != 0
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}
