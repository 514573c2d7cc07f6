package markdown

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// link lets goldmark parse inline and reference links, and notes where their
// parts stand.
type link struct{ parser.InlineParser }

// A bracket is an open "[" or "![": where it and its text start, in offsets of
// body, and whether a reference link may start there.
type bracket struct {
	open  int
	start int
	prose bool // stands where a link would, not behind a word as in a[i]
}

func (p link) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	i := bytes.IndexByte(line[:min(2, len(line))], '[')
	if line[0] == '!' && i < 0 {
		return nil
	}
	s := scanOf(pc)
	if s.opened >= maxBrackets {
		s.doc.Partly = true
		return nil
	}
	if line[0] != ']' {
		s.opened++
		before := block.PrecendingCharacter()
		s.brackets = append(s.brackets, bracket{open: seg.Start, start: seg.Start + i + 1, prose: startsLink(before)})
		return p.InlineParser.Parse(parent, block, pc)
	}
	n := p.InlineParser.Parse(parent, block, pc)
	cheap := n != nil || len(line) < 2 || line[1] != '(' && line[1] != '['
	if cheap && len(s.brackets) > 0 {
		s.opened--
	}
	s.closeBracket(n, line, seg.Start)
	_, end := block.Position()
	switch v := n.(type) {
	case *ast.Link:
		s.link(v, v.Destination, v.Reference, seg.Start, end.Start)
	case *ast.Image:
		s.link(v, v.Destination, v.Reference, seg.Start, end.Start)
	}
	return n
}

// CloseBlock ends a paragraph.
func (p link) CloseBlock(parent ast.Node, block gtext.Reader, pc parser.Context) {
	s := scanOf(pc)
	s.opened, s.marks, s.dollars, s.brackets, s.skip, s.noMath = 0, 0, 0, s.brackets[:0], 0, 0
	p.InlineParser.(parser.CloseBlocker).CloseBlock(parent, block, pc)
}

// link takes the parts of n, whose text ends before the "]" at closing and which
// itself ends before end.
func (s *scan) link(n ast.Node, dest []byte, ref *ast.ReferenceLink, closing, end int) {
	image := n.Kind() == ast.KindImage
	label := s.span(n.Pos()+1, closing)
	if image {
		label.Start++
	}
	if ref != nil {
		if ref.Type == ast.ReferenceLinkFull {
			label = s.span(closing+2, end-1)
		}
		s.doc.References = append(s.doc.References, Reference{
			Label: matchingLabel(ref.Value), Span: s.span(n.Pos(), end), LabelSpan: label,
		})
		return
	}
	out := Link{Kind: Inline, Embed: image, Span: s.span(n.Pos(), end), LabelSpan: label}
	start, stop, ok := s.sliceSpan(dest)
	if !ok {
		start = s.emptyDestination(closing+2, end)
		stop = start
	}
	s.destination(&out, start, stop)
	s.doc.Links = append(s.doc.Links, out)
}

// definition takes [label]: dest "title".
func (s *scan) definition(n *ast.LinkReferenceDefinition) {
	start, end, ok := extent(n)
	if !ok {
		return
	}
	start, end = s.trimSpace(start, end)
	out := Link{Kind: Definition, Label: matchingLabel(n.Label), Span: s.span(start, end)}
	colon := start + labelEnd(s.body[start:end])
	out.LabelSpan = s.span(start+1, colon-1)
	destStart, destEnd, ok := s.sliceSpan(n.Destination)
	if !ok {
		destStart = s.emptyDestination(colon+1, end)
		destEnd = destStart
	}
	s.destination(&out, destStart, destEnd)
	s.doc.Links = append(s.doc.Links, out)
}

// labelEnd is where in b, which starts with a definition's "[label]:", its colon
// is.
func labelEnd(b []byte) int {
	for i := 1; i+1 < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case ']':
			return i + 1
		}
	}
	return 2
}

// emptyDestination is where a destination would be written that starts at start
// at the earliest: in [a](<>) between the angle brackets.
func (s *scan) emptyDestination(start, end int) int {
	at, _ := s.trimSpace(start, end)
	if at < end && s.body[at] == '<' {
		return at + 1
	}
	return start
}

// destination fills what l leads to from the raw destination at [start, end).
func (s *scan) destination(l *Link, start, end int) {
	target, fragment, hash := s.splitDestination(s.body[start:end])
	l.Target = target
	l.TargetSpan = s.span(start, end)
	if hash.end == 0 {
		l.FragmentSpan = s.span(end, end)
		return
	}
	l.HasFragment, l.Fragment = true, fragment
	l.TargetSpan = s.span(start, start+hash.start)
	l.FragmentSpan = s.span(start+hash.end, end)
}

// closeBracket takes the innermost open bracket for the "]" at closing. Where
// goldmark made no link of it and [label] follows, it is a reference to a
// definition that is missing.
func (s *scan) closeBracket(n ast.Node, line []byte, closing int) {
	if len(s.brackets) == 0 {
		return
	}
	open := s.brackets[len(s.brackets)-1]
	s.brackets = s.brackets[:len(s.brackets)-1]
	if n != nil || !open.prose || open.start <= s.skip || len(line) < 4 || line[1] != '[' {
		return
	}
	n2 := bracketOrLineEnd(line[2:])
	if n2 <= 0 || line[2+n2] != ']' {
		return
	}
	label, end := line[2:2+n2], closing+2+n2+1
	if next := s.body[end:]; len(next) > 0 && strings.IndexByte("[(:{", next[0]) >= 0 {
		return
	}
	if !isReference(s.body[open.start:closing], label) {
		return
	}
	s.skip = end
	s.doc.References = append(s.doc.References, Reference{
		Label:     matchingLabel(label),
		Span:      s.span(open.open, end),
		LabelSpan: s.span(closing+2, closing+2+n2),
	})
}

// bracketOrLineEnd is where in b the first bracket or line end is that no backslash
// escapes, -1 for none.
func bracketOrLineEnd(b []byte) int {
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '[', ']', '\r', '\n':
			return i
		case '\\':
			i++
		}
	}
	return -1
}

// startsLink reports whether a link may stand behind r: after a word a bracket
// is an index, as in fd[1] and 배열[0][1].
func startsLink(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("(*_~>\"'|“‘", r)
}

// isReference tells [text][label] without a definition from prose such as
// "[i][j]" and "[0][1]".
func isReference(txt, label []byte) bool {
	txt, label = bytes.TrimSpace(txt), bytes.TrimSpace(label)
	if len(txt) == 0 || len(label) == 0 || label[0] == '^' {
		return false
	}
	short := func(b []byte) bool {
		return utf8.RuneCount(b) == 1 || len(bytes.Trim(b, "0123456789")) == 0
	}
	return !short(txt) || !short(label)
}

// Label returns the form in which labels of references and definitions are
// compared (CommonMark, matches).
func Label(label string) string { return matchingLabel([]byte(label)) }

// matchingLabel is the form in which labels are compared (CommonMark, matches).
func matchingLabel(label []byte) string { return util.ToLinkReference(label) }

// autoLink notes <scheme:...> and <name@host>.
type autoLink struct{ parser.InlineParser }

func (p autoLink) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	_, seg := block.PeekLine()
	n := p.InlineParser.Parse(parent, block, pc)
	if auto, ok := n.(*ast.AutoLink); ok {
		s := scanOf(pc)
		_, end := block.Position()
		target := s.span(seg.Start+1, end.Start-1)
		s.doc.Links = append(s.doc.Links, Link{
			Kind: Auto, Target: string(auto.Label(s.body)), Span: s.span(seg.Start, end.Start),
			TargetSpan: target, FragmentSpan: text.Span{Start: target.End, End: target.End}, LabelSpan: target,
		})
	}
	return n
}
