package markdown

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// headingID matches {#id} at a heading's end (PHP Markdown Extra, Pandoc) and
// kramdown's {: #id}.
var headingID = regexp.MustCompile(`\s*\{:?\s*#([^\s{}]+)[^{}]*\}$`)

func (s *scan) heading(n *ast.Heading) {
	start := min(max(n.Pos(), 0), len(s.body))
	for start > 0 && start < len(s.body) && !utf8.RuneStart(s.body[start]) {
		start--
	}
	end := start
	if a, b, ok := extent(n); ok {
		start, end = s.trimSpace(a, b)
	}
	h := Heading{Level: n.Level, Span: s.span(start, end)}
	var shown strings.Builder
	s.plain(&shown, n)
	h.Text = strings.TrimSpace(shown.String())
	if id := s.blockID(n); id != "" {
		h.Text = strings.TrimSpace(strings.TrimSuffix(h.Text, "^"+id))
	}
	if m := headingID.FindStringSubmatchIndex(h.Text); m != nil {
		h.ID = h.Text[m[2]:m[3]]
		h.Text = h.Text[:m[0]]
	}
	if raw := string(s.body[start:end]); raw != h.Text {
		h.Raw = raw
	}
	s.doc.Headings = append(s.doc.Headings, h)
}

// plain writes what a reader sees of n's inline content.
func (s *scan) plain(b *strings.Builder, n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch v := c.(type) {
		case *ast.Text:
			if v.IsRaw() {
				b.Write(v.Segment.Value(s.body))
			} else {
				b.WriteString(unescape(v.Segment.Value(s.body)))
			}
			if v.SoftLineBreak() || v.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.AutoLink:
			b.Write(v.Label(s.body))
		case *spanNode:
			b.WriteString(v.shown)
		case *ast.Image, *ast.RawHTML:
		default:
			s.plain(b, c)
		}
	}
}

// blockID finds "^id" at the end of n and returns the id. An id in a paragraph
// of its own names the block before it (Obsidian, Link to a block).
func (s *scan) blockID(n ast.Node) string {
	lines := n.Lines()
	if lines.Len() == 0 {
		return ""
	}
	last := lines.At(lines.Len() - 1)
	line := bytes.TrimRight(s.body[last.Start:last.Stop], " \t\r\n")
	caret := bytes.LastIndexByte(line, '^')
	if caret < 0 || !isBlockID(line[caret+1:]) || caret > 0 && !isSpace(line[caret-1]) {
		return ""
	}
	var block ast.Node = n
	if caret == 0 && lines.Len() == 1 && n.PreviousSibling() != nil {
		block = n.PreviousSibling()
	} else if n.Parent() != nil && n.Parent().Kind() == ast.KindListItem && n.PreviousSibling() == nil {
		block = n.Parent()
	}
	start, end, ok := extent(block)
	if !ok {
		start, end, _ = extent(n)
	}
	id := string(line[caret+1:])
	at := last.Start + caret + 1
	s.doc.Blocks = append(s.doc.Blocks, Block{ID: id, Span: s.span(s.trimSpace(start, end)), IDSpan: s.span(at, at+len(id))})
	return id
}

// isBlockID accepts letters and digits of any script, "-" and "_".
func isBlockID(b []byte) bool {
	for _, r := range string(b) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r) && r != '-' && r != '_' {
			return false
		}
	}
	return len(b) > 0
}
