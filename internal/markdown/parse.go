package markdown

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// Parse reads a note in the default syntax. The Document keeps nothing of src.
func Parse(src []byte) *Document { return Syntax{}.Parse(src) }

// Parse reads a note. The Document keeps nothing of src.
func (y Syntax) Parse(src []byte) *Document {
	s := scans.Get().(*scan)
	s.start(y, src)
	s.read(noteParser)
	doc := s.doc.packed()
	if len(src) <= maxKept {
		s.forget()
		scans.Put(s)
	}
	return doc
}

func (y Syntax) scan(src []byte) *scan {
	s := new(scan)
	s.start(y, src)
	return s
}

func (s *scan) start(y Syntax, src []byte) {
	// A slice without spare room: goldmark appends a missing line end to lines.
	s.src, s.syntax = src[:len(src):len(src)], y
	s.doc = &s.draft
	s.doc.Size = len(src)
}

// read fills s.doc and returns goldmark's tree of the body.
func (s *scan) read(p parser.Parser) ast.Node {
	s.doc.Invalid = firstInvalid(s.src)
	s.frontMatter()

	s.body = s.src[s.base:len(s.src):len(s.src)]
	pc := parser.NewContext()
	pc.Set(scanKey, s)
	root := p.Parse(gtext.NewReader(s.body), parser.WithContext(pc))
	s.pairComments()
	s.blocks(root)
	s.finish()
	s.scopeIgnores()
	return root
}

// A scan is the state of one Parse.
type scan struct {
	src    []byte
	syntax Syntax
	base   int    // where the Markdown starts: behind the byte order mark and front matter
	body   []byte // src from base; goldmark's offsets count from here
	doc    *Document

	blanks    int              // how often a blank line met an open container
	opened    int              // brackets of the paragraph being read that count (maxBrackets)
	marks     int              // emphasis marks of the paragraph being read
	dollars   int              // of the paragraph being read
	brackets  []bracket        // not closed yet, in the paragraph being read
	skip      int              // no unresolved reference of the paragraph starts before this offset of body
	noMath    int              // no "$" of the paragraph before this offset of body opens math
	footnotes map[ast.Node]int // the definitions' places in doc.Footnotes
	percents  []int            // where "%%" stands, offsets of body
	comments  []text.Span      // between two "%%"
	layout    *layout          // where blocks and inline elements stand; nil in Parse

	inFull     bool     // without shortcuts: for tests
	quiet      bool     // of inline elements no nodes are wanted
	silent     spanNode // what stands for them then
	draft      Document // doc, while it is written
	words      words
	paragraphs nodes[ast.Paragraph]
	blocksRead nodes[spanNode] // what prose made of blocks
	inline     inlineReading
}

var scanKey = parser.NewContextKey()

func scanOf(pc parser.Context) *scan { return pc.Get(scanKey).(*scan) }

// span turns offsets of body into a Span of the source.
func (s *scan) span(start, end int) text.Span { return text.Between(s.base+start, s.base+end) }

// sliceSpan returns where b lies in body, for a b that was cut from it: goldmark
// hands destinations out as sub-slices of its source.
func (s *scan) sliceSpan(b []byte) (start, end int, ok bool) {
	if len(b) == 0 {
		return 0, 0, false
	}
	start = cap(s.body) - cap(b)
	end = start + len(b)
	if start < 0 || end > len(s.body) || &s.body[start] != &b[0] {
		return 0, 0, false
	}
	return start, end, true
}

// noteParser serves Parse, layoutParser Structure. They read the same, and hold no
// state of their own, so they serve all goroutines.
var (
	noteParser   = newParser(untracked, []util.PrioritizedValue{util.Prioritized(newProse(), 0)})
	layoutParser = newParser(tracked, inlineParsers(marked))
)

// newParser makes a parser of notes with these parsers of inline content. It puts the
// parsers of blocks that have marks of their own through block.
func newParser(block func(parser.BlockParser) parser.BlockParser, inline []util.PrioritizedValue) parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(block(boundedHeading{parser.NewSetextHeadingParser()}), 100),
			util.Prioritized(block(parser.NewThematicBreakParser()), 200),
			util.Prioritized(block(boundedBlock{parser.NewListParser()}), 300),
			util.Prioritized(block(boundedBlock{parser.NewListItemParser()}), 400),
			util.Prioritized(block(parser.NewCodeBlockParser()), 500),
			util.Prioritized(block(boundedHeading{parser.NewATXHeadingParser()}), 600),
			util.Prioritized(block(parser.NewFencedCodeBlockParser()), 700),
			util.Prioritized(block(boundedBlock{parser.NewBlockquoteParser()}), 800),
			util.Prioritized(block(parser.NewHTMLBlockParser()), 900),
			util.Prioritized(block(boundedBlock{footnoteBlock{extension.NewFootnoteBlockParser()}}), 999),
			util.Prioritized(definitionAfterFootnote{paragraph{parser.NewParagraphParser()}}, 1000),
			util.Prioritized(paragraph{parser.NewParagraphParser()}, 1001),
		),
		parser.WithInlineParsers(inline...),
		parser.WithParagraphTransformers(
			util.Prioritized(boundedParagraph{table: true}, 1),
			util.Prioritized(definitions{parser.LinkReferenceParagraphTransformer}, 100),
			// The table's AST transformer is left out: it serves rendering only, and is
			// quadratic on escaped pipes.
			util.Prioritized(boundedTable{extension.NewTableParagraphTransformer()}, 200),
			util.Prioritized(boundedParagraph{}, 300),
		),
	)
}

// inlineParsers are one for each element, those of emphasis put through marks; prose
// asks the same ones.
func inlineParsers(marks func(parser.InlineParser) parser.InlineParser) []util.PrioritizedValue {
	return []util.PrioritizedValue{
		util.Prioritized(taskBox{extension.NewTaskCheckBoxParser()}, 0),
		util.Prioritized(codeSpan{parser.NewCodeSpanParser()}, 100),
		util.Prioritized(math{}, 110),
		util.Prioritized(percent{}, 120),
		util.Prioritized(shortcode{}, 130),
		util.Prioritized(footnoteUse{}, 150),
		util.Prioritized(wikiLink{}, 199),
		util.Prioritized(link{parser.NewLinkParser()}, 200),
		util.Prioritized(autoLink{parser.NewAutoLinkParser()}, 300),
		util.Prioritized(rawHTML{parser.NewRawHTMLParser()}, 400),
		util.Prioritized(tag{}, 450),
		util.Prioritized(marks(boundedInline{parser.NewEmphasisParser()}), 500),
		util.Prioritized(marks(boundedInline{extension.NewStrikethroughParser()}), 500),
	}
}

// finish puts what was found into the order of the text and drops what a
// comment covers.
func (s *scan) finish() {
	d := s.doc
	comments := s.comments
	d.Opaque = merged(append(d.Opaque, comments...))
	d.Headings = inOrder(d.Headings, nil, func(h Heading) text.Span { return h.Span })
	d.Blocks = inOrder(d.Blocks, nil, func(b Block) text.Span { return b.IDSpan })
	d.Links = inOrder(d.Links, comments, func(l Link) text.Span { return l.Span })
	d.References = inOrder(d.References, comments, func(r Reference) text.Span { return r.Span })
	d.Tags = inOrder(d.Tags, comments, func(t Tag) text.Span { return t.Span })
	d.Footnotes = inOrder(d.Footnotes, comments, func(f Footnote) text.Span { return f.Span })
	d.Anchors = inOrder(d.Anchors, nil, func(a Anchor) text.Span { return a.Span })
	for i, l := range d.Links {
		if l.Kind == Definition {
			d.definitions = append(d.definitions, definition{l.Label, int32(i)})
		}
	}
	slices.SortStableFunc(d.definitions, func(a, b definition) int { return cmp.Compare(a.label, b.label) })
}

// inOrder sorts items by where they start and drops those inside a comment.
func inOrder[T any](items []T, comments []text.Span, span func(T) text.Span) []T {
	byStart := func(a, b T) int { return cmp.Compare(span(a).Start, span(b).Start) }
	if !slices.IsSortedFunc(items, byStart) {
		slices.SortStableFunc(items, byStart)
	}
	if len(comments) == 0 {
		return items
	}
	return slices.DeleteFunc(items, func(item T) bool {
		at := span(item)
		i, _ := slices.BinarySearchFunc(comments, at, func(c, at text.Span) int { return cmp.Compare(c.End, at.End) })
		return i < len(comments) && comments[i].Contains(at)
	})
}

// merged sorts spans, drops empty ones and joins those that overlap: code may lie in a comment.
func merged(spans []text.Span) []text.Span {
	slices.SortFunc(spans, func(a, b text.Span) int { return cmp.Compare(a.Start, b.Start) })
	out := spans[:0]
	for _, s := range spans {
		switch n := len(out); {
		case s.Empty(): // a line of code that is only its indentation
		case n > 0 && s.Start < out[n-1].End:
			out[n-1].End = max(out[n-1].End, s.End)
		default:
			out = append(out, s)
		}
	}
	return out
}

// pairComments pairs the "%%" of the text (Obsidian, Comments). One without a
// partner is prose.
func (s *scan) pairComments() {
	// Goldmark's tree is not always in the text's order: a table that interrupts a
	// setext heading stands before it.
	slices.Sort(s.percents)
	for i := 0; i+1 < len(s.percents); i += 2 {
		s.comments = append(s.comments, s.span(s.percents[i], s.percents[i+1]+2))
	}
}

// blocks walks the blocks below n; inline content was read by the parsers above.
func (s *scan) blocks(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Type() != ast.TypeBlock {
			return
		}
		switch v := c.(type) {
		case *ast.Heading:
			s.heading(v)
		case *ast.LinkReferenceDefinition:
			s.definition(v)
		case *ast.HTMLBlock:
			s.htmlBlock(v)
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			if start, end, ok := extent(c); ok {
				s.doc.Opaque = append(s.doc.Opaque, s.span(start, end))
			}
		case *ast.Paragraph, *ast.TextBlock:
			s.blockID(c)
			s.attributeList(c)
		case *extast.Footnote:
			if start, end, ok := extent(c); ok {
				start, end = s.trimSpace(start, end)
				s.doc.Footnotes[s.footnotes[c]].Body = s.span(start, end)
			}
			s.blocks(c)
		default:
			s.blocks(c)
		}
	}
}

// extent is where the lines of a block, or of the blocks in it, start and end.
func extent(n ast.Node) (start, end int, ok bool) {
	if n.Type() == ast.TypeBlock {
		if lines := n.Lines(); lines.Len() > 0 {
			start, end, ok = lines.At(0).Start, lines.At(lines.Len()-1).Stop, true
		}
	}
	for c := n.FirstChild(); c != nil && c.Type() == ast.TypeBlock; c = n.LastChild() {
		if a, b, found := extent(c); found {
			if !ok {
				start, end, ok = a, b, true
			}
			start, end = min(start, a), max(end, b)
		}
		// An only child is asked once: twice on every level of a deep list would
		// never end.
		if c == n.LastChild() {
			break
		}
	}
	return start, end, ok
}

// spaces are what surrounds a text without being a part of it. Spaces beyond
// ASCII are text (CommonMark, ATX headings).
const spaces = " \t\r\n"

// trimSpace narrows [start, end) of body to its text.
func (s *scan) trimSpace(start, end int) (int, int) {
	b := bytes.TrimLeft(s.body[start:end], spaces)
	start = end - len(b)
	return start, start + len(bytes.TrimRight(b, spaces))
}
