package rpc

import (
	"context"
	"errors"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// secret stands for the text of a note: it may never be logged.
const secret = "my diary says"

// A service is a small server. Its state is touched on the read loop only, except where it says so.
type service struct {
	protocol.UnimplementedServer
	client protocol.Client

	gate     chan struct{} // closed by tests that hold requests back
	started  chan struct{} // gets a token for each request that reached the gate or waits
	versions []int32       // of the changes, as they came
	texts    []string      // of the whole-document changes, "partial" for the others
	custom   []string      // custom notifications
	ready    int           // initialized notifications
	pid      *int32
	stuck    chan struct{} // closed by tests when test/stuck may return
	onClose  func(*service)
	closed   atomic.Int32
	serving  atomic.Int32 // requests at the gate, used by any goroutine
}

func (s *service) connect(c Client) Service {
	s.client = c
	if s.gate == nil {
		s.gate = make(chan struct{})
	}
	if s.started == nil {
		s.started = make(chan struct{}, 10_000)
	}
	return s
}

func (s *service) Notifications() protocol.Server { return s }

func (s *service) View() protocol.Server {
	runtime.Gosched() // a view that is not taken on the read loop comes late then
	return &view{service: s, seen: len(s.versions)}
}

func (s *service) Close() {
	s.closed.Add(1)
	if s.onClose != nil {
		s.onClose(s)
	}
}

func (s *service) Initialized(context.Context, *protocol.InitializedParams) error {
	s.ready++
	return nil
}

func (s *service) DidChange(_ context.Context, p *protocol.DidChangeTextDocumentParams) error {
	s.versions = append(s.versions, p.TextDocument.Version)
	for _, c := range p.ContentChanges {
		switch c := c.(type) {
		case *protocol.TextDocumentContentChangeWholeDocument:
			s.texts = append(s.texts, c.Text)
		default:
			s.texts = append(s.texts, "partial")
		}
	}
	return nil
}

func (s *service) DidSave(context.Context, *protocol.DidSaveTextDocumentParams) error {
	panic(secret)
}

func (s *service) DidClose(context.Context, *protocol.DidCloseTextDocumentParams) error {
	return errors.New("that note is not open")
}

func (s *service) Request(ctx context.Context, method string, _ any) (any, error) {
	switch method {
	case "test/derive":
		s.custom = append(s.custom, method)
		derive(ctx)
		return nil, nil
	case "test/notify":
		done := make(chan error)
		go func() { done <- s.client.LogMessage(ctx, &protocol.LogMessageParams{}) }()
		return nil, errors.Join(s.client.LogMessage(ctx, &protocol.LogMessageParams{}), <-done)
	}
	return nil, jsonrpc2.ErrMethodNotFound
}

// derive makes the runtime watch ctx from a derived context, and stops at once.
func derive(ctx context.Context) {
	derived, stop := context.WithTimeout(ctx, time.Hour)
	defer stop()
	defer context.AfterFunc(derived, func() {})()
}

// A view is the service as one request sees it.
type view struct {
	*service
	seen int
}

func (v *view) Initialize(_ context.Context, p *protocol.InitializeParams) (*protocol.InitializeResult, error) {
	v.pid = p.ProcessID
	if p.Locale != nil && *p.Locale == "fail" {
		return nil, errors.New("no")
	}
	return &protocol.InitializeResult{ServerInfo: protocol.ServerInfo{Name: "test"}}, nil
}

func (v *view) Shutdown(context.Context) error { return nil }

func (v *view) Hover(ctx context.Context, p *protocol.HoverParams) (*protocol.Hover, error) {
	switch p.Position.Line {
	case linePanic:
		panic(secret)
	case lineBounds:
		return nil, errors.New(strings.Repeat("x", int(p.Position.Line))[:int(p.Position.Line)+v.seen-9])
	case lineWait:
		v.started <- struct{}{}
		<-ctx.Done()
		return nil, ctx.Err()
	case linePlain:
		return nil, errors.New("a note named Bread already exists")
	case lineNil:
		var none *jsonrpc2.Error
		return nil, none
	case lineGate:
		v.serving.Add(1)
		defer v.serving.Add(-1)
		v.started <- struct{}{}
		select {
		case <-v.gate:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	case lineSeen:
		return &protocol.Hover{Contents: protocol.String(strconv.Itoa(v.seen))}, nil
	case lineBig:
		return &protocol.Hover{Contents: protocol.String(strings.Repeat("빵", 4<<10/3))}, nil
	}
	return &protocol.Hover{Contents: protocol.String("ok")}, nil
}

// ExecuteCommand asks the client for something and waits for the answer, as a command does.
func (v *view) ExecuteCommand(ctx context.Context, _ *protocol.ExecuteCommandParams) (protocol.LSPAny, error) {
	answer, err := v.client.ApplyEdit(ctx, &protocol.ApplyWorkspaceEditParams{})
	if err != nil {
		return nil, err
	}
	return protocol.LSPAny(strconv.FormatBool(answer.Applied)), nil
}

func (v *view) Request(ctx context.Context, method string, params any) (any, error) {
	switch method {
	case "test/derive":
		derive(ctx)
		return nil, nil
	case "test/late":
		<-v.gate
		return nil, jsonrpc2.ErrMethodNotFound
	case "test/stuck":
		v.started <- struct{}{}
		<-v.stuck
		return nil, nil
	case "test/echo":
		return params, nil
	case "test/unencodable":
		return func() {}, nil
	case "test/coded":
		return nil, jsonrpc2.NewError(-32099, "coded")
	}
	return nil, jsonrpc2.ErrMethodNotFound
}
