package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Some notes take goldmark a time that grows with the square or the cube of
// their length: 25 KB of "- - - -" with blank lines between takes 20 s. The
// limits below cut such notes off by their structure, so the same note always
// gives the same Document. No note that a person wrote has been seen near them.
const (
	// maxDepth is how deep lists, quotes and footnotes may lie in each other.
	maxDepth = 64
	// maxBlanks is how often the containers of one note are asked whether they go
	// on after a blank line.
	maxBlanks = 1 << 19
	// maxBrackets is how many "[" one paragraph may have that are not closed, or
	// closed by a "](" or "][" of no link.
	maxBrackets = 256
	// maxMarks is how many marks of emphasis, and how many of math, one paragraph
	// may have.
	maxMarks = 1000
	// maxParagraph is the longest paragraph, heading or cell that is read whatever
	// it holds, in bytes.
	maxParagraph = 64 << 10
	// maxWork bounds marks times bytes of a longer one. A picture in a data URI is
	// long, but has hardly a mark.
	maxWork = 1 << 27
	// maxCells bounds rows times columns of a table.
	maxCells = 50_000
)

// A boundedBlock opens no container below maxDepth: the text there is a paragraph.
type boundedBlock struct{ parser.BlockParser }

func (p boundedBlock) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		depth++
	}
	if depth > maxDepth {
		scanOf(pc).doc.Partly = true
		return nil, parser.NoChildren
	}
	return p.BlockParser.Open(parent, reader, pc)
}

// Continue closes a container at a blank line once the note's blank lines have
// asked many times: each asks every open container, for a single byte.
func (p boundedBlock) Continue(n ast.Node, reader text.Reader, pc parser.Context) parser.State {
	if line, _ := reader.PeekLine(); util.IsBlank(line) {
		s := scanOf(pc)
		if s.blanks++; s.blanks > maxBlanks {
			s.doc.Partly = true
			return parser.Close
		}
	}
	return p.BlockParser.Continue(n, reader, pc)
}

// A boundedInline counts what it is asked to open in a paragraph and opens
// nothing after maxMarks. It serves emphasis, which a Document shows only in the
// text of headings.
type boundedInline struct{ parser.InlineParser }

func (p boundedInline) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	s := scanOf(pc)
	if s.marks++; s.marks > maxMarks {
		return nil
	}
	return p.InlineParser.Parse(parent, block, pc)
}

// isTooLong reports whether reading the inline content of lines may take long.
func isTooLong(lines *text.Segments, src []byte) bool {
	if lines.Len() == 0 {
		return false
	}
	b := src[lines.At(0).Start:lines.At(lines.Len()-1).Stop]
	if len(b) <= maxParagraph {
		return false
	}
	marks := 0
	for _, c := range b {
		switch c {
		case '[', ']', '<', '`', '$', '*', '_', '~':
			marks++
		}
	}
	return marks*len(b) > maxWork
}

// A boundedHeading makes a heading that is too long a block whose inline content
// is not read.
type boundedHeading struct{ parser.BlockParser }

func (p boundedHeading) Close(n ast.Node, reader text.Reader, pc parser.Context) {
	p.BlockParser.Close(n, reader, pc)
	if n.Parent() != nil && isTooLong(n.Lines(), reader.Source()) {
		pass(n, pc)
	}
}

// A boundedTable leaves a table of too many cells a paragraph.
type boundedTable struct{ parser.ParagraphTransformer }

func (t boundedTable) Transform(n *ast.Paragraph, reader text.Reader, pc parser.Context) {
	lines := n.Lines()
	if lines.Len() < 2 {
		return
	}
	columns := 0
	for i := 1; i < lines.Len(); i++ {
		line := lines.At(i)
		row := line.Value(reader.Source())
		// Only a delimiter row sets the number of columns, and it has a "-".
		if bytes.IndexByte(row, '-') >= 0 {
			columns = max(columns, bytes.Count(row, []byte{'|'})+1)
		}
	}
	if columns*lines.Len() > maxCells {
		scanOf(pc).doc.Partly = true
		return
	}
	t.ParagraphTransformer.Transform(n, reader, pc)
}

// A boundedParagraph does the same to a paragraph. A table passes it the first
// time, to be read cell by cell.
type boundedParagraph struct{ table bool }

func (p boundedParagraph) Transform(n *ast.Paragraph, reader text.Reader, pc parser.Context) {
	if isTooLong(n.Lines(), reader.Source()) && !(p.table && hasDelimiterRow(n, reader.Source())) {
		pass(n, pc)
	}
}

// hasDelimiterRow reports whether n's second line is a table's "|---|:-:|".
func hasDelimiterRow(n *ast.Paragraph, src []byte) bool {
	if n.Lines().Len() < 2 {
		return false
	}
	head, row := n.Lines().At(0), n.Lines().At(1)
	return !bytes.Contains(head.Value(src), []byte("]:")) && len(bytes.Trim(row.Value(src), "|-: \t\r\n")) == 0
}

// pass puts a block of raw lines into n's place.
func pass(n ast.Node, pc parser.Context) {
	scanOf(pc).doc.Partly = true
	raw := ast.NewCodeBlock()
	raw.SetLines(n.Lines())
	n.Parent().ReplaceChild(n.Parent(), n, raw)
}
