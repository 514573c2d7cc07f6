package server

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"
)

// DidChangeWorkspaceFolders adds and drops roots.
func (v *view) DidChangeWorkspaceFolders(_ context.Context, p *protocol.DidChangeWorkspaceFoldersParams) error {
	s := v.session
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range p.Event.Removed {
		if dir, ok := filePath(f.URI); ok {
			s.dropRoot(dir)
		}
	}
	for _, f := range p.Event.Added {
		if dir, ok := filePath(f.URI); ok {
			if r := s.addRoot(dir); r != nil {
				s.load(r)
			}
		}
	}
	s.resettle() // roots that now lie in another are no longer a part of it
	s.rehome()
	return nil
}

// addRoot opens a folder, or tells the user why it can't be and returns nil. The
// caller holds s.mu.
func (s *session) addRoot(dir string) *root {
	r, err := s.openRoot(dir)
	if err != nil {
		s.say(protocol.MessageTypeWarning, err.Error())
		return nil
	}
	for _, other := range *s.roots.Load() {
		if !other.lone && other.disk.Dir() == r.disk.Dir() {
			r.close()
			return nil
		}
	}
	s.setRoots(append([]*root{r}, *s.roots.Load()...))
	s.settle(r)
	return r
}

// dropRoot closes a folder. The caller holds s.mu.
func (s *session) dropRoot(dir string) {
	for _, r := range *s.roots.Load() {
		if id, ok := r.id(dir); ok && !r.lone && (id == "." || id == "") {
			s.removeRoot(r)
			return
		}
	}
}

func (s *session) removeRoot(gone *root) {
	s.publisher.forget(gone)
	s.setRoots(slices.DeleteFunc(slices.Clone(*s.roots.Load()), func(r *root) bool { return r == gone }))
	gone.close()
}

// rehome moves each buffer to the root it belongs to now. The caller holds s.mu.
func (s *session) rehome() {
	for u, b := range s.buffers {
		path, ok := filePath(u)
		if !ok {
			continue
		}
		old := b.root
		r, id, err := s.rootFor(path)
		if err != nil || r == old {
			continue
		}
		if old.lone {
			s.removeRoot(old)
		}
		delete(s.spelled, noteRef{old, b.id})
		if !old.lone {
			change, _ := old.disk.Note(string(b.id), old.snap.Load().Rules())
			s.apply(old, change)
		}
		b.root, b.id = r, id
		s.spelled[noteRef{r, id}] = u
		s.takeBuffer(b)
	}
}
