package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// Definition goes from a link to the note, heading, block or file it names.
func (v *view) Definition(_ context.Context, p *protocol.DefinitionParams) (protocol.DefinitionResult, error) {
	c, ok := v.at(p.TextDocument.URI, p.Position)
	if !ok || !c.root.terms.Load().Settings.Server.Definition {
		return nil, nil
	}
	origin, to := feature.Definition(c.snap, c.Cursor)
	from := c.rng(origin)
	links := protocol.DefinitionLinkSlice{}
	plain := protocol.LocationSlice{}
	for _, loc := range to {
		l, ok := v.locate(c.root, c.snap, loc)
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

// locate turns a place of a root's vault into the client's terms.
func (s *session) locate(r *root, snap *vault.Snapshot, loc feature.Location) (protocol.Location, bool) {
	out := protocol.Location{URI: s.uriOf(r, loc.ID)}
	n, isNote := snap.Note(loc.ID)
	if !isNote || loc.Span.End == 0 {
		return out, true
	}
	m, ok := noteMapper(n, s.encoding)
	if ok {
		out.Range = m.rng(loc.Span)
	}
	return out, ok
}
