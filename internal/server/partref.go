package server

import (
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A partRef names a part of a vault in what the client keeps and sends back later,
// when notes may have been edited.
type partRef struct {
	URI  uri.URI         `json:"uri"`
	Kind vault.PlaceKind `json:"kind,omitempty"`
	Name string          `json:"name,omitempty"` // as placeName returns it
	At   int             `json:"at,omitempty"`   // which of the places of its kind it was
}

func (v *view) refTo(r *root, snap *vault.Snapshot, p feature.Part) partRef {
	ref := partRef{URI: v.uriOf(r, p.ID), Kind: p.Place.Kind, At: p.Place.Index}
	if n, ok := snap.Note(p.ID); ok {
		ref.Name, _ = placeName(n, p.Place)
	}
	return ref
}

// placeName is what is written at a place; ok is false where there is none of its
// kind and index.
func placeName(n *vault.Note, p vault.Place) (name string, ok bool) {
	switch {
	case p.Index < 0:
	case p.Kind == vault.HeadingPlace && p.Index < len(n.Doc.Headings):
		return n.Doc.Headings[p.Index].Text, true
	case p.Kind == vault.BlockPlace && p.Index < len(n.Doc.Blocks):
		return n.Doc.Blocks[p.Index].ID, true
	case p.Kind == vault.AnchorPlace && p.Index < len(n.Doc.Anchors):
		return n.Doc.Anchors[p.Index].ID, true
	case p.Kind == vault.FootnotePlace && p.Index < len(n.Doc.Footnotes):
		return n.Doc.Footnotes[p.Index].Label, true
	}
	return "", p.Kind == vault.NotePlace
}

// place finds in n what ref names: of several with the name the one nearest to where
// it was, and of two as near the later: notes grow more than they shrink.
func (ref partRef) place(n *vault.Note) (p vault.Place, ok bool) {
	if ref.Kind == vault.NotePlace {
		return p, true
	}
	far := func(i int) int { return max(i-ref.At, ref.At-i) }
	for i := 0; ; i++ {
		at := vault.Place{Kind: ref.Kind, Index: i}
		name, there := placeName(n, at)
		switch {
		case !there:
			return p, ok
		case name == ref.Name && (!ok || far(i) <= far(p.Index)):
			p, ok = at, true
		}
	}
}

// A foundPart is one that a client's message names, as it is now.
type foundPart struct {
	feature.Part
	root *root
	snap *vault.Snapshot
}

// part finds what ref names; ok is false where it is there no more.
func (v *view) part(ref partRef) (p foundPart, ok bool) {
	i, n := v.note(ref.URI)
	if n == nil {
		return v.file(ref.URI)
	}
	p = foundPart{feature.Part{ID: n.ID}, v.roots[i], v.snaps[i]}
	p.Place, ok = ref.place(n)
	return p, ok
}

// file finds a file that is no note.
func (v *view) file(u uri.URI) (p foundPart, ok bool) {
	path, ok := filePath(u)
	if !ok {
		return p, false
	}
	i, id := folderAt(v.roots, path)
	if i < 0 {
		return p, false
	}
	id = v.snaps[i].Canonical(id)
	return foundPart{feature.Part{ID: id}, v.roots[i], v.snaps[i]}, v.snaps[i].Has(id)
}
