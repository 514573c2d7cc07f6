package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Some notes take goldmark a time that grows with the square or the cube of
// their length: 25 KB of "- - - -" with blank lines between takes 20 s. The
// limits below cut such notes off by their structure, so the same note always
// gives the same Document. No note that a person wrote has been seen near them.
const (
	// maxDepth is how deep lists, quotes and footnotes may lie in each other.
	maxDepth = 64
	// maxDelimiters is how many brackets and emphasis marks one paragraph may open.
	maxDelimiters = 1000
	// maxParagraph is the longest paragraph whose inline content is read, in bytes.
	maxParagraph = 64 << 10
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

// A boundedInline counts what it is asked to open in a paragraph and opens
// nothing after maxDelimiters.
type boundedInline struct{ parser.InlineParser }

func (p boundedInline) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	if !scanOf(pc).mayOpen() {
		return nil
	}
	return p.InlineParser.Parse(parent, block, pc)
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

// A boundedParagraph turns a paragraph that is too long into a block whose
// inline content is not read.
type boundedParagraph struct{}

func (boundedParagraph) Transform(n *ast.Paragraph, _ text.Reader, pc parser.Context) {
	lines := n.Lines()
	if lines.Len() == 0 || lines.At(lines.Len()-1).Stop-lines.At(0).Start <= maxParagraph {
		return
	}
	scanOf(pc).doc.Partly = true
	raw := ast.NewCodeBlock()
	raw.SetLines(lines)
	n.Parent().ReplaceChild(n.Parent(), n, raw)
}
