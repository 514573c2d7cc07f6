package rpc

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"go.lsp.dev/jsonrpc2"
)

// A stream is the [jsonrpc2.Stream] of a connection. It answers what is not a message itself, so
// that its Read fails only at the end: any other error would make jsonrpc2 close the connection.
type stream struct {
	frames frames
	out    *queue
	inUse  func(jsonrpc2.ID) bool // whether a request with this id is running
	end    func()                 // ends the connection
	log    *slog.Logger

	patience   time.Duration // with requests that are running at the end
	unanswered atomic.Int64  // requests read, less answers queued
	settled    chan struct{} // gets a token when unanswered falls to zero
}

func newStream(in io.Reader, out *queue, running *calls, opts Options, end func()) *stream {
	return &stream{
		frames:   frames{in: bufio.NewReaderSize(in, maxHeader), max: opts.maxBody},
		out:      out,
		inUse:    running.has,
		end:      end,
		log:      opts.Log,
		patience: opts.patience,
		settled:  make(chan struct{}, 1),
	}
}

// Read returns the next message, which is valid until the next Read. At the end it waits for the
// running requests to be answered before it returns io.EOF, since jsonrpc2 drops the answers that
// come after.
func (s *stream) Read(ctx context.Context) (jsonrpc2.Message, int64, error) {
	for ctx.Err() == nil {
		body, err := s.frames.next()
		if tooLong, ok := errors.AsType[bodyTooLong](err); ok {
			s.refuse(jsonrpc2.InvalidRequest, tooLong.Error())
			continue
		}
		if err != nil {
			s.over(ctx, err)
			break
		}
		if msg := s.message(body); msg != nil {
			return msg, int64(len(body)), nil
		}
	}
	s.settle()
	return nil, 0, io.EOF
}

// message decodes body, or refuses it and returns nil. A batch is refused: LSP does not use them.
func (s *stream) message(body []byte) jsonrpc2.Message {
	msg, err := jsonrpc2.DecodeMessage(bytes.TrimPrefix(body, []byte("\ufeff")))
	if err != nil {
		code := jsonrpc2.ParseError
		if wire, ok := errors.AsType[*jsonrpc2.Error](err); ok {
			code = wire.Code
		}
		s.refuse(code, err.Error())
		return nil
	}
	if call, ok := msg.(*jsonrpc2.Call); ok {
		// The id of the running request must stay unambiguous, so the answer to the second one bears
		// no id, as JSON-RPC 2.0 section 5 has it for a request that is not valid.
		if s.inUse(call.ID()) {
			s.refuse(jsonrpc2.InvalidRequest, "the id belongs to a request that is still running")
			return nil
		}
		s.unanswered.Add(1)
	}
	return msg
}

// refuse answers a message whose id is unknown or unusable.
func (s *stream) refuse(code jsonrpc2.Code, reason string) {
	s.log.Warn("refused a message of the client", "code", int(code), "reason", reason)
	s.out.push(jsonrpc2.AppendResponse(nil, jsonrpc2.ID{}, nil, jsonrpc2.NewError(code, reason)))
}

// over ends the connection after a failed read, and says why if that is not known.
func (s *stream) over(ctx context.Context, err error) {
	switch {
	case ctx.Err() != nil: // ended already; the read failed because of it
	case errors.Is(err, io.EOF):
		s.log.Info("the client closed its side of the connection")
	case errors.Is(err, io.ErrUnexpectedEOF):
		s.log.Warn("the client closed its side of the connection inside a message")
	default:
		s.log.Error("cannot read from the client; closing the connection", "error", err)
	}
	s.end()
}

// settle waits a bounded time until every request is answered. The read loop calls it, and only
// the read loop adds requests.
func (s *stream) settle() {
	timer := time.NewTimer(s.patience)
	defer timer.Stop()
	for s.unanswered.Load() > 0 {
		select {
		case <-s.settled:
		case <-timer.C:
			return
		}
	}
}

// Write queues msg. It never fails: a writer that is broken ends the connection by itself.
func (s *stream) Write(_ context.Context, msg jsonrpc2.Message) (int64, error) {
	body := jsonrpc2.AppendMessage(nil, msg)
	s.out.push(body)
	if isAnswer(body) && s.unanswered.Add(-1) == 0 {
		select {
		case s.settled <- struct{}{}:
		default:
		}
	}
	return int64(len(body)), nil
}

// isAnswer reports whether an encoded message answers a request. jsonrpc2 does not export the type
// of the answers it writes, but it documents that the id comes first in these and only in these.
func isAnswer(body []byte) bool {
	return bytes.HasPrefix(body, []byte(`{"jsonrpc":"2.0","id":`))
}

// Close does nothing: input and output belong to Serve.
func (s *stream) Close() error { return nil }
