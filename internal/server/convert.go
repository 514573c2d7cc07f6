package server

import (
	"path/filepath"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// encodingOf picks the position encoding: the first that the client offers and we
// know, else utf-16 (LSP 3.17, PositionEncodingKind).
func encodingOf(offered []protocol.PositionEncodingKind) text.Encoding {
	for _, kind := range offered {
		for _, e := range []text.Encoding{text.UTF8, text.UTF16, text.UTF32} {
			if string(kind) == e.String() {
				return e
			}
		}
	}
	return text.UTF16
}

// A mapper converts between the offsets of one text and a client's positions.
type mapper struct {
	lines    *text.LineIndex
	encoding text.Encoding
}

func newMapper(src []byte, e text.Encoding) mapper { return mapper{text.NewLineIndex(src), e} }

func (m mapper) offset(p protocol.Position) int {
	return m.lines.PositionOffset(text.Position{Line: int(p.Line), Column: int(p.Character)}, m.encoding)
}

func (m mapper) position(off int) protocol.Position {
	return positionOf(m.lines.OffsetPosition(off, m.encoding))
}

func positionOf(p text.Position) protocol.Position {
	return protocol.Position{Line: uint32(p.Line), Character: uint32(p.Column)}
}

func (m mapper) rng(s text.Span) protocol.Range {
	return protocol.Range{Start: m.position(int(s.Start)), End: m.position(int(s.End))}
}

func (m mapper) span(r protocol.Range) text.Span {
	start, end := m.offset(r.Start), m.offset(r.End)
	return text.Between(min(start, end), max(start, end))
}

// noteMapper is the mapper of a note's own text; ok is false when that is not to be
// had any more.
func noteMapper(n *vault.Note, e text.Encoding) (m mapper, ok bool) {
	src := n.Text()
	if src == nil && n.Doc.Size > 0 {
		return mapper{}, false
	}
	return newMapper(src, e), true
}

// filePath returns the path that a file URI names. ok is false for other schemes:
// untitled:, zipfile: and the like are no notes. The path may be kept: it does not
// hold on to the message that the URI came in, which may be a whole note.
func filePath(u uri.URI) (path string, ok bool) {
	s := string(u)
	if !strings.HasPrefix(strings.ToLower(s), "file:") {
		return "", false
	}
	path = strings.Clone(uri.URI(s).FsPath())
	return path, filepath.IsAbs(path)
}
