package rpc

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// A tracer tells the client what becomes of its messages, where it wants to know: with
// initialize or $/setTrace it asks for "messages", a line for each, or for "verbose",
// which has the shape of the parameters besides (LSP, $/logTrace). The text of a message
// is not told: traces get pasted into reports.
type tracer struct {
	ctx    context.Context // of the connection
	client protocol.Client
	level  atomic.Int32
}

const (
	traceOff int32 = iota
	traceMessages
	traceVerbose
)

func levelOf(v protocol.TraceValue) int32 {
	switch v {
	case protocol.TraceValueMessages, "compact": // as VS Code has it in its settings
		return traceMessages
	case protocol.TraceValueVerbose:
		return traceVerbose
	}
	return traceOff
}

// set takes the parameters of $/setTrace; what can't be read turns the trace off.
func (t *tracer) set(raw []byte) {
	var params protocol.SetTraceParams
	if decode(raw, &params) != nil {
		params.Value = protocol.TraceValueOff
	}
	t.level.Store(levelOf(params.Value))
}

// begin starts the clock for a message. What it returns is called at the end, with a
// word for what became of the message.
func (t *tracer) begin(method string, params func() jsonrpc2.RawMessage) (end func(outcome string)) {
	if t.level.Load() == traceOff {
		return func(string) {}
	}
	start := time.Now()
	return func(outcome string) {
		level := t.level.Load()
		if level == traceOff {
			return
		}
		p := &protocol.LogTraceParams{Message: fmt.Sprintf("%s %s in %.1f ms.", outcome, clip(method), float64(time.Since(start).Microseconds())/1000)}
		if level == traceVerbose {
			told := "with " + shape(params())
			p.Verbose = &told
		}
		// It fails at the end of the connection only, when nobody reads it any more.
		_ = t.client.LogTrace(t.ctx, p)
	}
}

// outcome is the word for how a request ended.
func outcome(err error) string {
	if err != nil {
		return "Refused"
	}
	return "Answered"
}
