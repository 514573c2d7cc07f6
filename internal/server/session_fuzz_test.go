package server

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/rpc"
	"github.com/notes-lsp/notes-lsp/internal/text"
)

// A scribe makes a session up from bytes: messages that are right, wrong and in
// between, and the texts that an editor would have after them.
type scribe struct {
	data  []byte
	dir   string
	out   bytes.Buffer
	asked int               // requests, which each want one answer
	texts map[string]string // what is open, by URI
	enc   text.Encoding
}

// byte takes the next byte; 0 when there is none.
func (s *scribe) byte() int {
	if len(s.data) == 0 {
		return 0
	}
	b := s.data[0]
	s.data = s.data[1:]
	return int(b)
}

func (s *scribe) pick(from ...string) string { return from[s.byte()%len(from)] }

// number is a number as it may stand in a message: mostly small.
func (s *scribe) number() uint32 {
	switch b := s.byte(); {
	case b < 220:
		return uint32(b % 12)
	case b < 240:
		return uint32(b) << 8
	}
	return 1<<31 - 1
}

// words is a text for a note.
func (s *scribe) words() string {
	var b strings.Builder
	for range s.byte() % 6 {
		b.WriteString(s.pick("[[가]]", "한글 ", "😀", "\n", "\r\n", "# 제목\n", "[a](b.md#", "|", "#tag ", "---\n", "\u0301", "[[", "](", "^b1\n", "`", "> ", "\t", "\x00"))
	}
	return b.String()
}

func (s *scribe) uri() string {
	name := s.pick("가.md", "나.md", "sub/a.md", "x.txt", ".notes-lsp.toml", "../out.md", "가.md#x")
	switch s.byte() % 12 {
	case 0:
		return s.pick("", "untitled:1", "file:///nowhere/x.md", "file:", "http://a.b/c.md", "%", "file:///"+strings.Repeat("a/", 300)+"x.md")
	case 1:
		return "file://" + s.dir + "/" + name // not percent-encoded
	}
	return string(uri.File(filepath.Join(s.dir, name)))
}

// key is what the server calls a document: what is no URI comes to be one.
func key(u string) string {
	var doc protocol.TextDocumentIdentifier
	if err := protocol.Unmarshal([]byte(encoded(map[string]any{"uri": u})), &doc); err != nil {
		panic(err)
	}
	return string(doc.URI)
}

func (s *scribe) send(id, method, params string) {
	body := fmt.Sprintf(`{"jsonrpc":"2.0",%s"method":%q,"params":%s}`, id, method, params)
	fmt.Fprintf(&s.out, "Content-Length: %d\r\n\r\n%s", len(body), body)
}

func (s *scribe) notify(method string, params any) { s.send("", method, encoded(params)) }

func (s *scribe) ask(method string, params string) {
	s.asked++
	s.send(fmt.Sprintf(`"id":%d,`, s.asked), method, params)
}

func encoded(v any) string {
	out, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(out)
}

func (s *scribe) position() map[string]any {
	return map[string]any{"line": s.number(), "character": s.number()}
}

// rangeOf is a range, and what it covers of a text.
func (s *scribe) rangeOf(src string) (r map[string]any, start, end int) {
	from, to := protocol.Position{Line: s.number(), Character: s.number()}, protocol.Position{Line: s.number(), Character: s.number()}
	start, end = naiveOffset(src, from, s.enc), naiveOffset(src, to, s.enc)
	return map[string]any{"start": map[string]any{"line": from.Line, "character": from.Character}, "end": map[string]any{"line": to.Line, "character": to.Character}},
		min(start, end), max(start, end)
}

// message writes the next message.
func (s *scribe) message() {
	switch s.byte() % 8 {
	case 0:
		u, words := s.uri(), s.words()
		if path, ok := filePath(uri.URI(key(u))); ok && filepath.Base(path) != ".notes-lsp.toml" {
			s.texts[key(u)] = words
		}
		s.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": u, "languageId": "markdown", "version": s.number(), "text": words}})
	case 1, 2, 3:
		s.edit()
	case 4:
		u := s.uri()
		delete(s.texts, key(u))
		s.notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": u}})
	case 5:
		s.request()
	case 6:
		s.garbled()
	case 7:
		s.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": s.uri(), "type": 1 + s.byte()%3}}})
	}
}

// edit makes one to three changes, each on the result of the one before.
func (s *scribe) edit() {
	u := s.uri()
	src, isOpen := s.texts[key(u)]
	var changes []any
	for range 1 + s.byte()%3 {
		words := s.words()
		if s.byte()%5 == 0 {
			changes = append(changes, map[string]any{"text": words})
			src = words
			continue
		}
		r, start, end := s.rangeOf(src)
		changes = append(changes, map[string]any{"range": r, "rangeLength": s.number(), "text": words})
		src = src[:start] + words + src[end:]
	}
	if isOpen {
		s.texts[key(u)] = src
	}
	s.notify("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": u, "version": s.number()}, "contentChanges": changes})
}

// request asks for anything, about anything.
func (s *scribe) request() {
	var methods []string
	for _, m := range protocol.Methods {
		if m.Kind == "request" && m.Direction != protocol.DirectionServerToClient && m.Method != "initialize" && m.Method != "shutdown" {
			methods = append(methods, m.Method)
		}
	}
	r, _, _ := s.rangeOf("")
	params := map[string]any{
		"textDocument": map[string]any{"uri": s.uri()}, "position": s.position(), "positions": []any{s.position()}, "range": r,
		"context": map[string]any{"diagnostics": []any{}, "includeDeclaration": true, "triggerKind": 1}, "newName": s.words(), "query": s.words(),
		"command":   s.pick("notes-lsp.stats", "notes-lsp.createNote", "notes-lsp.backlinks", "notes-lsp.today", "notes-lsp.convertLinks", "notes-lsp.nextDay", "no"),
		"arguments": []any{map[string]any{"uri": s.uri(), "position": s.position(), "range": r, "to": s.pick("wiki", "markdown", "가"), "scope": "note", "from": s.uri()}},
		"files":     []any{map[string]any{"oldUri": s.uri(), "newUri": s.uri()}},
		"options":   map[string]any{}, "previousResultIds": []any{}, "label": "x",
		"item":  map[string]any{"name": "x", "kind": 1, "uri": s.uri(), "range": r, "selectionRange": r, "data": map[string]any{"id": s.words()}},
		"start": s.position(), "end": s.position(), "previousResultId": s.pick("", "1"), "ch": "\n", "type": 1, "value": "x", "text": s.words(),
	}
	if s.byte()%4 == 0 {
		keys := []string{"textDocument", "position", "range", "context", "arguments", "files", "item", "newName", "query", "positions"}
		params[keys[s.byte()%len(keys)]] = s.wrong()
	}
	method := methods[s.byte()%len(methods)]
	if method == "textDocument/willSaveWaitUntil" {
		params["reason"] = 1
	}
	s.ask(method, encoded(params))
}

// wrong is a value where another type is wanted.
func (s *scribe) wrong() any {
	return [...]any{nil, -1, 1e300, "x", []any{}, map[string]any{}, true, json.Number("99999999999999999999"), []any{nil}, map[string]any{"uri": 7}, strings.Repeat("x", 5000)}[s.byte()%11]
}

// garbled is a message that is none, or one of the wrong types: nothing comes of it.
func (s *scribe) garbled() {
	switch s.byte() % 6 {
	case 0:
		s.send("", s.pick("textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "workspace/didChangeConfiguration", "workspace/didChangeWorkspaceFolders", "$/setTrace", "initialized"),
			s.pick("null", "7", "[]", `{"textDocument":7}`, `{"contentChanges":{}}`, `{"event":[]}`, `"x"`))
	case 1:
		s.notify("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": s.uri(), "version": "x"}, "contentChanges": []any{}})
	case 2:
		s.ask(s.pick("textDocument/hover", "nothing/known", "$/x", "textDocument/rename"), s.pick("null", "[]", `{"position":{"line":-1}}`, `{"textDocument":{"uri":[]}}`))
	case 3:
		s.send("", "$/cancelRequest", encoded(map[string]any{"id": s.asked}))
	case 4:
		s.send("", "workspace/didChangeConfiguration", encoded(map[string]any{"settings": map[string]any{"notesLsp": s.wrong()}}))
	case 5:
		s.send("", s.pick("no/such", "$/progress", "window/workDoneProgress/cancel"), s.pick("{}", "null", `{"token":1}`))
	}
}

// Whatever a client sends, right or wrong: each request is answered once and none by an
// error of the server's own, and the server has the texts that the editor has.
func FuzzSession(f *testing.F) {
	f.Add([]byte{}, uint8(0))
	for i := range 6 {
		var seed []byte
		for j := range 400 {
			seed = append(seed, byte((j*j*31+j*7*(i+3))>>(i%3)))
		}
		f.Add(seed, uint8(i))
	}
	config := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte, mode uint8) {
		if len(data) > 4000 {
			return
		}
		t.Setenv("XDG_CONFIG_HOME", config)
		playSession(t, data, mode)
	})
}

// playSession makes a session up and runs it.
func playSession(t *testing.T, data []byte, mode uint8) {
	t.Helper()
	dir := garden(t, map[string]string{"가.md": "# 가\n[[나]] [[없음]]\n", "나.md": "---\naliases: [a]\n---\n[[가#가]]\n", "sub/a.md": "#tag\n"})
	s := &scribe{data: data, dir: dir, texts: map[string]string{}, enc: encodings[mode%3]}
	features := s.pick(`{}`, `{"workspace":{"applyEdit":true,"workspaceEdit":{"documentChanges":true,"resourceOperations":["create","rename","delete"]}},"textDocument":{"diagnostic":{}}}`)
	s.ask("initialize", fmt.Sprintf(`{"processId":null,"rootUri":%q,"capabilities":%s}`, uri.File(dir), strings.TrimSuffix(features, "}")+
		strings.TrimPrefix(fmt.Sprintf(`,"general":{"positionEncodings":[%q]}}`, s.enc), map[bool]string{true: ","}[features == "{}"])))
	s.send("", "initialized", "{}")
	for n := 0; len(s.data) > 0 && n < 60; n++ {
		s.message()
	}
	s.check(t)
}

// check runs the session.
func (s *scribe) check(t *testing.T) {
	t.Helper()
	var log strings.Builder
	var session *session
	in, send := io.Pipe()
	receive, out := io.Pipe()
	done := make(chan struct{})
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError}))
	go func() {
		defer close(done)
		rpc.Serve(t.Context(), rpc.Options{In: in, Out: out, Log: logger}, func(c rpc.Client) rpc.Service {
			session = newSession(c, logger, "fuzz")
			session.indexes = "" // of whoever runs the tests
			return session
		})
		out.Close()
		in.Close() // nobody reads what is sent after an exit
	}()
	go func() {
		_, _ = send.Write(s.out.Bytes()) // it fails where the server ends early, which the answers tell
	}()
	answered := map[string]int{}
	r := bufio.NewReader(receive)
	for left := s.asked; left > 0; {
		m, err := readFrame(r)
		if err != nil {
			t.Fatalf("with %d of %d requests unanswered: %v\n%s", left, s.asked, err, &log)
		}
		switch {
		case m.Method != "" && m.ID != nil: // a request of the server's: this editor can't
			go fmt.Fprint(send, frameOf(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"error":{"code":-32601,"message":"no"}}`, m.ID)))
		case m.Method == "" && string(m.ID) != "null":
			left--
			answered[string(m.ID)]++
			if m.Error.Code == -32603 {
				t.Fatalf("request %s: %s\n%s", m.ID, m.Error.Message, &log)
			}
		}
	}
	go io.Copy(io.Discard, r)
	send.Close()
	<-done
	for i := 1; i <= s.asked; i++ {
		if answered[strconv.Itoa(i)] != 1 {
			t.Errorf("request %d was answered %d times", i, answered[strconv.Itoa(i)])
		}
	}
	for u, want := range s.texts {
		b, ok := session.buffers[uri.URI(u)]
		if !ok {
			t.Errorf("%s is not open", u)
		} else if string(b.text) != want {
			t.Errorf("%s is %q, want %q", u, b.text, want)
		} else if n, ok := b.root.snap.Load().Note(b.id); !ok || len(s.texts) == 1 && string(n.Text()) != want {
			t.Errorf("the vault has %v of %s, want %q", n, u, want)
		}
	}
	for u := range session.buffers {
		if _, ok := s.texts[string(u)]; !ok {
			t.Errorf("%s is open", u)
		}
	}
	if strings.Contains(log.String(), "panic") {
		t.Errorf("the log has a panic:\n%s", &log)
	}
}

func frameOf(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }

type frame struct {
	ID     json.RawMessage
	Method string
	Error  struct {
		Code    int
		Message string
	}
}

func readFrame(r *bufio.Reader) (f frame, err error) {
	var n int
	if _, err := fmt.Fscanf(r, "Content-Length: %d\r\n\r\n", &n); err != nil {
		return f, err
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(r, body); err != nil {
		return f, err
	}
	return f, json.Unmarshal(body, &f)
}

// sessions is how many TestRandomSessions plays; OPERATIONS sets another number.
func sessions(t *testing.T) int {
	set := os.Getenv("OPERATIONS")
	if set == "" {
		return 40
	}
	n, err := strconv.Atoi(set)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The same with bytes from a random source, which is faster than looking for new paths
// through the program.
func TestRandomSessions(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	for i := range sessions(t) {
		random := rand.New(rand.NewPCG(uint64(i), 3))
		data := make([]byte, 200+random.IntN(2000))
		for j := range data {
			data[j] = byte(random.Uint32())
		}
		t.Run(strconv.Itoa(i), func(t *testing.T) { playSession(t, data, uint8(i)) })
		if t.Failed() {
			return
		}
	}
}
