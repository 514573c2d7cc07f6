package server

import (
	"bytes"
	"slices"

	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/rpc"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// longNote is the size in bytes from which an open note is parsed off the read loop. A
// real one of that size takes a few milliseconds, but one that is made to be slow takes
// a second and more, in which nobody would be answered.
const longNote = 256 << 10

// errBehind refuses what would be worked out from an older text of a note that is being
// parsed. The client may ask again (LSP, ContentModified).
var errBehind = rpc.ContentModified("A long note has changed and is still being read. Try again.")

// behind says that the vault does not have a buffer's latest text yet. A request about
// the note waits for it, all others go on.
type behind struct {
	done  chan struct{} // closed when the vault has caught up, or the buffer is gone
	moved chan struct{} // closed when the text has gone on, so that who waits does so in vain
}

// parseLater has a long buffer parsed by a task of its own: the latest text, whatever
// comes meanwhile. The caller holds s.mu.
func (s *session) parseLater(b *buffer) {
	if b.behind != nil { // the task looks for a newer text when it is done
		close(b.behind.moved)
		b.behind.moved = make(chan struct{})
		return
	}
	of := &behind{make(chan struct{}), make(chan struct{})}
	b.behind = of
	s.lagging.Add(1)
	s.start(func() {
		defer s.giveUp(b, of)
		s.catchUp(b, of)
	})
}

// catchUp parses until the vault has the latest text, or nobody is behind any more.
func (s *session) catchUp(b *buffer, of *behind) {
	for s.ctx.Err() == nil {
		s.mu.Lock()
		src, over := s.sourceOf(b), s.isOver(b, of)
		s.mu.Unlock()
		if over {
			return
		}
		note, err := vault.Analyse(src.ID, func() *vault.Note { return s.newNote(src) })
		s.takeParsed(b, of, src, note, err)
	}
}

// takeParsed puts what was parsed into the vault, unless the buffer has gone on since.
func (s *session) takeParsed(b *buffer, of *behind, src vault.Source, note *vault.Note, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.sourceOf(b)
	if s.isOver(b, of) || now.ID != src.ID || now.Version != src.Version || now.Rules != src.Rules || !bytes.Equal(now.Text, src.Text) {
		return
	}
	s.takeAnalysed(b, note, err)
	s.caughtUp(b)
}

// isOver reports whether nobody needs the parse any more: the buffer is closed, or the
// vault has caught up without it. The caller holds s.mu.
func (s *session) isOver(b *buffer, of *behind) bool {
	if b.behind == of && s.buffers[b.uri] != b {
		s.caughtUp(b)
	}
	return b.behind != of
}

// giveUp lets those go on who wait for a task that has ended, in whatever way.
func (s *session) giveUp(b *buffer, of *behind) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b.behind == of {
		s.caughtUp(b)
	}
}

// caughtUp lets those go on who wait. The caller holds s.mu.
func (s *session) caughtUp(b *buffer) {
	if b.behind != nil {
		close(b.behind.done)
		b.behind = nil
		s.lagging.Add(-1)
	}
}

// A waiting is a buffer that the vault is behind, at the version that a request is
// about.
type waiting struct {
	behind
	buffer  *buffer
	version int32
}

// behindNow lists the buffers that the vault is behind; nil, as nearly always, for none.
func (s *session) behindNow() map[uri.URI]waiting {
	if s.lagging.Load() == 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[uri.URI]waiting{}
	for u, b := range s.buffers {
		if b.behind != nil {
			out[u] = waiting{*b.behind, b, b.version}
		}
	}
	return out
}

// catchUpWith waits until the vault has the text of doc that the request is about, and
// has the view see it. It is false where the client has edited the note meanwhile, so
// that the request's positions mean nothing any more.
func (v *view) catchUpWith(doc uri.URI) bool {
	w, ok := v.behind[doc]
	if !ok {
		return true
	}
	select {
	case <-w.done:
	case <-w.moved:
		return false
	case <-v.ctx.Done():
		return false
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	i := slices.Index(v.roots, w.buffer.root)
	if i < 0 {
		return false
	}
	v.snaps[i] = v.roots[i].snap.Load()
	n, ok := v.snaps[i].Note(w.buffer.id)
	return ok && n.Version == w.version
}

// upToDate reports an error where edits of notes were worked out from a text that is
// older than the client's, and the client could not tell by its version.
func (v *view) upToDate(r *root, ids []vault.NoteID) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, w := range v.behind {
		if !v.features.documentChanges && w.buffer.root == r && slices.Contains(ids, w.buffer.id) && w.buffer.behind != nil {
			return errBehind
		}
	}
	return nil
}
