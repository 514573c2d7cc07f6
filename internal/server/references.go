package server

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/text"
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
	pieces := pieces{view: v, token: p.PartialResultToken}
	if loc, ok := feature.Declaration(c.snap, subject); ok && p.Context.IncludeDeclaration {
		pieces.add(v.locationsIn(c.root, c.snap, loc.ID, []text.Span{loc.Span}))
	}
	v.references(ctx, c.root, c.snap, subject, pieces.add)
	return pieces.rest(), ctx.Err()
}

// portionOfNotes is how many notes are looked at together for what names a subject.
const portionOfNotes = 1024

// references yields where a subject is named, in the order of the notes' paths. There
// may be tens of thousands of notes to look at, so this is done on all processors, and
// each note is done with at once, while the processor still has it at hand.
func (v *view) references(ctx context.Context, r *root, snap *vault.Snapshot, subject feature.Subject, yield func([]protocol.Location)) {
	for ids := range slices.Chunk(feature.NotesNaming(snap, subject), portionOfNotes) {
		found := make([][]protocol.Location, len(ids))
		inParallel(ctx, len(ids), func(i int) {
			found[i] = v.locationsIn(r, snap, ids[i], feature.ReferencesIn(snap, ids[i], subject))
		})
		if ctx.Err() != nil {
			return
		}
		yield(slices.Concat(found...))
	}
}

// pieceSize is how many places one piece of a partial result holds.
const pieceSize = 500

// pieces is a list that is sent as it grows to a client that gave a token; what is
// returned is then empty, unless all of it is one piece (LSP, Partial Result Progress).
type pieces struct {
	view   *view
	token  protocol.ProgressToken // nil for a list that is returned whole
	sent   bool
	places []protocol.Location // not sent
}

func (p *pieces) add(places []protocol.Location) {
	p.places = append(p.places, places...)
	for p.token != nil && len(p.places) > pieceSize {
		p.view.sendProgress(p.token, p.places[:pieceSize])
		p.places, p.sent = p.places[pieceSize:], true
	}
}

// rest sends what is left, or returns it.
func (p *pieces) rest() []protocol.Location {
	if p.sent && len(p.places) > 0 {
		p.view.sendProgress(p.token, p.places)
		p.places = nil
	}
	if p.places == nil {
		return []protocol.Location{}
	}
	return p.places
}

// locationsIn turns spans of a note, or the start of another file, into the client's
// terms. They are left out where the note's text is not to be had any more.
func (v *view) locationsIn(r *root, snap *vault.Snapshot, id vault.NoteID, spans []text.Span) []protocol.Location {
	if len(spans) == 0 {
		return nil
	}
	out := make([]protocol.Location, 0, len(spans))
	u := v.uriOf(r, id)
	n, isNote := snap.Note(id)
	var m mapper
	for _, span := range spans {
		if !isNote || span.End == 0 { // the start needs no reading
			out = append(out, protocol.Location{URI: u})
			continue
		}
		if start, end, ok := n.LinkRange(span, v.encoding); ok {
			out = append(out, protocol.Location{URI: u, Range: protocol.Range{Start: positionOf(start), End: positionOf(end)}})
			continue
		}
		if m.lines == nil {
			var ok bool
			if m, ok = noteMapper(n, v.encoding); !ok {
				return nil
			}
		}
		out = append(out, protocol.Location{URI: u, Range: m.rng(span)})
	}
	return out
}
