// Package markdown reads one note. Parse gives every place in it that can name
// another note or be named by one, each with the exact bytes it stands in.
//
// It is the only package that knows goldmark and the front matter's languages,
// and it knows one note only: whether a link leads anywhere is for package vault.
// Parse never fails and never panics; what it cannot read, it leaves out. Its
// time stays linear in the note's length, whatever the note holds (guard.go).
//
// The syntax is CommonMark 0.31 with GitHub's tables, strikethrough, task boxes
// and footnotes, Obsidian's wiki links, embeds, tags, block ids and comments,
// and $math$ as Pandoc reads it.
package markdown

import (
	"slices"
	"sort"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// A Document is what a note holds, in the order of its text.
// Every Span is an offset into the source that Parse was given, byte order mark
// and front matter included, and lies on rune boundaries.
type Document struct {
	Size        int // of the source, in bytes
	FrontMatter FrontMatter
	Headings    []Heading
	Links       []Link
	References  []Reference
	Tags        []Tag
	Blocks      []Block // in the order of their ids
	Footnotes   []Footnote
	Anchors     []Anchor
	// Opaque are the places where nothing is a link: code, math and comments.
	Opaque []text.Span
	// Mentioned are the labels of references and footnotes that HTML blocks seem to
	// use, in their matching form.
	Mentioned []string
	// Ignores are the author's requests to pass over problems.
	Ignores []Ignore
	// Invalid covers the first bytes that are not UTF-8; it is empty in a good note.
	Invalid text.Span
	// Partly says that a part of the note was passed over, because reading it
	// would take more time than a note may.
	Partly bool

	definitions []definition // sorted by label; of equal ones the first counts
}

// A definition is an entry of the note's table of link definitions.
type definition struct {
	label string
	link  int32
}

// LinkKind is the syntax that a Link is written in.
type LinkKind uint8

const (
	Inline     LinkKind = iota // [text](dest "title"), ![alt](dest)
	Wiki                       // [[target#fragment|label]], ![[target]]
	Definition                 // [label]: dest
	Auto                       // <https://example.org>
	HTML                       // <a href="dest">, <img src="dest">
	Shortcode                  // {{< ref "dest" >}} (Hugo)
)

// A Link is a use of another note or file, or of a place in one.
// For [[Bread#Steps|how to]] the target is "Bread", the fragment "Steps" and
// the label "how to".
type Link struct {
	Kind  LinkKind
	Embed bool // an image or ![[...]]
	// HasFragment says that the link has a fragment part, be it empty, as in [x](#).
	HasFragment bool
	// Target is what the link names: for Markdown links the destination up to
	// its "#" with escapes and entities resolved but percent-encoding kept, for
	// wiki links the text itself.
	Target string
	// Fragment is the text behind "#", written as Target is; "^id" names a block,
	// "A#B" the heading B below A.
	Fragment string
	// Label is the matching form of a definition's label; empty elsewhere.
	Label string
	// Span is the whole link, brackets included.
	Span text.Span
	// TargetSpan covers "Bread": what a rename replaces. It is empty, and stands
	// where the target would be written, when the link has none.
	TargetSpan   text.Span
	FragmentSpan text.Span // covers "Steps"
	LabelSpan    text.Span // covers "how to", a link's text or a definition's label
}

// A Reference is a use of a link definition: [text][label], [label][] or
// [label] (CommonMark, Links, reference links). A [label] without a definition
// is prose and not a Reference.
type Reference struct {
	Label     string    // in its matching form
	Span      text.Span // starts with "!" where the Reference embeds an image
	LabelSpan text.Span
}

// A Heading starts a section that ends at the next heading of its level or a
// higher one.
type Heading struct {
	Level int
	// Text is what a reader sees: without markup, images, comments and {#id}. The
	// space beside an image, a tag or a comment stays, because GitHub's slug has a
	// hyphen for it: "Hi <!-- c -->" is "hi-".
	Text string
	// Raw is the source between the heading's marks where it differs from Text.
	Raw string
	ID  string // from {#id} or {: #id}
	// Span covers the heading's content, without the marks "#" and "===".
	Span text.Span
}

// A Tag is #name in the text, or a value of the front matter's tags.
type Tag struct {
	Name        string // without "#", as written
	Span        text.Span
	FrontMatter bool // Span then covers the name; elsewhere the "#" too
}

// A Block is a block that can be linked to by the id at its end: "text ^id".
type Block struct {
	ID     string
	Span   text.Span // the block
	IDSpan text.Span // the id, without "^"
}

// A Footnote is [^label] in the text, or a definition [^label]: at the start of
// a block.
type Footnote struct {
	Label      string // in its matching form
	Definition bool
	Span       text.Span // the brackets and what is in them
	LabelSpan  text.Span
	Body       text.Span // of a definition: its text
}

// An Anchor is an id or name that HTML in the note gives to a place.
type Anchor struct {
	ID   string
	Span text.Span
}

// Definition returns the link definition that label names: the first of them
// (CommonMark, Link reference definitions). The label is in its matching form,
// as in Reference and Link.
func (d *Document) Definition(label string) (*Link, bool) {
	i := sort.Search(len(d.definitions), func(i int) bool { return d.definitions[i].label >= label })
	if i == len(d.definitions) || d.definitions[i].label != label {
		return nil, false
	}
	return &d.Links[d.definitions[i].link], true
}

// Section returns the Span from heading i's content to the end of its section.
func (d *Document) Section(i int) text.Span {
	h := d.Headings[i]
	end := d.Size
	for _, next := range d.Headings[i+1:] {
		if next.Level <= h.Level {
			end = int(next.Span.Start)
			break
		}
	}
	return text.Span{Start: h.Span.Start, End: int32(end)}
}

// Title is the note's own name for itself: the front matter's title, else the
// first heading of level 1. It is empty where the note has neither.
func (d *Document) Title() string {
	if t := d.FrontMatter.Title.Text; t != "" {
		return t
	}
	if i := d.TitleHeading(); i >= 0 {
		return strings.TrimSpace(d.Headings[i].Text)
	}
	return ""
}

// TitleHeading is the index of the heading that is the note's title, -1 where the
// front matter has one or there is none.
func (d *Document) TitleHeading() int {
	if d.FrontMatter.Title.Text != "" {
		return -1
	}
	return slices.IndexFunc(d.Headings, func(h Heading) bool { return h.Level == 1 })
}

// IsOpaque reports whether off lies inside code, math or a comment.
func (d *Document) IsOpaque(off int) bool {
	i := sort.Search(len(d.Opaque), func(i int) bool { return int(d.Opaque[i].End) > off })
	return i < len(d.Opaque) && int(d.Opaque[i].Start) < off
}
