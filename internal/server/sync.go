package server

import (
	"context"
	"path/filepath"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/text"
)

// DidOpen takes a note over from the disk.
func (v *view) DidOpen(_ context.Context, p *protocol.DidOpenTextDocumentParams) error {
	doc := p.TextDocument
	path, ok := filePath(doc.URI)
	if !ok || filepath.Base(path) == config.FileName { // no note, whatever the editor takes it for
		return nil
	}
	s := v.session
	s.mu.Lock()
	defer s.mu.Unlock()
	u := uri.URI(strings.Clone(string(doc.URI))) // the document's holds its text
	if b, ok := s.buffers[u]; ok {               // opened twice, and maybe ignored or not since
		s.release(u, b)
	}
	r, id, err := s.rootFor(path)
	if err != nil {
		return err
	}
	b := &buffer{uri: u, root: r, id: id, text: []byte(doc.Text), version: doc.Version}
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

// DidClose gives a note back to the disk.
func (v *view) DidClose(_ context.Context, p *protocol.DidCloseTextDocumentParams) error {
	s := v.session
	s.mu.Lock()
	defer s.mu.Unlock()
	if b, ok := s.buffers[p.TextDocument.URI]; ok {
		s.release(p.TextDocument.URI, b)
	}
	return nil
}
