package markdown

import "github.com/notes-lsp/notes-lsp/internal/text"

// A Structure is how a note is built: its blocks and inline elements with the
// bytes they take. It is what a Document leaves out, because a vault holds many
// Documents; a Structure is made for one answer and dropped.
type Structure struct {
	Note Element // of KindNote, around all others
	// Regions are the stretches between <!-- region --> and <!-- endregion -->, from
	// the first mark to the last. They nest in each other but not always in the
	// blocks.
	Regions []Region
	// Comments are those between two "%%" (Obsidian). They may span blocks.
	Comments []text.Span
}

// An Element is a block or an inline element. It lies in its parent, and siblings
// stand in the order of the text and do not overlap.
type Element struct {
	Kind  ElementKind
	Level int8 // of a heading and of its section, 1 to 6
	// Span covers the element's marks too. Of a block, it starts behind the
	// indentation and the marks of the blocks around, and ends before the line end of
	// its last line that is not blank.
	Span text.Span
	// Content is what stands between the marks: a heading's text, the code of a
	// fence, a section without its heading. It is empty where nothing marks it off.
	Content  text.Span
	Children []Element
}

// ElementKind says what an Element is.
type ElementKind uint8

const (
	KindNote ElementKind = iota
	KindFrontMatter
	KindSection // a heading and all below it, up to the next of its level or a higher one
	KindHeading
	KindParagraph
	KindList
	KindListItem
	KindQuote
	KindCallout // a quote that starts with [!type] (Obsidian, GitHub's alerts)
	KindFence
	KindIndentedCode
	KindHTMLBlock
	KindTable
	KindTableRow
	KindTableCell
	KindFootnote    // the definition
	KindDefinitions // of links, line below line
	KindDefinition
	KindRule
	lastBlockKind = KindRule
)

const (
	KindComment    ElementKind = lastBlockKind + 1 + iota // <!-- --> or %% %%; the former may be a block
	KindInlineHTML                                        // one tag
	KindCodeSpan
	KindMath
	KindEmphasis
	KindStrong
	KindStrikethrough
	KindLink     // of any kind, images and references too
	KindLinkPart // a target, fragment, label or text
	KindFootnoteUse
	KindTag
	KindValue // of the front matter
)

// A Region is a stretch of the note that its author marked, as VS Code's users do:
//
//	<!-- #region name --> ... <!-- #endregion -->
//
// The "#" may be missing.
type Region struct {
	Name string
	Span text.Span
}

// Structure reads how a note is built. It reads as Parse does, within the same
// limits: what lies deeper than maxDepth is text of a paragraph.
func (y Syntax) Structure(src []byte) *Structure {
	s := y.scan(src)
	s.layout = &layout{}
	root := s.read(layoutParser)
	s.frontMatterElement()
	s.blockElements(root)
	s.linkElements()
	t := tree{src: s.src, flat: s.layout.elements}
	return &Structure{Note: t.build(), Regions: t.regions(), Comments: s.comments}
}
