package feature

import (
	"cmp"
	"slices"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A DocumentLink is a stretch of a note that a click opens something from: a web
// address, or else the note or file To.
type DocumentLink struct {
	// Span is what is underlined. Of [[Bread#Steps|how to]] that is all between the
	// brackets, of [how to](bread.md#steps) the destination, of [how to][b] the "b".
	// Of the text in the latter two VS Code underlines nothing either: it may hold
	// emphasis, and pictures with links of their own.
	Span text.Span
	URL  string
	To   Location
	// Missing says that there is no note To: it is where one would be made.
	Missing bool
}

// DocumentLinks lists what can be clicked in n, in the order of the text and without
// overlaps. That are links in every syntax that lead somewhere, those that want a
// note which is missing, and uses of a link definition. Missing pictures and the
// like are not among them, nor is what lies outside of the root, which is not looked
// at, and has no path in the vault.
func DocumentLinks(s *vault.Snapshot, n *vault.Note) []DocumentLink {
	doc := n.Doc
	out := make([]DocumentLink, 0, len(doc.Links)+len(doc.References))
	for i := range doc.Links {
		l := &doc.Links[i]
		if at := clickable(l); !at.Empty() {
			out = appendLink(out, s, n, l, at)
		}
	}
	for _, r := range doc.References {
		if def, ok := doc.Definition(r.Label); ok && !r.LabelSpan.Empty() {
			out = appendLink(out, s, n, def, r.LabelSpan)
		}
	}
	slices.SortFunc(out, func(a, b DocumentLink) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End))
	})
	kept := out[:0]
	for _, l := range out {
		if len(kept) == 0 || l.Span.Start >= kept[len(kept)-1].Span.End {
			kept = append(kept, l)
		}
	}
	return kept
}

// clickable is the Span of a link.
func clickable(l *markdown.Link) text.Span {
	at := text.Span{Start: l.TargetSpan.Start, End: max(l.TargetSpan.End, l.FragmentSpan.End)}
	switch {
	case l.Kind != markdown.Wiki || l.LabelSpan.End+1 == l.Span.End: // [[Bread]]{how to}
		return at
	case l.Embed:
		return text.Span{Start: l.Span.Start + int32(len("![[")), End: l.Span.End - int32(len("]]"))}
	}
	return text.Span{Start: l.Span.Start + int32(len("[[")), End: l.Span.End - int32(len("]]"))}
}

// appendLink adds what l leads to from the place at.
func appendLink(out []DocumentLink, s *vault.Snapshot, n *vault.Note, l *markdown.Link, at text.Span) []DocumentLink {
	if l.Target == "" && l.Fragment == "" {
		return out // being typed
	}
	t := s.Resolve(n.ID, l)
	link := DocumentLink{Span: at, To: Location{ID: t.ID}}
	switch {
	case t.Status == vault.External:
		var ok bool
		if link.URL, ok = webAddress(l); !ok {
			return out
		}
	case t.Status == vault.Missing:
		var ok bool
		if link.To.ID, ok = NewNoteID(s, n.ID, l); !ok {
			return out
		}
		link.Missing = true
	case t.Status == vault.Unknown:
		// Beside a lone note is what its links say, or so it must be hoped.
		if l.Kind == markdown.Wiki || t.ID == "" {
			return out
		}
	case t.Status != vault.Found:
		return out
	case t.ID == "":
		return out // the root itself
	default:
		if to, ok := s.Note(t.ID); ok {
			place, _ := to.PlaceOf(l)
			link.To.Span = to.PlaceSpan(place)
		}
	}
	return append(out, link)
}

// LinkTip says what a click opens, in a line: the title of a note, and the path.
func LinkTip(s *vault.Snapshot, l DocumentLink) string {
	n, ok := s.Note(l.To.ID)
	switch {
	case l.URL != "":
		return ""
	case l.Missing:
		return "Missing note: " + string(l.To.ID)
	case ok && n.Title() != n.ID.Name():
		return n.Title() + " · " + string(n.ID)
	}
	return string(l.To.ID)
}
