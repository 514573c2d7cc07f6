package rpc

import (
	"strings"
	"testing"
)

func TestExitCode(t *testing.T) {
	shutdown, exit := request("2", "shutdown", ""), notification("exit", "")
	tests := []struct {
		name string
		send []string
		want []string
		code int
	}{
		{"shutdown and exit", []string{initialize("null"), shutdown, exit}, []string{"1 ok", "2 null"}, 0},
		{"exit as a request", []string{initialize("null"), shutdown, request("3", "exit", "")}, []string{"1 ok", "2 null", "3 null"}, 0},
		{"exit without shutdown", []string{initialize("null"), exit}, []string{"1 ok"}, 1},
		{"exit before initialize", []string{exit}, nil, 1},
		{"shutdown before initialize", []string{shutdown, exit}, []string{"2 -32002"}, 1},
		{"shutdown and end of input", []string{initialize("null"), shutdown}, []string{"1 ok", "2 null"}, 1},
		{"end of input", []string{initialize("null")}, []string{"1 ok"}, 1},
		{"no input", nil, nil, 1},
		{"what follows exit is not served", []string{initialize("null"), shutdown, exit + hover("3", lineOK)}, []string{"1 ok", "2 null"}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := &service{}
			c := dial(t, s, Options{})
			for _, frames := range test.send {
				c.send(frames)
			}
			if !strings.Contains(strings.Join(test.send, ""), `"exit"`) {
				c.in.Close()
			}
			c.want(test.want...)
			if _, err := readMessage(c.out); err == nil {
				t.Error("there is another reply, want none")
			}
			if got := c.ended(); got != test.code {
				t.Errorf("Serve = %d, want %d", got, test.code)
			}
			if got := s.closed.Load(); got != 1 {
				t.Errorf("the service was closed %d times, want once", got)
			}
		})
	}
}

func TestBeforeInitialize(t *testing.T) {
	s := &service{}
	c := dial(t, s, Options{})
	c.send(hover("2", lineOK))
	c.want("2 -32002")
	c.send(change(1)) // dropped
	c.send(cancel("2"))
	c.send(initialize("null"))
	c.want("1 ok")
	c.send(hover("3", lineSeen))
	c.want("3 0")
	c.alive()
}

func TestAfterShutdown(t *testing.T) {
	s := &service{}
	c := start(t, s)
	c.send(hover("2", lineWait))
	c.send(request("3", "shutdown", ""))
	c.want("3 null")
	c.send(change(1)) // dropped
	for _, frames := range []string{hover("4", lineOK), request("4", "shutdown", ""), request("4", "initialize", "{}"), request("4", "foo/bar", "")} {
		c.send(frames)
		c.want("4 -32600")
	}
	c.send(cancel("2")) // what runs can still be cancelled
	c.want("2 -32800")
	c.send(notification("exit", ""))
	if got := c.ended(); got != 0 {
		t.Errorf("Serve = %d, want 0", got)
	}
	if len(s.versions) > 0 {
		t.Errorf("changes after shutdown = %v, want none", s.versions)
	}
}

func TestInitializeMayBeTriedAgain(t *testing.T) {
	c := dial(t, &service{}, Options{})
	c.send(request("1", "initialize", `{"processId":null,"capabilities":{},"locale":"fail"}`))
	c.want("1 -32803")
	c.send(request("2", "initialize", `[]`))
	c.want("2 -32602")
	c.send(hover("3", lineOK))
	c.want("3 -32002")
	c.send(initialize("null"))
	c.want("1 ok")
	c.alive()
}

func TestProcessID(t *testing.T) {
	pid := int32(2147483647)
	tests := []struct {
		json string
		want *int32
	}{
		{"null", nil},
		{"2147483647", &pid},
		{"2147483648", nil},
		{"99999999999999999999", nil},
		{"-99999999999", nil},
		{"1.5", nil},
		{`"12"`, nil},
	}
	for _, test := range tests {
		s := &service{}
		c := dial(t, s, Options{})
		c.send(initialize(test.json))
		c.want("1 ok")
		if (s.pid == nil) != (test.want == nil) || s.pid != nil && *s.pid != *test.want {
			t.Errorf("processId %s arrives as %v, want %v", test.json, s.pid, test.want)
		}
		c.alive()
	}
}

// The answer to the first request with an id is the only one that bears it.
func TestDuplicateID(t *testing.T) {
	s := &service{}
	c := start(t, s)
	c.send(hover("2", lineGate))
	c.send(hover("2", lineOK))
	c.want("null -32600")
	close(s.gate)
	c.want("2 ok")
	c.send(hover("2", lineOK)) // free again
	c.want("2 ok")
	c.alive()
}
