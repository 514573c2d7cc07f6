package lsptest

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// read takes messages until the connection ends.
func (c *Client) read() {
	for {
		m, err := c.wire.read()
		if err == nil {
			err = c.take(m)
		}
		c.mu.Lock()
		close(c.changed)
		c.changed = make(chan struct{})
		if err != nil {
			c.failed = err
			for id, answer := range c.waiting {
				close(answer)
				delete(c.waiting, id)
			}
			c.mu.Unlock()
			return
		}
		c.mu.Unlock()
	}
}

func (c *Client) take(m incoming) error {
	switch {
	case m.Method == "":
		return c.answered(m)
	case len(m.ID) > 0:
		return c.serve(m)
	}
	return c.notified(m)
}

func (c *Client) answered(m incoming) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	id, err := strconv.Atoi(string(m.ID))
	answer, ok := c.waiting[id]
	if err != nil || !ok {
		return fmt.Errorf("the server answered %s, which was not asked: %v", m.ID, m.Error)
	}
	delete(c.waiting, id)
	answer <- m
	return nil
}

// serve answers a request of the server's.
func (c *Client) serve(m incoming) error {
	if m.Method == "workspace/applyEdit" {
		select {
		case c.edits <- m:
			return nil
		default:
			return fmt.Errorf("the server asks for %d edits at once", cap(c.edits)+1)
		}
	}
	reply := message{ID: m.ID, Result: json.RawMessage("null")}
	c.mu.Lock()
	switch m.Method {
	case "client/registerCapability":
		var p struct {
			Registrations []struct{ Method string }
		}
		if err := json.Unmarshal(m.Params, &p); err != nil {
			c.mu.Unlock()
			return err
		}
		for _, r := range p.Registrations {
			c.state.Registered = append(c.state.Registered, r.Method)
			c.state.Watching = c.state.Watching || r.Method == "workspace/didChangeWatchedFiles"
		}
	case "workspace/configuration":
		c.state.Asked++
		reply.Result = []any{c.answer}
	case "workspace/semanticTokens/refresh": // scripts ask again anyway
	case "workspace/inlayHint/refresh":
		c.state.Rehinted++
	case "workspace/diagnostic/refresh":
		c.state.Refreshes++
	case "workspace/codeLens/refresh":
		c.state.Recounts++
	case "window/workDoneProgress/create":
		c.state.Progress = append(c.state.Progress, "create")
	default:
		reply.Result = nil
		reply.Error = &ResponseError{Code: -32601, Message: m.Method + " is not known here"}
	}
	c.mu.Unlock()
	return c.wire.write(reply)
}

func (c *Client) notified(m incoming) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch m.Method {
	case "textDocument/publishDiagnostics":
		var p Published
		if err := json.Unmarshal(m.Params, &p); err != nil {
			return fmt.Errorf("publishDiagnostics %.200s: %w", m.Params, err)
		}
		if p.Diagnostics == nil {
			return fmt.Errorf("publishDiagnostics %.200s: diagnostics must be an array", m.Params)
		}
		c.state.Diagnostics[p.URI] = p
	case "window/showMessage":
		var p struct{ Message string }
		if err := json.Unmarshal(m.Params, &p); err != nil {
			return err
		}
		c.state.Messages = append(c.state.Messages, p.Message)
	case "window/logMessage":
		var p struct{ Message string }
		if err := json.Unmarshal(m.Params, &p); err != nil {
			return err
		}
		c.state.Logged = append(c.state.Logged, p.Message)
	case "notes-lsp/status":
		var p Status
		if err := json.Unmarshal(m.Params, &p); err != nil {
			return err
		}
		c.state.Statuses = append(c.state.Statuses, p)
	case "$/progress":
		var p struct{ Value struct{ Kind string } }
		if err := json.Unmarshal(m.Params, &p); err != nil {
			return err
		}
		c.state.Progress = append(c.state.Progress, p.Value.Kind)
		if p.Value.Kind == "end" {
			c.state.Scans++
		}
	}
	return nil
}
