package feature

import (
	"bytes"
	"context"
	"slices"
	"sort"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A Completion is what can stand at the cursor, best first.
type Completion struct {
	// Query is what the user has typed of it; it starts where Items' edits do.
	Query text.Span
	Items []Item
}

// ItemKind is what an Item stands for.
type ItemKind uint8

const (
	NoteItem ItemKind = iota
	FileItem
	FolderItem // a part of a path, which is to be typed on
	HeadingItem
	BlockItem
	TagItem
	LabelItem    // a reference's label, a footnote's, or a link's text
	MissingItem  // a note that others link to and nobody wrote
	PropertyItem // a key of the front matter
	CalloutItem
)

// An Item is one thing to insert.
type Item struct {
	Label  string // what the list shows
	Detail string // what tells it from others of one name: a path, a count
	Kind   ItemKind
	// ID is the note or file that the item stands for, or stands in.
	ID vault.NoteID
	// Edit replaces the query and the rest of the target behind the cursor. Also are
	// edits on the same line behind it, where a closer that stands there keeps the
	// rest of the item from Edit.
	Edit text.Edit
	Also []text.Edit
	// NewID is the id that a block of note ID is to get from AddBlockID, for the link
	// to lead there; empty elsewhere.
	NewID string
}

// A completer is a place where something is being typed: which span it replaces, and
// what can stand there. Half a link does not parse, so contexts are found by
// looking back from the cursor on its line.
type completer struct {
	s    *vault.Snapshot
	note *vault.Note
	src  []byte
	// before and after are the line on both sides of the cursor, at off.
	before, after []byte
	off           int
	choices       Choices
	ctx           context.Context
	looked        int // at how many rows
}

// stopped reports whether the search is to end, since nobody waits for it. It is
// asked for every row.
func (c *completer) stopped() bool {
	c.looked++
	return c.looked%stopEvery == 0 && c.ctx.Err() != nil
}

// Complete returns what fits what is half typed at the cursor: notes, headings and
// blocks behind "[[", paths and anchors behind "](", labels, footnotes, tags,
// callouts, and front matter. There is nothing in code, math and comments. Where
// there are notes of days, "[[today" and its kin complete to them. Once ctx is done
// the search ends soon, and what is returned is of no use.
func Complete(ctx context.Context, s *vault.Snapshot, at Cursor, choices Choices) Completion {
	src := at.Note.Text()
	if at.Offset > len(src) || at.Note.Doc.IsOpaque(at.Offset) {
		return Completion{}
	}
	line := lineAround(src, at.Offset)
	c := &completer{
		s: s, note: at.Note, src: src, off: at.Offset, choices: choices, ctx: ctx,
		before: src[line.Start:at.Offset], after: src[at.Offset:line.End],
	}
	for _, complete := range []func() (Completion, bool){
		c.wiki, c.destination, c.frontMatter, c.footnote, c.callout, c.referenceLabel, c.tag,
	} {
		if out, ok := complete(); ok {
			// A name that somebody looks for in vain may have been written on two lines.
			out.Items = slices.DeleteFunc(out.Items, func(item Item) bool { return strings.ContainsAny(item.Edit.New, "\r\n") })
			return out
		}
	}
	return Completion{}
}

// opener returns where mark was typed last on the line before the cursor, -1 for
// nowhere: in code, math and comments, and escaped, it opens nothing.
func (c *completer) opener(mark string) int {
	i := bytes.LastIndex(c.before, []byte(mark))
	if i < 0 {
		return -1
	}
	escapes := len(c.before[:i]) - len(bytes.TrimRight(c.before[:i], "\\"))
	if escapes%2 == 1 || c.isOpaque(c.off-len(c.before)+i) {
		return -1
	}
	return i
}

// isOpaque reports whether the byte at is in code, math or a comment, be it the
// first of it or the last of the note.
func (c *completer) isOpaque(at int) bool {
	opaque := c.note.Doc.Opaque
	i := sort.Search(len(opaque), func(i int) bool { return int(opaque[i].End) > at })
	return i < len(opaque) && int(opaque[i].Start) <= at
}

// lineAround is the line that off is on, without its end: "\n", "\r\n" or, to editors,
// "\r". Between "\r" and "\n" off is on the line that they end.
func lineAround(src []byte, off int) text.Span {
	before := src[:off]
	if bytes.HasPrefix(src[off:], []byte("\n")) {
		before = bytes.TrimSuffix(before, []byte("\r"))
	}
	start := bytes.LastIndexAny(before, "\r\n") + 1
	end := len(src)
	if i := bytes.IndexAny(src[off:], "\r\n"); i >= 0 {
		end = off + i
	}
	return text.Between(start, end)
}

// A slot is the part of the line that an item goes into.
type slot struct {
	query   text.Span // what is typed before the cursor
	replace text.Span // the query and what it takes the place of behind the cursor
	// closer is what the new text must end with. Closing brackets that stand behind
	// the cursor already are left there: Neovim replaces up to the cursor only,
	// whatever the range of an edit says, so an edit with them would double them.
	closer string
	also   []text.Edit // Item.Also
}

// slot is that of the last n bytes before the cursor.
func (c *completer) slot(n int) slot {
	s := text.Between(c.off-n, c.off)
	return slot{query: s, replace: s}
}

func (s slot) edit(new string) text.Edit { return text.Edit{Span: s.replace, New: new + s.closer} }
