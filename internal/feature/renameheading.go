package feature

import (
	"bytes"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// headingText is the part of heading i that a rename replaces: its source without the
// ids at its end.
func headingText(n *vault.Note, i int) text.Span {
	h := n.Doc.Headings[i]
	src := n.Text()
	span := h.Span
	trim := func(end int32) {
		span.End = span.Start + int32(len(bytes.TrimRight(text.Span{Start: span.Start, End: end}.Of(src), " \t")))
	}
	cutBlock := func() {
		for _, b := range n.Doc.Blocks {
			if b.IDSpan.End == span.End && b.IDSpan.Start > span.Start {
				trim(b.IDSpan.Start - 1)
			}
		}
	}
	cutBlock()
	if h.ID != "" {
		if j := bytes.LastIndexByte(span.Of(src), '{'); j >= 0 {
			trim(span.Start + int32(j))
		}
		cutBlock()
	}
	return span
}

// renameHeading gives heading i another text. Links quote the new one, or have its
// slug; those to later headings of one text get the number that these have now; an id
// of its own stays.
func renameHeading(s *vault.Snapshot, n *vault.Note, i int, name string, moves ...Move) (*Revision, error) {
	span := headingText(n, i)
	r, err := revise(s, map[vault.NoteID][]text.Edit{n.ID: {{Span: span, New: name}}}, moves)
	if err != nil {
		return nil, err
	}
	now, ok := r.next.Note(r.moved(n.ID))
	if !ok || !sameShape(n, now) || string(headingText(now, i).Of(now.Text())) != name || now.Doc.Headings[i].ID != n.Doc.Headings[i].ID {
		return nil, obstacle("%q can't be a heading's text: it would be read as something else.", name)
	}
	return r.whole()
}

// sameShape reports whether two versions of a note have the same headings, whatever
// they say.
func sameShape(a, b *vault.Note) bool {
	if len(a.Doc.Headings) != len(b.Doc.Headings) {
		return false
	}
	for i := range a.Doc.Headings {
		if a.Doc.Headings[i].Level != b.Doc.Headings[i].Level {
			return false
		}
	}
	return true
}

// renameTitle gives a note another title, where it says it: its first heading or the
// front matter.
func renameTitle(s *vault.Snapshot, n *vault.Note, name string, opts RenameOptions) (*Revision, error) {
	var moves []Move
	if opts.TitleRenamesFile {
		to, err := renamedTo(s, n.ID, name)
		if err != nil {
			return nil, err
		}
		if to != n.ID {
			moves = append(moves, Move{From: n.ID, To: to})
		}
	}
	if i := n.Doc.TitleHeading(); i >= 0 {
		return renameHeading(s, n, i, name, moves...)
	}
	title := n.Doc.FrontMatter.Title
	return reviseValue(s, n, title, name, func(now *vault.Note) string { return now.Doc.FrontMatter.Title.Text }, moves...)
}

// renameAlias gives a note another alias for one of its own.
func renameAlias(s *vault.Snapshot, n *vault.Note, alias, name string) (*Revision, error) {
	for i, a := range n.Doc.FrontMatter.Aliases {
		if vault.KeyOf(a.Text) != vault.KeyOf(alias) {
			continue
		}
		for j, other := range n.Doc.FrontMatter.Aliases {
			if i != j && vault.Fold(other.Text) == vault.Fold(name) {
				return nil, obstacle("This note has the alias %q already.", name)
			}
		}
		return reviseValue(s, n, a, name, func(now *vault.Note) string {
			if list := now.Doc.FrontMatter.Aliases; len(list) == len(n.Doc.FrontMatter.Aliases) {
				return list[i].Text
			}
			return ""
		})
	}
	return nil, obstacle("The alias %q is gone.", alias)
}

// reviseValue writes a value of the front matter anew, in quotes where it needs them;
// read finds it again.
func reviseValue(s *vault.Snapshot, n *vault.Note, value markdown.Value, name string, read func(*vault.Note) string, moves ...Move) (*Revision, error) {
	for _, form := range quotedForms(n.Text(), value.Span, name) {
		r, err := revise(s, map[vault.NoteID][]text.Edit{n.ID: {{Span: value.Span, New: form}}}, moves)
		if err != nil {
			return nil, err
		}
		now, ok := r.next.Note(r.moved(n.ID))
		if ok && read(now) == name && now.Doc.FrontMatter.Problem.Text == n.Doc.FrontMatter.Problem.Text {
			return r.whole()
		}
	}
	return nil, obstacle("%q can't be written in this note's front matter.", name)
}
