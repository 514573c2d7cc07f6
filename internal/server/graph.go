package server

import (
	"bytes"
	"context"
	"encoding/json"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/graph"
	"github.com/notes-lsp/notes-lsp/internal/query"
)

// askedGraph is which graph is asked for: that of the vault of the note at the URI, and
// with a depth that around it.
type askedGraph struct {
	asked
	Depth int `json:"depth"`
	// Files, Missing and Tags have such nodes in it.
	Files   bool `json:"files"`
	Missing bool `json:"missing"`
	Tags    bool `json:"tags"`
}

// graphOf is the graph that is asked for, and the folder of its vault.
func (v *view) graphOf(argument json.RawMessage, all bool) (query.Graph, error) {
	var ask askedGraph
	if err := arguments(argument, &ask); err != nil {
		return query.Graph{}, err
	}
	q, n, err := v.vaultOf(argument)
	switch {
	case err != nil:
		return query.Graph{}, err
	case ask.Depth > 0 && n == nil:
		return query.Graph{}, errNoNote
	}
	scope := query.Scope{Files: all || ask.Files, Missing: all || ask.Missing, Tags: all || ask.Tags}
	if ask.Depth > 0 {
		scope.Around, scope.Depth = n, ask.Depth
	}
	return q.Graph(scope), nil
}

// graph answers with query.Graph.
func (v *view) graph(_ context.Context, argument json.RawMessage) (any, error) {
	g, err := v.graphOf(argument, false)
	if err != nil {
		return nil, err
	}
	return g, nil
}

// showGraph writes the graph as a page and has the client open it in the user's
// browser. Where the client can't, the user is told where the page is. It answers with
// the page's URI.
func (v *view) showGraph(ctx context.Context, argument json.RawMessage) (any, error) {
	g, err := v.graphOf(argument, true)
	if err != nil {
		return nil, err
	}
	var page bytes.Buffer
	if err := graph.HTML().Write(&page, g, graph.NewPage(g.Root)); err != nil {
		return nil, err
	}
	path, err := graph.SavePage(g.Root, page.Bytes())
	if err != nil {
		return nil, err
	}
	u := uri.File(path)
	if !v.openOutside(ctx, u) {
		v.say(protocol.MessageTypeInfo, "The graph is in "+path)
	}
	return asked{u}, nil
}

// openOutside has the client open a URI in another program, and reports whether it did.
func (v *view) openOutside(ctx context.Context, u uri.URI) bool {
	if !v.features.showDocument {
		return false
	}
	yes := true
	answer, err := v.client.ShowDocument(ctx, &protocol.ShowDocumentParams{URI: u, External: &yes})
	return err == nil && answer.Success
}
