package markdown

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/notes-lsp/notes-lsp/internal/text"
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
	shown := shownText{src: s.body, base: s.base, hidden: s.commentsIn(h.Span)}
	shown.add(n)
	h.Text = shown.String()
	if id := s.blockID(n); id != "" {
		h.Text = strings.TrimRight(strings.TrimSuffix(h.Text, "^"+id), " \t")
	}
	if strings.HasSuffix(h.Text, "}") {
		if m := headingID.FindStringSubmatchIndex(h.Text); m != nil {
			h.ID = h.Text[m[2]:m[3]]
			h.Text = h.Text[:m[0]]
		}
	}
	if raw := s.body[start:end]; string(raw) != h.Text {
		h.Raw = string(raw)
	}
	s.doc.Headings = append(s.doc.Headings, h)
}

// commentsIn returns the comments that lie wholly in span.
func (s *scan) commentsIn(span text.Span) []text.Span {
	i, _ := slices.BinarySearchFunc(s.comments, span.Start, func(c text.Span, at int32) int { return cmp.Compare(c.Start, at) })
	j := i
	for j < len(s.comments) && s.comments[j].End <= span.End {
		j++
	}
	return s.comments[i:j]
}

// A shownText collects what a reader sees of inline content.
type shownText struct {
	strings.Builder
	src    []byte
	base   int         // of src in the note
	hidden []text.Span // comments
}

func (b *shownText) add(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch v := c.(type) {
		case *ast.Text:
			if !b.hides(v.Segment.Start) {
				b.addText(v)
			}
		case *ast.AutoLink:
			b.Write(v.Label(b.src))
		case *spanNode:
			if !b.hides(v.Pos()) {
				b.WriteString(v.shown)
			}
		case *ast.Image, *ast.RawHTML:
		default:
			b.add(c)
		}
	}
}

func (b *shownText) addText(v *ast.Text) {
	segment := v.Segment.Value(b.src)
	if !v.IsRaw() {
		b.WriteString(unescape(segment))
	} else if line := bytes.TrimRight(segment, "\r\n"); len(line) < len(segment) {
		b.Write(line) // a line end in code shows as a space
		b.WriteByte(' ')
	} else {
		b.Write(segment)
	}
	if v.SoftLineBreak() || v.HardLineBreak() {
		b.WriteByte(' ')
	}
}

// hides reports whether a comment covers off, which only grows.
func (b *shownText) hides(off int) bool {
	for len(b.hidden) > 0 && int(b.hidden[0].End) <= b.base+off {
		b.hidden = b.hidden[1:]
	}
	return len(b.hidden) > 0 && int(b.hidden[0].Start) <= b.base+off
}

// blockID finds "^id" at the end of n and returns the id. An id in a paragraph
// of its own names the block before it (Obsidian, Link to a block).
func (s *scan) blockID(n ast.Node) string {
	lines := n.Lines()
	if lines.Len() == 0 {
		return ""
	}
	at := lines.Len() - 1
	last := lines.At(at)
	line := bytes.TrimRight(s.body[last.Start:last.Stop], " \t\r\n")
	for at > 0 && string(line) == "%%" { // a comment ends behind the block
		at--
		last = lines.At(at)
		line = bytes.TrimRight(s.body[last.Start:last.Stop], " \t\r\n")
	}
	caret := bytes.LastIndexByte(line, '^')
	if caret < 0 || !isBlockID(line[caret+1:]) || caret > 0 && !isSpace(line[caret-1]) {
		if s.syntax.AllBlocks && n.Kind() != ast.KindHeading && len(line) > 0 {
			start, _, _ := extent(n)
			end := last.Start + len(line)
			s.doc.Blocks = append(s.doc.Blocks, Block{Span: s.span(start, end), IDSpan: s.span(end, end)})
		}
		return ""
	}
	var block ast.Node = n
	if caret == 0 && lines.Len() == 1 && n.Kind() != ast.KindHeading && n.PreviousSibling() != nil {
		block = n.PreviousSibling()
	} else if n.Parent() != nil && n.Parent().Kind() == ast.KindListItem && n.PreviousSibling() == nil {
		block = n.Parent()
	}
	start, end, _ := extent(block)
	if block.Kind() == extast.KindTable {
		start, end = s.withPipes(start, end)
	}
	if start, end = s.trimSpace(start, end); start == end {
		start, end, _ = extent(n) // the block before has no text, as a rule has none
		start, end = s.trimSpace(start, end)
	}
	id := s.words.of(line[caret+1:])
	idStart := last.Start + caret + 1
	s.doc.Blocks = append(s.doc.Blocks, Block{ID: id, Span: s.span(start, end), IDSpan: s.span(idStart, idStart+len(id))})
	return id
}

// withPipes widens a table's cells to its outer pipes.
func (s *scan) withPipes(start, end int) (int, int) {
	for start > 0 && strings.IndexByte("| \t", s.body[start-1]) >= 0 {
		start--
	}
	for end < len(s.body) && strings.IndexByte("| \t", s.body[end]) >= 0 {
		end++
	}
	return start, end
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
