package feature

import (
	"bytes"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// ignore offers to pass over what a link leads to in vain.
func (a *actor) ignore() []Action {
	var out []Action
	for _, p := range a.found("no-such-note", "no-such-file", "no-such-heading", "no-such-block", "no-such-reference", "no-such-footnote") {
		if !a.note.Doc.FrontMatter.Span.Contains(p.Span) {
			out = append(out, Action{Title: "Ignore " + p.Code + " here", Kind: QuickFix, Problem: p, Do: func() (*Revision, error) { return a.ignored(p) }})
		}
	}
	return out
}

// ignored writes a comment that passes over p: on a line of its own above a block that
// starts on p's line, or else at the end of p's line, or right behind the link. A
// comment is taken only where the note stays what it is.
func (a *actor) ignored(p *Problem) (*Revision, error) {
	for _, edit := range a.ignores(p) {
		r, err := a.mended(p, []text.Edit{edit})
		if err != nil {
			continue
		}
		if now, _ := r.next.Note(a.note.ID); sameDocument(a.note, now) && len(Problems(r.next, now, a.judge)) < len(a.problems) && len(r.Edits) == 1 && len(r.Edits[a.note.ID]) == 1 {
			return r, nil
		}
	}
	return nil, obstacle("No comment can be written here without making something else of the text around it. Silence %s in the front matter.", p.Code)
}

// ignores lists the comments that may pass over p, the best first.
func (a *actor) ignores(p *Problem) []text.Edit {
	line := lineAround(a.src, int(p.Span.Start))
	content := line.Of(a.src)
	indent := content[:len(content)-len(bytes.TrimLeft(content, " \t"))]
	above := text.Edit{
		Span: text.Between(int(line.Start), int(line.Start)),
		New:  string(indent) + "<!-- notes-lsp-ignore-next-line " + p.Code + " -->" + lineEndOf(a.src),
	}
	comment := "<!-- notes-lsp-ignore-line " + p.Code + " -->"
	at := int(line.Start) + len(bytes.TrimRight(content, " \t\\"))
	end := text.Edit{Span: text.Between(at, at), New: " " + comment}
	behind := a.linkEnd(p)
	cell := text.Edit{Span: text.Between(behind, behind), New: comment}
	switch {
	case strings.HasPrefix(string(bytes.TrimLeft(content, " \t>")), "|"):
		return []text.Edit{cell}
	case a.startsBlock(int(line.Start), content):
		return []text.Edit{above, end, cell}
	}
	return []text.Edit{end, cell, above}
}

// startsBlock reports whether a line is the first of a block outside lists and quotes:
// a comment above it parts nothing.
func (a *actor) startsBlock(at int, line []byte) bool {
	if bytes.HasPrefix(line, []byte("#")) {
		return true
	}
	switch first := bytes.TrimLeft(line, " \t"); {
	case len(first) < len(line), len(first) == 0, strings.IndexByte("->*+|0123456789", first[0]) >= 0:
		return false
	}
	if body := int(a.note.Doc.FrontMatter.Span.End); at <= body || len(bytes.TrimSpace(a.src[body:at])) == 0 {
		return true
	}
	above := lineAround(a.src, at-1)
	return len(bytes.TrimSpace(above.Of(a.src))) == 0
}

// linkEnd is the end of the link or mark that p is a problem of.
func (a *actor) linkEnd(p *Problem) int {
	end := p.Span.End
	for i := range a.note.Doc.Links {
		if l := &a.note.Doc.Links[i]; l.Span.Contains(p.Span) {
			end = max(end, l.Span.End)
		}
	}
	for _, r := range a.note.Doc.References {
		if r.Span.Contains(p.Span) {
			end = max(end, r.Span.End)
		}
	}
	for _, f := range a.note.Doc.Footnotes {
		if f.Span.Contains(p.Span) {
			end = max(end, f.Span.End)
		}
	}
	return int(end)
}

// sameDocument reports whether two versions of a note hold the same for others.
func sameDocument(a, b *vault.Note) bool {
	x, y := a.Doc, b.Doc
	if len(x.Headings) != len(y.Headings) || len(x.Links) != len(y.Links) || len(x.References) != len(y.References) ||
		len(x.Blocks) != len(y.Blocks) || len(x.Footnotes) != len(y.Footnotes) || len(x.Tags) != len(y.Tags) || len(y.Ignores) != len(x.Ignores)+1 {
		return false
	}
	ids := a.HeadingIDs()
	for i, id := range b.HeadingIDs() {
		if ids[i] != id || x.Headings[i].Text != y.Headings[i].Text {
			return false
		}
	}
	return sameTargets(x, y)
}

func sameTargets(x, y *markdown.Document) bool {
	for i := range x.Links {
		if p, q := &x.Links[i], &y.Links[i]; p.Kind != q.Kind || p.Target != q.Target || p.Fragment != q.Fragment {
			return false
		}
	}
	return true
}
