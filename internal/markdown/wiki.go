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

// spanNode returns the node of an element at an offset of body.
func (s *scan) spanNode(pos int, shown []byte) *spanNode {
	if s.quiet {
		return &s.silent
	}
	n := &spanNode{shown: string(shown)}
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
	if s.syntax.NoWikiLinks {
		return nil
	}
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
	return s.spanNode(seg.Start, shown)
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
	at := start + open
	target, label := piece{inner, at}, piece{nil, at + end}
	if i := bytes.IndexByte(inner, '|'); i >= 0 {
		// A table cell escapes the pipe.
		target, label = piece{bytes.TrimSuffix(inner[:i], []byte("\\")), at}, piece{inner[i+1:], at + i + 1}
		if s.syntax.LabelFirst {
			target, label = label, target
		}
	}
	l := Link{Kind: Wiki, Embed: open == 3, Span: s.span(start, at+end+2), LabelSpan: s.span(label.start, label.start+len(label.b))}
	n := open + end + 2
	if labelled := braces(line[n:]); s.syntax.LabelBehind && labelled > 0 {
		l.LabelSpan = s.span(start+n+1, start+n+labelled-1)
		n += labelled
		l.Span.End += int32(labelled)
	}
	fragment := piece{nil, target.start + len(target.b)}
	if i := s.fragmentMark(target.b); i >= 0 {
		l.HasFragment = true
		target, fragment = piece{target.b[:i], target.start}, piece{target.b[i+1:], target.start + i + 1}
	}
	l.Target, l.TargetSpan = s.trimmed(target)
	l.Fragment, l.FragmentSpan = s.trimmed(fragment)
	switch {
	case l.Target == "" && !l.HasFragment:
		return Link{}, 0
	case s.syntax.LabelFirst && strings.HasSuffix(l.Target, "*"):
		return Link{}, 0 // a reference to all notes below a name (Dendron)
	case s.syntax.LabelFirst:
		s.noteReference(&l)
	case s.syntax.LabelBehind && l.Target == "" && strings.HasSuffix(l.Fragment, "#"):
		return Link{}, 0 // [[#term#]]{label} shows a term and leads nowhere
	}
	return l, n
}

// noteReference cuts what Dendron writes behind the anchor that a reference starts
// at: ",1:#*" says how many lines to leave out and where to end. ^begin and ^end
// are the note's own.
func (s *scan) noteReference(l *Link) {
	start, _, _ := strings.Cut(l.Fragment, ":#")
	start, _, _ = strings.Cut(start, ",")
	l.FragmentSpan.End = l.FragmentSpan.Start + int32(len(start))
	if start == "*" || start == "^begin" || start == "^end" {
		start = ""
	}
	l.Fragment = start
}

// A piece is a stretch of a wiki link and where it starts in body.
type piece struct {
	b     []byte
	start int
}

// fragmentMark is where the "#" stands that starts the fragment, -1 for nowhere.
// Jekyll resolves entities in wiki links, and "&#45;" holds a "#" that is none.
func (s *scan) fragmentMark(b []byte) int {
	if !s.syntax.LabelBehind {
		return bytes.IndexByte(b, '#')
	}
	for i := 0; i < len(b); i++ {
		if b[i] == '&' {
			if decoded, n := decodeOne(b[i:]); n > 1 && decoded != "" {
				i += n - 1
				continue
			}
		}
		if b[i] == '#' {
			return i
		}
	}
	return -1
}

// braces is the length of the "{label}" that b starts with, 0 for none.
func braces(b []byte) int {
	if len(b) < 3 || b[0] != '{' {
		return 0
	}
	return bytes.IndexAny(b[1:], "{}\n") + 2
}

// trimmed returns p's text without the space around it, and where it stands.
func (s *scan) trimmed(p piece) (string, text.Span) {
	b := bytes.TrimLeft(p.b, " \t")
	start := p.start + len(p.b) - len(b)
	b = bytes.TrimRight(b, " \t")
	if s.syntax.LabelBehind {
		return entities(b), s.span(start, start+len(b))
	}
	return s.words.of(b), s.span(start, start+len(b))
}
