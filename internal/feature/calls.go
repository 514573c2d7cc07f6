package feature

import (
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A Part is what can hold links or be linked to as a whole: a note, a place in one
// with what belongs to it, or another file.
type Part struct {
	ID    vault.NoteID
	Place vault.Place
}

// PartAt returns the part that the cursor is on, or that the link under it leads to;
// ok is false for what is neither, as a tag, or is not there.
func PartAt(s *vault.Snapshot, at Cursor) (p Part, ok bool) {
	subject := SubjectAt(s, at)
	switch subject.Kind {
	case PlaceSubject:
		return Part{subject.ID, subject.Place}, true
	case AliasSubject:
		return Part{ID: subject.ID}, true
	case FileSubject:
		return Part{ID: subject.ID}, s.Has(subject.ID)
	}
	return Part{}, false
}

// Name is what a reader calls the part. It is never empty.
func (p Part) Name(s *vault.Snapshot) string {
	n, ok := s.Note(p.ID)
	if !ok {
		return path.Base(string(p.ID))
	}
	name := ""
	switch p.Place.Kind {
	case vault.NotePlace:
		name = n.Title()
	case vault.HeadingPlace:
		h := n.Doc.Headings[p.Place.Index]
		if name = strings.TrimSpace(h.Text); name == "" {
			name = strings.Repeat("#", h.Level) // "##" alone is a heading
		}
	case vault.BlockPlace:
		name = "^" + n.Doc.Blocks[p.Place.Index].ID
	case vault.AnchorPlace:
		name = "#" + n.Doc.Anchors[p.Place.Index].ID
	case vault.FootnotePlace:
		name = "[^" + n.Doc.Footnotes[p.Place.Index].Label + "]"
	}
	if strings.TrimSpace(name) == "" {
		return string(p.ID)
	}
	return name
}

// Spans returns what of note n the part is, and in it what names it. A note is all
// of its text; a heading has its section, from the heading's own text up to that of
// the next one.
func (p Part) Spans(n *vault.Note) (whole, name text.Span) {
	name = nameSpan(n, p.Place)
	switch p.Place.Kind {
	case vault.NotePlace:
		return text.Span{End: int32(n.Doc.Size)}, name
	case vault.HeadingPlace:
		whole = n.Doc.Section(p.Place.Index)
	default:
		whole = n.PlaceSpan(p.Place)
	}
	whole.Start, whole.End = min(whole.Start, name.Start), max(whole.End, name.End)
	return whole, name
}

// A Call is a part at the other end of links, and where in the linking note they are.
type Call struct {
	Part  Part
	Spans []text.Span
}

// Incoming returns the sections that link to p, each with what it holds of the
// part's References, by note and then by the first of them. A link counts in the
// innermost section around it.
func Incoming(s *vault.Snapshot, p Part) []Call {
	subject := Subject{Kind: PlaceSubject, ID: p.ID, Place: p.Place}
	if n, isNote := s.Note(p.ID); !isNote {
		subject.Kind = FileSubject
	} else if p.Place.Kind == vault.FootnotePlace {
		subject.Kind, subject.Name = FootnoteSubject, n.Doc.Footnotes[p.Place.Index].Label
	}
	var calls calls
	for loc := range References(s, subject) {
		n, _ := s.Note(loc.ID)
		calls.add(sectionAt(n, loc.Span.Start), loc.Span)
	}
	return calls.list
}

// calls are grouped by their parts, in the order of the first of each.
type calls struct {
	list []Call
	at   map[Part]int
}

func (c *calls) add(p Part, span text.Span) {
	i, known := c.at[p]
	if !known {
		if c.at == nil {
			c.at = map[Part]int{}
		}
		i = len(c.list)
		c.at[p] = i
		c.list = append(c.list, Call{Part: p})
	}
	c.list[i].Spans = append(c.list[i].Spans, span)
}

// sectionAt is the innermost section around off: that of the last heading before it.
// What is below the title alone is the note's.
func sectionAt(n *vault.Note, off int32) Part {
	i := sort.Search(len(n.Doc.Headings), func(i int) bool { return n.Doc.Headings[i].Span.Start > off }) - 1
	if i < 0 || i == n.Doc.TitleHeading() {
		return Part{ID: n.ID}
	}
	return Part{n.ID, vault.Place{Kind: vault.HeadingPlace, Index: i}}
}

// Outgoing returns what the links in p lead to, in the order of the first link to
// each, with the places that name it. A reference leads where its definition does.
func Outgoing(s *vault.Snapshot, p Part) []Call {
	n, ok := s.Note(p.ID)
	if !ok {
		return nil
	}
	whole, _ := p.Spans(n)
	type use struct {
		to   Part
		span text.Span
	}
	var uses []use
	for i := range n.Doc.Links {
		l := &n.Doc.Links[i]
		if to, span, ok := partOf(s, n, l); ok && whole.Contains(l.Span) {
			uses = append(uses, use{to, span})
		}
	}
	for _, r := range n.Doc.References {
		if def, ok := n.Doc.Definition(r.Label); ok && whole.Contains(r.Span) {
			if to, _, ok := partOf(s, n, def); ok {
				uses = append(uses, use{to, r.Span})
			}
		}
	}
	slices.SortStableFunc(uses, func(a, b use) int { return int(a.span.Start) - int(b.span.Start) })
	var calls calls
	for _, u := range uses {
		calls.add(u.to, u.span)
	}
	return calls.list
}

// partOf is the part that l leads to, and what of l names it.
func partOf(s *vault.Snapshot, from *vault.Note, l *markdown.Link) (p Part, span text.Span, ok bool) {
	t := s.Resolve(from.ID, l)
	if t.Status != vault.Found || t.Folder || !s.Has(t.ID) {
		return Part{}, text.Span{}, false
	}
	p, span = Part{ID: t.ID}, l.TargetSpan
	if n, isNote := s.Note(t.ID); isNote && l.HasFragment {
		place, found := n.PlaceOf(l)
		if found && place.Kind != vault.NotePlace && place != (vault.Place{Kind: vault.HeadingPlace, Index: n.Doc.TitleHeading()}) {
			p.Place, span = place, l.FragmentSpan
		}
	}
	if span.Empty() {
		span = l.Span // [x](#) names nothing
	}
	return p, span, true
}
