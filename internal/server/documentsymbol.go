package server

import (
	"context"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/feature"
)

// symbolKinds are those that every client knows (LSP, symbolKind.valueSet). Headings
// are what VS Code's Markdown makes of them.
var symbolKinds = [...]protocol.SymbolKind{
	feature.NoteSymbol:    protocol.SymbolKindFile,
	feature.HeadingSymbol: protocol.SymbolKindString,
	feature.TagSymbol:     protocol.SymbolKindConstant,
	feature.BlockSymbol:   protocol.SymbolKindField,
}

// DocumentSymbol lists what a note holds.
func (v *view) DocumentSymbol(_ context.Context, p *protocol.DocumentSymbolParams) (protocol.DocumentSymbolResult, error) {
	c, ok := v.at(p.TextDocument.URI, protocol.Position{})
	if !ok {
		return nil, nil
	}
	settings := c.root.terms.Load().Settings
	if !settings.Server.Symbols {
		return nil, nil
	}
	outline := feature.Outline(c.Note, settings.Symbols)
	if v.features.symbolTree {
		return append(protocol.DocumentSymbolSlice{}, c.symbols(outline)...), nil
	}
	return c.flatSymbols(protocol.SymbolInformationSlice{}, p.TextDocument.URI, outline, ""), nil
}

func (m mapper) symbols(list []feature.Symbol) []protocol.DocumentSymbol {
	out := make([]protocol.DocumentSymbol, len(list))
	for i, s := range list {
		out[i] = protocol.DocumentSymbol{Name: s.Name, Kind: symbolKinds[s.Kind], Range: m.rng(s.Span), SelectionRange: m.rng(s.At)}
		if s.Detail != "" {
			out[i].Detail = &list[i].Detail
		}
		if len(s.Below) > 0 {
			out[i].Children = m.symbols(s.Below)
		}
	}
	return out
}

// flatSymbols adds a tree to out, each entry with the name of the one above it.
func (m mapper) flatSymbols(out protocol.SymbolInformationSlice, doc uri.URI, list []feature.Symbol, above string) protocol.SymbolInformationSlice {
	for _, s := range list {
		info := protocol.SymbolInformation{Location: protocol.Location{URI: doc, Range: m.rng(s.Span)}}
		info.Name, info.Kind = s.Name, symbolKinds[s.Kind]
		if above != "" {
			info.ContainerName = &above
		}
		out = m.flatSymbols(append(out, info), doc, s.Below, s.Name)
	}
	return out
}
