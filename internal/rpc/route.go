package rpc

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// A kind tells how the protocol defines a method that clients send.
type kind int

const (
	customMethod kind = iota // not at all
	requestMethod
	notificationMethod
)

func kindOf(method string) kind {
	for _, m := range protocol.Methods {
		switch {
		case m.Method != method || m.Direction == protocol.DirectionServerToClient:
		case m.Kind == "request":
			return requestMethod
		default:
			return notificationMethod
		}
	}
	return customMethod
}

// route decodes the parameters of req and calls the method of server that it names. Parameters that
// do not decode give a [jsonrpc2.ErrParse].
//
// It stands before [protocol.ServerHandler] where that is stricter than clients are.
func route(ctx context.Context, server protocol.Server, req *jsonrpc2.Request) (any, error) {
	method, params := req.Method(), req.Params()
	switch {
	case method == protocol.MethodTextDocumentDidChange:
		return nil, didChange(ctx, server, params)
	case method == protocol.MethodInitialized && len(params) == 0:
		return nil, server.Initialized(ctx, &protocol.InitializedParams{})
	case kindOf(method) == customMethod && len(params) == 0:
		return server.Request(ctx, strings.Clone(method), protocol.LSPAny(nil)) // the frame owns method
	}
	return protocol.ServerHandler(server, nil)(ctx, req)
}

// didChange passes on a change of a document, once changes with a null range are whole documents.
func didChange(ctx context.Context, server protocol.Server, raw []byte) error {
	var params protocol.DidChangeTextDocumentParams
	if err := decode(raw, &params); err != nil {
		return err
	}
	wholeDocuments(raw, params.ContentChanges)
	return server.DidChange(ctx, &params)
}

// wholeDocuments replaces each change whose range is null by a change of the whole document.
//
// "If only a text is provided it is considered to be the full content of the document" (LSP,
// TextDocumentContentChangeEvent), and null is how some clients write that no range is provided.
// Package protocol decodes it as the empty range at the start, where the text would be inserted.
func wholeDocuments(raw []byte, changes []protocol.TextDocumentContentChangeEvent) {
	var null []bool
	for i, change := range changes {
		partial, ok := change.(*protocol.TextDocumentContentChangePartial)
		if !ok || partial.Range != (protocol.Range{}) {
			continue
		}
		if null == nil {
			null = nullRanges(raw, len(changes))
		}
		if null[i] {
			changes[i] = &protocol.TextDocumentContentChangeWholeDocument{Text: partial.Text}
		}
	}
}

// nullRanges reports for each of the n changes in the parameters whether its range is null.
func nullRanges(raw []byte, n int) []bool {
	var params struct {
		ContentChanges []struct {
			Range json.RawMessage `json:"range"`
		} `json:"contentChanges"`
	}
	null := make([]bool, n)
	if json.Unmarshal(raw, &params) != nil {
		return null
	}
	for i := range min(n, len(params.ContentChanges)) {
		null[i] = string(params.ContentChanges[i].Range) == "null"
	}
	return null
}

// initializeParams decodes the parameters of initialize. A processId that package protocol cannot
// hold counts as null, because the client would rather have a server that does not watch it than none.
func initializeParams(raw []byte) (*protocol.InitializeParams, error) {
	var params protocol.InitializeParams
	err := decode(raw, &params)
	if err == nil {
		return &params, nil
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil {
		return nil, err
	}
	delete(members, "processId")
	rest, encodeErr := json.Marshal(members)
	if encodeErr != nil {
		return nil, err
	}
	params = protocol.InitializeParams{}
	if decode(rest, &params) != nil {
		return nil, err
	}
	return &params, nil
}

func decode(raw []byte, params any) error {
	if err := protocol.Unmarshal(raw, params); err != nil {
		return fmt.Errorf("%w: %w", jsonrpc2.ErrParse, err)
	}
	return nil
}
