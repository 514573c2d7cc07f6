package server

import (
	"context"
	"fmt"
	"slices"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// anyFile has the client tell of files and folders of every kind: links lead to
// pictures too, and of a folder only the folder itself is told.
func anyFile() protocol.FileOperationRegistrationOptions {
	scheme := "file"
	return protocol.FileOperationRegistrationOptions{Filters: []protocol.FileOperationFilter{{
		Scheme: &scheme, Pattern: protocol.FileOperationPattern{Glob: "**/*"},
	}}}
}

// WillRenameFiles mends the links to and out of what the user is about to rename or
// move in the editor.
func (v *view) WillRenameFiles(ctx context.Context, p *protocol.RenameFilesParams) (*protocol.WorkspaceEdit, error) {
	var out *protocol.WorkspaceEdit
	for i, r := range v.roots {
		moves := v.movesIn(r, v.snaps[i], p.Files, false)
		if len(moves) == 0 || !r.terms.Load().Settings.Server.Moves {
			continue
		}
		rev, err := feature.MoveFiles(v.snaps[i], moves...)
		if err != nil {
			return nil, err
		}
		v.tellLost(rev)
		rev.Moves = nil // the editor's own
		edit, err := v.workspaceEdit(ctx, r, v.snaps[i], "", rev)
		if err != nil {
			return nil, err
		}
		out = merged(out, edit)
	}
	return out, nil
}

// merged is one edit of two, which are of different roots.
func merged(a, b *protocol.WorkspaceEdit) *protocol.WorkspaceEdit {
	if a == nil {
		return b
	}
	a.DocumentChanges = append(a.DocumentChanges, b.DocumentChanges...)
	for u, edits := range b.Changes {
		a.Changes[u] = edits
	}
	if a.ChangeAnnotations == nil {
		a.ChangeAnnotations = b.ChangeAnnotations
	}
	return a
}

// tellLost tells the user of links that could not be mended.
func (v *view) tellLost(rev *feature.Revision) {
	if n := len(rev.Lost); n > 0 {
		v.say(protocol.MessageTypeWarning, fmt.Sprintf("%d of the links concerned can't be written so that they lead to the new place, as in %s. They are shown as problems.", n, rev.Lost[0].ID))
	}
}

// movesIn are the renames of files that lie in r before and after; done says that they
// have been made.
func (v *view) movesIn(r *root, snap *vault.Snapshot, files []protocol.FileRename, done bool) []feature.Move {
	var moves []feature.Move
	for _, f := range files {
		from, ok := r.idOf(uri.URI(f.OldURI), snap)
		to, inside := r.idOf(uri.URI(f.NewURI), nil)
		if !ok || !inside || from == "" || to == "" || from == to || r.lone {
			continue
		}
		// Told afterwards, the disk may have been looked at already.
		switch there := snap.Canonical(to); {
		case snap.Has(from):
			moves = append(moves, feature.Move{From: from, To: to})
		case snap.HasFolder(from):
			moves = append(moves, feature.Move{From: from, To: to, Folder: true})
		case done && snap.Has(there):
			moves = append(moves, feature.Move{From: from, To: there})
		case done && snap.HasFolder(to):
			moves = append(moves, feature.Move{From: from, To: to, Folder: true})
		}
	}
	return moves
}

// idOf is what a URI names in the root; with a snapshot it is the name there, in the
// Unicode form that the disk gave.
func (r *root) idOf(u uri.URI, snap *vault.Snapshot) (vault.NoteID, bool) {
	file, ok := filePath(u)
	if !ok {
		return "", false
	}
	id, ok := r.id(file)
	if ok && snap != nil {
		id = snap.Canonical(id)
	}
	return id, ok
}

// DidRenameFiles mends links for a client that does not ask before it renames.
func (v *view) DidRenameFiles(_ context.Context, p *protocol.RenameFilesParams) error {
	s := v.session
	if s.features.willRename || !s.features.applyEdit {
		return nil
	}
	roots := slices.Clone(*s.roots.Load())
	for _, r := range roots {
		snap := r.snap.Load()
		moves := v.movesIn(r, snap, p.Files, true)
		if len(moves) == 0 || !r.terms.Load().Settings.Server.Moves {
			continue
		}
		now := &view{session: s, roots: []*root{r}, snaps: []*vault.Snapshot{snap}}
		s.start(func() {
			if err := now.mendAfter(r, snap, moves); err != nil && s.ctx.Err() == nil {
				s.say(protocol.MessageTypeWarning, err.Error())
			}
		})
	}
	return nil
}

// mendAfter mends links once the files have moved: edits name the notes by where they
// are now, and their text is read there.
func (v *view) mendAfter(r *root, snap *vault.Snapshot, moves []feature.Move) error {
	rev, err := feature.MendMoved(snap, func(id vault.NoteID) []byte {
		data, _, err := r.disk.ReadFile(string(id))
		if err != nil {
			return nil
		}
		return data
	}, moves...)
	if err != nil {
		return err
	}
	v.tellLost(rev)
	if len(rev.Edits) == 0 {
		return nil
	}
	return v.apply(v.ctx, "mend links", r, rev.Next(), "", rev)
}
