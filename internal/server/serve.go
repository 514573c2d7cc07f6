package server

import (
	"context"
	"io"
	"log/slog"
	"sync/atomic"

	"github.com/notes-lsp/notes-lsp/internal/rpc"
)

// Serve speaks LSP over in and out until the client is done, and returns the exit
// code that the protocol asks for.
func Serve(ctx context.Context, in io.Reader, out io.Writer, log *slog.Logger, version string) int {
	serving := new(atomic.Int32)
	return rpc.Serve(ctx, rpc.Options{In: in, Out: out, Log: log, Serving: serving}, func(client rpc.Client) rpc.Service {
		s := newSession(client, log, version)
		s.serving = serving
		return s
	})
}
