package server

import (
	"context"
	"encoding/json"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/feature"
)

// showReferences is a command of the client's, with the arguments of VS Code's
// editor.action.showReferences: a URI, a position, and the places to list. Only a
// client that announces it under capabilities.experimental.notesLsp gets it. The
// others, of which some fail at a command they lack, get lenses that say as much and
// do nothing.
const showReferences = "notes-lsp.showReferences"

// A lensRef is what a lens counts, for when the client asks for its command.
type lensRef struct {
	Part  partRef `json:"part"`
	Title string  `json:"title"`
}

// CodeLens counts the links to the note and to its headings. Which links they are is
// told when a lens is resolved.
func (v *view) CodeLens(ctx context.Context, p *protocol.CodeLensParams) ([]protocol.CodeLens, error) {
	c, ok := v.at(p.TextDocument.URI, protocol.Position{})
	if !ok || !c.root.terms.Load().Settings.Server.CodeLens {
		return nil, nil
	}
	var out []protocol.CodeLens
	for _, l := range feature.Lenses(c.snap, c.Note) {
		lens := protocol.CodeLens{Range: c.rng(l.Span)}
		if lens.Range.Start.Line < lens.Range.End.Line { // of an underlined heading
			lens.Range.End = lens.Range.Start
		}
		if v.features.showReferences {
			lens.Data, _ = json.Marshal(lensRef{v.refTo(c.root, c.snap, feature.Part{ID: c.Note.ID, Place: l.Place}), l.String()}) // strings and numbers
		}
		switch {
		case !v.features.showReferences:
			lens.Command = protocol.Command{Title: l.String()}
		case v.features.lensTitles:
			unresolved, err := protocol.Marshal(lens)
			if err != nil {
				return nil, err
			}
			lens.Command = protocol.Command{Title: l.String(), Command: showReferences, Arguments: []protocol.LSPAny{unresolved}}
		}
		out = append(out, lens)
	}
	return out, ctx.Err()
}

// CodeLensResolve adds the links that a lens counts.
func (v *view) CodeLensResolve(ctx context.Context, lens *protocol.CodeLens) (*protocol.CodeLens, error) {
	var ref lensRef
	if json.Unmarshal(lens.Data, &ref) != nil || ref.Title == "" {
		return lens, nil // it needs no more
	}
	lens.Command = protocol.Command{Title: ref.Title}
	part, ok := v.part(ref.Part)
	if !ok {
		return lens, nil // gone since; the client asks for lenses again
	}
	subject := feature.Subject{Kind: feature.PlaceSubject, ID: part.ID, Place: part.Place}
	places := []protocol.Location{}
	v.references(ctx, part.root, part.snap, subject, func(more []protocol.Location) { places = append(places, more...) })
	arguments := make([]protocol.LSPAny, 3)
	for i, a := range []any{ref.Part.URI, lens.Range.Start, places} {
		var err error
		if arguments[i], err = protocol.Marshal(a); err != nil {
			return nil, err
		}
	}
	lens.Command.Command, lens.Command.Arguments = showReferences, arguments
	return lens, ctx.Err()
}
