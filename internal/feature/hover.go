package feature

import (
	"path"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// Hover returns what to show of what is under the cursor, and the span that this is
// about. A link shows what it leads to, or who else looks for what is not there; a
// heading, a block's id and an alias show who links to them; a tag and a footnote
// how they are used. It is empty where there is nothing to show.
//
// It costs what it shows and, up to maxCounted notes, who links there.
func Hover(s *vault.Snapshot, at Cursor, with Cards) (card string, span text.Span) {
	h := newHover(s, at.Note, with)
	if l, ok := at.link(); ok {
		return h.linked(l), l.Span
	}
	if t, ok := at.tag(); ok {
		return h.tag(vault.TagKey(t.Name)), t.Span
	}
	if r, ok := at.reference(); ok {
		return h.reference(r), r.Span
	}
	if f, ok := at.footnote(); ok {
		return h.footnote(f), f.Span
	}
	switch subject := SubjectAt(s, at); {
	case subject.Span.Empty():
	case subject.Kind == PlaceSubject, subject.Kind == AliasSubject:
		// A heading is its whole line.
		span = text.Between(min(int(subject.Span.Start), at.Offset), max(int(subject.Span.End), at.Offset))
		return h.uses(subject, "link"), span
	}
	return "", text.Span{}
}

// Preview shows the start of a note.
func Preview(s *vault.Snapshot, n *vault.Note, with Cards) string {
	h := newHover(s, n, with)
	h.head(n)
	h.body(n, vault.Place{})
	return h.String()
}

// linked shows what l, a link of the hover's note, is about.
func (h hover) linked(l *markdown.Link) string {
	switch t := h.s.Resolve(h.note.ID, l); {
	case t.Status == vault.Missing:
		return h.missing(l, t.ID)
	case t.Status == vault.External:
		return h.external(l)
	case t.Status != vault.Found || t.Folder:
		return ""
	default:
		if n, ok := h.s.Note(t.ID); ok {
			return h.place(n, l)
		}
		return h.file(t.ID)
	}
}

// place shows the note that l leads to, or what of it l names.
func (h hover) place(n *vault.Note, l *markdown.Link) string {
	h.head(n)
	place, ok := n.PlaceOf(l)
	if !ok {
		h.printf("\n\n%s", h.plainly("There is no place \""+vault.Decode(l.Fragment)+"\" in it."))
	}
	h.body(n, place)
	h.foot(n, place)
	return h.String()
}

// head names a note and, where it is the note of a day, tells which day that is.
func (h hover) head(n *vault.Note) {
	h.printf("%s", h.strong(n.Title()))
	if n.ID.Name() != n.Title() {
		h.printf(" · %s", h.plainly(string(n.ID)))
	}
	h.day(string(n.ID))
}

// body shows a place of n.
func (h hover) body(n *vault.Note, place vault.Place) {
	src := n.Text()
	if body := h.excerpt(n, src, sectionOf(n, src, place)); body != "" {
		h.rule()
		h.printf("%s", body)
	}
}

// foot tells how many links lead to a place, and of its note the tags and when it
// last changed.
func (h hover) foot(n *vault.Note, place vault.Place) {
	subject := Subject{Kind: PlaceSubject, ID: n.ID, Place: place}
	if place.Kind == vault.FootnotePlace {
		subject = Subject{Kind: FootnoteSubject, ID: n.ID, Name: n.Doc.Footnotes[place.Index].Label}
	}
	parts := []string{h.tally(subject, 0).String("link")}
	if tags := h.tagList(n); tags != "" {
		parts = append(parts, tags)
	}
	if !n.Modified.IsZero() {
		parts = append(parts, "changed "+n.Modified.Format(dateForm))
	}
	h.rule()
	h.printf("%s", strings.Join(parts, " · "))
}

// tagList is the tags of n, each once, as they are written first.
func (h hover) tagList(n *vault.Note) string {
	var names []string
	seen := map[vault.Key]bool{}
	for _, t := range n.Doc.Tags {
		if k := vault.TagKey(t.Name); !seen[k] && len(names) < maxListed {
			seen[k] = true
			names = append(names, h.plainly("#"+t.Name))
		}
	}
	if more := len(n.Tags()) - len(names); more > 0 {
		names = append(names, "…")
	}
	return strings.Join(names, " ")
}

// file shows a file that is not a note, as it looks if it is a picture.
func (h hover) file(id vault.NoteID) string {
	if !h.s.Has(id) {
		return ""
	}
	if isPicture(id) && !h.Plain && h.URI != nil {
		h.printf("![%s](%s)\n\n", escape(id.Name()), h.URI(id))
	}
	h.printf("%s", h.strong(id.Name()))
	if string(id) != id.Name() {
		h.printf(" · %s", h.plainly(string(id)))
	}
	if h.File != nil {
		if told := h.File(id); told != "" {
			h.printf(" · %s", told)
		}
	}
	h.rule()
	h.printf("%s", h.tally(Subject{Kind: FileSubject, ID: id}, 0).String("link"))
	return h.String()
}

// pictureExts are the extensions of files that editors show as pictures.
var pictureExts = []string{".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"}

func isPicture(id vault.NoteID) bool {
	return slices.Contains(pictureExts, strings.ToLower(path.Ext(string(id))))
}

// reference shows where the definition of a reference leads, if only by its address.
func (h hover) reference(r markdown.Reference) string {
	def, ok := h.note.Doc.Definition(r.Label)
	if !ok {
		return ""
	}
	if card := h.linked(def); card != "" {
		return card
	}
	return h.plainly(address(def))
}

// footnote shows a footnote's text from its mark, and how it is used from its text.
func (h hover) footnote(f markdown.Footnote) string {
	if f.Definition {
		if card := h.uses(Subject{Kind: FootnoteSubject, ID: h.note.ID, Name: f.Label}, "use"); card != "" {
			return card
		}
		return "This footnote is not used."
	}
	for _, def := range h.note.Doc.Footnotes {
		if def.Definition && def.Label == f.Label {
			return h.excerpt(h.note, h.note.Text(), def.Body)
		}
	}
	return ""
}
