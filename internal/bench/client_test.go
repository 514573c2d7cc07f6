package bench

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A client drives one server process over LSP, one message at a time.
type client struct {
	tb   testing.TB
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
	next int
	read time.Time // when the last message had come whole, before it was decoded
}

type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// start runs the server on dir and returns once its first load is done.
func start(tb testing.TB, dir string) *client {
	tb.Helper()
	return startWith(tb, dir, tb.TempDir(), nil)
}

// startWith is start with a folder for caches, which may have been used before, and a
// place for what the server prints on standard error.
func startWith(tb testing.TB, dir, caches string, stderr io.Writer) *client {
	tb.Helper()
	c := launch(tb, dir, caches, stderr, map[string]any{
		"window": map[string]any{"workDoneProgress": true},
		// As VS Code and Neovim do, the client asks for an action's edit when it is picked.
		"textDocument": map[string]any{"codeAction": map[string]any{
			"codeActionLiteralSupport": map[string]any{"codeActionKind": map[string]any{"valueSet": []string{""}}},
			"dataSupport":              true,
			"resolveSupport":           map[string]any{"properties": []string{"edit"}},
		}},
		"workspace": map[string]any{"workspaceEdit": map[string]any{"documentChanges": true, "resourceOperations": []string{"rename"}}, "symbol": map[string]any{"resolveSupport": map[string]any{"properties": []string{"location.range"}}}},
	}, binary(tb), "serve")
	c.until(loaded)
	return c
}

// loaded is what servers say when they have read all notes.
func loaded(m message) bool {
	return m.Method == "$/progress" && strings.Contains(string(m.Params), `"end"`)
}

// launch runs a server on dir, as far as an editor goes before it opens a note.
func launch(tb testing.TB, dir, caches string, stderr io.Writer, capabilities map[string]any, args ...string) *client {
	tb.Helper()
	c := &client{tb: tb, cmd: exec.Command(args[0], args[1:]...)}
	c.cmd.Stderr, c.cmd.Env = stderr, append(os.Environ(), "XDG_CACHE_HOME="+caches)
	var err error
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		tb.Fatal(err)
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	c.out = bufio.NewReaderSize(out, 1<<20)
	if err := c.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	c.request("initialize", map[string]any{
		"processId": nil, "rootUri": fileURI(dir), "workspaceFolders": []any{map[string]any{"uri": fileURI(dir), "name": filepath.Base(dir)}},
		"capabilities": capabilities,
	})
	c.notify("initialized", map[string]any{})
	return c
}

// stop ends the session as an editor does.
func (c *client) stop() {
	c.request("shutdown", nil)
	c.notify("exit", nil)
	if err := c.cmd.Wait(); err != nil {
		c.tb.Errorf("the server ended with %v", err)
	}
}

func (c *client) send(m map[string]any) {
	m["jsonrpc"] = "2.0"
	body, err := json.Marshal(m)
	if err == nil {
		_, err = fmt.Fprintf(c.in, "Content-Length: %d\r\n\r\n%s", len(body), body)
	}
	if err != nil {
		c.tb.Fatal(err)
	}
}

func (c *client) notify(method string, params any) {
	c.send(map[string]any{"method": method, "params": params})
}

func (c *client) request(method string, params any) json.RawMessage {
	c.next++
	id := c.next
	m := map[string]any{"id": id, "method": method}
	if params != nil {
		m["params"] = params
	}
	c.send(m)
	answer := c.until(func(m message) bool { return m.Method == "" && string(m.ID) == strconv.Itoa(id) })
	if answer.Error != nil {
		c.tb.Fatalf("%s: %s", method, answer.Error.Message)
	}
	return answer.Result
}

// until reads messages, answering the server's requests, until one is wanted.
func (c *client) until(wanted func(message) bool) message {
	for {
		m := c.message()
		if m.Method != "" && m.ID != nil {
			c.send(map[string]any{"id": m.ID, "result": nil})
		}
		if wanted(m) {
			return m
		}
	}
}

func (c *client) message() message {
	length := 0
	for {
		line, err := c.out.ReadString('\n')
		if err != nil {
			c.tb.Fatalf("the server's output ended: %v", err)
		}
		line = strings.TrimSpace(line)
		if line == "" {
			break
		}
		if n, ok := strings.CutPrefix(line, "Content-Length: "); ok {
			length, _ = strconv.Atoi(n)
		}
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(c.out, body); err != nil {
		c.tb.Fatal(err)
	}
	c.read = time.Now()
	var m message
	if err := json.Unmarshal(body, &m); err != nil {
		c.tb.Fatal(err)
	}
	return m
}

// settle waits until the server has nothing left to do: after a start it sends the
// problems of the whole vault (Linux; elsewhere it does not wait).
func (c *client) settle() {
	for before := -1; ; {
		now := c.ticks()
		if now-before < 4 {
			return
		}
		before = now
		c.request("workspace/symbol", map[string]any{"query": "zzqx"}) // reads what was sent
		time.Sleep(300 * time.Millisecond)
	}
}

// ticks is the processor time that the process has used, in hundredths of a second.
func (c *client) ticks() int {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.cmd.Process.Pid))
	_, behindName, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(behindName)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return user + system
}

func fileURI(path string) string { return (&url.URL{Scheme: "file", Path: path}).String() }

// memory is what the process holds and held at most, in MB (Linux; 0 elsewhere).
func (c *client) memory() (now, peak float64) {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	for line := range strings.Lines(string(status)) {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		kb, _ := strconv.ParseFloat(fields[1], 64)
		switch fields[0] {
		case "VmRSS:":
			now = kb / 1024
		case "VmHWM:":
			peak = kb / 1024
		}
	}
	return now, peak
}

// binary is the built program: make builds it before it runs the benchmarks.
func binary(tb testing.TB) string {
	tb.Helper()
	path, err := filepath.Abs("../../bin/notes-lsp")
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		tb.Fatalf("%v: run make build first", err)
	}
	return path
}

// percentile returns the p-th part of times, which it sorts, in ms.
func percentile(times []time.Duration, p float64) float64 {
	i := min(int(float64(len(times))*p), len(times)-1)
	return float64(times[i].Microseconds()) / 1000
}
