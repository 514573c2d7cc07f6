package rpc

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"go.lsp.dev/jsonrpc2"
)

// Broken framing closes the connection, with a sentence in the log.
func TestBrokenFraming(t *testing.T) {
	long := strings.Repeat("a", maxHeader)
	tests := []struct{ name, send, log string }{
		{"no length", "X: 1\r\n\r\n{}", errNoLength.Error()},
		{"no header", "hello\r\n", errNoColon.Error()},
		{"no header after blank lines", "\r\n\r\nhello\r\n", errNoColon.Error()},
		{"negative length", "Content-Length: -5\r\n\r\n{}", errBadLength.Error()},
		{"signed length", "Content-Length: +5\r\n\r\n{}", errBadLength.Error()},
		{"no number", "Content-Length: five\r\n\r\n{}", errBadLength.Error()},
		{"huge number", "Content-Length: 99999999999999999999\r\n\r\n{}", errBadLength.Error()},
		{"nul bytes", strings.Repeat("\x00", 16) + hover("2", lineOK), errNoLength.Error()},
		{"length too short", "Content-Length: 10\r\n\r\n" + `{"jsonrpc":"2.0","id":2,"method":"shutdown"}` + hover("3", lineOK), errNoLength.Error()},
		{"long line", "X: " + long + "\r\n", errHeaderTooLong.Error()},
		{"long header", strings.Repeat("X: "+long[:1000]+"\r\n", 100), errHeaderTooLong.Error()},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in := io.MultiReader(strings.NewReader(initialize("null")+hover("2", lineOK)+test.send), newBlocked(t))
			code, log := serve(t, Options{In: in, Out: io.Discard, patience: hang}, &service{})
			if code != 1 || !strings.Contains(log(), test.log) {
				t.Errorf("Serve = %d, log %q, want 1 and %q", code, log(), test.log)
			}
		})
	}
}

func TestEndInsideFrame(t *testing.T) {
	for _, send := range []string{"Content-Le", "Content-Length: 5\r\n", "Content-Length: 5\r\n\r\n{}", "Content-Length: 999\r\n\r\n{}", "\n\nX"} {
		code, log := serve(t, Options{In: strings.NewReader(initialize("null") + send), Out: io.Discard, maxBody: 100}, &service{})
		if code != 1 || !strings.Contains(log(), "inside a message") {
			t.Errorf("after %q Serve = %d, log %q, want 1 and the reason", send, code, log())
		}
	}
}

func TestLongBodyIsSkipped(t *testing.T) {
	c := dial(t, &service{}, Options{maxBody: 1000})
	c.send(initialize("null"))
	c.want("1 ok")
	for _, size := range []int{1001, 1 << 20} {
		c.send(frame(strings.Repeat("x", size)))
		c.want("null -32600")
		c.alive()
	}
	c.in.Close()
	c.ended()
	if want := "a message of 1001 bytes is longer than the limit of 1000"; !strings.Contains(c.log.String(), want) {
		t.Errorf("log = %q, want %q in it", c.log.String(), want)
	}
}

// Frames come in pieces of any size.
func TestPieces(t *testing.T) {
	in := initialize("null") + hover("2", lineOK) + request("3", "shutdown", "") + notification("exit", "")
	code, _ := serve(t, Options{In: iotest.OneByteReader(strings.NewReader(in)), Out: io.Discard}, &service{})
	if code != 0 {
		t.Errorf("Serve = %d, want 0", code)
	}
}

func TestNext(t *testing.T) {
	big := strings.Repeat("빵", keepBuffer)
	f := frames{in: bufio.NewReader(strings.NewReader(frame("a") + frame(big) + frame("") + frame("b"))), max: 64 << 20}
	for _, want := range []string{"a", big, "", "b"} {
		got, err := f.next()
		if err != nil || string(got) != want {
			t.Errorf("next = %.20q, %v, want %.20q", got, err, want)
		}
	}
	if f.body.Cap() > keepBuffer {
		t.Errorf("the buffer keeps %d bytes after a small message", f.body.Cap())
	}
	if _, err := f.next(); !errors.Is(err, io.EOF) {
		t.Errorf("next at the end = %v, want EOF", err)
	}
}

// The stream tells answers from other messages by what jsonrpc2 documents of their encoding.
func TestIsAnswer(t *testing.T) {
	tests := []struct {
		body []byte
		want bool
	}{
		{jsonrpc2.AppendResponse(nil, jsonrpc2.NewNumberID(1), nil, nil), true},
		{jsonrpc2.AppendResponse(nil, jsonrpc2.NewStringID("빵"), []byte("[]"), nil), true},
		{jsonrpc2.AppendResponse(nil, jsonrpc2.ID{}, nil, jsonrpc2.ErrParse), true},
		{jsonrpc2.AppendCall(nil, jsonrpc2.NewNumberID(1), "m", nil), false},
		{jsonrpc2.AppendNotification(nil, "m", []byte("{}")), false},
	}
	for _, test := range tests {
		if got := isAnswer(test.body); got != test.want {
			t.Errorf("isAnswer(%s) = %v, want %v", test.body, got, test.want)
		}
	}
}

// Whatever bytes come in, the connection ends when they do, and all that comes out are frames.
func FuzzFrames(f *testing.F) {
	seeds := []string{
		"", "\r\n", "Content-Length: 0\r\n\r\n", "Content-Length: 2\n\n{}", "content-length:2\r\nX: y\r\n\r\n[]",
		"Content-Length: 99999999\r\n\r\n{", "Content-Length: -1\r\n\r\n", "\x00\x00", "X\r\n", "X: 1\r\n\r\n",
		frame("\ufeff{}"), frame(`{"jsonrpc":"2.0","id":"\ud800","method":"\u0000"}`), frame(`{"jsonrpc":"2.0","id":1,"result":null}`),
		hover("null", lineOK), hover("1e3", lineOK), hover(`"x"`, lineWait) + cancel(`"x"`), cancel("{}"), change(1),
		request("2", "workspace/executeCommand", `{"command":"x"}`) + frame(`{"jsonrpc":"2.0","id":1,"result":{"applied":true}}`),
		request("2", "shutdown", "") + notification("exit", ""), request("2", "exit", ""), initialize("-1"), initialize("1e99"),
		notification("textDocument/didChange", `{"contentChanges":[null,{"range":null,"text":""}]}`),
		notification("textDocument/didChange", `{"contentChanges":[{"range":null,"text":""}],"ContentChanges":[]}`),
	}
	for _, line := range []int{lineOK, linePanic, lineWait, linePlain, lineSeen, lineBounds, lineNil} {
		seeds = append(seeds, hover("2", line)+hover("2", lineOK))
	}
	for _, seed := range seeds {
		f.Add([]byte(seed), false)
		f.Add([]byte(seed), true)
	}
	f.Fuzz(func(t *testing.T, data []byte, initialized bool) {
		in := string(data)
		if initialized {
			in = initialize("null") + in
		}
		var out strings.Builder
		serve(t, Options{In: strings.NewReader(in), Out: &out, patience: hang}, &service{})
		checkFrames(t, out.String())
	})
}

func checkFrames(t *testing.T, out string) {
	t.Helper()
	r := bufio.NewReader(strings.NewReader(out))
	for {
		if _, err := r.Peek(1); err != nil {
			return
		}
		if _, err := readMessage(r); err != nil {
			t.Fatalf("output %q: %v", out, err)
		}
	}
}
