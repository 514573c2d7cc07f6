package feature

import (
	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// MoveSection moves the section that the cursor is in to the end of another note, or of
// the section of one of its headings, as a link would name it. To names the note as a
// wiki link does. The error is an Obstacle.
func MoveSection(s *vault.Snapshot, at Cursor, to, heading string) (*Revision, error) {
	src := at.Note.Text()
	if src == nil && at.Note.Doc.Size > 0 {
		return nil, obstacle("%s has changed on disk since it was read. Try again.", at.Note.ID)
	}
	part, ok := newTopLevel(at.Note, src).section(at.Offset)
	if !ok || part.heading < 0 {
		return nil, obstacle("There is no heading above the cursor, so there is no section to move.")
	}
	t := s.Resolve(at.Note.ID, &markdown.Link{Kind: markdown.Wiki, Target: to})
	other, ok := s.Note(t.ID)
	switch {
	case !ok || t.Status != vault.Found:
		return nil, obstacle("There is no note named %q.", to)
	case len(t.Rivals) > 0:
		return nil, obstacle("%q may be %s or %s. Say the path.", to, t.ID, t.Rivals[0])
	case other == at.Note:
		return nil, obstacle("The section is in %s already.", t.ID)
	}
	below := -1
	if heading != "" {
		place, ok := other.Place(heading)
		if !ok || place.Kind != vault.HeadingPlace {
			return nil, obstacle("%s has no heading %q.", other.ID, heading)
		}
		below = place.Index
	}
	return moveSection(s, at.Note, part, other, below)
}
