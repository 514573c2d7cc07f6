package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// A layout collects what goldmark knows while it reads and does not keep: which
// lines a block takes, and where inline elements start and end.
type layout struct {
	lines    map[ast.Node]*byteRange // of blocks, in offsets of body
	elements []Element
}

// found notes an inline element at [start, end) of body that starts and ends with
// so many bytes of marks.
func (s *scan) found(kind ElementKind, start, end, marks int) {
	if s.layout == nil {
		return
	}
	e := Element{Kind: kind, Span: s.span(start, end)}
	if marks > 0 {
		e.Content = s.span(start+marks, end-marks)
	}
	s.layout.elements = append(s.layout.elements, e)
}

func untracked(p parser.BlockParser) parser.BlockParser { return p }

func tracked(p parser.BlockParser) parser.BlockParser { return trackedBlock{p} }

// A trackedBlock notes the lines of its blocks: from where they open to the last
// line that they take and that is not blank.
type trackedBlock struct{ parser.BlockParser }

func (p trackedBlock) Open(parent ast.Node, reader gtext.Reader, pc parser.Context) (ast.Node, parser.State) {
	_, line := reader.PeekLine()
	n, state := p.BlockParser.Open(parent, reader, pc)
	if n == nil {
		return n, state
	}
	s := scanOf(pc)
	start := line.Start
	if n.Kind() != ast.KindCodeBlock { // whose indentation is its mark
		start += len(s.body[start:line.Stop]) - len(bytes.TrimLeft(s.body[start:line.Stop], " \t"))
	}
	if s.layout.lines == nil {
		s.layout.lines = map[ast.Node]*byteRange{}
	}
	s.layout.lines[n] = &byteRange{start, s.textEnd(start, line.Stop)}
	return n, state
}

func (p trackedBlock) Continue(n ast.Node, reader gtext.Reader, pc parser.Context) parser.State {
	line, before := reader.PeekLine()
	blank := util.IsBlank(line)
	state := p.BlockParser.Continue(n, reader, pc)
	if blank {
		return state
	}
	// A block that its last line closes, as a fence, has read that line.
	if _, after := reader.Position(); state&parser.Continue != 0 || after.Start > before.Start {
		s := scanOf(pc)
		s.layout.lines[n].end = s.textEnd(before.Start, before.Stop)
	}
	return state
}

// textEnd is where the text of [start, end) of body ends.
func (s *scan) textEnd(start, end int) int {
	return start + len(bytes.TrimRight(s.body[start:end], spaces))
}

func marked(p parser.InlineParser) parser.InlineParser { return trackedMarks{p} }

// trackedMarks notes where emphasis starts and ends. Goldmark pairs the marks when
// the paragraph is read, and keeps no place of those that it takes.
type trackedMarks struct{ parser.InlineParser }

func (p trackedMarks) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	n := p.InlineParser.Parse(parent, block, pc)
	if d, ok := n.(*parser.Delimiter); ok {
		d.Processor = &markRun{DelimiterProcessor: d.Processor, scan: scanOf(pc)}
	}
	return n
}

// A markRun is a run of "*", "_" or "~". It takes part in goldmark's pairing, which
// asks the opener whether it goes with a closer, and tells it directly after that
// when it does.
type markRun struct {
	parser.DelimiterProcessor
	scan           *scan
	closed         int // of the run's marks, those that closed something: its first ones
	opener, closer *parser.Delimiter
}

func (m *markRun) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	m.opener, m.closer = opener, closer
	return m.DelimiterProcessor.CanOpenCloser(opener, closer)
}

func (m *markRun) OnMatch(marks int) ast.Node {
	closer := m.closer.Processor.(*markRun)
	closer.closed += marks
	kind := KindEmphasis
	switch {
	case m.opener.Char == '~':
		kind = KindStrikethrough
	case marks == 2:
		kind = KindStrong
	}
	// The opener's Length is what is left of it by now: its marks go from the right.
	m.scan.found(kind, m.opener.Segment.Start+m.closed+m.opener.Length, m.closer.Segment.Start+closer.closed, marks)
	return m.DelimiterProcessor.OnMatch(marks)
}

// linesOf is where the block n stands, in offsets of body.
func (s *scan) linesOf(n ast.Node) (start, end int, ok bool) {
	if r := s.layout.lines[n]; r != nil {
		return r.start, r.end, true
	}
	start, end, ok = extent(n)
	if ok {
		start, end = s.trimSpace(start, end)
	}
	return start, end, ok
}

// block notes a block.
func (s *scan) block(kind ElementKind, start, end int, content text.Span) *Element {
	s.layout.elements = append(s.layout.elements, Element{Kind: kind, Span: s.span(start, end), Content: content})
	return &s.layout.elements[len(s.layout.elements)-1]
}
