package feature

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A transfer is to put a stretch of one note into another, with the definitions and
// footnotes that it needs, and no link the worse for it.
type transfer struct {
	s    *vault.Snapshot
	from *vault.Note
	span text.Span // whole lines, without blank ones at its ends
	// cut is what leaves the note: the span and the blank lines behind it. It is empty
	// where the text is copied.
	cut  text.Span
	left string // what stands for it in its note, without a line end
	to   vault.NoteID
	made bool // to is a new note
	// replaces is what the text is put in place of in to; it is empty where the text is
	// put between two lines.
	replaces text.Span
	levels   int  // added to the levels of headings
	gone     bool // nothing is left of the note, which is deleted
}

// revision makes the change.
func (t *transfer) revision() (*Revision, error) {
	src := t.from.Text()
	if src == nil {
		return nil, obstacle("%s has changed on disk since it was read. Try again.", t.from.ID)
	}
	r := &Revision{Edits: map[vault.NoteID][]text.Edit{}, old: t.s}
	eol := eolOf(src)
	var there []byte
	other, known := t.s.Note(t.to)
	switch {
	case t.made:
		r.New = map[vault.NoteID]string{t.to: ""}
	case !known || other.Text() == nil && other.Doc.Size > 0:
		return nil, obstacle("%s has changed on disk since it was read. Try again.", t.to)
	default:
		if there = other.Text(); bytes.IndexByte(there, '\n') >= 0 {
			eol = eolOf(there)
		}
	}
	if !t.replaces.Empty() {
		r.Edits[t.to] = []text.Edit{{Span: t.replaces}}
		r.replaced = []Location{{t.to, t.replaces}}
	}
	if t.gone {
		r.Gone = []vault.NoteID{t.from.ID}
	}
	c := newCompanions(t, src, other)
	main := &passage{
		from: t.from.ID, span: t.span, cut: t.cut, to: t.to, at: t.replaces.Start,
		before: gapBefore(there, int(t.replaces.Start), eol), own: c.edits(nil),
	}
	if t.made && startsFrontMatter(t.span.Of(src)) {
		main.before = eol
	}
	main.own = inOrder(append(main.own, relevel(t.from, src, t.span, t.levels)...))
	r.passages = append(append(r.passages, main), c.goingAlong(t, main.at, eol)...)
	last := r.passages[len(r.passages)-1]
	last.after = gapBehind(there, int(t.replaces.End), eol)
	for _, p := range r.passages {
		p.own = withLineEnds(p.own, src, p.span, eol)
	}
	if main.goes() {
		back := c.staying(t, eolOf(src))
		main.left = t.leftBehind(src, len(back) > 0)
		r.passages = append(r.passages, back...)
	}
	if err := r.build(); err != nil {
		return nil, err
	}
	return r.whole()
}

// leftBehind is what stands for the text in its note, set off from what is around;
// more tells that definitions follow.
func (t *transfer) leftBehind(src []byte, more bool) string {
	if t.left == "" && !more {
		return ""
	}
	eol := eolOf(src)
	out := ""
	if before := src[:t.cut.Start]; len(bytes.TrimSpace(before)) > 0 && !endsBlank(before) && int(t.cut.Start) > int(t.from.Doc.FrontMatter.Span.End) {
		out = eol
	}
	if t.left != "" {
		out += t.left
		if int(t.cut.End) < len(src) || more {
			out += eol + eol
		} else if bytes.HasSuffix(src, []byte("\n")) {
			out += eol
		}
	}
	return out
}

// eolOf is how the lines of src end.
func eolOf(src []byte) string {
	if i := bytes.IndexByte(src, '\n'); i > 0 && src[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// endsBlank reports whether the last line of src is blank, or src is empty.
func endsBlank(src []byte) bool {
	line, ok := bytes.CutSuffix(src, []byte("\n"))
	return len(src) == 0 || ok && len(bytes.TrimSpace(line[bytes.LastIndexByte(line, '\n')+1:])) == 0
}

// gapBefore is what sets a block off from the text of src before at.
func gapBefore(src []byte, at int, eol string) string {
	switch before := src[:at]; {
	case len(bytes.TrimPrefix(before, []byte("\ufeff"))) == 0, endsBlank(before):
		return ""
	case bytes.HasSuffix(before, []byte("\n")):
		return eol
	}
	return eol + eol
}

// gapBehind is what sets a block off from the text of src at end and behind.
func gapBehind(src []byte, end int, eol string) string {
	rest := src[end:]
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	switch {
	case len(bytes.TrimSpace(rest)) == 0 && bytes.IndexByte(rest, '\n') >= 0:
		return ""
	case len(bytes.TrimSpace(rest)) == 0:
		return eol
	case len(bytes.TrimSpace(line)) > 0:
		return eol + eol
	}
	return ""
}

// startsFrontMatter reports whether a note that starts like this would have front
// matter by chance.
func startsFrontMatter(src []byte) bool {
	return bytes.HasPrefix(src, []byte("---")) || bytes.HasPrefix(src, []byte("+++")) || bytes.HasPrefix(src, []byte("{"))
}

// withLineEnds adds to edits, of a stretch of src, those that make its lines end in eol.
func withLineEnds(edits []text.Edit, src []byte, span text.Span, eol string) []text.Edit {
	var out []text.Edit
	for i := int(span.Start); i < int(span.End); i++ {
		if src[i] != '\n' {
			continue
		}
		cr := i > int(span.Start) && src[i-1] == '\r'
		e := text.Edit{Span: text.Between(i, i), New: "\r"}
		if eol == "\n" {
			e = text.Edit{Span: text.Between(i-1, i)}
		}
		if cr != (eol == "\r\n") && !overlaps(edits, e.Span) {
			out = append(out, e)
		}
	}
	return inOrder(append(out, edits...))
}

// maxLevel is the deepest level that a heading can have.
const maxLevel = 6

// relevel adds levels to those of the headings in span. One that can't go deeper stays
// at the deepest level.
func relevel(n *vault.Note, src []byte, span text.Span, levels int) []text.Edit {
	var out []text.Edit
	for _, h := range n.Doc.Headings {
		if !span.Contains(h.Span) || levels == 0 {
			continue
		}
		level := min(max(h.Level+levels, 1), maxLevel)
		marks := int(h.Span.Start)
		for marks > 0 && (src[marks-1] == ' ' || src[marks-1] == '\t') {
			marks--
		}
		hashes := bytes.TrimRight(src[:marks], "#")
		switch n := marks - len(hashes); {
		case n == h.Level && level > n:
			out = append(out, text.Edit{Span: text.Between(marks, marks), New: strings.Repeat("#", level-n)})
		case n == h.Level:
			out = append(out, text.Edit{Span: text.Between(marks-(n-level), marks)})
		case n == 0:
			out = append(out, relevelUnderlined(src, h.Span, level)...)
		}
	}
	return out
}

// relevelUnderlined gives a heading that is underlined another level: by the other
// line, or where there is none for it and the heading has one line, by marks before it.
func relevelUnderlined(src []byte, heading text.Span, level int) []text.Edit {
	end := bytes.IndexByte(src[heading.End:], '\n')
	if end < 0 {
		return nil
	}
	start := int(heading.End) + end + 1
	line := text.Between(start, start)
	line.End += int32(len(bytes.TrimRight(lineAround(src, start).Of(src), "\r\n")))
	marks := bytes.TrimSpace(line.Of(src))
	switch {
	case len(marks) == 0 || len(bytes.Trim(marks, "=")) > 0 && len(bytes.Trim(marks, "-")) > 0:
		return nil
	case level <= 2:
		i := bytes.Index(line.Of(src), marks)
		return []text.Edit{{Span: text.Between(start+i, start+i+len(marks)), New: strings.Repeat("=-"[level-1:level], len(marks))}}
	case bytes.IndexByte(heading.Of(src), '\n') >= 0:
		return nil
	}
	return []text.Edit{
		{Span: text.Span{Start: heading.Start, End: heading.Start}, New: strings.Repeat("#", level) + " "},
		{Span: text.Span{Start: heading.End, End: line.End}},
	}
}

// nextName is the first of name-2, name-3, ... that is not taken; a number is followed
// by the next.
func nextName(name string, taken func(string) bool) string {
	var n int
	if _, err := fmt.Sscanf(name, "%d", &n); err == nil && fmt.Sprint(n) == name {
		for n++; taken(fmt.Sprint(n)); n++ {
		}
		return fmt.Sprint(n)
	}
	i := 2
	for taken(fmt.Sprintf("%s-%d", name, i)) {
		i++
	}
	return fmt.Sprintf("%s-%d", name, i)
}
