package feature

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
)

// organizeDefinitions offers to tidy the note's link definitions: those that nothing
// uses and that only repeat a label go, the others are sorted and stand at the end of
// the note. At a definition there is also each by itself.
func (a *actor) organizeDefinitions() []Action {
	defs := freeDefinitions(a.note.Doc, a.src)
	if len(defs) == 0 {
		return nil
	}
	var out []Action
	offer := func(title string, kind ActionKind, edits []text.Edit) {
		if len(edits) > 0 {
			out = append(out, Action{Title: title, Kind: kind, Do: func() (*Revision, error) {
				if !a.keepsShape(edits) {
					return nil, obstacle("The definitions stay as they are: without them, the text around them would be read otherwise.")
				}
				return a.edit(edits...)()
			}})
		}
	}
	if slices.ContainsFunc(defs, func(d definition) bool { return a.touches(d.span) }) {
		offer("Drop unused definitions", RefactorRewrite, a.dropUnused(defs))
		offer("Sort definitions", RefactorRewrite, a.sortDefinitions(defs))
	}
	offer("Tidy definitions", SourceOrganize, a.tidyDefinitions(defs))
	return out
}

// A definition is one that stands on lines of its own, in no quote or list, so that it
// may stand elsewhere in the note.
type definition struct {
	span     text.Span // its lines without the last line end
	label    string    // in its matching form
	unneeded bool      // nothing uses it
	again    bool      // an earlier one of this label counts
}

// freeDefinitions lists them in the order of the text. A label that is defined in a
// quote or list too is left out: which one counts depends on their order.
func freeDefinitions(doc *markdown.Document, src []byte) []definition {
	used, bound := usedLabels(doc), map[string]bool{}
	var out []definition
	for i := range doc.Links {
		l := &doc.Links[i]
		switch {
		case l.Kind != markdown.Definition:
		case !isFreeDefinition(src, l):
			bound[l.Label] = true
		default:
			out = append(out, definition{span: l.Span, label: l.Label, unneeded: isUnused(used, l)})
		}
	}
	slices.SortFunc(out, func(a, b definition) int { return cmp.Compare(a.span.Start, b.span.Start) })
	out = slices.DeleteFunc(out, func(d definition) bool { return bound[d.label] })
	seen := map[string]bool{}
	for i := range out {
		out[i].span.End = lineAround(src, int(out[i].span.End)).End
		out[i].again = seen[out[i].label]
		seen[out[i].label] = true
	}
	return out
}

// isFreeDefinition reports whether l is a definition that starts its line.
func isFreeDefinition(src []byte, l *markdown.Link) bool {
	return l.Kind == markdown.Definition && !isCommentLabel(l.Label) && (l.Span.Start == 0 || src[l.Span.Start-1] == '\n')
}

// compareLabels sorts by label, numbers by their value.
func compareLabels(a, b definition) int {
	isNumber := func(s string) bool { return strings.Trim(s, "0123456789") == "" }
	if isNumber(a.label) && isNumber(b.label) {
		return cmp.Or(cmp.Compare(len(a.label), len(b.label)), cmp.Compare(a.label, b.label))
	}
	return cmp.Compare(a.label, b.label)
}

func (a *actor) dropUnused(defs []definition) []text.Edit {
	return cutLines(a.src, slices.DeleteFunc(slices.Clone(defs), func(d definition) bool { return !d.unneeded }))
}

// sortDefinitions puts each definition where the one stands that has its number.
func (a *actor) sortDefinitions(defs []definition) []text.Edit {
	sorted := slices.Clone(defs)
	slices.SortStableFunc(sorted, compareLabels)
	var edits []text.Edit
	for i, d := range defs {
		if sorted[i] != d {
			edits = append(edits, text.Edit{Span: d.span, New: string(sorted[i].span.Of(a.src))})
		}
	}
	return edits
}

// tidyDefinitions drops those that are not needed and gathers the others, sorted,
// behind all else.
func (a *actor) tidyDefinitions(defs []definition) []text.Edit {
	kept := slices.DeleteFunc(slices.Clone(defs), func(d definition) bool { return d.unneeded || d.again })
	slices.SortStableFunc(kept, compareLabels)
	first := len(defs) // of those at the end
	for end := len(a.src); first > 0 && len(bytes.TrimSpace(a.src[defs[first-1].span.End:end])) == 0; first-- {
		end = int(defs[first-1].span.Start)
	}
	if first == 0 && slices.Equal(kept, defs) {
		return nil
	}
	lines := make([]string, len(kept))
	for i, d := range kept {
		lines[i] = string(d.span.Of(a.src))
	}
	block := strings.Join(lines, lineEndOf(a.src))
	switch {
	case len(kept) == 0:
		return cutLines(a.src, defs)
	case first == len(defs):
		return append(cutLines(a.src, defs), atEnd(a.src, block))
	case slices.Equal(kept, defs[first:]):
		return cutLines(a.src, defs[:first])
	}
	tail := text.Span{Start: defs[first].span.Start, End: defs[len(defs)-1].span.End}
	return append(cutLines(a.src, defs[:first]), narrowed(a.src, text.Edit{Span: tail, New: block}))
}

// cutLines are the edits that take definitions away with their lines, and with one of
// the blank lines on both sides. At the end of a note the blank lines before go too.
func cutLines(src []byte, defs []definition) []text.Edit {
	var edits []text.Edit
	for i := 0; i < len(defs); {
		j := i + 1
		for j < len(defs) && len(bytes.TrimSpace(src[defs[j-1].span.End:defs[j].span.Start])) == 0 {
			j++
		}
		edits = append(edits, text.Edit{Span: withBlankLines(src, text.Span{Start: defs[i].span.Start, End: defs[j-1].span.End})})
		i = j
	}
	return edits
}

// withBlankLines widens whole lines to their last line end, and to a blank line where
// two would meet.
func withBlankLines(src []byte, span text.Span) text.Span {
	before, after := src[:span.Start], src[span.End:]
	blank := func(b []byte) int { // the length of the blank line at the start of b
		i := bytes.IndexByte(b, '\n') + 1
		if len(bytes.TrimSpace(b[:i])) > 0 {
			return 0
		}
		return i
	}
	if len(bytes.TrimSpace(after)) == 0 {
		kept := len(bytes.TrimRight(before, " \t\r\n"))
		eol := 0
		if len(after) > 0 || kept == 0 {
			eol = blank(src[kept:]) // the last line stays ended
		}
		return text.Between(min(kept+eol, int(span.Start)), len(src))
	}
	span.End += int32(blank(after))
	lines := bytes.TrimRight(before, " \t\r")
	if len(lines) == 0 || bytes.HasSuffix(bytes.TrimRight(bytes.TrimSuffix(lines, []byte("\n")), " \t\r"), []byte("\n")) {
		span.End += int32(blank(src[span.End:]))
	}
	return span
}

// narrowed is e without what it leaves as it is at its start and end.
func narrowed(src []byte, e text.Edit) text.Edit {
	old := e.Span.Of(src)
	n := 0
	for n < len(old) && n < len(e.New) && old[n] == e.New[n] {
		n++
	}
	for n > 0 && (n < len(old) && !utf8.RuneStart(old[n]) || n < len(e.New) && !utf8.RuneStart(e.New[n])) {
		n--
	}
	old, e.New = old[n:], e.New[n:]
	e.Start += int32(n)
	n = 0
	for n < len(old) && n < len(e.New) && old[len(old)-1-n] == e.New[len(e.New)-1-n] {
		n++
	}
	for n > 0 && !utf8.RuneStart(old[len(old)-n]) {
		n--
	}
	e.End -= int32(n)
	e.New = e.New[:len(e.New)-n]
	return e
}

// keepsShape reports whether the note has the same blocks and elements once edits are
// made, definitions aside, and each label still leads to where it did.
func (a *actor) keepsShape(edits []text.Edit) bool {
	src, err := text.Apply(a.src, edits)
	if err != nil {
		return false
	}
	was, now := a.note.Doc, a.note.Syntax().Parse(src)
	if len(was.References) != len(now.References) {
		return false
	}
	for _, r := range was.References {
		from, ok := was.Definition(r.Label)
		to, stays := now.Definition(r.Label)
		if ok != stays || ok && (from.Target != to.Target || from.Fragment != to.Fragment) {
			return false
		}
	}
	syntax := a.note.Syntax()
	return slices.Equal(shapeOf(nil, &syntax.Structure(a.src).Note, text.Span{}), shapeOf(nil, &syntax.Structure(src).Note, text.Span{}))
}

// shapeOf lists the kinds of the elements of e, each with the end of what is in it, but
// for definitions and what lies in the span that is left out.
func shapeOf(shape []int, e *markdown.Element, without text.Span) []int {
	if e.Kind == markdown.KindDefinition || e.Kind == markdown.KindDefinitions || !without.Empty() && without.Contains(e.Span) {
		return shape
	}
	shape = append(shape, int(e.Kind))
	for i := range e.Children {
		shape = shapeOf(shape, &e.Children[i], without)
	}
	return append(shape, -1)
}
