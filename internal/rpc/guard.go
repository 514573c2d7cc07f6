package rpc

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// errPanicked says that a handler panicked, and that the log has the rest.
var errPanicked = errors.New("a handler panicked")

// guard runs f on behalf of method, which has these params, and turns a panic into errPanicked. The log names the method, the
// shape of its parameters and the place, never the value of the panic: it may quote a note.
func (d *dispatcher) guard(method string, params func() jsonrpc2.RawMessage, f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			p := Caught(r)
			d.log.Error("a handler panicked", "method", clip(method), "params", shape(params()), "panic", p.Reason(), "stack", p.Stack())
			err = errPanicked
		}
	}()
	return f()
}

// ContentModified is the error of a request whose answer would be about a text that the client does not
// have any more. The client may ask again (LSP, ContentModified).
func ContentModified(sentence string) error {
	return jsonrpc2.NewError(jsonrpc2.Code(protocol.LSPErrorCodesContentModified), sentence)
}

// A Panic is one that was caught on a goroutine where nobody else would, so that it doesn't end the
// process. Whoever waits for that goroutine may panic with it in turn.
type Panic struct {
	value any
	stack []byte
}

// Caught returns the panic that a recover gave: to be called by the function that recovers.
func Caught(recovered any) *Panic {
	if p, ok := recovered.(*Panic); ok {
		return p
	}
	return &Panic{recovered, debug.Stack()}
}

// Reason describes the value of the panic. Only the runtime's own words cannot quote a note.
func (p *Panic) Reason() string {
	if err, ok := p.value.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("a %T", p.value)
}

// Stack is where the panic came from, for a log.
func (p *Panic) Stack() string { return string(p.stack) }

// answer runs f, the handler of a request, and returns what the client is sent: the encoded result
// or a [jsonrpc2.Error]. The result is encoded here because a panic of the encoder is a panic too.
func (d *dispatcher) answer(method string, params func() jsonrpc2.RawMessage, f func() (any, error)) (any, error) {
	var result jsonrpc2.RawMessage
	var failure error
	err := d.guard(method, params, func() error {
		value, err := f()
		if err != nil {
			failure = wireError(method, err)
			return nil
		}
		result, err = protocol.Marshal(value)
		return err
	})
	switch {
	case failure != nil:
		return nil, failure
	case err != nil:
		if !errors.Is(err, errPanicked) {
			d.log.Error("a result cannot be encoded", "method", clip(method), "error", err)
		}
		return nil, jsonrpc2.NewError(jsonrpc2.InternalError, "internal error in "+clip(method))
	}
	return result, nil
}

// wireError returns the error that the client is sent when the handler of method fails with err.
// An error that names its code keeps it; any other is a sentence for the user (LSP, RequestFailed).
func wireError(method string, err error) error {
	wire, coded := errors.AsType[*jsonrpc2.Error](err)
	switch {
	case errors.Is(err, context.Canceled):
		return protocol.ErrRequestCancelled
	case errors.Is(err, jsonrpc2.ErrParse):
		// Package protocol reports parameters that do not decode as a message that does not parse.
		return jsonrpc2.NewError(jsonrpc2.InvalidParams, clip("the parameters of "+clip(method)+" do not decode: "+err.Error()))
	case errors.Is(err, jsonrpc2.ErrMethodNotFound):
		return jsonrpc2.NewError(jsonrpc2.MethodNotFound, clip(method)+" is not supported")
	case coded:
		return &jsonrpc2.Error{Code: wire.Code, Message: err.Error(), Data: wire.Data}
	}
	return jsonrpc2.NewError(jsonrpc2.Code(protocol.LSPErrorCodesRequestFailed), err.Error())
}

// IsClosing reports whether a message was not sent because the connection is at its end:
// the client has gone, or was told to.
func IsClosing(err error) bool { return errors.Is(err, jsonrpc2.ErrClientClosing) }

// clip cuts what the client chose, such as a method, to a length fit for a line of the log.
func clip(s string) string {
	const most = 200 // bytes
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "..."
}
