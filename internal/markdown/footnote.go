package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
)

// maxFootnoteLabel is the longest label of a footnote, in bytes.
const maxFootnoteLabel = 300

// footnoteUse parses [^label], whether or not the note defines it.
type footnoteUse struct{}

func (footnoteUse) Trigger() []byte { return []byte{'[', '!'} }

func (footnoteUse) Parse(_ ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	if bytes.HasPrefix(line, []byte("![^")) && bytes.IndexByte(line[:min(len(line), maxFootnoteLabel)], ']') > 0 {
		// The mark belongs to the sentence: "Really![^1]" shows no picture.
		block.Advance(1)
		return ast.NewTextSegment(seg.WithStop(seg.Start + 1))
	}
	if len(line) < 4 || line[0] != '[' || line[1] != '^' {
		return nil
	}
	n := bytes.IndexByte(line[2:min(len(line), 2+maxFootnoteLabel)], ']')
	if n <= 0 || bytes.ContainsAny(line[2:2+n], " \t\r\n[^") {
		return nil
	}
	s := scanOf(pc)
	s.footnote(seg.Start, seg.Start+2, seg.Start+2+n, false)
	block.Advance(n + 3)
	return s.spanNode(seg.Start, nil)
}

func (s *scan) footnote(start, labelStart, labelEnd int, definition bool) {
	s.doc.Footnotes = append(s.doc.Footnotes, Footnote{
		Label: matchingLabel(s.body[labelStart:labelEnd]), Definition: definition,
		Span: s.span(start, labelEnd+1), LabelSpan: s.span(labelStart, labelEnd),
	})
}

// footnoteBlock notes the definitions of footnotes.
type footnoteBlock struct{ parser.BlockParser }

func (p footnoteBlock) Open(parent ast.Node, reader gtext.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, seg := reader.PeekLine()
	at := pc.BlockOffset()
	n, state := p.BlockParser.Open(parent, reader, pc)
	if n == nil {
		return n, state
	}
	start := seg.Start - seg.Padding + at
	if end := bytes.IndexByte(line[at:], ']'); end > 2 {
		s := scanOf(pc)
		if s.footnotes == nil {
			s.footnotes = map[ast.Node]int{}
		}
		s.footnotes[n] = len(s.doc.Footnotes)
		s.footnote(start, start+2, start+end, true)
	}
	return n, state
}

// definitionAfterFootnote lets a link definition end the footnote above it. By
// GitHub's rules the line goes on with the footnote's paragraph; kramdown sees
// the definition, and so does everyone who writes their footnotes and
// definitions as one list.
type definitionAfterFootnote struct{ parser.BlockParser }

func (definitionAfterFootnote) Trigger() []byte { return []byte{'['} }

func (definitionAfterFootnote) CanInterruptParagraph() bool { return true }

func (p definitionAfterFootnote) Open(parent ast.Node, reader gtext.Reader, pc parser.Context) (ast.Node, parser.State) {
	last := pc.LastOpenedBlock().Node
	if last == nil || !ast.IsParagraph(last) || last.Parent() == parent || last.Parent().Kind() != extast.KindFootnote {
		return nil, parser.NoChildren
	}
	line, _ := reader.PeekLine()
	line = line[max(pc.BlockOffset(), 0):]
	if end := bytes.Index(line, []byte("]:")); end < 2 || line[1] == '^' || bytes.IndexByte(line[1:end], '[') >= 0 {
		return nil, parser.NoChildren
	}
	return p.BlockParser.Open(parent, reader, pc)
}
