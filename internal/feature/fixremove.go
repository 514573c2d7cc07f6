package feature

import (
	"bytes"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
)

// removals offers to take out what nothing needs.
func (a *actor) removals() []Action {
	var out []Action
	remove := func(p *Problem, title string, span text.Span) {
		if !span.Empty() {
			out = append(out, Action{Title: title, Kind: QuickFix, Preferred: true, Problem: p, Do: a.mend(p, text.Edit{Span: span})})
		}
	}
	for _, p := range a.found("unused-definition", "duplicate-definition") {
		if l := a.definitionAt(p.Span); l != nil {
			remove(p, "Remove the definition ["+string(l.LabelSpan.Of(a.src))+"]", itsLines(a.src, l.Span))
		}
	}
	for _, p := range a.found("unused-footnote") {
		for _, f := range a.note.Doc.Footnotes {
			if f.Definition && f.LabelSpan == p.Span {
				end := max(f.Body.End, f.Span.End+1) // the colon
				remove(p, "Remove the footnote [^"+string(p.Span.Of(a.src))+"]", itsLines(a.src, text.Span{Start: f.Span.Start, End: end}))
			}
		}
	}
	for _, p := range a.found("duplicate-alias") {
		remove(p, "Remove the alias "+text.OneLine(string(p.Span.Of(a.src))), listItem(a.src, p.Span))
	}
	for _, p := range a.found("unused-ignore") {
		title := "Remove the comment"
		if a.note.Doc.FrontMatter.Span.Contains(p.Span) {
			title = "Stop ignoring " + string(p.Span.Of(a.src))
		}
		remove(p, title, a.ignoreAt(p.Span))
	}
	return append(out, a.ownLinks()...)
}

// ignoreAt is what goes along with the request at span to pass over problems.
func (a *actor) ignoreAt(span text.Span) text.Span {
	if a.note.Doc.FrontMatter.Span.Contains(span) {
		return listItem(a.src, span)
	}
	return itsLines(a.src, span)
}

// definitionAt is the link definition that span, or whose label, is; nil for none.
func (a *actor) definitionAt(span text.Span) *markdown.Link {
	for i := range a.note.Doc.Links {
		if l := &a.note.Doc.Links[i]; l.Kind == markdown.Definition && (l.Span == span || l.LabelSpan == span) {
			return l
		}
	}
	return nil
}

// ownLinks offers to write a link of a note to itself as what it says, or, where it
// leads to a place in the note, as a link to that alone.
func (a *actor) ownLinks() []Action {
	var out []Action
	for _, p := range a.found("self-link") {
		l := linkOf(a.note, p)
		switch {
		case l == nil:
		case l.Fragment != "":
			out = append(out, Action{Title: "Link to the place alone", Kind: QuickFix, Preferred: true, Problem: p, Do: a.mend(p, text.Edit{Span: l.TargetSpan})})
		default:
			out = append(out, a.textOf(p, l, true)...)
		}
	}
	return out
}

// unlink offers to leave of a link that leads nowhere what it says.
func (a *actor) unlink() []Action {
	var out []Action
	for _, p := range a.found("no-such-note", "no-such-file", "no-such-heading", "no-such-block", "outside-root") {
		if l := linkOf(a.note, p); l != nil {
			out = append(out, a.textOf(p, l, false)...)
		}
	}
	for _, p := range a.found("no-such-reference") {
		for _, r := range a.note.Doc.References {
			if r.LabelSpan != p.Span || a.src[r.Span.Start] != '[' {
				continue
			}
			if said, _, ok := strings.Cut(string(r.Span.Of(a.src)), "]["); ok && r.LabelSpan.Start > r.Span.Start+2 {
				out = append(out, a.unlinked(p, r.Span, said[1:], false))
			}
		}
	}
	return out
}

// textOf offers to put in the place of l what it says. Of a picture nothing would be
// left, and a link in the front matter has no text around it.
func (a *actor) textOf(p *Problem, l *markdown.Link, preferred bool) []Action {
	if l.Embed || a.note.Doc.FrontMatter.Span.Contains(l.Span) {
		return nil
	}
	said := string(l.LabelSpan.Of(a.src))
	switch {
	case l.Kind == markdown.Wiki && said == "":
		said = l.Target
		if said == "" {
			said = strings.TrimLeft(l.Fragment, "#^")
		}
		said = escape(said)
	case l.Kind == markdown.Wiki:
		said = escape(said)
	case l.Kind != markdown.Inline:
		return nil
	}
	if strings.TrimSpace(said) == "" {
		return nil
	}
	return []Action{a.unlinked(p, l.Span, said, preferred)}
}

func (a *actor) unlinked(p *Problem, span text.Span, said string, preferred bool) Action {
	return Action{Title: "Remove the link, keep its text", Kind: QuickFix, Preferred: preferred, Problem: p, Do: a.mend(p, text.Edit{Span: span, New: said})}
}

// itsLines is span with the lines that it stands on where nothing else does, and one
// of two blank lines that would meet.
func itsLines(src []byte, span text.Span) text.Span {
	start := bytes.LastIndexByte(src[:span.Start], '\n') + 1
	end := len(src)
	if i := bytes.IndexByte(src[span.End:], '\n'); i >= 0 {
		end = int(span.End) + i + 1
	}
	if len(bytes.Trim(src[start:span.Start], " \t>\ufeff")) > 0 || len(bytes.TrimSpace(src[span.End:end])) > 0 {
		return span
	}
	if bytes.HasPrefix(src[start:], []byte("\ufeff")) {
		start += len("\ufeff")
	}
	if body := len(bytes.TrimRight(src[:start], " \t\r\n")); end == len(src) && body > 0 {
		// What was above is the last then, and ends as the text did.
		start = body
		if bytes.HasSuffix(src, []byte("\n")) {
			start += bytes.IndexByte(src[body:], '\n') + 1
		}
		return text.Between(start, end)
	}
	above := bytes.TrimRight(src[:start], " \t\r")
	blankAbove := start > 0 && bytes.HasSuffix(bytes.TrimRight(bytes.TrimSuffix(above, []byte("\n")), " \t\r"), []byte("\n"))
	if next := bytes.IndexByte(src[end:], '\n'); blankAbove && next >= 0 && len(bytes.TrimSpace(src[end:end+next])) == 0 {
		end += next + 1
	}
	return text.Between(start, end)
}

// listItem is the value at span of a list in the front matter with what goes along:
// its quotes, the comma beside it, or its line.
func listItem(src []byte, span text.Span) text.Span {
	start, end := int(span.Start), int(span.End)
	if start > 0 && end < len(src) && src[start-1] == src[end] && (src[end] == '"' || src[end] == '\'') {
		start, end = start-1, end+1
	}
	line := lineAround(src, start)
	before := bytes.TrimRight(src[line.Start:start], " \t")
	after := src[end:max(int(line.End), end)]
	rest := bytes.TrimLeft(after, " \t")
	switch {
	case len(bytes.TrimLeft(before, " \t-")) == 0 && bytes.HasSuffix(before, []byte("-")) && len(rest) == 0:
		return itsLines(src, text.Between(int(line.Start), end))
	case bytes.HasPrefix(rest, []byte(",")):
		end += len(after) - len(rest) + 1
		for end < len(src) && src[end] == ' ' {
			end++
		}
	case bytes.HasSuffix(before, []byte(",")):
		start = int(line.Start) + len(before) - 1
	}
	return text.Between(start, end)
}
