package feature

import (
	"bytes"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// SubjectKind is what a Subject is.
type SubjectKind uint8

const (
	NoSubject         SubjectKind = iota
	PlaceSubject                  // note ID, or what Place is in it
	FileSubject                   // the file or folder ID
	AliasSubject                  // the alias Name of note ID
	TitleSubject                  // the title of note ID; a rename's alone
	TagSubject                    // the tag Name, in the form of vault.TagKey
	DefinitionSubject             // the link definition with the label Name, in note ID
	FootnoteSubject               // the footnote with the label Name, in note ID
	MissingSubject                // what Link, of note ID, looks for in vain
)

// A Subject is what a place in a note is about, and what links can lead to.
type Subject struct {
	Kind  SubjectKind
	ID    vault.NoteID
	Place vault.Place
	Name  string
	Link  *markdown.Link
	// Span is what names the subject at the cursor.
	Span text.Span
}

// SubjectAt returns what the cursor is on. In [[Bread#Steps|how]] that is the note
// from "Bread" and the heading from anywhere else. A note's title stands for the
// note, and so does whatever names nothing, since many notes have no title: then
// Span is empty.
func SubjectAt(s *vault.Snapshot, at Cursor) Subject {
	for _, find := range []func(*vault.Snapshot, Cursor) (Subject, bool){
		linkSubject, tagSubject, referenceSubject, footnoteSubject, blockSubject, anchorSubject, valueSubject, headingSubject,
	} {
		if subject, ok := find(s, at); ok {
			return subject
		}
	}
	return Subject{Kind: PlaceSubject, ID: at.Note.ID}
}

func linkSubject(s *vault.Snapshot, at Cursor) (Subject, bool) {
	l, ok := at.link()
	if !ok {
		return Subject{}, false
	}
	if l.Kind == markdown.Definition && l.LabelSpan.Touches(at.Offset) {
		return Subject{Kind: DefinitionSubject, ID: at.Note.ID, Name: l.Label, Span: l.LabelSpan}, true
	}
	onTarget := l.TargetSpan.Touches(at.Offset) && !l.TargetSpan.Empty()
	return targetSubject(s, at.Note, l, onTarget), true
}

// targetSubject is what l leads to: the note alone, or the place in it.
func targetSubject(s *vault.Snapshot, from *vault.Note, l *markdown.Link, noteOnly bool) Subject {
	t := s.Resolve(from.ID, l)
	switch {
	case t.Status == vault.Missing:
		return Subject{Kind: MissingSubject, ID: from.ID, Link: l, Span: l.TargetSpan}
	case t.Status != vault.Found:
		return Subject{Span: l.Span}
	}
	n, ok := s.Note(t.ID)
	if !ok || t.Folder {
		return Subject{Kind: FileSubject, ID: t.ID, Span: l.TargetSpan}
	}
	out := Subject{Kind: PlaceSubject, ID: t.ID, Span: l.TargetSpan}
	if noteOnly || !l.HasFragment {
		return out
	}
	if place, ok := n.PlaceOf(l); ok && place.Kind != vault.NotePlace {
		out.Place, out.Span = place, l.FragmentSpan
		if place.Kind == vault.FootnotePlace {
			return Subject{Kind: FootnoteSubject, ID: t.ID, Name: n.Doc.Footnotes[place.Index].Label, Span: l.FragmentSpan}
		}
	}
	return out
}

func tagSubject(_ *vault.Snapshot, at Cursor) (Subject, bool) {
	t, ok := at.tag()
	return Subject{Kind: TagSubject, Name: string(vault.TagKey(t.Name)), Span: t.Span}, ok
}

// referenceSubject tells the label of a full reference, which names the definition,
// from its text, which leads where the definition does (Definition does too).
func referenceSubject(s *vault.Snapshot, at Cursor) (Subject, bool) {
	r, ok := at.reference()
	if !ok {
		return Subject{}, false
	}
	def, defined := at.Note.Doc.Definition(r.Label)
	if defined && !onLabel(r, at.Offset) {
		if subject := targetSubject(s, at.Note, def, false); subject.Kind != NoSubject {
			subject.Span = r.Span
			return subject, true
		}
	}
	return Subject{Kind: DefinitionSubject, ID: at.Note.ID, Name: r.Label, Span: r.LabelSpan}, true
}

// onLabel reports whether off is on the second bracket of [text][label].
func onLabel(r markdown.Reference, off int) bool {
	return r.LabelSpan.Touches(off) && r.LabelSpan.Start > r.Span.Start+2
}

func footnoteSubject(_ *vault.Snapshot, at Cursor) (Subject, bool) {
	f, ok := at.footnote()
	return Subject{Kind: FootnoteSubject, ID: at.Note.ID, Name: f.Label, Span: f.LabelSpan}, ok
}

func blockSubject(_ *vault.Snapshot, at Cursor) (Subject, bool) {
	for i, b := range at.Note.Doc.Blocks {
		// The id with its "^".
		if (text.Span{Start: b.IDSpan.Start - 1, End: b.IDSpan.End}).Touches(at.Offset) {
			return Subject{Kind: PlaceSubject, ID: at.Note.ID, Place: vault.Place{Kind: vault.BlockPlace, Index: i}, Span: b.IDSpan}, true
		}
	}
	return Subject{}, false
}

func anchorSubject(_ *vault.Snapshot, at Cursor) (Subject, bool) {
	for i, a := range at.Note.Doc.Anchors {
		if a.Span.Touches(at.Offset) {
			return Subject{Kind: PlaceSubject, ID: at.Note.ID, Place: vault.Place{Kind: vault.AnchorPlace, Index: i}, Span: a.Span}, true
		}
	}
	return Subject{}, false
}

// valueSubject is the title or an alias in the front matter.
func valueSubject(_ *vault.Snapshot, at Cursor) (Subject, bool) {
	fm := at.Note.Doc.FrontMatter
	if t := fm.Title; t.Text != "" && t.Span.Touches(at.Offset) {
		return Subject{Kind: PlaceSubject, ID: at.Note.ID, Span: t.Span}, true
	}
	for _, a := range fm.Aliases {
		if a.Span.Touches(at.Offset) {
			return Subject{Kind: AliasSubject, ID: at.Note.ID, Name: a.Text, Span: a.Span}, true
		}
	}
	return Subject{}, false
}

func headingSubject(_ *vault.Snapshot, at Cursor) (Subject, bool) {
	i, ok := at.heading()
	if !ok {
		return Subject{}, false
	}
	h := at.Note.Doc.Headings[i]
	out := Subject{Kind: PlaceSubject, ID: at.Note.ID, Span: h.Span}
	if !isTitle(at.Note, i) {
		out.Place = vault.Place{Kind: vault.HeadingPlace, Index: i}
	}
	return out, true
}

// isTitle reports whether heading i says what the note is called, be it that the front
// matter says so too.
func isTitle(n *vault.Note, i int) bool {
	if title := n.Doc.FrontMatter.Title.Text; title != "" {
		h := n.Doc.Headings[i]
		return h.Level == 1 && strings.TrimSpace(h.Text) == title
	}
	return i == n.Doc.TitleHeading()
}

// heading finds the heading on whose line the cursor is.
func (c Cursor) heading() (int, bool) {
	src := c.Note.Text()
	if c.Offset > len(src) {
		return 0, false
	}
	line := lineAround(src, c.Offset)
	for i, h := range c.Note.Doc.Headings {
		switch {
		case h.Span.Touches(c.Offset):
			return i, true
		case line.Start <= h.Span.Start && h.Span.End <= line.End && isMarks(src[line.Start:h.Span.Start]) && isMarks(src[h.Span.End:line.End]):
			return i, true
		}
	}
	return 0, false
}

// isMarks reports whether b is what may stand beside a heading's text on its line.
func isMarks(b []byte) bool {
	return len(bytes.Trim(b, "# \t>")) == 0 || bytes.HasPrefix(bytes.TrimSpace(b), []byte("{"))
}
