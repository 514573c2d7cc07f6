package feature

import (
	"path"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A Renamable is what a rename at the cursor would give another name.
type Renamable struct {
	Span text.Span // what names it at the cursor
	Name string    // as it is now: a note's without its extension
}

// RenameOptions say how far a rename goes.
type RenameOptions struct {
	// TitleRenamesFile has a note's file renamed along with its title.
	TitleRenamesFile bool
}

// PrepareRename returns what Rename would rename. The error is an Obstacle.
func PrepareRename(s *vault.Snapshot, at Cursor) (Renamable, error) {
	subject, err := renameSubject(s, at)
	if err != nil {
		return Renamable{}, err
	}
	return Renamable{subject.Span, nameOf(s, subject)}, nil
}

// Rename gives what the cursor is on another name: a heading, note, file, alias, tag
// with those below it, block id, HTML id, label of a definition or footnote, or what
// links look for in vain. Every link to it follows. The error is an Obstacle where
// the name can't be had.
func Rename(s *vault.Snapshot, at Cursor, name string, opts RenameOptions) (*Revision, error) {
	subject, err := renameSubject(s, at)
	if err != nil {
		return nil, err
	}
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		return nil, obstacle("A name can't be empty.")
	case strings.ContainsAny(name, "\r\n"):
		return nil, obstacle("A name has one line.")
	}
	n, _ := s.Note(subject.ID)
	switch subject.Kind {
	case FileSubject:
		return renameFile(s, subject.ID, name)
	case AliasSubject:
		return renameAlias(s, n, subject.Name, name)
	case TagSubject:
		return renameTag(s, vault.Key(subject.Name), name)
	case DefinitionSubject:
		return renameLabel(s, n, subject.Name, name)
	case FootnoteSubject:
		return renameFootnote(s, n, subject.Name, name)
	case MissingSubject:
		return renameMissing(s, subject, name)
	case TitleSubject:
		return renameTitle(s, n, name, opts)
	}
	switch subject.Place.Kind {
	case vault.HeadingPlace:
		if subject.Place.Index == n.Doc.TitleHeading() {
			return renameTitle(s, n, name, opts)
		}
		return renameHeading(s, n, subject.Place.Index, name)
	case vault.BlockPlace:
		return renameBlock(s, n, subject.Place.Index, name)
	case vault.AnchorPlace:
		return renameAnchor(s, n, subject.Place.Index, name)
	}
	return renameFile(s, subject.ID, name)
}

// renameSubject is what a rename is about. It is what the link says: in [[별명]] that
// is an alias, and where a link goes by the title that is the title.
func renameSubject(s *vault.Snapshot, at Cursor) (Subject, error) {
	subject := SubjectAt(s, at)
	switch {
	case subject.Kind == NoSubject:
		return subject, obstacle("This leads out of the vault, so there is nothing to rename.")
	case subject.Span.Empty():
		return subject, obstacle("There is nothing to rename here. Put the cursor on a link, a heading, a tag or an id.")
	case subject.Kind == FileSubject && !s.Has(subject.ID):
		return subject, obstacle("This is a folder. Move it in the file explorer, or with notes-lsp mv.")
	case subject.Kind != PlaceSubject || subject.Place.Kind != vault.NotePlace:
		return subject, nil
	}
	n, _ := s.Note(subject.ID)
	if l, isLink := at.link(); isLink {
		switch s.Resolve(at.Note.ID, l).By {
		case vault.ByTitle:
			subject.Kind = TitleSubject
		case vault.ByAlias:
			subject.Kind, subject.Name = AliasSubject, l.Target
		}
		return subject, nil
	}
	switch i, onHeading := at.heading(); {
	case subject.Span == n.Doc.FrontMatter.Title.Span:
		subject.Kind = TitleSubject
	case onHeading && i == n.Doc.TitleHeading():
		subject.Kind, subject.Span = TitleSubject, headingText(n, i)
	case onHeading: // it says the title of the front matter again
		subject.Place, subject.Span = vault.Place{Kind: vault.HeadingPlace, Index: i}, headingText(n, i)
	}
	return subject, nil
}

// nameOf is what a subject is called now.
func nameOf(s *vault.Snapshot, subject Subject) string {
	n, isNote := s.Note(subject.ID)
	switch subject.Kind {
	case FileSubject:
		return path.Base(string(subject.ID))
	case AliasSubject:
		return subject.Name
	case TagSubject:
		return s.TagSpelling(vault.Key(subject.Name))
	case DefinitionSubject, FootnoteSubject:
		if loc, ok := Declaration(s, subject); ok {
			return string(loc.Span.Of(n.Text()))
		}
		return string(subject.Span.Of(n.Text()))
	case MissingSubject:
		return missingName(subject.Link)
	case TitleSubject:
		if i := n.Doc.TitleHeading(); i >= 0 {
			return string(headingText(n, i).Of(n.Text()))
		}
		return n.Doc.Title()
	}
	switch {
	case !isNote:
		return ""
	case subject.Place.Kind == vault.HeadingPlace:
		return string(headingText(n, subject.Place.Index).Of(n.Text()))
	case subject.Place.Kind == vault.BlockPlace:
		return n.Doc.Blocks[subject.Place.Index].ID
	case subject.Place.Kind == vault.AnchorPlace:
		return n.Doc.Anchors[subject.Place.Index].ID
	}
	return n.ID.Name()
}

// revised makes the change of one note and mends the links.
func revised(s *vault.Snapshot, n *vault.Note, edits []text.Edit, moves ...Move) (*Revision, error) {
	all := map[vault.NoteID][]text.Edit{}
	if len(edits) > 0 {
		all[n.ID] = edits
	}
	r, err := revise(s, all, moves)
	if err != nil {
		return nil, err
	}
	return r.whole()
}
