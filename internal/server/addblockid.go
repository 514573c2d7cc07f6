package server

import (
	"context"
	"encoding/json"
	"fmt"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// addBlockID is the command that a completed link to a block without an id runs.
const addBlockID = "notes-lsp.addBlockId"

// blockRef names a block that is to get an id.
type blockRef struct {
	Root  string       `json:"root"`
	Note  vault.NoteID `json:"note"`
	Block string       `json:"block"` // the id
}

func (v *view) addBlockID(ctx context.Context, argument json.RawMessage) (any, error) {
	var ref blockRef
	if err := arguments(argument, &ref); err != nil {
		return nil, err
	}
	for i, r := range v.roots {
		if r.disk.Dir() != ref.Root {
			continue
		}
		n, ok := v.snaps[i].Note(ref.Note)
		if !ok {
			break
		}
		if _, has := n.Place("^" + ref.Block); has {
			return nil, nil // the link was completed twice
		}
		edit, ok := feature.AddBlockID(n, ref.Block)
		if !ok {
			break
		}
		rev := &feature.Revision{Edits: map[vault.NoteID][]text.Edit{n.ID: {edit}}}
		return nil, v.apply(ctx, "add an id to a block of "+string(n.ID), r, v.snaps[i], n.ID, rev)
	}
	v.say(protocol.MessageTypeWarning, fmt.Sprintf("The block that the link is for has changed in %s. Add ^%s to its end.", ref.Note, ref.Block))
	return nil, nil
}
