package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// maxWikiLink is the longest wiki link, in bytes: it bounds the search for "]]".
const maxWikiLink = 1024

// A span node is an inline element of ours: a stretch of the source that
// goldmark must not look into, and what a heading shows of it.
type spanNode struct {
	ast.BaseInline
	shown string
}

var kindSpan = ast.NewNodeKind("NoteSpan")

func (*spanNode) Kind() ast.NodeKind { return kindSpan }

// Dump prints the node, as goldmark's nodes do.
func (n *spanNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

func newSpanNode(pos int, shown string) *spanNode {
	n := &spanNode{shown: shown}
	n.SetPos(pos)
	return n
}

// wikiLink parses [[target#fragment|label]] and ![[...]] (Obsidian, Internal
// links). It stands on one line and holds no other "[[".
type wikiLink struct{}

func (wikiLink) Trigger() []byte { return []byte{'[', '!'} }

func (wikiLink) Parse(_ ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	s := scanOf(pc)
	l, n := s.wiki(line, seg.Start)
	if n == 0 {
		return nil
	}
	s.doc.Links = append(s.doc.Links, l)
	block.Advance(n)
	shown := l.LabelSpan.Of(s.src)
	if len(shown) == 0 {
		shown = text.Span{Start: l.TargetSpan.Start, End: l.FragmentSpan.End}.Of(s.src)
	}
	return newSpanNode(seg.Start, string(shown))
}

// wiki reads the wiki link that line starts with; start is its offset in body.
// It returns the link's length in bytes, 0 where there is none.
func (s *scan) wiki(line []byte, start int) (Link, int) {
	open := 2
	if line[0] == '!' {
		open = 3
	}
	if len(line) < open+3 || line[open-2] != '[' || line[open-1] != '[' {
		return Link{}, 0
	}
	inner := line[open:min(len(line), open+maxWikiLink)]
	end := bytes.Index(inner, []byte("]]"))
	if end <= 0 || bytes.Contains(inner[:end], []byte("[[")) || bytes.IndexByte(inner[:end], '\n') >= 0 {
		return Link{}, 0
	}
	// [[a [b]]] names "a [b]".
	for end+2 < len(inner) && inner[end+2] == ']' && bytes.Count(inner[:end], []byte("[")) > bytes.Count(inner[:end], []byte("]")) {
		end++
	}
	inner = inner[:end]
	target, label := inner, []byte(nil)
	labelStart := end
	if i := bytes.IndexByte(inner, '|'); i >= 0 {
		target, label, labelStart = inner[:i], inner[i+1:], i+1
		target = bytes.TrimSuffix(target, []byte("\\")) // a table cell escapes the pipe
	}
	at := start + open
	l := Link{Kind: Wiki, Embed: open == 3, Span: s.span(start, at+end+2), LabelSpan: s.span(at+labelStart, at+labelStart+len(label))}
	fragment := []byte(nil)
	fragmentStart := len(target)
	if i := bytes.IndexByte(target, '#'); i >= 0 {
		l.HasFragment = true
		target, fragment, fragmentStart = target[:i], target[i+1:], i+1
	}
	l.Target, l.TargetSpan = s.trimmed(target, at)
	l.Fragment, l.FragmentSpan = s.trimmed(fragment, at+fragmentStart)
	if l.Target == "" && !l.HasFragment {
		return Link{}, 0
	}
	return l, open + end + 2
}

// trimmed returns b, which stands at start in body, without the space around it.
func (s *scan) trimmed(b []byte, start int) (string, text.Span) {
	start += len(b) - len(bytes.TrimLeft(b, " \t"))
	out := strings.Trim(string(b), " \t")
	return out, s.span(start, start+len(out))
}
