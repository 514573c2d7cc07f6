package feature

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// References returns the places that name what subject is, in the order of the
// notes' paths and of their text. Those of a note are the links to it and to any
// place in it; those of a tag have the tags below it with them, as a click on a tag
// finds them in Obsidian. A reference link counts where its definition does.
//
// A place is the smallest part that names the subject: of [[Bread#Steps]] it is
// "Bread" for the note and "Steps" for the heading. [x](#steps) names no note, so a
// table of contents does not fill its own note's list.
func References(s *vault.Snapshot, subject Subject) iter.Seq[Location] {
	return func(yield func(Location) bool) {
		for _, id := range NotesNaming(s, subject) {
			for _, span := range ReferencesIn(s, id, subject) {
				if !yield(Location{id, span}) {
					return
				}
			}
		}
	}
}

// ReferencesIn returns the spans of References in one note, in the order of its text.
func ReferencesIn(s *vault.Snapshot, id vault.NoteID, subject Subject) []text.Span {
	n, ok := s.Note(id)
	if !ok {
		return nil
	}
	return usesIn(s, n, subject)
}

// Declaration is where a subject has its own place: the heading's text, the block's
// id, the definition. ok is false for tags, which have none, and for what is missing.
func Declaration(s *vault.Snapshot, subject Subject) (loc Location, ok bool) {
	n, isNote := s.Note(subject.ID)
	loc.ID = subject.ID
	switch subject.Kind {
	case FileSubject:
		return loc, s.Has(subject.ID)
	case AliasSubject:
		for _, a := range n.Doc.FrontMatter.Aliases {
			if vault.Fold(a.Text) == vault.Fold(subject.Name) {
				return Location{subject.ID, a.Span}, true
			}
		}
	case DefinitionSubject:
		if def, ok := n.Doc.Definition(subject.Name); ok {
			return Location{subject.ID, def.LabelSpan}, true
		}
	case FootnoteSubject:
		for _, f := range n.Doc.Footnotes {
			if f.Definition && f.Label == subject.Name {
				return Location{subject.ID, f.LabelSpan}, true
			}
		}
	case PlaceSubject:
		loc.Span = nameSpan(n, subject.Place)
		return loc, isNote
	}
	return Location{}, false
}

// nameSpan is what in its own note names a place; of a note that is its title.
func nameSpan(n *vault.Note, p vault.Place) text.Span {
	switch p.Kind {
	case vault.BlockPlace:
		return n.Doc.Blocks[p.Index].IDSpan
	case vault.NotePlace:
		if i := n.Doc.TitleHeading(); i >= 0 {
			return n.Doc.Headings[i].Span
		}
		return n.Doc.FrontMatter.Title.Span
	}
	return n.PlaceSpan(p)
}

// NotesNaming lists the notes that may have References to subject, sorted.
func NotesNaming(s *vault.Snapshot, subject Subject) []vault.NoteID {
	switch subject.Kind {
	case PlaceSubject, FileSubject, AliasSubject, FootnoteSubject: // [x](note.md#fn:1) leads to a footnote too
		return s.Mentioning(subject.ID)
	case DefinitionSubject:
		return []vault.NoteID{subject.ID}
	case MissingSubject:
		return s.SharingTarget(subject.ID, subject.Link)
	case TagSubject:
		tag := vault.Key(subject.Name)
		var ids []vault.NoteID
		for _, k := range append(s.SubTags(tag), tag) {
			ids = append(ids, s.Tagged(k)...)
		}
		slices.Sort(ids)
		return slices.Compact(ids)
	}
	return nil
}

// usesIn returns where n names the subject, in the order of its text.
func usesIn(s *vault.Snapshot, n *vault.Note, subject Subject) []text.Span {
	var spans []text.Span
	defined := definitionUses{n: n}
	switch subject.Kind {
	case PlaceSubject, FileSubject, AliasSubject:
		for l := range s.BacklinksFrom(n, subject.ID) {
			if span, ok := useOf(s, l, subject); ok {
				spans = append(spans, span)
				spans = append(spans, defined.of(l)...)
			}
		}
	case DefinitionSubject:
		for _, r := range n.Doc.References {
			if r.Label == subject.Name {
				spans = append(spans, r.LabelSpan)
			}
		}
	case FootnoteSubject:
		spans = footnoteUses(s, n, subject)
	case TagSubject:
		for _, t := range n.Doc.Tags {
			if isTagOrBelow(vault.TagKey(t.Name), vault.Key(subject.Name)) {
				spans = append(spans, t.Span)
			}
		}
	case MissingSubject:
		for l := range s.Wanting(n, subject.ID, subject.Link) {
			spans = append(spans, l.TargetSpan)
			spans = append(spans, defined.of(l)...)
		}
	}
	slices.SortFunc(spans, func(a, b text.Span) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	return slices.Compact(spans)
}

// useOf returns the part of l, which leads to the subject's note or file, that names
// the subject; ok is false where it names another place there.
func useOf(s *vault.Snapshot, l *markdown.Link, subject Subject) (span text.Span, ok bool) {
	n, isNote := s.Note(subject.ID)
	switch {
	case subject.Kind == AliasSubject:
		return l.TargetSpan, vault.KeyOf(l.Target) == vault.KeyOf(subject.Name)
	case isNote && subject.Place.Kind != vault.NotePlace:
		place, ok := n.PlaceOf(l)
		return l.FragmentSpan, ok && l.HasFragment && place == subject.Place
	}
	return l.TargetSpan, !l.TargetSpan.Empty()
}

// definitionUses finds the references of a note that lead where its definitions do.
type definitionUses struct {
	n       *vault.Note
	byLabel map[string][]text.Span // made when it is first needed
}

// of returns the references that lead where l does: none where l is no definition,
// or not the one of its label that counts.
func (d *definitionUses) of(l *markdown.Link) []text.Span {
	if l.Kind != markdown.Definition {
		return nil
	}
	if first, ok := d.n.Doc.Definition(l.Label); !ok || first != l {
		return nil
	}
	if d.byLabel == nil {
		d.byLabel = map[string][]text.Span{}
		for _, r := range d.n.Doc.References {
			d.byLabel[r.Label] = append(d.byLabel[r.Label], r.Span)
		}
	}
	return d.byLabel[l.Label]
}

func footnoteUses(s *vault.Snapshot, n *vault.Note, subject Subject) []text.Span {
	var spans []text.Span
	if n.ID == subject.ID {
		for _, f := range n.Doc.Footnotes {
			if !f.Definition && f.Label == subject.Name {
				spans = append(spans, f.LabelSpan)
			}
		}
	}
	home, ok := s.Note(subject.ID)
	if !ok {
		return spans
	}
	for l := range s.BacklinksFrom(n, subject.ID) {
		place, ok := home.PlaceOf(l)
		if ok && place.Kind == vault.FootnotePlace && home.Doc.Footnotes[place.Index].Label == subject.Name {
			spans = append(spans, l.FragmentSpan)
		}
	}
	return spans
}

func isTagOrBelow(tag, top vault.Key) bool {
	return tag == top || strings.HasPrefix(string(tag), string(top)+"/")
}

// A Highlight is a place in the cursor's own note that names the same as the cursor
// does.
type Highlight struct {
	Span text.Span
	// Declares says that the place is the subject's own.
	Declares bool
}

// Highlights returns what in the note names what is under the cursor, in the order
// of the text; there is nothing where the cursor is on plain text. It costs what the
// note holds.
func Highlights(s *vault.Snapshot, at Cursor) []Highlight {
	subject := SubjectAt(s, at)
	if subject.Span.Empty() {
		return nil
	}
	var out []Highlight
	if loc, ok := Declaration(s, subject); ok && loc.ID == at.Note.ID && !loc.Span.Empty() {
		out = append(out, Highlight{loc.Span, true})
	}
	for _, span := range usesIn(s, at.Note, subject) {
		out = append(out, Highlight{span, false})
	}
	slices.SortFunc(out, func(a, b Highlight) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return out
}
