package server

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// alsoIn marks the edits of other notes than the one that the user is in.
const alsoIn protocol.ChangeAnnotationIdentifier = "links"

// workspaceEdit turns a revision into the client's terms; here is the note that the
// user is in. Edits name the versions that they were worked out for, where the client
// can take that, and come before the moves, so they name notes as they are now.
func (v *view) workspaceEdit(ctx context.Context, r *root, snap *vault.Snapshot, here vault.NoteID, rev *feature.Revision) (*protocol.WorkspaceEdit, error) {
	if err := v.canMake(rev); err != nil {
		return nil, err
	}
	ids := slices.Sorted(maps.Keys(rev.Edits))
	ids = slices.DeleteFunc(ids, func(id vault.NoteID) bool { return len(rev.Edits[id]) == 0 })
	edits := make([][]protocol.TextEdit, len(ids))
	inParallel(ctx, len(ids), func(i int) {
		if n, ok := snap.Note(ids[i]); ok {
			edits[i] = v.textEdits(n, rev.Edits[ids[i]])
		}
	})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err := v.upToDate(r, ids); err != nil {
		return nil, err
	}
	for i, id := range ids {
		if edits[i] == nil {
			return nil, fmt.Errorf("%s has changed on disk; try again", id)
		}
	}
	out := &protocol.WorkspaceEdit{}
	if !v.features.documentChanges {
		out.Changes = make(map[uri.URI][]protocol.TextEdit, len(ids))
		for i, id := range ids {
			out.Changes[v.uriOf(r, id)] = edits[i]
		}
		return out, nil
	}
	others := len(ids)
	if slices.Contains(ids, here) {
		others--
	}
	for i, id := range ids {
		n, _ := snap.Note(id)
		doc := &protocol.TextDocumentEdit{}
		doc.TextDocument.URI, doc.TextDocument.Version = v.uriOf(r, id), versionOf(n)
		for _, e := range edits[i] {
			if id != here && v.features.annotations {
				doc.Edits = append(doc.Edits, &protocol.AnnotatedTextEdit{TextEdit: e, AnnotationID: alsoIn})
			} else {
				doc.Edits = append(doc.Edits, &e)
			}
		}
		out.DocumentChanges = append(out.DocumentChanges, doc)
	}
	if others > 0 && v.features.annotations {
		label, about := "Links in other notes", fmt.Sprintf("also in %d notes", others)
		if others == 1 {
			about = "also in 1 note"
		}
		out.ChangeAnnotations = map[protocol.ChangeAnnotationIdentifier]protocol.ChangeAnnotation{alsoIn: {Label: label, Description: &about}}
	}
	out.DocumentChanges = append(out.DocumentChanges, v.fileChanges(r, rev)...)
	v.expect(r, rev)
	return out, nil
}

// canMake reports what of a revision the client can't make.
func (v *view) canMake(rev *feature.Revision) error {
	switch {
	case len(rev.Moves) > 0 && !(v.features.documentChanges && v.features.renameFile):
		return fmt.Errorf("this editor does not let a language server rename files. Use notes-lsp mv %s %s", rev.Moves[0].From, rev.Moves[0].To)
	case len(rev.New) > 0 && !(v.features.documentChanges && v.features.createFile):
		return fmt.Errorf("this editor does not let a language server make files")
	case len(rev.Gone) > 0 && !(v.features.documentChanges && v.features.deleteFile):
		return fmt.Errorf("this editor does not let a language server delete files")
	}
	return nil
}

// fileChanges are the notes that rev makes, moves and deletes.
func (v *view) fileChanges(r *root, rev *feature.Revision) []protocol.DocumentChange {
	var out []protocol.DocumentChange
	for _, id := range slices.Sorted(maps.Keys(rev.New)) {
		fill := &protocol.TextDocumentEdit{}
		fill.TextDocument.URI = r.uri(id)
		fill.Edits = append(fill.Edits, &protocol.TextEdit{NewText: rev.New[id]})
		out = append(out, &protocol.CreateFile{Kind: "create", URI: r.uri(id)}, fill)
	}
	for _, m := range rev.Moves {
		out = append(out, &protocol.RenameFile{Kind: "rename", OldURI: v.uriOf(r, m.From), NewURI: r.uri(m.To)})
	}
	for _, id := range rev.Gone {
		out = append(out, &protocol.DeleteFile{Kind: "delete", URI: v.uriOf(r, id)})
	}
	return out
}

// textEdits turns the edits of a note into the client's terms; they are nil where its
// text is not to be had any more.
func (s *session) textEdits(n *vault.Note, edits []text.Edit) []protocol.TextEdit {
	m, ok := noteMapper(n, s.encoding)
	if !ok {
		return nil
	}
	list := make([]protocol.TextEdit, len(edits))
	for i, e := range edits {
		list[i] = protocol.TextEdit{Range: m.rng(e.Span), NewText: e.New}
	}
	return list
}

// editLabel is what the client may show of an edit, where it has a place for that.
func (s *session) editLabel(label string) *string {
	if !s.features.editLabels {
		return nil
	}
	return &label
}

// apply has the client make a revision; label says what it does, as in "mend links".
func (v *view) apply(ctx context.Context, label string, r *root, snap *vault.Snapshot, here vault.NoteID, rev *feature.Revision) error {
	edit, err := v.workspaceEdit(ctx, r, snap, here, rev)
	if err != nil {
		return err
	}
	answer, err := v.client.ApplyEdit(ctx, &protocol.ApplyWorkspaceEditParams{Label: v.editLabel(label), Edit: *edit})
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", label, err)
	case !answer.Applied && answer.FailureReason != nil:
		return fmt.Errorf("the editor refused to %s: %s", label, *answer.FailureReason)
	case !answer.Applied:
		return fmt.Errorf("the editor refused to %s", label)
	}
	return nil
}
