package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// frontMatterElement notes the front matter, with the values that a Document has.
func (s *scan) frontMatterElement() {
	fm := &s.doc.FrontMatter
	if fm.Format == NoFrontMatter {
		return
	}
	block := fm.Span.Of(s.src)
	start := int(fm.Span.Start)
	inner := bytes.IndexByte(block, '\n') + 1
	block = bytes.TrimRight(block, spaces)
	closing := bytes.LastIndexByte(block, '\n') + 1
	content := len(bytes.TrimRight(block[:closing], "\r\n"))
	s.layout.elements = append(s.layout.elements, Element{
		Kind: KindFrontMatter, Span: text.Between(start, start+len(block)),
		Content: text.Between(start+inner, start+max(inner, content)),
	})
	for _, v := range append([]Value{fm.Title}, fm.Aliases...) {
		s.element(KindValue, v.Span)
	}
}

// element notes an element without content of its own.
func (s *scan) element(kind ElementKind, span text.Span) {
	if !span.Empty() {
		s.layout.elements = append(s.layout.elements, Element{Kind: kind, Span: span})
	}
}

// blockElements notes the blocks below n, each before those in it, and returns
// where the last of them ends.
func (s *scan) blockElements(n ast.Node) (end int32) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Type() != ast.TypeBlock {
			break
		}
		if c.Kind() == extast.KindFootnoteList { // goldmark has moved footnotes there from anywhere
			s.blockElements(c)
			continue
		}
		at := len(s.layout.elements)
		s.blockElement(c)
		own := s.blockElements(c)
		if at < len(s.layout.elements) {
			// A paragraph in it may go on where the block's marks do not.
			e := &s.layout.elements[at]
			e.Span.End = max(e.Span.End, own)
			own = e.Span.End
		}
		end = max(end, own)
	}
	return end
}

var blockKinds = map[ast.NodeKind]ElementKind{
	ast.KindParagraph: KindParagraph, ast.KindTextBlock: KindParagraph, ast.KindList: KindList, ast.KindListItem: KindListItem,
	ast.KindThematicBreak: KindRule, ast.KindLinkReferenceDefinition: KindDefinition, ast.KindHTMLBlock: KindHTMLBlock,
	extast.KindTableCell: KindTableCell, extast.KindFootnote: KindFootnote,
}

func (s *scan) blockElement(n ast.Node) {
	switch v := n.(type) {
	case *extast.Table:
		s.tableElement(v)
		return
	case *extast.TableHeader, *extast.TableRow:
		start, end := s.lineOf(n.Pos())
		s.block(KindTableRow, start, end, text.Span{})
		return
	}
	start, end, ok := s.linesOf(n)
	if !ok || start >= end {
		return // an empty cell
	}
	kind := blockKinds[n.Kind()]
	var content text.Span
	switch v := n.(type) {
	case *ast.Heading:
		kind = KindHeading
		if a, b, ok := extent(n); ok {
			a, b = s.trimSpace(a, b)
			start, content = min(start, a), s.span(a, b) // underlined, it was opened at the line
		}
	case *ast.CodeBlock:
		kind = KindIndentedCode
		if s.layout.lines[n] == nil {
			kind = KindParagraph // passed over
		}
	case *ast.FencedCodeBlock:
		kind = KindFence
		if a, b, ok := extent(n); ok {
			content = s.span(a, min(end, s.textEnd(a, b)))
		}
	case *ast.HTMLBlock:
		block := s.body[start:end]
		if v.HTMLBlockType == ast.HTMLBlockType2 && 4+skipPast(block[4:], "-->") == len(block) {
			kind = KindComment
		}
	case *ast.Blockquote:
		kind = KindQuote
		if isCallout(s.body[start:end]) {
			kind = KindCallout
		}
	}
	e := s.block(kind, start, end, content)
	if h, ok := n.(*ast.Heading); ok {
		e.Level = int8(h.Level)
	}
}

// tableElement notes a table, from its first row to its last.
func (s *scan) tableElement(n *extast.Table) {
	start, end := s.lineOf(n.FirstChild().Pos())
	if last := n.LastChild(); last != n.FirstChild() {
		_, end = s.lineOf(last.Pos())
	} else if i := bytes.IndexByte(s.body[end:], '\n'); i >= 0 { // the line of dashes
		_, end = s.lineOf(end + i + 1)
	}
	s.block(KindTable, start, end, text.Span{})
}

// lineOf is where the text of the line at off of body starts, from off on, and
// ends.
func (s *scan) lineOf(off int) (start, end int) {
	end = len(s.body)
	if i := bytes.IndexByte(s.body[off:], '\n'); i >= 0 {
		end = off + i
	}
	return s.trimSpace(off, end)
}

// isCallout reports whether a quote starts with "> [!type]".
func isCallout(quote []byte) bool {
	b, ok := bytes.CutPrefix(bytes.TrimLeft(quote[1:], " \t"), []byte("[!"))
	if !ok {
		return false
	}
	end := bytes.IndexAny(b, "]\n")
	return end > 0 && b[end] == ']'
}

// linkElements notes what the Document holds of inline elements, with their parts.
func (s *scan) linkElements() {
	d := s.doc
	for i := range d.Links {
		l := &d.Links[i]
		if l.Kind != Definition {
			s.element(KindLink, l.Span)
		}
		s.element(KindLinkPart, l.LabelSpan)
		s.element(KindLinkPart, l.TargetSpan)
		s.element(KindLinkPart, l.FragmentSpan)
	}
	for i := range d.References {
		r := &d.References[i]
		s.element(KindLink, r.Span)
		s.element(KindLinkPart, r.LabelSpan)
		open := r.Span.Start + int32(bytes.IndexByte(r.Span.Of(s.src), '[')) + 1
		if r.LabelSpan.Start > open { // [text][label]
			s.element(KindLinkPart, text.Span{Start: open, End: r.LabelSpan.Start - 2})
		}
	}
	for _, f := range d.Footnotes {
		s.element(KindFootnoteUse, f.Span)
		s.element(KindLinkPart, f.LabelSpan)
	}
	for _, t := range d.Tags {
		kind := KindTag
		if t.FrontMatter {
			kind = KindValue
		}
		s.element(kind, t.Span)
	}
	for _, c := range s.comments {
		s.layout.elements = append(s.layout.elements, Element{Kind: KindComment, Span: c, Content: text.Span{Start: c.Start + 2, End: c.End - 2}})
	}
}
