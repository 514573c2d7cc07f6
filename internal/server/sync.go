package server

import (
	"context"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A buffer is a note that the client has open: its text is the client's until it
// is closed, whatever is on disk.
type buffer struct {
	root    *root
	id      vault.NoteID
	text    []byte // never changed in place: snapshots share it
	version int32
}

// DidOpen takes a note over from the disk.
func (v *view) DidOpen(_ context.Context, p *protocol.DidOpenTextDocumentParams) error {
	doc := p.TextDocument
	path, ok := filePath(doc.URI)
	if !ok {
		return nil
	}
	s := v.session
	s.mu.Lock()
	defer s.mu.Unlock()
	r, id, err := s.rootFor(path)
	if err != nil {
		return err
	}
	b := &buffer{root: r, id: id, text: []byte(doc.Text), version: doc.Version}
	u := uri.URI(strings.Clone(string(doc.URI)))
	s.buffers[u] = b
	s.spelled[noteRef{r, id}] = u
	s.takeBuffer(b)
	return nil
}

// DidChange makes the client's edits, each on the result of the one before it
// (LSP, DidChangeTextDocumentParams).
func (v *view) DidChange(_ context.Context, p *protocol.DidChangeTextDocumentParams) error {
	s := v.session
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.buffers[p.TextDocument.URI]
	if !ok {
		return nil
	}
	for _, change := range p.ContentChanges {
		switch c := change.(type) {
		case *protocol.TextDocumentContentChangeWholeDocument:
			b.text = []byte(c.Text)
		case *protocol.TextDocumentContentChangePartial:
			span := newMapper(b.text, s.encoding).span(c.Range)
			next, err := text.Apply(b.text, []text.Edit{{Span: span, New: c.Text}})
			if err != nil {
				return err
			}
			b.text = next
		}
	}
	b.version = p.TextDocument.Version
	s.takeBuffer(b)
	return nil
}

// takeBuffer puts a buffer's text into its vault. The caller holds s.mu.
func (s *session) takeBuffer(b *buffer) {
	src := vault.Source{ID: b.id, Text: b.text, Open: true, Version: b.version, Rules: b.root.snap.Load().Rules()}
	if n, ok := b.root.snap.Load().Note(b.id); ok {
		src.Modified = n.Modified
	}
	s.apply(b.root, vault.Change{ID: b.id, Note: vault.NewNote(src)})
}

// DidClose gives a note back to the disk.
func (v *view) DidClose(_ context.Context, p *protocol.DidCloseTextDocumentParams) error {
	s := v.session
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.buffers[p.TextDocument.URI]
	if !ok {
		return nil
	}
	delete(s.buffers, p.TextDocument.URI)
	delete(s.spelled, noteRef{b.root, b.id})
	if b.root.lone {
		s.apply(b.root, vault.Change{ID: b.id})
		s.publisher.forget(b.root)
		s.setRoots(slices.DeleteFunc(slices.Clone(*s.roots.Load()), func(r *root) bool { return r == b.root }))
		b.root.close()
		return nil
	}
	change, err := b.root.disk.Note(string(b.id), b.root.snap.Load().Rules())
	s.apply(b.root, change)
	if change.File {
		return err
	}
	return nil
}

// rootFor finds the root that path belongs to: of nested folders the inner one. A
// note that lies in none, or that its folder ignores, gets a root of its own.
// The caller holds s.mu.
func (s *session) rootFor(path string) (*root, vault.NoteID, error) {
	roots := *s.roots.Load()
	if i, id := folderAt(roots, path); i >= 0 && !roots[i].disk.Ignored(string(id), roots[i].terms.Load().Disk) {
		return roots[i], roots[i].snap.Load().Canonical(id), nil
	}
	if i, id := loneAt(roots, path); i >= 0 {
		return roots[i], id, nil
	}
	r, err := s.openLone(path)
	if err != nil {
		return nil, "", err
	}
	s.setRoots(append(slices.Clone(*s.roots.Load()), r))
	id, _ := r.id(path)
	return r, id, nil
}

func (s *session) setRoots(roots []*root) { s.roots.Store(&roots) }

// uriOf is clientURI for callers that do not hold s.mu.
func (s *session) uriOf(r *root, id vault.NoteID) uri.URI {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clientURI(r, id)
}

// clientURI is the client's own spelling of a note it has open, else ours. Two
// spellings of one file are two documents to a client. The caller holds s.mu.
func (s *session) clientURI(r *root, id vault.NoteID) uri.URI {
	if u, ok := s.spelled[noteRef{r, id}]; ok {
		return u
	}
	return r.uri(id)
}
