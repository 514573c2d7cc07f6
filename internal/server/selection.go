package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/feature"
)

// SelectionRange says what to select as the selection grows from each position.
func (v *view) SelectionRange(_ context.Context, p *protocol.SelectionRangeParams) ([]protocol.SelectionRange, error) {
	i, n := v.note(p.TextDocument.URI)
	if n == nil || !v.roots[i].terms.Load().Settings.Server.SelectionRanges {
		return nil, nil
	}
	m, ok := noteMapper(n, v.encoding)
	if !ok {
		return nil, nil
	}
	offsets := make([]int, len(p.Positions))
	for i, pos := range p.Positions {
		offsets[i] = m.offset(pos)
	}
	out := make([]protocol.SelectionRange, len(offsets))
	for i, spans := range feature.Selection(n, offsets) {
		var outer *protocol.SelectionRange
		for j := len(spans) - 1; j > 0; j-- {
			outer = &protocol.SelectionRange{Range: m.rng(spans[j]), Parent: outer}
		}
		out[i] = protocol.SelectionRange{Range: m.rng(spans[0]), Parent: outer}
	}
	return out, nil
}
