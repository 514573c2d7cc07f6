package markdown

import (
	"bytes"
	"regexp"

	"github.com/yuin/goldmark/ast"
)

// attributeID matches the id in a block's attribute list: {: #id .class} or
// {:id="id"} (kramdown, Inline Attribute Lists).
var attributeID = regexp.MustCompile(`(?:^|\s)(?:#([^\s"'}]+)|id="([^"]+)"|id='([^']+)')`)

// maxAttributes is the longest attribute list, in bytes.
const maxAttributes = 1024

// attributeList takes the id that the last line of n gives to it.
func (s *scan) attributeList(n ast.Node) {
	lines := n.Lines()
	if lines.Len() == 0 {
		return
	}
	last := lines.At(lines.Len() - 1)
	line := bytes.TrimRight(s.body[last.Start:last.Stop], " \t\r\n")
	if len(line) > maxAttributes || !bytes.HasPrefix(line, []byte("{:")) || !bytes.HasSuffix(line, []byte("}")) {
		return
	}
	inner := line[2 : len(line)-1]
	m := attributeID.FindSubmatchIndex(inner)
	for i := 2; i < len(m); i += 2 {
		if m[i] >= 0 {
			at := last.Start + 2
			s.doc.Anchors = append(s.doc.Anchors, Anchor{ID: string(inner[m[i]:m[i+1]]), Span: s.span(at+m[i], at+m[i+1])})
		}
	}
}
