package server

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// convertLinks is the command that writes the wiki links of a note or vault as Markdown
// links, or the other way round.
const convertLinks = "notes-lsp.convertLinks"

// linksToConvert says which links become what.
type linksToConvert struct {
	URI   uri.URI `json:"uri"`
	To    string  `json:"to"`    // "markdown" or "wiki"
	Scope string  `json:"scope"` // "note" or "vault"; none is "note"
}

func (v *view) convertLinks(ctx context.Context, argument json.RawMessage) (any, error) {
	var links linksToConvert
	if err := arguments(argument, &links); err != nil {
		return nil, err
	}
	c, ok := v.at(links.URI, protocol.Position{})
	if !ok {
		return nil, fmt.Errorf("%s is no note", links.URI)
	}
	label := "write links as Markdown links"
	switch links.To {
	case "markdown":
	case "wiki":
		label = "write links as wiki links"
	default:
		return nil, fmt.Errorf(`links can be written as "markdown" or "wiki", not %q`, links.To)
	}
	notes := []*vault.Note{c.Note}
	switch links.Scope {
	case "note", "":
	case "vault":
		notes = notes[:0]
		for n := range c.snap.Notes() {
			notes = append(notes, n)
		}
	default:
		return nil, fmt.Errorf(`the links of a "note" or a "vault" can be converted, not of %q`, links.Scope)
	}
	rev := v.converted(ctx, c.snap, notes, links.To == "wiki", feature.ChoicesOf(c.root.terms.Load().Settings, time.Time{}))
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case len(rev.Edits) == 0:
		v.say(protocol.MessageTypeInfo, "There is no link to convert.")
		return nil, nil
	}
	return nil, v.apply(ctx, label, c.root, c.snap, c.Note.ID, rev)
}

// converted converts the links of notes side by side.
func (v *view) converted(ctx context.Context, snap *vault.Snapshot, notes []*vault.Note, toWiki bool, choices feature.Choices) *feature.Revision {
	step, end := v.slowly("Converting links", len(notes), showProgress)
	defer end()
	edits := make([][]text.Edit, len(notes))
	inParallel(ctx, len(notes), func(i int) {
		defer step()
		edits[i] = feature.ConvertLinks(snap, notes[i:i+1], toWiki, choices).Edits[notes[i].ID]
	})
	rev := &feature.Revision{Edits: map[vault.NoteID][]text.Edit{}}
	for i, n := range notes {
		if len(edits[i]) > 0 {
			rev.Edits[n.ID] = edits[i]
		}
	}
	return rev
}
