package server

import (
	"context"
	"io"
	"log/slog"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/rpc"
)

// Serve speaks LSP over in and out until the client is done, and returns the exit
// code that the protocol asks for.
func Serve(ctx context.Context, in io.Reader, out io.Writer, log *slog.Logger, version string) int {
	return rpc.Serve(ctx, rpc.Options{In: in, Out: out, Log: log}, func(client protocol.Client) rpc.Service {
		return newSession(client, log, version)
	})
}
