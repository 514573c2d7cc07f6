package rpc

import (
	"encoding/json"
	"regexp"
	"testing"
)

// traced reads the next message, which must be a trace, and returns its texts.
func (c *client) traced() (message, verbose string) {
	c.t.Helper()
	var m struct {
		Method string
		Params struct{ Message, Verbose string }
	}
	body, err := readFrame(c.out)
	if err == nil {
		err = json.Unmarshal(body, &m)
	}
	if err != nil || m.Method != "$/logTrace" {
		c.t.Fatalf("got %s, %v, want a trace", body, err)
	}
	return m.Params.Message, m.Params.Verbose
}

func TestTrace(t *testing.T) {
	c := start(t, &service{})
	took := regexp.MustCompile(` in \d+\.\d ms\.$`)
	want := func(message, verbose string) {
		t.Helper()
		got, more := c.traced()
		if took.ReplaceAllString(got, "") != message || more != verbose {
			t.Errorf("the trace is %q, %q, want %q, %q", got, more, message, verbose)
		}
	}
	c.alive() // nothing is traced unasked

	c.send(notification("$/setTrace", `{"value":"messages"}`) + hover("2", lineOK))
	want("Answered textDocument/hover", "")
	c.want("2 ok")
	c.send(hover("3", linePlain))
	want("Refused textDocument/hover", "")
	c.want("3 -32803")
	c.send(notification("textDocument/didSave", `{"textDocument":{"uri":"a:b"}}`))
	want("Took textDocument/didSave", "")

	c.send(notification("$/setTrace", `{"value":"verbose"}`) + change(7))
	want("Took textDocument/didChange", "with {textDocument: {uri: a URI of 14 bytes, version: 7}, contentChanges: [{text: text of 3 bytes}]}")

	for _, off := range []string{`{"value":"off"}`, `{"value":7}`, `[]`} {
		c.send(notification("$/setTrace", `{"value":"messages"}`) + notification("$/setTrace", off))
		c.alive()
	}
}

func TestTraceFromTheStart(t *testing.T) {
	c := dial(t, &service{}, Options{})
	c.send(request("1", "initialize", `{"processId":null,"rootUri":null,"capabilities":{},"trace":"messages"}`))
	c.want("1 ok")
	c.send(hover("2", lineOK))
	c.traced()
	c.want("2 ok")
}
