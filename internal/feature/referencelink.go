package feature

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// rewriteReference offers to give the destination of the link at the cursor a
// definition, and to write a reference link inline.
func (a *actor) rewriteReference() []Action {
	if !a.span.Empty() {
		return nil
	}
	at := Cursor{a.note, int(a.span.Start)}
	l, isLink := at.link()
	r, isReference := at.reference()
	if isLink && isReference {
		isReference = r.Span.Len() < l.Span.Len()
		isLink = !isReference
	}
	switch {
	case isReference:
		if def, ok := a.note.Doc.Definition(r.Label); ok {
			return []Action{{Title: "Write this link inline", Kind: RefactorRewrite, Do: func() (*Revision, error) { return a.inlined(r, def) }}}
		}
	case isLink && l.Kind == markdown.Inline:
		inner, ok := insideParens(a.src, l)
		if !ok {
			return nil
		}
		if def, ok := a.definitionOf(inner); ok {
			label := string(def.LabelSpan.Of(a.src))
			return []Action{{
				Title: fmt.Sprintf("Use the definition [%s] for this link", text.OneLine(label)), Kind: RefactorRewrite,
				Do: func() (*Revision, error) { return a.referring(l, label) },
			}}
		}
		return []Action{{Title: "Make a definition of this link", Kind: RefactorRewrite, Do: func() (*Revision, error) { return a.defined(l, inner) }}}
	}
	return nil
}

// insideParens is the destination of the inline link l and its title, as written; ok
// is false where there is none, or it does not stand on one line.
func insideParens(src []byte, l *markdown.Link) (inner string, ok bool) {
	b := bytes.TrimSpace(text.Span{Start: l.LabelSpan.End + 2, End: l.Span.End - 1}.Of(src))
	return string(b), len(b) > 0 && !bytes.ContainsAny(b, "\r\n")
}

// behindColon is the destination of a definition and its title, as written.
func behindColon(src []byte, def *markdown.Link) string {
	return string(bytes.TrimSpace(text.Span{Start: def.LabelSpan.End + 2, End: def.Span.End}.Of(src)))
}

// definitionOf finds the definition that says the same as inner and that its label
// leads to.
func (a *actor) definitionOf(inner string) (*markdown.Link, bool) {
	for i := range a.note.Doc.Links {
		def := &a.note.Doc.Links[i]
		if def.Kind != markdown.Definition || behindColon(a.src, def) != inner {
			continue
		}
		if first, ok := a.note.Doc.Definition(def.Label); ok && first == def && !isCommentLabel(def.Label) {
			return def, true
		}
	}
	return nil, false
}

// reference is the edit that has the inline link l use the definition called label.
func (a *actor) reference(l *markdown.Link, label string) text.Edit {
	brackets := "[" + label + "]"
	if markdown.Label(string(l.LabelSpan.Of(a.src))) == markdown.Label(label) {
		brackets = "[]"
	}
	return text.Edit{Span: text.Span{Start: l.LabelSpan.End + 1, End: l.Span.End}, New: brackets}
}

func (a *actor) referring(l *markdown.Link, label string) (*Revision, error) {
	edits := []text.Edit{a.reference(l, label)}
	if !a.reads(edits, -1, +1) {
		return nil, obstacle("This link can't be written with the definition [%s]: it would be read as something else.", label)
	}
	return a.edit(edits...)()
}

// defined makes a definition of the inline link l. It is called by the link's text, or
// else by what the destination is called.
func (a *actor) defined(l *markdown.Link, inner string) (*Revision, error) {
	shown := string(l.LabelSpan.Of(a.src))
	name := strings.TrimSuffix(path.Base(strings.TrimSuffix(vault.Decode(l.Target), "/")), ".md")
	var labels []string
	for _, label := range []string{shown, name, name + " 2", name + " 3"} {
		if len(label) <= maxNewLabel && strings.TrimSpace(label) == label && label != "" && !strings.ContainsAny(label, "[]\\\r\n`<|") && !strings.HasPrefix(label, "^") {
			labels = append(labels, label)
		}
	}
	for i := 1; len(labels) < 8; i++ {
		labels = append(labels, fmt.Sprint(i))
	}
	for _, label := range labels {
		if _, taken := a.note.Doc.Definition(markdown.Label(label)); taken || isCommentLabel(markdown.Label(label)) {
			continue
		}
		edits := []text.Edit{a.reference(l, label), a.definitionAtEnd("[" + label + "]: " + inner)}
		if a.reads(edits, 0, +1) {
			return a.edit(edits...)()
		}
	}
	return nil, obstacle("No definition can be made here: it would change what else this note says.")
}

// maxNewLabel is the longest label that a definition is given, in bytes.
const maxNewLabel = 60

// definitionAtEnd is the edit that adds a definition behind the others, or at the end
// of the note.
func (a *actor) definitionAtEnd(definition string) text.Edit {
	last := -1
	for i := range a.note.Doc.Links {
		if l := &a.note.Doc.Links[i]; isFreeDefinition(a.src, l) && (last < 0 || l.Span.Start > a.note.Doc.Links[last].Span.Start) {
			last = i
		}
	}
	if last < 0 {
		return atEnd(a.src, definition)
	}
	end := int(lineAround(a.src, int(a.note.Doc.Links[last].Span.End)).End)
	return text.Edit{Span: text.Between(end, end), New: lineEndOf(a.src) + definition}
}

// atEnd is the edit that adds a block to the end of a note. Whether its last line is
// ended stays.
func atEnd(src []byte, block string) text.Edit {
	eol := lineEndOf(src)
	at := text.Between(len(src), len(src))
	switch trimmed := bytes.TrimRight(src, " \t"); {
	case len(bytes.TrimSpace(src)) == 0:
		return text.Edit{Span: at, New: block + eol}
	case !bytes.HasSuffix(trimmed, []byte("\n")):
		return text.Edit{Span: at, New: eol + eol + block}
	case bytes.HasSuffix(bytes.TrimRight(bytes.TrimSuffix(bytes.TrimSuffix(trimmed, []byte("\n")), []byte("\r")), " \t"), []byte("\n")):
		return text.Edit{Span: at, New: block + eol}
	}
	return text.Edit{Span: at, New: eol + block + eol}
}

// inlined writes the reference r with the destination of its definition.
func (a *actor) inlined(r markdown.Reference, def *markdown.Link) (*Revision, error) {
	dest := strings.Join(strings.Fields(behindColon(a.src, def)), " ")
	if one := behindColon(a.src, def); !strings.ContainsAny(one, "\r\n") {
		dest = one // with the spaces in its title
	}
	start := r.LabelSpan.End + 1 // behind [label]
	if open := r.Span.Start + int32(bytes.IndexByte(r.Span.Of(a.src), '[')) + 1; r.LabelSpan.Start > open {
		start = r.LabelSpan.Start - 1 // behind [text]
	}
	edits := []text.Edit{{Span: text.Span{Start: start, End: r.Span.End}, New: "(" + dest + ")"}}
	if !a.reads(edits, +1, -1) {
		return nil, obstacle("The destination of [%s] can't stand in this place.", def.LabelSpan.Of(a.src))
	}
	return a.edit(edits...)()
}

// reads reports whether the note holds so many links and references more once edits are
// made, and all else as before.
func (a *actor) reads(edits []text.Edit, links, references int) bool {
	src, err := text.Apply(a.src, edits)
	if err != nil {
		return false
	}
	was, now := a.note.Doc, a.note.Syntax().Parse(src)
	return len(now.Links) == len(was.Links)+links && len(now.References) == len(was.References)+references &&
		len(now.Headings) == len(was.Headings) && len(now.Footnotes) == len(was.Footnotes) && len(now.Opaque) == len(was.Opaque)
}
