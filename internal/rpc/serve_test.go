package rpc

import (
	"strconv"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
)

// The package is written against this version of the protocol's types. Another one may decode
// differently, so look at what the tests here assert before changing it.
func TestVersion(t *testing.T) {
	if protocol.Version != "3.18.0" {
		t.Errorf("protocol.Version = %q, want 3.18.0", protocol.Version)
	}
}

// Each case sends frames to an initialized server, one after the other, and gets exactly the replies
// named; then the connection must still work.
func TestConversation(t *testing.T) {
	type step struct{ send, want string }
	shutdown := `{"jsonrpc":"2.0","id":2,"method":"shutdown"}`
	echo := `{"jsonrpc":"2.0","id":2,"method":"test/echo","params":["빵"]}`
	deep := strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000)
	tests := []struct {
		name  string
		steps []step
		log   string // part of the log, or empty for an empty log
	}{
		{"a result", []step{{hover("2", lineOK), "2 ok"}}, ""},
		{"a plain error", []step{{hover("2", linePlain), "2 -32803"}}, ""},
		{"a nil error", []step{{hover("2", lineNil), "2 -32603"}}, "nil pointer"},
		{"a coded error", []step{{request("2", "test/coded", ""), "2 -32099"}}, ""},
		{"an unencodable result", []step{{request("2", "test/unencodable", ""), "2 -32603"}}, "test/unencodable"},
		{"a string id", []step{{hover(`"빵"`, lineOK), `"빵" ok`}}, ""},
		{"a negative id", []step{{hover("-7", lineOK), "-7 ok"}}, ""},

		{"unknown request", []step{{request("2", "foo/bar", "{}"), "2 -32601"}}, ""},
		{"unknown request without params", []step{{request("2", "foo/bar", ""), "2 -32601"}}, ""},
		{"unknown request with null params", []step{{request("2", "foo/bar", "null"), "2 -32601"}}, ""},
		{"unknown $/ request", []step{{request("2", "$/foo", "{}"), "2 -32601"}}, ""},
		{"unimplemented request", []step{{request("2", "textDocument/implementation", `{}`), "2 -32601"}}, ""},
		{"a request of the other side", []step{{request("2", "workspace/configuration", `{"items":[]}`), "2 -32601"}}, ""},
		{"custom request", []step{{request("2", "test/echo", `{"a":[1]}`), `2 {"a":[1]}`}}, ""},
		{"custom request without params", []step{{request("2", "test/echo", ""), "2 null"}}, ""},
		{"unknown notification", []step{{notification("foo/bar", "{}"), ""}}, "foo/bar"},
		{"unknown notification without params", []step{{notification("foo/bar", ""), ""}}, "foo/bar"},
		{"unknown $/ notification", []step{{notification("$/foo", "{}"), ""}}, ""},
		{"unknown $/ notification without params", []step{{notification("$/foo", ""), ""}}, ""},
		{"known $/ notification", []step{{notification("$/setTrace", `{"value":"off"}`), ""}}, ""},
		{"initialized without params", []step{{notification("initialized", ""), ""}}, ""},

		{"malformed didChange", []step{{notification("textDocument/didChange", `{"textDocument":"my diary says"}`), ""}}, "method=textDocument/didChange"},
		{"malformed change", []step{{notification("textDocument/didChange", `{"textDocument":{"uri":"a:b","version":1},"contentChanges":[{"text":["my diary says"]}]}`), ""}}, "method=textDocument/didChange"},
		{"didChange without params", []step{{notification("textDocument/didChange", ""), ""}}, "method=textDocument/didChange"},
		{"failing notification", []step{{notification("textDocument/didClose", `{"textDocument":{"uri":"a:b"}}`), ""}}, "that note is not open"},
		{"malformed params", []step{{request("2", "textDocument/hover", `{"position":{"line":-1}}`), "2 -32602"}}, ""},
		{"array for an object", []step{{request("2", "textDocument/hover", `[]`), "2 -32602"}}, ""},
		{"no params", []step{{request("2", "textDocument/hover", ""), "2 -32602"}}, ""},
		{"params that are not JSON", []step{{request("2", "test/echo", `{"a" 1}`), "2 -32602"}}, ""},
		{"deep params", []step{{request("2", "test/echo", deep), "2 -32602"}, {notification("foo/bar", deep), ""}}, "method=foo/bar"},

		{"cancel unknown id", []step{{cancel("77"), ""}}, ""},
		{"cancel big id", []step{{cancel("99999999999"), ""}, {cancel("99999999999999999999"), ""}}, ""},
		{"cancel null id", []step{{cancel("null"), ""}, {cancel("1.5"), ""}, {cancel("{}"), ""}}, ""},
		{"cancel without id", []step{{notification("$/cancelRequest", "{}"), ""}, {notification("$/cancelRequest", ""), ""}, {notification("$/cancelRequest", "[]"), ""}}, ""},
		{"cancel", []step{{hover("2", lineWait), ""}, {cancel("2"), "2 -32800"}}, ""},
		{"cancel a big id", []step{{hover("99999999999", lineWait), ""}, {cancel("99999999999"), "99999999999 -32800"}}, ""},
		{"cancel a string id", []step{{hover(`"빵\n"`, lineWait), ""}, {cancel(`"\ube75\n"`), `"빵\n" -32800`}}, ""},
		{"cancel tells ids apart", []step{{hover("2", lineWait), ""}, {cancel(`"2"`), ""}, {hover("3", lineOK), "3 ok"}, {cancel("2"), "2 -32800"}}, ""},
		{"cancel after the answer", []step{{hover("2", lineOK), "2 ok"}, {cancel("2"), ""}}, ""},

		{"panic in a request", []step{{hover("2", linePanic), "2 -32603"}}, "method=textDocument/hover"},
		{"panic of the runtime", []step{{hover("2", lineBounds), "2 -32603"}}, "out of range"},
		{"panic in a notification", []step{{notification("textDocument/didSave", `{"textDocument":{"uri":"a:b"}}`), ""}}, "method=textDocument/didSave"},

		{"bad JSON", []step{{frame(`{"jsonrpc":"2.0","id":`), "null -32700"}}, "refused"},
		{"no JSON", []step{{frame(`hello`), "null -32700"}}, "refused"},
		{"two values", []step{{frame(shutdown + "{}"), "null -32700"}}, "refused"},
		{"empty body", []step{{"Content-Length: 0\r\n\r\n", "null -32700"}}, "refused"},
		{"wrong version", []step{{frame(`{"jsonrpc":"1.0","id":2,"method":"shutdown"}`), "null -32600"}}, "refused"},
		{"no version", []step{{frame(`{"id":2,"method":"shutdown"}`), "null -32600"}}, "refused"},
		{"method that is no string", []step{{frame(`{"jsonrpc":"2.0","id":2,"method":5}`), "null -32600"}}, "refused"},
		{"batch", []step{{frame("[" + shutdown + `,{"jsonrpc":"2.0","method":"exit"},1]`), "null -32600"}}, "refused"},
		{"empty batch", []step{{frame("[]"), "null -32600"}}, "refused"},
		{"null id", []step{{hover("null", lineOK), "null -32600"}}, "refused"},
		{"fractional id", []step{{hover("1.5", lineOK), "null -32600"}}, "refused"},
		{"huge id", []step{{hover("99999999999999999999", lineOK), "null -32600"}}, "refused"},
		{"object id", []step{{hover("{}", lineOK), "null -32600"}}, "refused"},
		{"response to nothing", []step{{frame(`{"jsonrpc":"2.0","id":99,"result":{}}`), ""}, {frame(`{"jsonrpc":"2.0","id":"x","error":{"code":1,"message":"m"}}`), ""}}, ""},
		{"response with result and error", []step{{frame(`{"jsonrpc":"2.0","id":99,"result":1,"error":{"code":1,"message":"m"}}`), "null -32600"}}, "refused"},
		{"BOM", []step{{frame("\ufeff" + echo), `2 ["빵"]`}}, ""},
		{"request without an id", []step{{notification("shutdown", ""), "null -32600"}, {notification("initialize", "{}"), "null -32600"}}, "refused"},
		{"notification with an id", []step{{request("2", "textDocument/didChange", "{}"), "2 -32600"}}, ""},
		{"second initialize", []step{{request("2", "initialize", `{"capabilities":{}}`), "2 -32600"}}, ""},

		{"lower-case header", []step{{"content-type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length: " + strconv.Itoa(len(echo)) + "\r\n\r\n" + echo, `2 ["빵"]`}}, ""},
		{"LF header", []step{{"Content-Length:" + strconv.Itoa(len(echo)) + "\n\n" + echo, `2 ["빵"]`}}, ""},
		{"blank lines before a header", []step{{"\r\n\n\r\n" + frame(echo), `2 ["빵"]`}}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := start(t, &service{})
			for _, s := range test.steps {
				c.send(s.send)
				if s.want != "" {
					c.want(s.want)
				}
			}
			c.alive()
			c.in.Close()
			if got := c.ended(); got != 1 {
				t.Errorf("Serve = %d, want 1", got)
			}
			checkLog(t, c.log.String(), test.log)
		})
	}
}

// checkLog asserts that log has want in it, or nothing but the end of the connection if want is
// empty, and no text of a message.
func checkLog(t *testing.T, log, want string) {
	t.Helper()
	switch {
	case want == "" && strings.Count(log, "\n") > 1:
		t.Errorf("log = %q, want the end of the connection only", log)
	case !strings.Contains(log, want):
		t.Errorf("log = %q, want %q in it", log, want)
	case strings.Contains(log, secret):
		t.Errorf("log = %q, want no text of a message", log)
	}
}

func TestPanicIsLoggedWithItsPlace(t *testing.T) {
	c := start(t, &service{})
	c.send(hover("2", linePanic))
	if m := c.receive(); m.reply() != "2 -32603" || strings.Contains(m.Error.Message, secret) {
		t.Errorf("reply = %q, message %q", m.reply(), m.Error.Message)
	}
	c.in.Close()
	c.ended()
	for _, want := range []string{"method=textDocument/hover", "position: {line: 1, character: 0}", "goroutine", "service_test.go"} {
		if !strings.Contains(c.log.String(), want) {
			t.Errorf("log = %q, want %q in it", c.log.String(), want)
		}
	}
}

func TestErrorMessages(t *testing.T) {
	long := strings.Repeat("빵", 10_000)
	tests := []struct{ send, want string }{
		{hover("2", linePlain), "a note named Bread already exists"},
		{request("2", "foo/bar", ""), "foo/bar is not supported"},
		{request("2", "textDocument/implementation", "{}"), "textDocument/implementation is not supported"},
		{request("2", "textDocument/hover", "[]"), "the parameters of textDocument/hover do not decode: "},
		{request("2", "textDocument/didChange", "{}"), "textDocument/didChange is a notification and takes no id"},
		{notification("shutdown", ""), "shutdown is a request and needs an id"},
		{request("2", long, ""), long[:198] + "... is not supported"},
	}
	c := start(t, &service{})
	for _, test := range tests {
		c.send(test.send)
		got := c.receive()
		if got.Error == nil || !strings.HasPrefix(got.Error.Message, test.want) {
			t.Errorf("%.100q is answered %+v, want message %q", test.send, got.Error, test.want)
		}
	}
	c.alive()
}

// The frame a request came in is overwritten by the next one, while the request still runs.
func TestRequestOutlivesItsFrame(t *testing.T) {
	s := &service{}
	c := start(t, s)
	c.send(request("2", "test/late", ""))
	c.send(request("3", "test/echo", `["빵"]`))
	c.want(`3 ["빵"]`)
	close(s.gate)
	if m := c.receive(); m.Error == nil || m.Error.Message != "test/late is not supported" {
		t.Errorf("reply = %q, %+v, want one that names test/late", m.reply(), m.Error)
	}
	c.alive()
}
