package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/feature"
)

// Definition goes from a link to the note, heading, block or file it names.
func (v *view) Definition(_ context.Context, p *protocol.DefinitionParams) (protocol.DefinitionResult, error) {
	c, ok := v.at(p.TextDocument.URI, p.Position)
	if !ok {
		return nil, nil
	}
	origin, to := feature.Definition(c.snap, c.Cursor)
	from := c.rng(origin)
	links := protocol.DefinitionLinkSlice{}
	plain := protocol.LocationSlice{}
	for _, loc := range to {
		l, ok := v.location(c, loc)
		if !ok {
			continue
		}
		plain = append(plain, l)
		links = append(links, protocol.DefinitionLink{OriginSelectionRange: &from, TargetURI: l.URI, TargetRange: l.Range, TargetSelectionRange: l.Range})
	}
	if v.features.definitionLinks {
		return links, nil
	}
	return plain, nil
}

// location turns a place of c's vault into the client's terms.
func (v *view) location(c cursor, loc feature.Location) (protocol.Location, bool) {
	v.mu.Lock()
	out := protocol.Location{URI: v.clientURI(c.root, loc.ID)}
	v.mu.Unlock()
	n, isNote := c.snap.Note(loc.ID)
	if !isNote || loc.Span.End == 0 {
		return out, true
	}
	m, ok := noteMapper(n, v.encoding)
	out.Range = m.rng(loc.Span)
	return out, ok
}
