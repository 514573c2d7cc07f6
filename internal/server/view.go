package server

import (
	"slices"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A view answers one request.
type view struct {
	*session
	protocol.UnimplementedServer
	roots []*root
	snaps []*vault.Snapshot
	// behind are the long notes that were being parsed when the request came.
	behind map[uri.URI]waiting
}

// A cursor is a position of a request, in our terms.
type cursor struct {
	feature.Cursor
	mapper
	root *root
	snap *vault.Snapshot
}

// at finds the note and place that a request is about. ok is false for what is no
// note of ours.
func (v *view) at(doc uri.URI, pos protocol.Position) (c cursor, ok bool) {
	i, n := v.note(doc)
	if n == nil {
		return cursor{}, false
	}
	m, ok := noteMapper(n, v.encoding)
	if !ok {
		return cursor{}, false
	}
	return cursor{feature.Cursor{Note: n, Offset: m.offset(pos)}, m, v.roots[i], v.snaps[i]}, true
}

// note finds the note that a document is, and which root it is in; nil for none, and
// for a long one that was edited on while this request waited for it.
func (v *view) note(doc uri.URI) (at int, n *vault.Note) {
	if !v.catchUpWith(doc) {
		return -1, nil
	}
	if ref, ok := v.openNote(doc); ok {
		if i := slices.Index(v.roots, ref.root); i >= 0 {
			if n, ok := v.snaps[i].Note(ref.id); ok {
				return i, n
			}
		}
	}
	path, ok := filePath(doc)
	if !ok {
		return -1, nil
	}
	for _, pick := range []func([]*root, string) (int, vault.NoteID){folderAt, loneAt} {
		if i, id := pick(v.roots, path); i >= 0 {
			if n, ok := v.snaps[i].Note(v.snaps[i].Canonical(id)); ok {
				return i, n
			}
		}
	}
	return -1, nil
}

// rootIn finds the root of a folder, as disk.Root.Dir names it, and its vault; nil
// for none.
func (v *view) rootIn(dir string) (*root, *vault.Snapshot) {
	for i, r := range v.roots {
		if r.disk.Dir() == dir {
			return r, v.snaps[i]
		}
	}
	return nil, nil
}
