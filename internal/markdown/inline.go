package markdown

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
)

// codeSpan notes where `code` stands.
type codeSpan struct{ parser.InlineParser }

func (p codeSpan) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	n := p.InlineParser.Parse(parent, block, pc)
	if _, ok := n.(*ast.CodeSpan); ok {
		s := scanOf(pc)
		_, end := block.Position()
		ticks := len(line) - len(bytes.TrimLeft(line, "`"))
		s.opaque(KindCodeSpan, seg.Start, end.Start, ticks)
	}
	return n
}

// math skips $inline$ and $$display$$ math: the opening dollar stands before a
// character that is no space, the closing one behind such a character and not
// before a digit (Pandoc, tex_math_dollars). Inline math stays on its line.
type math struct{}

func (math) Trigger() []byte { return []byte{'$'} }

func (math) Parse(_ ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	s := scanOf(pc)
	if s.dollars++; s.dollars > maxMarks {
		return nil
	}
	line, seg := block.PeekLine()
	if bytes.HasPrefix(line, []byte("$$")) {
		return displayMath(block, s)
	}
	if len(line) < 3 || isSpace(line[1]) || seg.Start < s.noMath {
		return nil
	}
	for i := 2; i < len(line); i++ {
		if line[i] != '$' || isSpace(line[i-1]) || line[i-1] == '\\' {
			continue
		}
		if i+1 < len(line) && '0' <= line[i+1] && line[i+1] <= '9' {
			s.noMath = seg.Start + i // every "$" up to here meets the same one
			return nil
		}
		block.Advance(i + 1)
		s.opaque(KindMath, seg.Start, seg.Start+i+1, 1)
		return s.spanNode(seg.Start, line[:i+1])
	}
	s.noMath = seg.Start + len(line)
	return nil
}

// displayMath skips from "$$" to the next "$$" of the paragraph.
func displayMath(block gtext.Reader, s *scan) ast.Node {
	_, first := block.PeekLine()
	block.Advance(2)
	for {
		line, seg := block.PeekLine()
		if line == nil {
			return nil
		}
		if i := bytes.Index(line, []byte("$$")); i >= 0 {
			block.Advance(i + 2)
			end := seg.Start + i + 2
			s.opaque(KindMath, first.Start, end, 2)
			if s.quiet {
				return s.spanNode(first.Start, nil)
			}
			return s.spanNode(first.Start, bytes.Join(bytes.Fields(s.body[first.Start:end]), []byte{' '}))
		}
		block.AdvanceLine()
	}
}

// opaque notes an element at [start, end) of body in which nothing is a link, and
// how many bytes mark either end.
func (s *scan) opaque(kind ElementKind, start, end, marks int) {
	s.doc.Opaque = append(s.doc.Opaque, s.span(start, end))
	s.found(kind, start, end, marks)
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

// percent notes "%%", which opens and closes Obsidian's comments.
type percent struct{}

func (percent) Trigger() []byte { return []byte{'%'} }

func (percent) Parse(_ ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	if !bytes.HasPrefix(line, []byte("%%")) {
		return nil
	}
	s := scanOf(pc)
	if s.syntax.NoPercentComments {
		return nil
	}
	s.percents = append(s.percents, seg.Start)
	block.Advance(2)
	return s.spanNode(seg.Start, line[:2])
}

// tag parses #tag as Obsidian does: letters, marks, digits, emoji, "_", "-" and
// "/", not digits alone, behind a space or at the start of a line. A ";" behind
// it makes it a colour.
type tag struct{}

func (tag) Trigger() []byte { return []byte{'#'} }

func (tag) Parse(_ ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	if scanOf(pc).syntax.NoTags || !unicode.IsSpace(block.PrecendingCharacter()) {
		return nil
	}
	line, seg := block.PeekLine()
	n := tagLen(line[1:])
	if n == 0 || n+1 < len(line) && (line[n+1] == ';' || line[n+1] == '#') {
		return nil
	}
	s := scanOf(pc)
	s.doc.Tags = append(s.doc.Tags, Tag{Name: s.words.of(line[1 : n+1]), Span: s.span(seg.Start, seg.Start+n+1)})
	block.Advance(n + 1)
	return s.spanNode(seg.Start, line[:n+1])
}

// tagLen is the length in bytes of the tag name that b starts with, 0 for none.
func tagLen(b []byte) int {
	n, named := 0, false
	for n < len(b) {
		r, size := utf8.DecodeRune(b[n:])
		switch {
		case unicode.IsLetter(r), unicode.Is(unicode.M, r), r == '_', r == '\u200d',
			unicode.Is(unicode.So, r), r > 0xFFFF && unicode.Is(unicode.Sk, r):
			named = named || r != utf8.RuneError
		case unicode.IsDigit(r), r == '-', r == '/':
		default:
			r = -1
		}
		if r < 0 || r == utf8.RuneError && size == 1 {
			break
		}
		n += size
	}
	if !named {
		return 0
	}
	return len(bytes.TrimRight(b[:n], "/"))
}
