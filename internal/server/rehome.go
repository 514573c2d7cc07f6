package server

import (
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// misplaced lists the buffers that do not belong where they are, by the rules that a
// look at r goes by: an open note may have come to be ignored, or not to be any more.
// That takes the disk, so the lock is not held.
func (s *session) misplaced(r *root) []uri.URI {
	type place struct {
		uri  uri.URI
		id   vault.NoteID
		here bool
	}
	var places []place
	s.mu.Lock()
	roots := *s.roots.Load()
	for u, b := range s.buffers {
		path, ok := filePath(u)
		if !ok {
			continue
		}
		if i, id := folderAt(roots, path); i >= 0 && roots[i] == r {
			places = append(places, place{u, id, b.root == r})
		}
	}
	s.mu.Unlock()
	var out []uri.URI
	for _, p := range places {
		if _, listed := r.listedAs(p.id); listed != p.here {
			out = append(out, p.uri)
		}
	}
	return out
}

// rehome moves buffers to the roots that they belong to now. The caller holds s.mu.
func (s *session) rehome(us []uri.URI) {
	for _, u := range us {
		b, isOpen := s.buffers[u]
		path, ok := filePath(u)
		if !isOpen || !ok {
			continue
		}
		r, id, err := s.rootFor(path)
		if err != nil {
			s.log.Error("cannot place an open note", "error", err)
			continue
		}
		if r != b.root {
			s.move(u, b, r, id)
		}
	}
}
