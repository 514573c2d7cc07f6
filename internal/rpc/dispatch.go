package rpc

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// A phase is how far a connection has come. The protocol orders initialize, shutdown and exit.
type phase int

const (
	fresh    phase = iota // before a successful initialize
	ready                 // between initialize and shutdown
	shutDown              // after shutdown: only exit is left
)

// A dispatcher decides what happens to each message and hands it to the service.
type dispatcher struct {
	service Service
	running *calls
	slots   chan struct{} // holds a token for each request that is being served
	serving *atomic.Int32
	parent  chan int // takes the process id of the client, once
	refuse  func(jsonrpc2.Code, string)
	end     func() // ends the connection
	log     *slog.Logger
	trace   tracer

	phase phase       // used on the read loop only
	clean atomic.Bool // whether exit came after shutdown
}

// handle is the connection's [jsonrpc2.Handler]. It runs on the read loop; only requests leave it.
//
// It never returns an error for a notification and never panics, as either would end the connection.
// It derives no context from ctx, which jsonrpc2 recycles while the derived one still looks at it.
func (d *dispatcher) handle(ctx context.Context, req *jsonrpc2.Request) (any, error) {
	// The method lives in the frame, and the next read reuses that.
	method := strings.Clone(req.Method())
	switch {
	case method == protocol.MethodExit: // as a request too: there is no doubt what is meant
		d.exit()
		return nil, nil
	case req.IsCall():
		return d.call(ctx, method, req)
	default:
		d.notification(ctx, method, req)
		return nil, nil
	}
}

// exit ends the connection. After shutdown that is a success, otherwise an error (LSP, exit).
func (d *dispatcher) exit() {
	d.clean.Store(d.phase == shutDown)
	d.end()
}

func (d *dispatcher) exitCode() int {
	if d.clean.Load() {
		return 0
	}
	return 1
}

// notification serves a notification on the read loop. Before initialize and after shutdown it is
// dropped (LSP, initialize and shutdown), save for cancellations of what still runs.
func (d *dispatcher) notification(ctx context.Context, method string, req *jsonrpc2.Request) {
	switch {
	case method == protocol.MethodCancelRequest:
		d.running.stop(cancelledID(req.Params()))
	case kindOf(method) == requestMethod:
		// An id of null makes it a notification in JSON-RPC, but whoever sends it waits for an answer.
		d.refuse(jsonrpc2.InvalidRequest, clip(method)+" is a request and needs an id")
	case method == protocol.MethodSetTrace:
		d.trace.set(req.Params())
	case d.phase == ready:
		traced := d.trace.begin(method, req.Params)
		err := d.guard(method, req.Params, func() error {
			_, err := route(jsonrpc2.DetachContext(ctx), d.service.Notifications(), req)
			return err
		})
		d.logIgnored(method, err)
		traced("Took")
	}
}

// logIgnored logs why a notification had no effect. Those that begin with "$/" may be ignored
// without a word (LSP, $ notifications and requests).
func (d *dispatcher) logIgnored(method string, err error) {
	switch {
	case err == nil, errors.Is(err, errPanicked):
	case errors.Is(err, jsonrpc2.ErrMethodNotFound):
		if !strings.HasPrefix(method, "$/") {
			d.log.Warn("ignored a notification that is not supported", "method", clip(method))
		}
	case errors.Is(err, jsonrpc2.ErrParse):
		// The error quotes the parameters, which may be a whole note.
		d.log.Warn("ignored a notification whose parameters do not decode", "method", clip(method))
	default:
		d.log.Warn("a notification failed", "method", clip(method), "error", err)
	}
}

// call serves a request: initialize and shutdown on the read loop, the others off it.
func (d *dispatcher) call(ctx context.Context, method string, req *jsonrpc2.Request) (_ any, err error) {
	if refusal := d.refusal(method); refusal != nil {
		return nil, refusal
	}
	own, stop := d.running.start(jsonrpc2.DetachContext(ctx), req.ID())
	defer stop()
	d.serving.Add(1)
	defer d.serving.Add(-1)
	traced := d.trace.begin(method, req.Params)
	defer func() { traced(outcome(err)) }()
	switch method {
	case protocol.MethodInitialize:
		return d.initialize(own, req)
	case protocol.MethodShutdown:
		d.phase = shutDown
		return d.answer(method, req.Params, func() (any, error) {
			return nil, d.service.View().Shutdown(own)
		})
	}
	return d.answer(method, req.Params, func() (any, error) {
		view := d.service.View()
		// From here on the read loop runs elsewhere, and req owns its bytes.
		jsonrpc2.Async(ctx)
		select {
		case d.slots <- struct{}{}:
			defer func() { <-d.slots }()
		case <-own.Done():
			return nil, own.Err()
		}
		return route(own, view, req)
	})
}

// refusal returns the error for a request that the phase or the method's kind rules out, or nil.
func (d *dispatcher) refusal(method string) error {
	switch {
	case d.phase == shutDown:
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server is shut down")
	case d.phase == ready && method == protocol.MethodInitialize:
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server is initialized already")
	case d.phase == fresh && method != protocol.MethodInitialize:
		return jsonrpc2.NewError(jsonrpc2.ServerNotInitialized, "the server is not initialized yet")
	case kindOf(method) == notificationMethod:
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest, clip(method)+" is a notification and takes no id")
	}
	return nil
}

// initialize serves the first request. When it fails the client may try again.
func (d *dispatcher) initialize(ctx context.Context, req *jsonrpc2.Request) (any, error) {
	var pid int
	result, err := d.answer(protocol.MethodInitialize, req.Params, func() (any, error) {
		params, err := initializeParams(req.Params())
		if err != nil {
			return nil, err
		}
		if params.ProcessID != nil {
			pid = int(*params.ProcessID)
		}
		d.trace.level.Store(levelOf(params.Trace))
		return d.service.View().Initialize(ctx, params)
	})
	if err != nil {
		return nil, err
	}
	d.phase = ready
	if pid > 0 {
		d.parent <- pid // has room: no second initialize succeeds
	}
	return result, nil
}

// close closes the service.
func (d *dispatcher) close() {
	none := func() jsonrpc2.RawMessage { return nil }
	_ = d.guard("close", none, func() error { // a panic is logged there
		d.service.Close()
		return nil
	})
}
