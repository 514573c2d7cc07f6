package feature

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A Fold is a run of lines of which an editor can hide all but the first. Lines
// count from 0; Last is in it.
type Fold struct {
	First, Last int
	Kind        FoldKind
	// Label is what to show of the hidden lines: a fence's language and length, the
	// title in the front matter, a region's name, how a comment starts. It is empty
	// where the first line says enough.
	Label string
}

// FoldKind is a sort of folds that editors have commands for.
type FoldKind uint8

const (
	PlainFold FoldKind = iota
	CommentFold
	RegionFold
)

// FoldOptions say which folds a client can use.
type FoldOptions struct {
	// OnePerLine leaves of the folds that start on one line the longest: an editor
	// that folds whole lines shows one mark a line.
	OnePerLine bool
	// Limit is how many folds there may be, 0 for any number. The innermost are left
	// out first, and of those the last.
	Limit int
}

// Folding returns the folds of a note in the order of their first lines: sections,
// lists and their items, code, quotes, tables, math, comments, HTML, link
// definitions, footnotes, front matter, and the regions that the author marked. A
// fold ends with its last line that is not blank.
//
// Folds nest. A section that starts in a region, or in a comment between two "%%",
// ends before the mark that ends that; a region or comment that starts in a section
// and ends behind it is no fold.
func Folding(n *vault.Note, o FoldOptions) []Fold {
	src := n.Text()
	f := folding{note: n, src: src, lines: text.NewLineIndex(src)}
	s := n.Syntax().Structure(src)
	f.blocks(&s.Note)
	for _, r := range s.Regions {
		f.add(r.Span, foldable{kind: RegionFold, label: clipLabel(r.Name), fence: true})
	}
	for _, c := range s.Comments {
		f.add(c, foldable{kind: CommentFold, label: f.firstWords(c), fence: true})
	}
	return limited(f.nested(o.OnePerLine), o.Limit)
}

// A folding collects the folds of a note.
type folding struct {
	note  *vault.Note
	src   []byte
	lines *text.LineIndex
	folds []foldable
}

// A foldable is a Fold to be, and how it goes with others.
type foldable struct {
	first, last int
	kind        FoldKind
	label       string
	fence       bool // a region or comment: it may end anywhere, and ends what is in it
	cut         bool // it ends with a fence
	depth       int
}

// add takes a fold over the lines of span, if they are more than one.
func (f *folding) add(span text.Span, c foldable) {
	c.first, c.last = f.lines.LineAt(int(span.Start)), f.lines.LineAt(int(span.End)-1)
	if c.first < c.last {
		f.folds = append(f.folds, c)
	}
}

// blocks takes the folds below e.
func (f *folding) blocks(e *markdown.Element) {
	for i := range e.Children {
		c := &e.Children[i]
		switch c.Kind {
		case markdown.KindSection, markdown.KindList, markdown.KindListItem, markdown.KindQuote, markdown.KindCallout, markdown.KindTable,
			markdown.KindIndentedCode, markdown.KindHTMLBlock, markdown.KindDefinitions, markdown.KindFootnote:
			f.add(c.Span, foldable{})
		case markdown.KindFence:
			f.add(c.Span, foldable{label: f.fenceLabel(c)})
		case markdown.KindFrontMatter:
			f.add(c.Span, foldable{label: clipLabel(f.note.Doc.FrontMatter.Title.Text)})
		case markdown.KindMath:
			f.add(c.Span, foldable{label: f.firstWords(c.Content)})
		case markdown.KindComment:
			f.add(c.Span, foldable{kind: CommentFold, label: f.firstWords(c.Span)})
		}
		f.blocks(c)
	}
}

// fenceLabel is a fence's language and how many lines of code it has.
func (f *folding) fenceLabel(e *markdown.Element) string {
	lines := 0
	if !e.Content.Empty() {
		lines = f.lines.LineAt(int(e.Content.End)-1) - f.lines.LineAt(int(e.Content.Start)) + 1
	}
	first, _, _ := bytes.Cut(e.Span.Of(f.src), []byte("\n"))
	words := strings.Fields(strings.TrimLeft(string(first), "`~"))
	if len(words) == 0 {
		return count(lines, "line")
	}
	return clipLabel(words[0]) + " · " + count(lines, "line")
}

// maxLabel is the longest label of a fold, in characters.
const maxLabel = 60

// firstWords is the first line of a comment or of math that says something.
func (f *folding) firstWords(s text.Span) string {
	for line := range bytes.Lines(s.Of(f.src)) {
		line = bytes.TrimPrefix(bytes.TrimSpace(line), []byte("<!--"))
		line = bytes.TrimSuffix(line, []byte("-->"))
		if line = bytes.Trim(line, "% \t"); len(line) > 0 {
			return clipLabel(string(line))
		}
	}
	return ""
}

// clipLabel shortens s to a label.
func clipLabel(s string) string {
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) <= maxLabel {
		return s
	}
	return string([]rune(s)[:maxLabel]) + "…"
}

// nested sorts the folds and cuts or drops those that would cross another.
func (f *folding) nested(onePerLine bool) []foldable {
	slices.SortStableFunc(f.folds, func(a, b foldable) int { return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(b.last, a.last)) })
	var around []foldable // that are open where the next fold starts, the innermost last
	out := f.folds[:0]
	for _, c := range f.folds {
		for len(around) > 0 && around[len(around)-1].last < c.first {
			around = around[:len(around)-1]
		}
		if len(around) > 0 {
			outer := around[len(around)-1]
			if !f.cut(&c, outer) {
				continue
			}
			if c.first == outer.first && (onePerLine || c.last == outer.last) {
				continue
			}
		}
		c.depth = len(around)
		around = append(around, c)
		out = append(out, c)
	}
	return out
}

// cut makes c, which starts in outer, end in it too: before the mark that ends a
// region or comment. Of other blocks it cuts nothing, so what crosses one is no
// fold; ok is false then.
func (f *folding) cut(c *foldable, outer foldable) (ok bool) {
	end := outer.last
	if outer.fence && !c.fence {
		end--
	}
	if c.last <= end {
		return true
	}
	if c.fence || !outer.fence && !outer.cut {
		return false
	}
	c.last, c.cut = end, true
	for c.last > c.first && f.isBlank(c.last) {
		c.last--
	}
	return c.last > c.first
}

func (f *folding) isBlank(line int) bool {
	return len(bytes.TrimSpace(f.lines.Line(line).Of(f.src))) == 0
}

// limited returns the folds, or the outermost of them where they are too many.
func limited(all []foldable, limit int) []Fold {
	deepest, room := maxDepth(all), len(all)
	if limit > 0 && len(all) > limit {
		perDepth := make([]int, deepest+1)
		for _, c := range all {
			perDepth[c.depth]++
		}
		room = limit
		for deepest = 0; room >= perDepth[deepest]; deepest++ {
			room -= perDepth[deepest]
		}
	}
	out := make([]Fold, 0, len(all))
	for _, c := range all {
		if c.depth > deepest || c.depth == deepest && room == 0 {
			continue
		}
		if c.depth == deepest {
			room--
		}
		out = append(out, Fold{c.first, c.last, c.kind, c.label})
	}
	return out
}

func maxDepth(all []foldable) int {
	deepest := 0
	for _, c := range all {
		deepest = max(deepest, c.depth)
	}
	return deepest
}
