package rpc

import (
	"slices"
	"testing"

	"go.lsp.dev/protocol"
)

// A range of null is no range: the text is the whole document.
func TestChanges(t *testing.T) {
	const partial = "partial"
	zero := `"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}}`
	tests := []struct {
		changes string
		want    []string
	}{
		{`[{"text":"빵"}]`, []string{"빵"}},
		{`[{"range":null,"text":"빵"}]`, []string{"빵"}},
		{`[{"text":"빵", "range" : null }]`, []string{"빵"}},
		{`[{"range":null,"rangeLength":null,"text":"빵"}]`, []string{"빵"}},
		{`[{"range":null,"rangeLength":3,"text":"빵"}]`, []string{"빵"}},
		{`[{` + zero + `,"text":"\"range\":null"}]`, []string{partial}},
		{`[{` + zero + `,"text":"a"},{"range":null,"text":"b"},{` + zero + `,"text":"c"},{"text":"d"}]`, []string{partial, "b", partial, "d"}},
		{`[]`, nil},
	}
	for _, test := range tests {
		s := &service{}
		c := start(t, s)
		c.send(notification("textDocument/didChange", `{"textDocument":{"uri":"file:///빵.md","version":1},"contentChanges":`+test.changes+`}`))
		c.alive()
		if !slices.Equal(s.texts, test.want) {
			t.Errorf("changes %s arrive as %q, want %q", test.changes, s.texts, test.want)
		}
	}
}

func TestInitialized(t *testing.T) {
	s := &service{}
	c := start(t, s)
	c.send(notification("initialized", "") + notification("initialized", "null") + notification("initialized", "{}"))
	c.alive()
	if s.ready != 3 {
		t.Errorf("initialized arrived %d times, want 3", s.ready)
	}
}

// A request may call the client: it has left the read loop, which reads the answer.
func TestCallOfClient(t *testing.T) {
	c := start(t, &service{})
	command := request("2", "workspace/executeCommand", `{"command":"x"}`)
	tests := []struct{ answer, want string }{
		{`"result":{"applied":true}`, "2 true"},
		{`"result":{"applied":false}`, "2 false"},
		{`"result":{"applied":[]}`, "2 -32803"},
		{`"error":{"code":-32099,"message":"no"}`, "2 -32099"},
	}
	for _, test := range tests {
		c.send(command)
		call := c.receive()
		if call.Method != "workspace/applyEdit" {
			t.Fatalf("the client is called for %q, want workspace/applyEdit", call.Method)
		}
		c.send(frame(`{"jsonrpc":"2.0","id":` + string(call.ID) + `,` + test.answer + `}`))
		c.want(test.want)
	}
	c.alive()
}

// A request that is cancelled while it waits for the client cancels what it waits for.
func TestCancelledCallOfClient(t *testing.T) {
	c := start(t, &service{})
	c.send(request("2", "workspace/executeCommand", `{"command":"x"}`))
	call := c.receive()
	c.send(cancel("2"))
	if m := c.receive(); m.Method != "$/cancelRequest" {
		t.Errorf("the client is sent %q, want $/cancelRequest", m.Method)
	}
	c.want("2 -32800")
	c.send(frame(`{"jsonrpc":"2.0","id":` + string(call.ID) + `,"result":{"applied":true}}`)) // too late
	c.alive()
}

// The client may be used from any goroutine, and notifying it from everywhere.
func TestNotifyClient(t *testing.T) {
	s := &service{}
	c := start(t, s)
	c.send(notification("test/notify", ""))
	for range 2 {
		if m := c.receive(); m.Method != "window/logMessage" {
			t.Errorf("the client is sent %q, want window/logMessage", m.Method)
		}
	}
	c.alive()
}

func TestKindOf(t *testing.T) {
	tests := []struct {
		method string
		want   kind
	}{
		{protocol.MethodTextDocumentHover, requestMethod},
		{protocol.MethodTextDocumentDidChange, notificationMethod},
		{protocol.MethodProgress, notificationMethod},
		{protocol.MethodWorkspaceConfiguration, customMethod},
		{"foo/bar", customMethod},
		{"", customMethod},
	}
	for _, test := range tests {
		if got := kindOf(test.method); got != test.want {
			t.Errorf("kindOf(%q) = %v, want %v", test.method, got, test.want)
		}
	}
}
