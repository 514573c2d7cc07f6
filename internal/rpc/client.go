package rpc

import (
	"context"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// A Client is who a [Service] serves: what the protocol lets a server send, and
// notifications beyond it, for clients that announced that they know them.
type Client interface {
	protocol.Client
	// Notify sends a notification. It waits for nobody.
	Notify(ctx context.Context, method string, params any) error
}

// remote is the client at the other end of a connection.
type remote struct {
	protocol.Client
	conn jsonrpc2.Conn
}

func (r remote) Notify(ctx context.Context, method string, params any) error {
	return r.conn.Notify(ctx, method, params)
}
