package rpc

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/protocol"
)

// At the end of the input the contexts of running requests are cancelled, and the requests answered.
func TestEndOfInput(t *testing.T) {
	const n = 40 // some are served, some wait for a slot
	s := &service{}
	c := start(t, s)
	for i := range n {
		c.send(hover(strconv.Itoa(i), lineWait))
	}
	<-s.started
	c.in.Close()
	got := c.collect(n)()
	for i := range n {
		id := strconv.Itoa(i)
		if len(got[id]) != 1 || got[id][0] != id+" -32800" {
			t.Errorf("replies to %s = %q, want one, cancelled", id, got[id])
		}
	}
	if got := c.ended(); got != 1 {
		t.Errorf("Serve = %d, want 1", got)
	}
}

// A handler that does not heed its context keeps nobody.
func TestStuckHandler(t *testing.T) {
	s := &service{stuck: make(chan struct{}), started: make(chan struct{}, 1)}
	defer close(s.stuck)
	in := io.MultiReader(strings.NewReader(initialize("null")+request("2", "test/stuck", "")), endAfter(s.started))
	code, log := serve(t, Options{In: in, Out: io.Discard, patience: time.Millisecond}, s)
	if code != 1 || !strings.Contains(log(), "still running") {
		t.Errorf("Serve = %d, log %q, want 1 and a complaint", code, log())
	}
}

// endAfter is an input that ends when the channel has a token.
type endAfter chan struct{}

func (e endAfter) Read([]byte) (int, error) { <-e; return 0, io.EOF }

// When the service is closed its calls to the client fail; they cannot wait for an answer any more.
func TestClose(t *testing.T) {
	forever := make(chan struct{})
	defer close(forever)
	tests := []struct {
		name     string
		close    func(*service)
		patience time.Duration
		log      string
	}{
		{"calls the client", func(s *service) {
			if _, err := s.client.ApplyEdit(context.Background(), &protocol.ApplyWorkspaceEditParams{}); err == nil {
				t.Error("a call of the client after the end succeeds")
			}
			if err := s.client.LogMessage(context.Background(), &protocol.LogMessageParams{}); err == nil {
				t.Error("a notification of the client after the end succeeds")
			}
		}, hang, "closed its side"},
		{"never returns", func(*service) { <-forever }, time.Millisecond, "did not stop in time"},
		{"panics", func(*service) { panic(secret) }, hang, "method=close"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := &service{onClose: test.close}
			var out strings.Builder
			_, log := serve(t, Options{In: strings.NewReader(initialize("null")), Out: &out, patience: test.patience}, s)
			if s.closed.Load() != 1 || !strings.Contains(log(), test.log) {
				t.Errorf("closed %d times, log %q, want once and %q", s.closed.Load(), log(), test.log)
			}
			if m, err := readMessage(bufio.NewReader(strings.NewReader(out.String()))); err != nil || m.reply() != "1 ok" {
				t.Errorf("output %q, want the one reply", out.String())
			}
		})
	}
}

// blocked is an input that never ends and an output that never takes anything.
type blocked struct{ forever chan struct{} }

func (b blocked) Read([]byte) (int, error)  { <-b.forever; return 0, io.EOF }
func (b blocked) Write([]byte) (int, error) { <-b.forever; return 0, io.ErrClosedPipe }

func newBlocked(t *testing.T) blocked {
	b := blocked{make(chan struct{})}
	t.Cleanup(func() { close(b.forever) })
	return b
}

// serve runs a connection to its end, of which the test has made sure.
func serve(t *testing.T, opts Options, s *service) (code int, log func() string) {
	t.Helper()
	var buf lockedBuffer
	opts.Log = slog.New(slog.NewTextHandler(&buf, nil))
	done := make(chan int, 1)
	go func() { done <- Serve(t.Context(), opts, s.connect) }()
	select {
	case code := <-done:
		return code, buf.String
	case <-time.After(hang):
		t.Fatal("the connection is stuck")
		return 0, nil
	}
}

func TestBlockedInput(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	s := &service{}
	code := make(chan int, 1)
	receive, out := io.Pipe()
	go func() {
		in := io.MultiReader(strings.NewReader(initialize("null")+hover("2", lineWait)), newBlocked(t))
		code <- Serve(ctx, Options{In: in, Out: out, patience: hang}, s.connect)
		out.Close()
	}()
	r := bufio.NewReader(receive)
	if m, err := readMessage(r); err != nil || m.reply() != "1 ok" {
		t.Fatalf("reply = %q, %v", m.reply(), err)
	}
	stop()
	if m, err := readMessage(r); err != nil || m.reply() != "2 -32800" {
		t.Fatalf("reply = %q, %v", m.reply(), err)
	}
	if got := <-code; got != 1 {
		t.Errorf("Serve = %d, want 1", got)
	}
}

func TestBlockedOutput(t *testing.T) {
	in := initialize("null") + strings.Repeat(hover("2", linePlain), 100) + request("3", "shutdown", "") + notification("exit", "")
	code, log := serve(t, Options{In: strings.NewReader(in), Out: newBlocked(t), patience: time.Millisecond}, &service{})
	if code != 0 || !strings.Contains(log(), "did not read") {
		t.Errorf("Serve = %d, log %q, want 0 and a complaint", code, log())
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("the pipe is broken") }

func TestFailingOutput(t *testing.T) {
	in := io.MultiReader(strings.NewReader(initialize("null")+hover("2", lineWait)), newBlocked(t))
	code, log := serve(t, Options{In: in, Out: failing{}, patience: hang}, &service{})
	if code != 1 || !strings.Contains(log(), "the pipe is broken") {
		t.Errorf("Serve = %d, log %q, want 1 and the reason", code, log())
	}
}

func TestFailingInput(t *testing.T) {
	in := io.MultiReader(strings.NewReader(initialize("null")), failingReader{})
	code, log := serve(t, Options{In: in, Out: io.Discard, patience: hang}, &service{})
	if code != 1 || !strings.Contains(log(), "the terminal is gone") {
		t.Errorf("Serve = %d, log %q, want 1 and the reason", code, log())
	}
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, errors.New("the terminal is gone") }

// A client may send everything before it reads anything.
func TestClientThatSendsFirst(t *testing.T) {
	const n = 500
	c := start(t, &service{})
	for i := range n {
		c.send(hover(strconv.Itoa(i), lineBig) + frame("junk") + change(i))
	}
	got := c.collect(2 * n)()
	for i := range n {
		if id := strconv.Itoa(i); len(got[id]) != 1 {
			t.Fatalf("replies to %s = %q, want one", id, got[id])
		}
	}
	c.alive()
}

// A client that does not read for good is given up before the memory is.
func TestClientThatNeverReads(t *testing.T) {
	in := io.MultiReader(strings.NewReader(initialize("null")), endless(frame("junk")))
	code, log := serve(t, Options{In: in, Out: newBlocked(t), maxQueued: 1 << 16, patience: time.Millisecond}, &service{})
	if code != 1 || !strings.Contains(log(), "does not read") {
		t.Errorf("Serve = %d, log %q, want 1 and the reason", code, log())
	}
}

// endless repeats itself for ever.
type endless string

func (e endless) Read(p []byte) (int, error) {
	n := 0
	for n+len(e) <= len(p) {
		n += copy(p[n:], e)
	}
	return n, nil
}

func TestDeadParent(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(self, "-test.run=^$")
	child.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0") // or it lingers for a second
	if err := child.Run(); err != nil {
		t.Fatal(err)
	}
	in := io.MultiReader(strings.NewReader(initialize(strconv.Itoa(child.Process.Pid))+hover("2", lineWait)), newBlocked(t))
	code, log := serve(t, Options{In: in, Out: io.Discard, poll: time.Millisecond, patience: hang}, &service{})
	if code != 1 || !strings.Contains(log(), "the client's process is gone") {
		t.Errorf("Serve = %d, log %q, want 1 and the reason", code, log())
	}
}

func TestLivingParent(t *testing.T) {
	c := dial(t, &service{}, Options{poll: time.Microsecond})
	c.send(initialize(strconv.Itoa(os.Getpid())))
	c.want("1 ok")
	for range 100 {
		c.alive()
	}
	if !alive(os.Getpid()) {
		t.Error("alive(os.Getpid()) = false, want true")
	}
}
