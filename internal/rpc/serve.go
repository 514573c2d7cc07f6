// Package rpc carries the Language Server Protocol between a client and a [Service].
//
// It makes the transport safe: framing, lifecycle, order, cancellation and panics. Nothing a client
// sends and nothing a handler does ends a connection, except broken framing, the exit notification,
// the end of the input, a client that stops reading for good, and the death of the client's process.
//
// It deliberately knows nothing of notes, and it decodes no more of a message than it must to route it.
//
// Invariants:
//   - Notifications reach the service one at a time, in wire order, on the read loop.
//   - A request's view is taken on the read loop, in wire order, so the request sees every
//     notification sent before it and none sent after.
//   - Every request is answered exactly once, also when it is cancelled, panics or outlives the input;
//     only a handler that ignores the end of its context for too long after the end goes unheard.
//   - Only JSON-RPC frames are written to the output, and no goroutine but one ever waits for it.
package rpc

import (
	"cmp"
	"context"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// A Service is the server side of one connection.
//
// The read loop reads nothing while Notifications' handlers, View, Initialize or Shutdown run. So
// these must be quick, and must not wait for an answer of the client: the read loop would have to
// read it. Sending the client a notification is legal everywhere.
type Service interface {
	// Notifications returns the server that takes the client's notifications, one at a time, in
	// wire order, on the read loop. The context its handlers get lives as long as the connection,
	// so it may be kept for work that outlives the handler. An error is logged and otherwise ignored.
	// Notifications the protocol does not define go to its Request.
	Notifications() protocol.Server

	// View is called on the read loop for each request, in wire order, and returns the server that
	// answers this request. That server is called off the read loop, concurrently with everything
	// else, save for Initialize and Shutdown, which are called on it. Its context ends when the
	// client cancels the request, when it is answered and when the connection ends. Requests the
	// protocol does not define go to its Request, with the parameters as a [protocol.LSPAny], nil if
	// there are none.
	//
	// An error that is or wraps a [jsonrpc2.Error] is sent with its code, context.Canceled as
	// RequestCancelled, and any other as RequestFailed: a sentence that the user reads.
	View() protocol.Server

	// Close is called once, after the connection has ended. It stops what the service started and
	// waits for it. Calls to the client fail by then; notifications to it are no longer sent.
	Close()
}

// Options say what a connection runs over.
type Options struct {
	In  io.Reader    // what the client writes
	Out io.Writer    // what the client reads; Serve is its only user
	Log *slog.Logger // where the connection's own troubles go, never the text of a message; nil for nowhere
	// Serving is kept at the number of requests that are served; nil for nobody who asks.
	Serving *atomic.Int32

	// Zero means the default of withDefaults.
	maxBody   int64         // bytes of a message from the client
	maxQueued int           // bytes that may wait for the client to read them
	slots     int           // requests that are served at the same time
	poll      time.Duration // between two looks at the client's process
	patience  time.Duration // for each of the things that are waited for after the end
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Serving == nil {
		o.Serving = new(atomic.Int32)
	}
	o.maxBody = cmp.Or(o.maxBody, 64<<20)
	o.maxQueued = cmp.Or(o.maxQueued, 256<<20)
	// Enough that a few handlers which wait for the user to answer a question never hold up the rest;
	// few enough that a flood of requests does not keep as many half-built answers in memory.
	o.slots = cmp.Or(o.slots, 16)
	o.poll = cmp.Or(o.poll, 5*time.Second)
	o.patience = cmp.Or(o.patience, time.Second)
	return o
}

// Serve runs one connection until the client exits, its input ends, its process dies or ctx is done.
// It returns the exit code the protocol asks for: 0 after shutdown and then exit, 1 otherwise.
//
// connect makes the service before the first message is read, so it must not wait for the client.
// The client it gets may be used from any goroutine, but a call that waits for an answer may not be
// made on the read loop (see [Service]). Give such calls a context that ends with the connection.
//
// At the end every handler's context is cancelled, and Serve waits a bounded time for the handlers,
// for the service to close, and for the client to read what was queued. A Read of opts.In that never
// returns does not keep Serve; its goroutine stays behind until it does.
func Serve(ctx context.Context, opts Options, connect func(Client) Service) int {
	opts = opts.withDefaults()
	ctx, end := context.WithCancel(ctx)
	defer end()

	out := newQueue(opts.Out, opts.maxQueued, func(err error) {
		opts.Log.Error("cannot write to the client; closing the connection", "error", err)
		end()
	})
	go out.run()
	in, interrupt := interruptible(opts.In)
	defer interrupt()

	running := newCalls()
	s := newStream(in, out, running, opts, end)
	conn := jsonrpc2.NewConn(s, jsonrpc2.WithCodec(codec{}))
	client := protocol.ClientDispatcher(conn)
	d := &dispatcher{
		service: connect(remote{client, conn}),
		running: running,
		slots:   make(chan struct{}, opts.slots),
		serving: opts.Serving,
		parent:  make(chan int, 1),
		refuse:  s.refuse,
		end:     end,
		log:     opts.Log,
		trace:   tracer{ctx: ctx, client: client},
	}
	watched := inBackground(func() { watchParent(ctx, d.parent, opts, end) })
	conn.Go(ctx, d.handle)

	select {
	case <-ctx.Done():
	case <-conn.Done():
		if ctx.Err() == nil {
			opts.Log.Error("the connection broke", "error", conn.Err())
		}
		end()
	}
	interrupt()
	finish(opts, conn.Done(), d, out)
	<-watched
	return d.exitCode()
}

// finish waits, for a bounded time each, for what the end of a connection has to wait for.
func finish(opts Options, handled <-chan struct{}, d *dispatcher, out *queue) {
	if !within(opts.patience, handled) {
		opts.Log.Warn("requests were still running when the connection ended")
	}
	if !within(opts.patience, inBackground(d.close)) {
		opts.Log.Warn("the server did not stop in time")
	}
	out.close()
	if !within(opts.patience, out.done) {
		opts.Log.Warn("the client did not read its last messages")
		out.drop()
	}
}

// interruptible returns a reader of what in has, whose Read returns io.EOF once interrupt was called.
//
// A Read that waits for a terminal or an inherited pipe cannot be interrupted, not even by closing
// the file. So another goroutine reads, and is left behind if it never comes back.
func interruptible(in io.Reader) (r io.Reader, interrupt func()) {
	pipe, feed := io.Pipe()
	go func() {
		_, err := io.Copy(feed, in)
		feed.CloseWithError(err)
	}()
	return pipe, func() { _ = feed.Close() } // it never fails
}

func inBackground(f func()) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	return done
}

// within reports whether done was closed before d had passed.
func within(d time.Duration, done <-chan struct{}) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}
