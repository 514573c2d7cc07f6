package server

import (
	"context"
	"encoding/json"
	"runtime"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// symbolData is what a found symbol remembers until it is picked.
type symbolData struct {
	Root string       `json:"root"`
	Spot feature.Spot `json:"spot"`
}

// Symbols finds notes, headings, tags and blocks in all folders. A client that can
// ask for the place later does so for the one that the user picks: to say it takes a
// look at the note's text.
func (v *view) Symbols(ctx context.Context, p *protocol.WorkspaceSymbolParams) (protocol.WorkspaceSymbolResult, error) {
	var roots []*root
	var vaults []*vault.Snapshot
	for i, r := range v.roots {
		if r.terms.Load().Settings.Server.Symbols {
			roots, vaults = append(roots, r), append(vaults, v.snaps[i])
		}
	}
	parts := runtime.GOMAXPROCS(0)
	search := feature.NewSearch(vaults, p.Query, parts, func() bool { return ctx.Err() != nil })
	inParallel(ctx, parts, search.Look)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	found := search.Found()
	out := make(protocol.WorkspaceSymbolSlice, len(found))
	for i, f := range found {
		out[i].Name, out[i].Kind = f.Name, symbolKinds[f.Kind]
		if f.In != "" {
			out[i].ContainerName = &found[i].In
		}
		out[i].Location = &protocol.LocationUriOnly{URI: v.uriOf(roots[f.Root], f.Spot.ID)}
		out[i].Data, _ = json.Marshal(symbolData{roots[f.Root].disk.Dir(), f.Spot})
	}
	if v.features.symbolResolve {
		return out, nil
	}
	plain := make(protocol.SymbolInformationSlice, len(found))
	inParallel(ctx, len(found), func(i int) {
		plain[i].BaseSymbolInformation = out[i].BaseSymbolInformation
		plain[i].Location = v.spot(roots[found[i].Root], vaults[found[i].Root], found[i].Spot)
	})
	return plain, ctx.Err()
}

// spot is where a spot is in the client's terms; the start of its note where that has
// another text by now.
func (s *session) spot(r *root, snap *vault.Snapshot, at feature.Spot) protocol.Location {
	out := protocol.Location{URI: s.uriOf(r, at.ID)}
	if n, ok := snap.Note(at.ID); ok {
		if l, ok := s.locate(r, snap, feature.Location{ID: at.ID, Span: at.Find(n)}); ok {
			return l
		}
	}
	return out
}

// WorkspaceSymbolResolve says where in its note a found symbol is by now.
func (v *view) WorkspaceSymbolResolve(_ context.Context, sym *protocol.WorkspaceSymbol) (*protocol.WorkspaceSymbol, error) {
	var data symbolData
	if json.Unmarshal(sym.Data, &data) != nil {
		return sym, nil
	}
	for i, r := range v.roots {
		if r.disk.Dir() == data.Root {
			at := v.spot(r, v.snaps[i], data.Spot)
			sym.Location = &at
			break
		}
	}
	return sym, nil
}
