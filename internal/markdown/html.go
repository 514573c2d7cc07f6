package markdown

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
)

// rawHTML takes the tags that stand in a paragraph.
type rawHTML struct{ parser.InlineParser }

func (p rawHTML) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	_, seg := block.PeekLine()
	n := p.InlineParser.Parse(parent, block, pc)
	if n != nil {
		_, end := block.Position()
		s := scanOf(pc)
		s.html(seg.Start, end.Start)
		if !bytes.HasPrefix(s.body[seg.Start:], []byte("<!--")) {
			s.found(KindInlineHTML, seg.Start, end.Start, 0)
		}
	}
	return n
}

func (s *scan) htmlBlock(n *ast.HTMLBlock) {
	start, end, ok := extent(n)
	if n.HasClosure() {
		if !ok {
			start = n.ClosureLine.Start
		}
		end, ok = n.ClosureLine.Stop, true
	}
	if ok {
		s.html(start, end)
		s.mentions(start, end)
	}
}

// bracketed matches what would be a reference or footnote outside of HTML.
var bracketed = regexp.MustCompile(`\[\^?([^\[\]\n]{1,100})\]`)

// mentions notes the labels in an HTML block. Most renderers leave the block as it
// is, some (kramdown, Markdig) read Markdown in it.
func (s *scan) mentions(start, end int) {
	for _, m := range bracketed.FindAllSubmatch(s.body[start:end], -1) {
		s.doc.Mentioned = append(s.doc.Mentioned, matchingLabel(m[1]))
	}
}

// html takes the links and anchors of the HTML at [start, end) of body. It is
// lenient, as browsers are, and never looks at a byte twice.
func (s *scan) html(start, end int) {
	for at := start; at < end; {
		i := bytes.IndexByte(s.body[at:end], '<')
		if i < 0 {
			return
		}
		at += i
		rest := s.body[at:end]
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			n := skipPast(rest[4:], "-->") + 4
			s.doc.Opaque = append(s.doc.Opaque, s.span(at, at+n))
			s.ignore(at, at+n)
			s.found(KindComment, at, s.textEnd(at, at+n), 0)
			at += n
		case len(rest) > 1 && isLetter(rest[1]):
			at += s.htmlTag(rest, at)
		default:
			at++
		}
	}
}

// skipPast is the offset behind the first end in b, or b's length.
func skipPast(b []byte, end string) int {
	if i := bytes.Index(b, []byte(end)); i >= 0 {
		return i + len(end)
	}
	return len(b)
}

// htmlTag takes the tag that b starts with, at offset at of body, and returns
// how many bytes are done: of script and style the content too.
func (s *scan) htmlTag(b []byte, at int) int {
	i := 1
	for i < len(b) && (isLetter(b[i]) || '0' <= b[i] && b[i] <= '9' || b[i] == '-') {
		i++
	}
	name := strings.ToLower(string(b[1:i]))
	first := len(s.doc.Links)
	for i < len(b) && b[i] != '>' {
		if isSpace(b[i]) || b[i] == '/' {
			i++
			continue
		}
		key, value, n := attribute(b[i:])
		s.htmlAttribute(name, key, at+i+value.start, at+i+value.end)
		i += n
	}
	i = min(i+1, len(b))
	for j := first; j < len(s.doc.Links); j++ {
		s.doc.Links[j].Span = s.span(at, at+i)
	}
	if name == "script" || name == "style" {
		i += skipElement(b[i:], name)
	}
	return i
}

// skipElement is the length of the content of an element up to its end tag,
// whose name may be written in any case.
func skipElement(b []byte, name string) int {
	for at := 0; ; at += 2 {
		i := bytes.Index(b[at:], []byte("</"))
		if i < 0 {
			return len(b)
		}
		at += i
		if end := at + 2 + len(name); end <= len(b) && strings.EqualFold(string(b[at+2:end]), name) {
			return at
		}
	}
}

type byteRange struct{ start, end int }

// attribute reads name=value, where the value may be quoted or missing; b starts
// with neither a space nor ">". It always takes at least one byte.
func attribute(b []byte) (key string, value byteRange, n int) {
	i := 1
	for i < len(b) && !isSpace(b[i]) && b[i] != '=' && b[i] != '>' && b[i] != '/' {
		i++
	}
	key = strings.ToLower(string(b[:i]))
	j := i
	for j < len(b) && isSpace(b[j]) {
		j++
	}
	if j >= len(b) || b[j] != '=' {
		return key, byteRange{i, i}, i
	}
	for j++; j < len(b) && isSpace(b[j]); j++ {
	}
	if j < len(b) && (b[j] == '"' || b[j] == '\'') {
		end := bytes.IndexByte(b[j+1:], b[j])
		if end < 0 {
			return key, byteRange{j, j}, len(b)
		}
		return key, byteRange{j + 1, j + 1 + end}, j + end + 2
	}
	end := j
	for end < len(b) && !isSpace(b[end]) && b[end] != '>' {
		end++
	}
	return key, byteRange{j, end}, end
}

// htmlAttribute takes an attribute's value at [start, end) of body.
func (s *scan) htmlAttribute(tag, key string, start, end int) {
	if start == end {
		return
	}
	switch {
	case key == "id", key == "name" && tag == "a":
		s.doc.Anchors = append(s.doc.Anchors, Anchor{ID: unescape(s.body[start:end]), Span: s.span(start, end)})
	case key == "href" && tag == "a":
		s.htmlLink(start, end, false)
	case key == "src" && (tag == "img" || tag == "video" || tag == "audio" || tag == "source" || tag == "embed" || tag == "iframe"):
		s.htmlLink(start, end, true)
	}
}

func (s *scan) htmlLink(start, end int, embed bool) {
	start, end = s.trimSpace(start, end)
	if start == end {
		return
	}
	l := Link{Kind: HTML, Embed: embed}
	s.destination(&l, start, end)
	l.LabelSpan = l.TargetSpan
	s.doc.Links = append(s.doc.Links, l)
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }
