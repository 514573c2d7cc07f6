package rpc

import (
	"context"
	"encoding/json"
	"sync"

	"go.lsp.dev/jsonrpc2"
)

// calls are the client's requests that are running, by id.
type calls struct {
	mu     sync.Mutex
	cancel map[jsonrpc2.ID]context.CancelFunc
}

func newCalls() *calls {
	return &calls{cancel: make(map[jsonrpc2.ID]context.CancelFunc)}
}

// start registers a request and returns its context. The request is running until stop is called.
// No two requests with the same id run at the same time; the stream sees to that.
func (c *calls) start(ctx context.Context, id jsonrpc2.ID) (own context.Context, stop func()) {
	own, cancel := context.WithCancel(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cancel[id] = cancel
	return own, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.cancel, id)
		cancel()
	}
}

// has reports whether the request is running.
func (c *calls) has(id jsonrpc2.ID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, ok := c.cancel[id]
	return ok
}

// stop cancels the context of the request, if it is running.
func (c *calls) stop(id jsonrpc2.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if cancel, ok := c.cancel[id]; ok {
		cancel()
	}
}

// cancelledID returns the id that the parameters of $/cancelRequest name, and the zero ID, which no
// request has, if they name none. protocol.CancelParams is stricter than the requests themselves:
// it refuses numbers beyond 32 bits and null, which clients do send.
func cancelledID(params []byte) jsonrpc2.ID {
	var p struct {
		ID json.RawMessage `json:"id"`
	}
	if json.Unmarshal(params, &p) != nil {
		return jsonrpc2.ID{}
	}
	var n *int64
	if json.Unmarshal(p.ID, &n) == nil && n != nil {
		return jsonrpc2.NewNumberID(*n)
	}
	var s *string
	if json.Unmarshal(p.ID, &s) == nil && s != nil {
		return jsonrpc2.NewStringID(*s)
	}
	return jsonrpc2.ID{}
}
