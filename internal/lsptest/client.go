package lsptest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/cli"
	"github.com/notes-lsp/notes-lsp/internal/text"
)

// patience is how long a client waits before it calls the server stuck. No test
// that passes waits for it, however slow the machine.
const patience = time.Minute

// A Client is an editor's side of one connection to a server of its own.
type Client struct {
	wire     *wire
	encoding text.Encoding
	version  int // of the barrier note
	barrier  string
	settled  bool // nothing was sent since the last Settle that diagnostics follow from
	// applyEdit makes the changes that the server asks for; nil for a client that
	// refuses. It is called by what waits for the server, as in an editor, so it may
	// use what its caller does.
	applyEdit func(WorkspaceEdit) error
	edits     chan incoming // workspace/applyEdit requests that are not answered yet

	mu      sync.Mutex
	answer  any           // to workspace/configuration
	changed chan struct{} // closed and replaced with every message that arrives
	state   State
	lastID  int
	waiting map[int]chan incoming
	failed  error // why no message arrives any more

	stop     func() // closes the pipes
	exitCode chan int
	log      bytes.Buffer // complete once exitCode has been read
}

// State is what the server has told its client.
type State struct {
	Result      map[string]any // of initialize
	Diagnostics map[string]Published
	Messages    []string // window/showMessage
	Logged      []string // window/logMessage
	Watching    bool     // workspace/didChangeWatchedFiles is registered
	Registered  []string // the methods of client/registerCapability
	Refreshes   int      // workspace/diagnostic/refresh
	Rehinted    int      // workspace/inlayHint/refresh
	Recounts    int      // workspace/codeLens/refresh
	Asked       int      // workspace/configuration
	Scans       int      // progresses that have ended
	Progress    []string // kinds, in the order in which they came; "create" first
	Statuses    []Status // notes-lsp/status
}

// A Status is how the server says that its index stands.
type Status struct {
	Reading bool
	Notes   int
	Problem string
}

// Options say what a client is like and what it opens. The zero Options are those
// of an editor without a folder.
type Options struct {
	Encodings []string // general.positionEncodings; none when empty
	Folders   []string // workspaceFolders
	Settings  any      // initializationOptions
	// Configuration answers workspace/configuration, which is announced where there
	// is one.
	Configuration any
	// Adjust changes the parameters of initialize before they are sent.
	Adjust func(params map[string]any)
}

// Start runs a server and initializes it. The caller closes the client.
func Start(opts Options) (*Client, error) {
	in, send := io.Pipe()
	receive, out := io.Pipe()
	c := &Client{
		wire:     &wire{out: send, in: bufio.NewReader(receive)},
		changed:  make(chan struct{}),
		edits:    make(chan incoming, 16),
		state:    State{Diagnostics: map[string]Published{}},
		waiting:  map[int]chan incoming{},
		exitCode: make(chan int, 1),
		stop:     func() { send.Close(); receive.Close() },
	}
	go func() {
		code := cli.Main([]string{"serve"}, in, out, &c.log)
		out.Close()
		in.Close()
		c.exitCode <- code
	}()
	go c.read()
	if err := c.initialize(opts); err != nil {
		c.stop()
		return nil, err
	}
	return c, nil
}

func (c *Client) initialize(opts Options) error {
	params := map[string]any{"processId": nil, "rootUri": nil, "capabilities": capabilities(opts.Encodings)}
	if opts.Settings != nil {
		params["initializationOptions"] = opts.Settings
	}
	if len(opts.Folders) > 0 {
		var folders []map[string]any
		for _, dir := range opts.Folders {
			folders = append(folders, map[string]any{"uri": FileURI(dir), "name": "notes"})
		}
		params["workspaceFolders"] = folders
		params["rootUri"] = FileURI(opts.Folders[0])
	}
	if opts.Configuration != nil {
		c.Configure(opts.Configuration)
		workspace := params["capabilities"].(map[string]any)["workspace"].(map[string]any)
		workspace["configuration"] = true
		workspace["didChangeConfiguration"] = map[string]any{"dynamicRegistration": true}
	}
	if opts.Adjust != nil {
		opts.Adjust(params)
	}
	var result struct {
		Capabilities map[string]any `json:"capabilities"`
	}
	if err := c.Call("initialize", params, &result); err != nil {
		return fmt.Errorf("initialize: %w", err)
	}
	c.mu.Lock()
	c.state.Result = result.Capabilities
	c.mu.Unlock()
	switch result.Capabilities["positionEncoding"] {
	case "utf-8":
		c.encoding = text.UTF8
	case "utf-32":
		c.encoding = text.UTF32
	}
	return c.Notify("initialized", map[string]any{})
}

// Configure sets what the client answers to workspace/configuration from now on.
func (c *Client) Configure(settings any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answer = settings
}

// capabilities are those of an editor that can do what the server makes use of.
func capabilities(encodings []string) map[string]any {
	caps := map[string]any{
		"window": map[string]any{"workDoneProgress": true},
		"workspace": map[string]any{
			"workspaceFolders":      true,
			"semanticTokens":        map[string]any{"refreshSupport": true},
			"inlayHint":             map[string]any{"refreshSupport": true},
			"didChangeWatchedFiles": map[string]any{"dynamicRegistration": true},
			"symbol":                map[string]any{"resolveSupport": map[string]any{"properties": []string{"location.range"}}},
			"applyEdit":             true,
			"fileOperations":        map[string]any{"willRename": true, "didRename": true},
			"workspaceEdit": map[string]any{
				"documentChanges": true, "resourceOperations": []string{"create", "rename", "delete"}, "failureHandling": "abort",
				"changeAnnotationSupport": map[string]any{"groupsOnLabel": true},
			},
			"codeLens": map[string]any{"refreshSupport": true},
		},
		"textDocument": map[string]any{
			"definition":         map[string]any{"linkSupport": true},
			"rename":             map[string]any{"prepareSupport": true},
			"hover":              map[string]any{"contentFormat": []string{"markdown", "plaintext"}},
			"documentSymbol":     map[string]any{"hierarchicalDocumentSymbolSupport": true},
			"publishDiagnostics": map[string]any{"versionSupport": true},
			"documentLink":       map[string]any{"tooltipSupport": true},
			"codeAction":         map[string]any{"dataSupport": true, "resolveSupport": map[string]any{"properties": []string{"edit"}}},
			"semanticTokens": map[string]any{
				"requests":       map[string]any{"range": true, "full": map[string]any{"delta": true}},
				"tokenTypes":     []string{"class", "enum", "comment", "macro", "property", "label", "string", "decorator", "variable"},
				"tokenModifiers": []string{"declaration", "unresolved", "ambiguous"}, // the last two are ours
				"formats":        []string{"relative"},
			},
			"foldingRange": foldingCapabilities(),
		},
	}
	caps["experimental"] = map[string]any{"notesLsp": map[string]any{"showReferences": true}}
	if len(encodings) > 0 {
		caps["general"] = map[string]any{"positionEncodings": encodings}
	}
	return caps
}

// foldingCapabilities are those of an editor that folds whole lines, as most do.
func foldingCapabilities() map[string]any {
	return map[string]any{
		"lineFoldingOnly":  true,
		"foldingRangeKind": map[string]any{"valueSet": []string{"comment", "region"}},
		"foldingRange":     map[string]any{"collapsedText": true},
	}
}

// Encoding is the position encoding that was agreed on.
func (c *Client) Encoding() text.Encoding { return c.encoding }

// Call sends a request and waits for its answer. An error of the server's is a
// *ResponseError.
func (c *Client) Call(method string, params, result any) error {
	a, err := c.Begin(method, params)
	if err != nil {
		return err
	}
	return a.Wait(result)
}

// A Pending request is one that is not answered yet.
type Pending struct {
	c      *Client
	id     int
	method string
	answer chan incoming
}

// Begin sends a request.
func (c *Client) Begin(method string, params any) (*Pending, error) {
	c.mu.Lock()
	c.lastID++
	id := c.lastID
	answer := make(chan incoming, 1)
	c.waiting[id] = answer
	c.mu.Unlock()
	err := c.wire.write(message{ID: json.RawMessage(strconv.Itoa(id)), Method: method, Params: params})
	return &Pending{c, id, method, answer}, err
}

// Cancel tells the server that nobody waits any more. The answer still comes.
func (p *Pending) Cancel() error { return p.c.Notify("$/cancelRequest", map[string]any{"id": p.id}) }

// Wait waits for the answer, and makes the edits that the server asks for meanwhile.
func (p *Pending) Wait(result any) error {
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		select {
		case m, ok := <-p.answer:
			switch {
			case !ok:
				return fmt.Errorf("%s: the connection ended: %w", p.method, p.c.broken())
			case m.Error != nil:
				return m.Error
			case result == nil:
				return nil
			}
			return json.Unmarshal(m.Result, result)
		case m := <-p.c.edits:
			if err := p.c.answerEdit(m); err != nil {
				return err
			}
		case <-late.C:
			return fmt.Errorf("%s: no answer within %v", p.method, patience)
		}
	}
}

func (c *Client) broken() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed
}

// Notify sends a notification.
func (c *Client) Notify(method string, params any) error {
	c.settled = false
	return c.wire.write(message{Method: method, Params: params})
}

// Await waits until ok holds of what the server has told. The what is for the
// message of the error.
func (c *Client) Await(what string, ok func(*State) bool) error {
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		c.mu.Lock()
		done, changed, failed := ok(&c.state), c.changed, c.failed
		c.mu.Unlock()
		switch {
		case done:
			return nil
		case failed != nil:
			return fmt.Errorf("the connection ended before %s: %w", what, failed)
		}
		select {
		case <-changed:
		case m := <-c.edits:
			if err := c.answerEdit(m); err != nil {
				return err
			}
		case <-late.C:
			return fmt.Errorf("within %v there was not %s", patience, what)
		}
	}
}

// Look calls f with what the server has told so far.
func (c *Client) Look(f func(*State)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f(&c.state)
}

// Close shuts the server down as an editor does and returns an error where it did
// not end well, or has logged an error of its own.
func (c *Client) Close() error {
	defer c.stop()
	if err := c.Call("shutdown", nil, nil); err != nil {
		return fmt.Errorf("shutdown: %w", err)
	}
	if err := c.Notify("exit", nil); err != nil {
		return fmt.Errorf("exit: %w", err)
	}
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case code := <-c.exitCode:
		if code != 0 {
			return fmt.Errorf("the server's exit code is %d, want 0", code)
		}
	case <-late.C:
		return errors.New("the server does not exit")
	}
	if bytes.Contains(c.log.Bytes(), []byte("level=ERROR")) {
		return fmt.Errorf("the server logged an error:\n%s", c.log.String())
	}
	return nil
}
