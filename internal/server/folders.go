package server

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"
	"unicode/utf8"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/vault"
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
				s.lookAgain(r)
			}
		}
	}
	s.resettle() // roots that now lie in another are no longer a part of it
	s.rehome(slices.Collect(maps.Keys(s.buffers)))
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
	s.recover(r)
	s.setRoots(append([]*root{r}, *s.roots.Load()...))
	s.settle(r)
	return r
}

// recover ends or takes back the moves in r that were interrupted.
func (s *session) recover(r *root) {
	told, err := r.disk.Recover()
	for _, sentence := range told {
		s.say(protocol.MessageTypeInfo, sentence)
	}
	if err != nil {
		s.say(protocol.MessageTypeWarning, err.Error())
	}
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

// removeRoot lets go of a root. Its disk is closed when a look at it has ended. The
// caller holds s.mu.
func (s *session) removeRoot(gone *root) {
	gone.gone = true
	s.unwatch(gone)
	s.publisher.forget(gone)
	s.setRoots(slices.DeleteFunc(slices.Clone(*s.roots.Load()), func(r *root) bool { return r == gone }))
	if gone.looking != nil {
		gone.looking.cancel()
		return
	}
	gone.close()
}

// respell gives the buffers of a root that has just been read the ids that the disk
// has for them: a client may spell the name of a note in another Unicode form than
// the disk. The caller holds s.mu.
func (s *session) respell(r *root) {
	for u, b := range s.buffers {
		if b.root != r {
			continue
		}
		if id := b.canonical(); id != b.id && r.sameFile(b.id, id) {
			s.move(u, b, r, id)
		}
	}
}

// canonical is the id that the vault would have for the buffer's note if it were
// not open.
func (b *buffer) canonical() vault.NoteID {
	for _, c := range []byte(b.id) {
		if c >= utf8.RuneSelf { // only these have several forms
			without, _ := b.root.snap.Load().Update(vault.Change{ID: b.id})
			return without.Canonical(b.id)
		}
	}
	return b.id
}

// sameFile reports whether id, which is there, is what the disk has at other too, be
// that because there is nothing or because the disk does not tell the two apart.
func (r *root) sameFile(other, id vault.NoteID) bool {
	a, err := os.Lstat(r.disk.Path(string(other)))
	if err != nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	b, err := os.Lstat(r.disk.Path(string(id)))
	return err == nil && os.SameFile(a, b)
}

// move makes a buffer the note id of r. The caller holds s.mu.
func (s *session) move(u uri.URI, b *buffer, r *root, id vault.NoteID) {
	old := noteRef{b.root, b.id}
	b.root, b.id = r, id
	s.leave(old)
	s.spelled[noteRef{r, id}] = u
	s.takeBuffer(b)
}
