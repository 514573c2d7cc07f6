package markdown

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
)

// taskBox lets goldmark parse "[x]" at the start of a list item where white space
// follows (GFM, Task list items): goldmark takes the text of [x](x.md) for a box too.
type taskBox struct{ parser.InlineParser }

func (p taskBox) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	if line, _ := block.PeekLine(); len(line) > len("[x]") && line[2] == ']' && !isSpace(line[3]) {
		return nil
	}
	return p.InlineParser.Parse(parent, block, pc)
}
