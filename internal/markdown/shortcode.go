package markdown

import (
	"bytes"
	"regexp"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
)

// refShortcode matches {{< ref "dest" >}} and {{% relref path="dest" %}} at the
// start of a line (Hugo, ref and relref shortcodes).
var refShortcode = regexp.MustCompile("^\\{\\{[<%]\\s*(?:rel)?ref\\s+(?:path=)?(?:\"([^\"\n]*)\"|`([^`\n]*)`|([^\\s\"'`>%]+))[^\n]*?[>%]\\}\\}")

// maxShortcode is the longest shortcode, in bytes.
const maxShortcode = 1024

// shortcode reads Hugo's references. Where they are no links they are prose.
type shortcode struct{}

func (shortcode) Trigger() []byte { return []byte{'{'} }

func (shortcode) Parse(_ ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	s := scanOf(pc)
	line, seg := block.PeekLine()
	if !s.syntax.Shortcodes || !bytes.HasPrefix(line, []byte("{{")) {
		return nil
	}
	m := refShortcode.FindSubmatchIndex(line[:min(len(line), maxShortcode)])
	if m == nil {
		return nil
	}
	l := Link{Kind: Shortcode, Span: s.span(seg.Start, seg.Start+m[1])}
	for i := 2; i < len(m); i += 2 {
		if m[i] >= 0 {
			s.destination(&l, seg.Start+m[i], seg.Start+m[i+1])
		}
	}
	l.LabelSpan = l.TargetSpan
	s.doc.Links = append(s.doc.Links, l)
	block.Advance(m[1])
	return s.spanNode(seg.Start, line[:m[1]])
}
