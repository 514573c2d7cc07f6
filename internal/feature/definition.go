package feature

import (
	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// Definition goes from a link to the note, heading, block or file it names, and
// from a footnote's mark to its text. A reference leads where its definition does,
// and to the definition itself from its label, or when that leads out of the vault.
// The origin is what in the cursor's note leads there. A link whose heading or
// block is missing leads to its note.
func Definition(s *vault.Snapshot, at Cursor) (origin text.Span, to []Location) {
	if l, ok := at.link(); ok {
		if loc, ok := destination(s, at.Note, l); ok {
			return l.Span, []Location{loc}
		}
	}
	if r, ok := at.reference(); ok {
		if def, ok := at.Note.Doc.Definition(r.Label); ok {
			onLabel := r.LabelSpan.Touches(at.Offset) && r.LabelSpan.Start > r.Span.Start+2
			if loc, ok := destination(s, at.Note, def); ok && !onLabel {
				return r.Span, []Location{loc}
			}
			return r.Span, []Location{{at.Note.ID, def.Span}}
		}
	}
	if f, ok := at.footnote(); ok && !f.Definition {
		for _, def := range at.Note.Doc.Footnotes {
			if def.Definition && def.Label == f.Label {
				return f.Span, []Location{{at.Note.ID, def.Span}}
			}
		}
	}
	return text.Span{}, nil
}

// destination is the place that l leads to.
func destination(s *vault.Snapshot, from *vault.Note, l *markdown.Link) (Location, bool) {
	t := s.Resolve(from.ID, l)
	if t.Status != vault.Found || t.Folder {
		return Location{}, false
	}
	n, ok := s.Note(t.ID)
	if !ok {
		return Location{ID: t.ID}, s.Has(t.ID)
	}
	place, _ := n.PlaceOf(l)
	return Location{t.ID, n.PlaceSpan(place)}, true
}
