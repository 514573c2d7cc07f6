package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// References finds the links to what is under the cursor. A client that asks for
// partial results gets a long list in pieces.
func (v *view) References(ctx context.Context, p *protocol.ReferenceParams) ([]protocol.Location, error) {
	c, ok := v.at(p.TextDocument.URI, p.Position)
	if !ok || !c.root.terms.Load().Settings.Server.References {
		return nil, nil
	}
	subject := feature.SubjectAt(c.snap, c.Cursor)
	var found []feature.Location
	if loc, ok := feature.Declaration(c.snap, subject); ok && p.Context.IncludeDeclaration {
		found = append(found, loc)
	}
	for loc := range feature.References(c.snap, subject) {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		found = append(found, loc)
	}
	return v.stream(ctx, p.PartialResultToken, c.root, c.snap, found)
}

// pieceSize is how many places one piece of a partial result holds.
const pieceSize = 500

// stream turns places into the client's terms. With a token a list of several pieces
// is sent piece by piece, and what is returned is then empty (LSP, Partial Result
// Progress).
func (v *view) stream(ctx context.Context, token protocol.ProgressToken, r *root, snap *vault.Snapshot, places []feature.Location) ([]protocol.Location, error) {
	if token == nil || len(places) <= pieceSize {
		return v.locations(ctx, r, snap, places), ctx.Err()
	}
	for len(places) > 0 && ctx.Err() == nil {
		piece := places[:min(pieceSize, len(places))]
		places = places[len(piece):]
		v.sendProgress(token, v.locations(ctx, r, snap, piece))
	}
	return []protocol.Location{}, ctx.Err()
}

// locations turns places, sorted by note, into the client's terms. Those in a note
// whose text is not to be had any more are left out. Notes that nobody has open are
// read again, so this is done on all processors.
func (v *view) locations(ctx context.Context, r *root, snap *vault.Snapshot, places []feature.Location) []protocol.Location {
	var runs [][]feature.Location // one a note
	for i, loc := range places {
		if i == 0 || loc.ID != places[i-1].ID {
			runs = append(runs, nil)
		}
		runs[len(runs)-1] = append(runs[len(runs)-1], loc)
	}
	found := make([][]protocol.Location, len(runs))
	inParallel(ctx, len(runs), func(i int) { found[i] = v.locationsIn(r, snap, runs[i]) })
	out := make([]protocol.Location, 0, len(places))
	for _, locs := range found {
		out = append(out, locs...)
	}
	return out
}

// locationsIn turns places of one note or file into the client's terms.
func (v *view) locationsIn(r *root, snap *vault.Snapshot, places []feature.Location) []protocol.Location {
	out := make([]protocol.Location, 0, len(places))
	u := v.uriOf(r, places[0].ID)
	n, isNote := snap.Note(places[0].ID)
	var m mapper
	for _, loc := range places {
		if !isNote || loc.Span.End == 0 { // the start needs no reading
			out = append(out, protocol.Location{URI: u})
			continue
		}
		if start, end, ok := n.LinkRange(loc.Span, v.encoding); ok {
			out = append(out, protocol.Location{URI: u, Range: protocol.Range{Start: positionOf(start), End: positionOf(end)}})
			continue
		}
		if m.lines == nil {
			var ok bool
			if m, ok = noteMapper(n, v.encoding); !ok {
				return nil
			}
		}
		out = append(out, protocol.Location{URI: u, Range: m.rng(loc.Span)})
	}
	return out
}
