package feature

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// SymbolKind is what a symbol stands for.
type SymbolKind uint8

const (
	NoteSymbol SymbolKind = iota
	HeadingSymbol
	TagSymbol
	BlockSymbol
)

// A Symbol is an entry of a note's outline. What is below it lies in its Span, in
// the order of the text.
type Symbol struct {
	Name   string // never blank
	Detail string // of a heading: "#" and its slug
	Kind   SymbolKind
	// Span is all that belongs to it: of a heading its section, from the start of the
	// heading's line to the line end before the next section.
	Span  text.Span
	At    text.Span // the heading's text, the tag, or the block's id; in Span
	Below []Symbol
}

// Outline returns the headings of a note, each with those of lower levels up to the
// next of its own, and what else the settings ask for in its section. A level that
// is left out, as between "#" and "####", leaves no gap. It is empty where the
// note's text is not to be had.
func Outline(n *vault.Note, with config.Symbols) []Symbol {
	o := &outliner{note: n, src: n.Text(), ids: n.HeadingIDs()}
	if o.src == nil {
		return nil
	}
	o.starts = make([]int32, 0, len(n.Doc.Headings)+1)
	for _, h := range n.Doc.Headings {
		o.starts = append(o.starts, lineStart(o.src, h.Span.Start))
	}
	o.starts = append(o.starts, int32(len(o.src)))
	if with.Tags {
		o.tags()
	}
	if with.Blocks {
		o.blocks()
	}
	slices.SortStableFunc(o.leaves, func(a, b Symbol) int { return cmp.Compare(a.At.Start, b.At.Start) })
	first := text.Between(0, int(o.starts[0]))
	return append(o.leavesIn(first), o.below(0)...)
}

// An outliner reads a note's headings once, in the order of the text.
type outliner struct {
	note   *vault.Note
	src    []byte
	ids    []string
	starts []int32  // of each heading's line, and the end of the text
	next   int      // the heading that comes next
	leaves []Symbol // tags and blocks that no section has yet, by At
}

// below takes the headings that come next as long as they are below level.
func (o *outliner) below(level int) []Symbol {
	var out []Symbol
	headings := o.note.Doc.Headings
	for o.next < len(headings) && headings[o.next].Level > level {
		i, h := o.next, &headings[o.next]
		o.next++
		sym := Symbol{Name: headingName(h.Text, h.Raw, h.Level), Kind: HeadingSymbol, At: h.Span}
		if id := o.id(i); id != "" {
			sym.Detail = "#" + id
		}
		// What stands between the headings is of the first alone.
		sym.Span = text.Between(int(o.starts[i]), int(o.starts[i+1]))
		leaves := o.leavesIn(sym.Span)
		sym.Below = append(leaves, o.below(h.Level)...)
		sym.Span.End = max(h.Span.End, o.lineEndBefore(o.starts[o.next]))
		out = append(out, sym)
	}
	return out
}

// id is the fragment that leads to heading i: its own before its slug.
func (o *outliner) id(i int) string {
	if own := o.note.Doc.Headings[i].ID; leadsTo(o.note, own, i) {
		return own
	}
	return o.ids[i]
}

// leavesIn takes the tags and blocks that stand in section. A block's text may begin
// before the section that its id is in, and end behind it.
func (o *outliner) leavesIn(section text.Span) []Symbol {
	n := 0
	for n < len(o.leaves) && o.leaves[n].At.Start < section.End {
		n++
	}
	out := slices.Clone(o.leaves[:n])
	o.leaves = o.leaves[n:]
	end := o.lineEndBefore(section.End)
	for i := range out {
		s := &out[i]
		s.Span = text.Span{Start: max(s.Span.Start, section.Start), End: max(s.At.End, min(s.Span.End, end))}
	}
	slices.SortStableFunc(out, func(a, b Symbol) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return out
}

// tags are those in the text: the front matter has no place in an outline.
func (o *outliner) tags() {
	for _, t := range o.note.Doc.Tags {
		if !t.FrontMatter {
			o.leaves = append(o.leaves, Symbol{Name: "#" + shownName(t.Name), Kind: TagSymbol, Span: t.Span, At: t.Span})
		}
	}
}

func (o *outliner) blocks() {
	for _, b := range o.note.Doc.Blocks {
		if b.ID == "" {
			continue
		}
		whole := text.Span{Start: min(b.Span.Start, b.IDSpan.Start), End: max(b.Span.End, b.IDSpan.End)}
		o.leaves = append(o.leaves, Symbol{Name: "^" + shownName(b.ID), Kind: BlockSymbol, Span: whole, At: b.IDSpan})
	}
}

// lineStart is where the line of off starts: its marks, as of a quote or a list, are
// part of it.
func lineStart(src []byte, off int32) int32 {
	return int32(bytes.LastIndexAny(src[:off], "\r\n") + 1)
}

// lineEndBefore is where the line before the one at start ends; start itself at the
// end of the text.
func (o *outliner) lineEndBefore(start int32) int32 {
	if int(start) == len(o.src) {
		return start
	}
	before := o.src[:start]
	if before = bytes.TrimSuffix(before, []byte("\n")); len(before) > 0 && before[len(before)-1] == '\r' {
		before = before[:len(before)-1]
	}
	return int32(len(before))
}

// headingName is what a heading is called in a list: its text, or else what its
// source has instead, as an image, or else its marks.
func headingName(shown, raw string, level int) string {
	for _, s := range []string{shown, raw} {
		if s = shownName(s); !isBlank(s) {
			return s
		}
	}
	return strings.Repeat("#", level)
}

// maxName is how long a name in a list may be, in runes: VS Code's filter looks at
// 128 code units.
const maxName = 100

// shownName is s on one line, short enough for a list.
func shownName(s string) string {
	if len(s) > maxName*utf8.UTFMax {
		s = s[:maxName*utf8.UTFMax]
	}
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if utf8.RuneCountInString(s) > maxName {
		s = string([]rune(s)[:maxName-1]) + "…"
	}
	return s
}

// isBlank reports whether a reader sees nothing of s.
func isBlank(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) })
}
