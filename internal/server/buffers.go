package server

import (
	"slices"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A buffer is a note that the client has open: its text is the client's until it
// is closed, whatever is on disk.
type buffer struct {
	uri     uri.URI // by the client's spelling
	root    *root
	id      vault.NoteID
	text    []byte // never changed in place: snapshots share it
	version int32
	tokens  toldTokens
	hints   toldHints
	behind  *behind // while the vault has an older text; nil else
}

// A noteRef names a note among all roots.
type noteRef struct {
	root *root
	id   vault.NoteID
}

// takeBuffer puts a buffer's text into its vault. The caller holds s.mu.
func (s *session) takeBuffer(b *buffer) {
	if len(b.text) >= longNote {
		s.parseLater(b)
		return
	}
	src := s.sourceOf(b)
	note, err := vault.Analyse(src.ID, func() *vault.Note { return s.newNote(src) })
	s.takeAnalysed(b, note, err)
	s.caughtUp(b)
}

// sourceOf is where a buffer's note comes from now. The caller holds s.mu.
func (s *session) sourceOf(b *buffer) vault.Source {
	snap := b.root.snap.Load()
	src := vault.Source{ID: b.id, Text: b.text, Open: true, Version: b.version, Rules: snap.Rules()}
	if n, ok := snap.Note(b.id); ok {
		src.Modified = n.Modified
	}
	return src
}

// takeAnalysed puts a buffer's note into its vault, or what it is without one. The
// caller holds s.mu.
func (s *session) takeAnalysed(b *buffer, note *vault.Note, err error) {
	if err != nil {
		// Answers from an older text would be worse than none.
		s.tell(protocol.MessageTypeError, err.Error())
		s.apply(b.root, vault.Change{ID: b.id, File: true})
		return
	}
	s.apply(b.root, vault.Change{ID: b.id, Note: note})
}

// manyBytes is from how much text that was open on it is worth a collection to give
// memory back.
const manyBytes = 16 << 20

// release ends a buffer. The caller holds s.mu.
func (s *session) release(u uri.URI, b *buffer) {
	delete(s.buffers, u)
	s.caughtUp(b)
	s.leave(noteRef{b.root, b.id})
	if s.released += len(b.text); s.released >= manyBytes {
		s.released = 0
		s.publisher.spare.Store(true)
		s.publisher.poke()
	}
}

// leave gives a note that a buffer was of to another one of the same file, or else
// back to the disk. The caller holds s.mu.
func (s *session) leave(ref noteRef) {
	for u, b := range s.buffers {
		if (noteRef{b.root, b.id}) == ref {
			s.spelled[ref] = u
			s.takeBuffer(b)
			return
		}
	}
	delete(s.spelled, ref)
	r := ref.root
	switch {
	case r.gone:
	case r.lone:
		s.removeRoot(r)
	case s.leaveLong(ref):
	default:
		c, whole := s.changeAt(r, ref.id)
		r.backlog.whole = r.backlog.whole || whole
		c.ID = ref.id
		s.apply(r, c)
	}
}

// leaveLong gives a long note back to the disk, which a look reads it from: the read
// loop does not. The caller holds s.mu.
func (s *session) leaveLong(ref noteRef) bool {
	n, ok := ref.root.snap.Load().Note(ref.id)
	if !ok || n.Doc.Size < longNote {
		return false
	}
	ref.root.backlog.path(ref.id)
	s.apply(ref.root, vault.Change{ID: ref.id, Note: n.Closed()})
	return true
}

// rootFor finds the root that path belongs to: of nested folders the inner one. A
// note that lies in none, or that its folder ignores, gets a root of its own.
// The caller holds s.mu.
func (s *session) rootFor(path string) (*root, vault.NoteID, error) {
	roots := *s.roots.Load()
	if i, id := folderAt(roots, path); i >= 0 {
		if id, ok := roots[i].listedAs(id); ok {
			return roots[i], roots[i].snap.Load().Canonical(id), nil
		}
	}
	if i, id := loneAt(roots, path); i >= 0 {
		return roots[i], id, nil
	}
	r, err := s.openLone(path)
	if err != nil {
		return nil, "", err
	}
	// Lone notes stand in the order of their paths: whatever goes through all roots then
	// tells the same, whichever note was opened first.
	at := len(roots)
	for at > 0 && roots[at-1].lone && roots[at-1].only > path {
		at--
	}
	s.setRoots(slices.Insert(slices.Clone(roots), at, r))
	id, _ := r.id(path)
	return r, id, nil
}

// listedAs is the name by which the walk lists a note: that of the file itself where
// a symlink leads to one that is listed. ok is false for what the walk leaves out.
func (r *root) listedAs(id vault.NoteID) (name vault.NoteID, ok bool) {
	rules := r.terms.Load().Disk
	if e, err := r.disk.Stat(string(id)); err == nil && e.Target != "" && !r.disk.Ignored(e.Target, rules) {
		return vault.NoteID(e.Target), true
	}
	return id, !r.disk.Ignored(string(id), rules)
}

func (s *session) setRoots(roots []*root) { s.roots.Store(&roots) }

// openNote is the note that the client has open as u.
func (s *session) openNote(u uri.URI) (ref noteRef, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.buffers[u]
	if !ok {
		return noteRef{}, false
	}
	return noteRef{b.root, b.id}, true
}

// uriOf is the client's own spelling of a note it has open, else ours. Two spellings
// of one file are two documents to a client. The caller does not hold s.mu.
func (s *session) uriOf(r *root, id vault.NoteID) uri.URI {
	s.mu.Lock()
	u, ok := s.spelled[noteRef{r, id}]
	s.mu.Unlock()
	if !ok {
		u = r.uri(id)
	}
	if s.features.plainURIs {
		u = plainURI(u)
	}
	return u
}
