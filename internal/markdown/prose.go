package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
)

// prose reads the inline content of a block in one go, at the first byte of it that
// goldmark asks a parser about. It asks the same parsers at the same places as
// goldmark does (layoutParser has it so), but makes nodes only of what a Document
// needs them for: the parts of links, and all of a heading's content. A node for each
// stretch of text and each mark of emphasis is most of what a vault's start would
// cost.
type prose struct {
	codeSpan, links, autoLink, rawHTML, emphasis, strikethrough parser.InlineParser
}

func newProse() *prose {
	return &prose{
		codeSpan:      codeSpan{parser.NewCodeSpanParser()},
		links:         link{parser.NewLinkParser()},
		autoLink:      autoLink{parser.NewAutoLinkParser()},
		rawHTML:       rawHTML{parser.NewRawHTMLParser()},
		emphasis:      boundedInline{parser.NewEmphasisParser()},
		strikethrough: boundedInline{extension.NewStrikethroughParser()},
	}
}

// Trigger lists what a block may start with: goldmark takes a space for anything but
// punctuation.
func (*prose) Trigger() []byte { return []byte(" !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") }

// CloseBlock ends a block.
func (p *prose) CloseBlock(parent ast.Node, block gtext.Reader, pc parser.Context) {
	p.links.(parser.CloseBlocker).CloseBlock(parent, block, pc)
}

// asked are the bytes at which a parser is asked, and those that matter besides. With
// marks of emphasis it is for headings.
var (
	asked          = byteSet("!#$%<[]`{\\\n")
	askedInHeading = byteSet("!#$%<[]`{\\\n*_~")
)

func byteSet(s string) (set [256]bool) {
	for i := range len(s) {
		set[s[i]] = true
	}
	return set
}

// Parse reads the rest of the block, which is all of it.
func (p *prose) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	s := scanOf(pc)
	r := &s.inline
	*r = inlineReading{prose: p, scan: s, parent: parent, block: block, pc: pc, shows: parent.Kind() == ast.KindHeading}
	s.quiet = !r.shows
	r.taskBox()
	for r.line() {
	}
	s.quiet = false
	return s.blocksRead.next()
}

// An inlineReading is the state of one block's reading.
type inlineReading struct {
	*prose
	*scan
	parent  ast.Node
	block   gtext.Reader
	pc      parser.Context
	shows   bool // its nodes are what a heading shows
	escaped bool // a backslash stands before
}

// line reads to the end of the first element on the line, or of the line.
func (r *inlineReading) line() bool {
	line, _ := r.block.PeekLine()
	if line == nil {
		return false
	}
	set := &asked
	if r.shows {
		set = &askedInHeading
	}
	number, start := r.block.Position()
	end, lineBreak := withoutBreak(line)
	at, i := 0, 0 // the reader stands at the first
	for ; i < end; i++ {
		c := line[i]
		// Behind three backslashes at a line's end goldmark asks about what the next
		// line starts with although it is escaped, and a mark of emphasis there leaves
		// the escape to what follows.
		if !set[c] && !(r.escaped && i == 0 && askedInHeading[c]) {
			r.escaped = false
			continue
		}
		if c == '\n' {
			break
		}
		if c != '\\' && (!r.escaped || i == 0) {
			r.block.Advance(i - at)
			at = i
			if r.shows && i > 0 {
				_, here := r.block.Position()
				ast.MergeOrAppendTextSegment(r.parent, start.Between(here))
				start = here
			}
			if r.element(c) {
				return true
			}
		}
		r.escaped = c == '\\' && !r.escaped
	}
	if i > at {
		r.block.Advance(i - at)
	}
	now, here := r.block.Position()
	if now != number {
		return true
	}
	if r.shows {
		r.text(start.Between(here), lineBreak)
	}
	r.block.AdvanceLine()
	return true
}

// A lineBreak is what the end of a line in a paragraph means (CommonMark, Hard line
// breaks; Soft line breaks).
type lineBreak uint8

const (
	noBreak lineBreak = iota
	softBreak
	hardBreak // two spaces
	backslashBreak
)

// withoutBreak returns the length of a line without a hard break at its end, which is
// cut where goldmark cuts it.
func withoutBreak(line []byte) (int, lineBreak) {
	n := len(line)
	if line[n-1] != '\n' {
		return n, noBreak
	}
	end := n - 1
	backslash := func(end int) bool {
		return end > 0 && line[end-1] == '\\' && (end == 1 || line[end-2] != '\\')
	}
	crs := end > 0 && line[end-1] == '\r'
	switch {
	case backslash(end):
		return end - 1, backslashBreak
	case crs && backslash(end-1):
		return end - 2, backslashBreak
	case end > 1 && line[end-1] == ' ' && line[end-2] == ' ':
		return end - 2, hardBreak
	case crs && end > 2 && line[end-2] == ' ' && line[end-3] == ' ':
		return end - 3, hardBreak
	}
	return n, softBreak
}

// text adds what a heading shows of a line behind its last element.
func (r *inlineReading) text(seg gtext.Segment, end lineBreak) {
	if end != backslashBreak {
		seg = seg.TrimRightSpace(r.block.Source())
	}
	n := ast.NewTextSegment(seg)
	n.SetSoftLineBreak(end == softBreak)
	n.SetHardLineBreak(end > softBreak)
	r.parent.AppendChild(r.parent, n)
}

// element reads the element that c starts or ends, with the parsers in the order of
// their priority in layoutParser.
func (r *inlineReading) element(c byte) bool {
	switch c {
	case '[', '!':
		return r.by(footnoteUse{}) || r.by(wikiLink{}) || r.keep(r.links)
	case ']':
		return r.keep(r.links)
	case '`':
		if r.shows {
			return r.by(r.codeSpan)
		}
		r.code()
		return true
	case '$':
		return r.by(math{})
	case '%':
		return r.by(percent{})
	case '{':
		return r.by(shortcode{})
	case '<':
		return r.by(r.autoLink) || r.by(r.rawHTML)
	case '#':
		return r.by(tag{})
	case '~':
		return r.keep(r.strikethrough)
	}
	return r.keep(r.emphasis)
}

// by has p read an element here. Its node is kept in a heading only.
func (r *inlineReading) by(p parser.InlineParser) bool { return r.read(p, r.shows) }

// keep is by for the ends of links and emphasis, which goldmark finds again by their
// nodes.
func (r *inlineReading) keep(p parser.InlineParser) bool { return r.read(p, true) }

func (r *inlineReading) read(p parser.InlineParser, keep bool) bool {
	number, pos := r.block.Position()
	n := p.Parse(r.parent, r.block, r.pc)
	if n == nil {
		r.block.SetPosition(number, pos)
		return false
	}
	if keep {
		if n.Pos() < 0 {
			n.(interface{ SetPos(int) }).SetPos(pos.Start)
		}
		r.parent.AppendChild(r.parent, n)
	}
	return true
}

// code passes over a code span, or over backquotes that have no partner.
func (r *inlineReading) code() {
	line, first := r.block.PeekLine()
	ticks := countTicks(line)
	r.block.Advance(ticks)
	number, pos := r.block.Position()
	for {
		line, _ := r.block.PeekLine()
		if line == nil {
			r.block.SetPosition(number, pos)
			return
		}
		for i := 0; i < len(line); {
			next := bytes.IndexByte(line[i:], '`')
			if next < 0 {
				break
			}
			i += next
			n := countTicks(line[i:])
			i += n
			if n == ticks {
				r.block.Advance(i)
				_, end := r.block.Position()
				r.doc.Opaque = append(r.doc.Opaque, r.span(first.Start, end.Start))
				return
			}
		}
		r.block.AdvanceLine()
	}
}

// countTicks is how many backquotes b starts with.
func countTicks(b []byte) int { return len(b) - len(bytes.TrimLeft(b, "`")) }

// taskBox passes over the "[x]" that a list item starts with, as taskBox{} does.
func (r *inlineReading) taskBox() {
	line, _ := r.block.PeekLine()
	if len(line) < 3 || line[0] != '[' || line[2] != ']' || len(line) > 3 && !isSpace(line[3]) {
		return
	}
	item, ok := r.parent.Parent().(*ast.ListItem)
	if !ok || item.FirstChild() != r.parent || r.parent.HasChildren() || bytes.IndexByte([]byte("xX \t\n\f\r"), line[1]) < 0 {
		return
	}
	n := 3
	for n < len(line) && (isSpace(line[n]) || line[n] == '\f') {
		n++
	}
	r.block.Advance(n)
}
