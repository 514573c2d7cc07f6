package markdown

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// ownKey is the front matter's key for what a note asks of notes-lsp.
const ownKey = "notes-lsp"

// An Ignore is a request to pass over problems in a part of the note: a comment
//
//	<!-- notes-lsp-ignore-next-line no-such-note -->
//	<!-- notes-lsp-ignore-line -->
//	<!-- notes-lsp-ignore-start no-such-note, no-such-file --> ... <!-- notes-lsp-ignore-end -->
//
// or the front matter's "notes-lsp: {ignore: [no-such-note]}".
type Ignore struct {
	Codes []string  // none for all
	Span  text.Span // the comment or the code in the front matter
	Scope text.Span // where it counts
	kind  ignoreKind
}

type ignoreKind uint8

const (
	inFrontMatter ignoreKind = iota
	thisLine
	nextLine
	ignoreStart
	ignoreEnd
)

var ignoreKinds = map[string]ignoreKind{
	"notes-lsp-ignore-line": thisLine, "notes-lsp-ignore-next-line": nextLine,
	"notes-lsp-ignore-start": ignoreStart, "notes-lsp-ignore-end": ignoreEnd,
}

// maxIgnores bounds what a note may ask for.
const maxIgnores = 1000

// ignore takes the HTML comment at [start, end) of body if it is an Ignore.
func (s *scan) ignore(start, end int) {
	inner := bytes.TrimSuffix(bytes.TrimPrefix(s.body[start:end], []byte("<!--")), []byte("-->"))
	fields := strings.FieldsFunc(string(inner), func(r rune) bool { return r == ' ' || r == '\t' || r == ',' || r == '\n' || r == '\r' })
	if len(fields) == 0 {
		return
	}
	if kind, ok := ignoreKinds[fields[0]]; ok && len(s.doc.Ignores) < maxIgnores {
		s.doc.Ignores = append(s.doc.Ignores, Ignore{Codes: fields[1:], Span: s.span(start, end), kind: kind})
	}
}

// scopeIgnores finds where each request counts. A start without an end counts to
// the note's end; an end ends all that are open, or those with its codes.
func (s *scan) scopeIgnores() {
	all := s.doc.Ignores
	slices.SortStableFunc(all, func(a, b Ignore) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	for i := range all {
		switch ig := &all[i]; ig.kind {
		case thisLine:
			ig.Scope = s.lines(int(ig.Span.Start), int(ig.Span.End))
		case nextLine:
			_, end := s.lineAround(int(ig.Span.End))
			ig.Scope = s.lines(end, end)
		case ignoreStart:
			ig.Scope = text.Between(int(ig.Span.End), s.doc.Size)
		case ignoreEnd:
			for j := range all[:i] {
				if open := &all[j]; open.kind == ignoreStart && int(open.Scope.End) == s.doc.Size && (len(ig.Codes) == 0 || slices.Equal(open.Codes, ig.Codes)) {
					open.Scope.End = ig.Span.Start
				}
			}
		}
	}
	s.doc.Ignores = slices.DeleteFunc(all, func(ig Ignore) bool { return ig.kind == ignoreEnd })
}

// lines covers the whole lines from the one at start to the one at end.
func (s *scan) lines(start, end int) text.Span {
	first, _ := s.lineAround(start)
	_, last := s.lineAround(end)
	return text.Between(first, last)
}

// lineAround returns where the line at off starts, and where the next one does.
func (s *scan) lineAround(off int) (start, next int) {
	off = min(off, len(s.src))
	start = bytes.LastIndexByte(s.src[:off], '\n') + 1
	if i := bytes.IndexByte(s.src[off:], '\n'); i >= 0 {
		return start, off + i + 1
	}
	return start, len(s.src)
}
