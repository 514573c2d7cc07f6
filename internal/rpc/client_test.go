package rpc

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"
)

// hang is how long a test waits before it calls a connection stuck. No test waits for it to pass.
const hang = 30 * time.Second

// A client drives one connection over in-memory pipes. It reads only when the test asks it to.
type client struct {
	t    *testing.T
	in   *io.PipeWriter
	out  *bufio.Reader
	code chan int
	log  bytes.Buffer // complete once Serve has returned
}

// dial starts a connection that serves s.
func dial(t *testing.T, s *service, opts Options) *client {
	t.Helper()
	in, send := io.Pipe()
	receive, out := io.Pipe()
	c := &client{t: t, in: send, out: bufio.NewReader(receive), code: make(chan int, 1)}
	opts.In, opts.Out = in, out
	opts.Log = slog.New(slog.NewTextHandler(&c.log, nil))
	opts.patience = hang
	go func() {
		c.code <- Serve(t.Context(), opts, s.connect)
		out.Close()
	}()
	stuck := time.AfterFunc(hang, func() {
		send.CloseWithError(fmt.Errorf("the connection is stuck"))
		receive.CloseWithError(fmt.Errorf("the connection is stuck"))
	})
	t.Cleanup(func() {
		stuck.Stop()
		send.Close()
		receive.Close()
	})
	return c
}

// start dials and initializes.
func start(t *testing.T, s *service) *client {
	t.Helper()
	c := dial(t, s, Options{})
	c.send(initialize("null"))
	c.want("1 ok")
	return c
}

func (c *client) send(frames string) {
	c.t.Helper()
	if _, err := io.WriteString(c.in, frames); err != nil {
		c.t.Fatalf("send %.100q: %v", frames, err)
	}
}

// want reads one reply for each of want. A reply is written as its id and its result or code.
func (c *client) want(want ...string) {
	c.t.Helper()
	for _, w := range want {
		if got := c.receive().reply(); got != w {
			c.t.Fatalf("reply = %q, want %q", got, w)
		}
	}
}

// alive asserts that requests are still answered, and that nothing else was.
func (c *client) alive() {
	c.t.Helper()
	c.send(hover("999", lineOK))
	c.want("999 ok")
}

// ended waits for Serve and returns its exit code. Whatever the server still writes is dropped.
func (c *client) ended() int {
	c.t.Helper()
	if _, err := io.Copy(io.Discard, c.out); err != nil {
		c.t.Fatalf("read to the end: %v", err)
	}
	return <-c.code
}

// A message is one that the server sent.
type message struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Method  string          `json:"method"`
	Result  json.RawMessage `json:"result"`
	Error   *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

func (c *client) receive() message {
	c.t.Helper()
	m, err := readMessage(c.out)
	if err != nil {
		c.t.Fatalf("receive: %v", err)
	}
	return m
}

func readFrame(r *bufio.Reader) ([]byte, error) {
	var length int
	if _, err := fmt.Fscanf(r, "Content-Length: %d\r\n\r\n", &length); err != nil {
		return nil, err
	}
	body := make([]byte, length)
	_, err := io.ReadFull(r, body)
	return body, err
}

func readMessage(r *bufio.Reader) (message, error) {
	var m message
	body, err := readFrame(r)
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(body, &m); err != nil {
		return m, err
	}
	if m.Version != "2.0" {
		return m, fmt.Errorf("jsonrpc is %q in %s", m.Version, body)
	}
	return m, nil
}

// reply writes the id with the error's code, the text of a hover, "ok" for the server's capabilities,
// or else the result as it came.
func (m message) reply() string {
	var result struct {
		Contents     *string         `json:"contents"`
		Capabilities json.RawMessage `json:"capabilities"`
	}
	switch {
	case m.Error != nil:
		return fmt.Sprintf("%s %d", m.ID, m.Error.Code)
	case json.Unmarshal(m.Result, &result) == nil && result.Contents != nil:
		return fmt.Sprintf("%s %s", m.ID, *result.Contents)
	case result.Capabilities != nil:
		return fmt.Sprintf("%s ok", m.ID)
	}
	return fmt.Sprintf("%s %s", m.ID, m.Result)
}

func frame(body string) string { return string(appendFrame(nil, []byte(body))) }

func request(id, method, params string) string {
	if params != "" {
		params = `,"params":` + params
	}
	return frame(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"method":%q%s}`, id, method, params))
}

func notification(method, params string) string {
	if params != "" {
		params = `,"params":` + params
	}
	return frame(fmt.Sprintf(`{"jsonrpc":"2.0","method":%q%s}`, method, params))
}

func initialize(pid string) string {
	return request("1", "initialize", `{"processId":`+pid+`,"rootUri":null,"capabilities":{}}`)
}

// Lines of a hover tell the test service what to do.
const (
	lineOK     = iota // answer "ok"
	linePanic         // panic with the secret
	lineWait          // wait for the end of the context
	linePlain         // fail with a sentence
	lineGate          // wait for the gate, or the end of the context
	lineSeen          // answer with the number of changes the view has seen
	lineBounds        // panic with a runtime error
	lineNil           // fail with a nil *jsonrpc2.Error
	lineBig           // answer with 4 KiB
)

func hover(id string, line int) string {
	return request(id, "textDocument/hover", fmt.Sprintf(`{"textDocument":{"uri":"file:///빵.md"},"position":{"line":%d,"character":0}}`, line))
}

func cancel(id string) string { return notification("$/cancelRequest", `{"id":`+id+`}`) }

func change(version int) string {
	return notification("textDocument/didChange", fmt.Sprintf(
		`{"textDocument":{"uri":"file:///빵.md","version":%d},"contentChanges":[{"text":"빵"}]}`, version))
}

// collect reads n replies, from a goroutine so that the test can go on sending.
func (c *client) collect(n int) func() map[string][]string {
	replies := make(map[string][]string)
	var failure error
	var wait sync.WaitGroup
	wait.Go(func() {
		for range n {
			m, err := readMessage(c.out)
			if err != nil {
				failure = err
				return
			}
			replies[string(m.ID)] = append(replies[string(m.ID)], m.reply())
		}
	})
	return func() map[string][]string {
		c.t.Helper()
		wait.Wait()
		if failure != nil {
			c.t.Fatalf("collect: %v", failure)
		}
		return replies
	}
}

// A lockedBuffer may be read while a connection that cannot be waited for still logs.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
