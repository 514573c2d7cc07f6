package server

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// patience is how long a test waits before it calls the server stuck. No test that
// passes waits for it.
const patience = 20 * time.Second

// An editor is a client in the test's own process: it keeps what it is told.
type editor struct {
	protocol.UnimplementedClient
	t testing.TB
	s *session
	// create, register, refresh and configure answer the server's requests; nil
	// answers at once.
	create, register, refresh, refreshTokens func(context.Context) error
	configure                                func(context.Context) ([]protocol.LSPAny, error)

	// apply and show answer workspace/applyEdit and window/showDocument.
	apply func(context.Context, *protocol.ApplyWorkspaceEditParams) (*protocol.ApplyWorkspaceEditResult, error)
	show  func(context.Context, *protocol.ShowDocumentParams) (*protocol.ShowDocumentResult, error)

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced with every message
	told     map[uri.URI]*protocol.PublishDiagnosticsParams
	order    []*protocol.PublishDiagnosticsParams
	messages []string
	logged   []string
	progress []string // kinds, in their order
}

// Notify keeps nothing: no test here is about notifications beyond the protocol.
func (e *editor) Notify(context.Context, string, any) error { return nil }

// newEditor starts a session for a client, which is not initialized yet.
func newEditor(t testing.TB) *editor {
	t.Helper()
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	e := &editor{t: t, changed: make(chan struct{}), told: map[uri.URI]*protocol.PublishDiagnosticsParams{}}
	e.s = newSession(e, slog.New(slog.DiscardHandler), "test")
	e.s.indexes = "" // of whoever runs the tests
	t.Cleanup(e.s.Close)
	return e
}

// open is newEditor with folders open.
func open(t testing.TB, folders ...string) *editor {
	t.Helper()
	e := newEditor(t)
	e.start(`{}`, folders...)
	return e
}

// start initializes the session; capabilities is JSON.
func (e *editor) start(capabilities string, folders ...string) {
	e.t.Helper()
	e.startAs("test", capabilities, folders...)
}

// startAs is start for a client of this name.
func (e *editor) startAs(name, capabilities string, folders ...string) {
	e.t.Helper()
	var list []string
	for _, dir := range folders {
		list = append(list, fmt.Sprintf(`{"uri":%q,"name":"notes"}`, uri.File(dir)))
	}
	var p protocol.InitializeParams
	raw := fmt.Sprintf(`{"processId":null,"clientInfo":{"name":%q},"rootUri":null,"capabilities":%s,"workspaceFolders":[%s]}`, name, capabilities, strings.Join(list, ","))
	if err := protocol.Unmarshal([]byte(raw), &p); err != nil {
		e.t.Fatal(err)
	}
	if _, err := e.s.View().Initialize(e.t.Context(), &p); err != nil {
		e.t.Fatal(err)
	}
	e.ok(e.s.Notifications().Initialized(e.t.Context(), &protocol.InitializedParams{}))
}

func (e *editor) ok(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

func (e *editor) tell(note func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	note()
	close(e.changed)
	e.changed = make(chan struct{})
}

func (e *editor) PublishDiagnostics(_ context.Context, p *protocol.PublishDiagnosticsParams) error {
	e.tell(func() { e.told[p.URI] = p; e.order = append(e.order, p) })
	return nil
}

func (e *editor) ShowMessage(_ context.Context, p *protocol.ShowMessageParams) error {
	e.tell(func() { e.messages = append(e.messages, p.Message) })
	return nil
}

func (e *editor) LogMessage(_ context.Context, p *protocol.LogMessageParams) error {
	e.tell(func() { e.logged = append(e.logged, p.Message) })
	return nil
}

func (e *editor) Progress(_ context.Context, p *protocol.ProgressParams) error {
	kind := string(p.Value)
	_, kind, _ = strings.Cut(kind, `"kind":"`)
	kind, _, _ = strings.Cut(kind, `"`)
	e.tell(func() { e.progress = append(e.progress, kind) })
	return nil
}

func answer(ctx context.Context, f func(context.Context) error) error {
	if f == nil {
		return nil
	}
	return f(ctx)
}

func (e *editor) WorkDoneProgressCreate(ctx context.Context, _ *protocol.WorkDoneProgressCreateParams) error {
	return answer(ctx, e.create)
}

func (e *editor) RegisterCapability(ctx context.Context, _ *protocol.RegistrationParams) error {
	return answer(ctx, e.register)
}

func (e *editor) DiagnosticRefresh(ctx context.Context) error { return answer(ctx, e.refresh) }

func (e *editor) SemanticTokensRefresh(ctx context.Context) error {
	return answer(ctx, e.refreshTokens)
}

func (e *editor) ApplyEdit(ctx context.Context, p *protocol.ApplyWorkspaceEditParams) (*protocol.ApplyWorkspaceEditResult, error) {
	return e.apply(ctx, p)
}

func (e *editor) ShowDocument(ctx context.Context, p *protocol.ShowDocumentParams) (*protocol.ShowDocumentResult, error) {
	return e.show(ctx, p)
}

func (e *editor) Configuration(ctx context.Context, _ *protocol.ConfigurationParams) ([]protocol.LSPAny, error) {
	if e.configure == nil {
		return nil, nil
	}
	return e.configure(ctx)
}

// await waits until ok holds of what the editor was told.
func (e *editor) await(what string, ok func() bool) {
	e.t.Helper()
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		e.mu.Lock()
		done, changed := ok(), e.changed
		e.mu.Unlock()
		if done {
			return
		}
		select {
		case <-changed:
		case <-late.C:
			e.t.Fatalf("within %v there was not %s", patience, what)
		}
	}
}

func (e *editor) didOpen(u uri.URI, version int32, text string) {
	e.t.Helper()
	e.ok(e.s.Notifications().DidOpen(e.t.Context(), &protocol.DidOpenTextDocumentParams{
		TextDocument: protocol.TextDocumentItem{URI: u, LanguageID: "markdown", Version: version, Text: text},
	}))
}

func (e *editor) didChange(u uri.URI, version int32, changes ...protocol.TextDocumentContentChangeEvent) {
	e.t.Helper()
	p := &protocol.DidChangeTextDocumentParams{ContentChanges: changes}
	p.TextDocument.URI, p.TextDocument.Version = u, version
	e.ok(e.s.Notifications().DidChange(e.t.Context(), p))
}

func whole(text string) protocol.TextDocumentContentChangeEvent {
	return &protocol.TextDocumentContentChangeWholeDocument{Text: text}
}

func (e *editor) didClose(u uri.URI) {
	e.t.Helper()
	e.ok(e.s.Notifications().DidClose(e.t.Context(), &protocol.DidCloseTextDocumentParams{TextDocument: protocol.TextDocumentIdentifier{URI: u}}))
}

// noticed tells of paths that changed on disk.
func (e *editor) noticed(paths ...string) {
	e.t.Helper()
	p := &protocol.DidChangeWatchedFilesParams{}
	for _, path := range paths {
		p.Changes = append(p.Changes, protocol.FileEvent{URI: uri.File(path), Type: protocol.FileChangeTypeChanged})
	}
	e.ok(e.s.Notifications().DidChangeWatchedFiles(e.t.Context(), p))
}

// looked waits until the server has seen all of what changed on disk.
func (e *editor) looked() {
	e.t.Helper()
	for _, r := range *e.s.roots.Load() {
		e.s.mu.Lock()
		idle := r.idle
		e.s.mu.Unlock()
		if idle == nil {
			continue
		}
		late := time.NewTimer(patience)
		select {
		case <-idle:
			late.Stop()
		case <-late.C:
			e.t.Fatalf("within %v the disk was not looked at", patience)
		}
	}
}

// folders adds and removes workspace folders.
func (e *editor) folders(added, removed []string) {
	e.t.Helper()
	p := &protocol.DidChangeWorkspaceFoldersParams{}
	for _, dir := range added {
		p.Event.Added = append(p.Event.Added, protocol.WorkspaceFolder{URI: uri.File(dir)})
	}
	for _, dir := range removed {
		p.Event.Removed = append(p.Event.Removed, protocol.WorkspaceFolder{URI: uri.File(dir)})
	}
	e.ok(e.s.Notifications().DidChangeWorkspaceFolders(e.t.Context(), p))
}

// published waits until all that is due of the vaults as they are has been
// published: a note of its own is opened, and what it has is told in the last turn.
func (e *editor) published() {
	e.t.Helper()
	u := uri.File(filepath.Join(e.t.TempDir(), "last.md"))
	for version := range int32(2) {
		if version == 0 {
			e.didOpen(u, version, "")
		} else {
			e.didChange(u, version, whole("again"))
		}
		e.await("the last note", func() bool {
			p, ok := e.told[u]
			if !ok {
				return false
			}
			told, _ := p.Version.Get()
			return told == version
		})
	}
}

// problems waits until u has exactly these codes.
func (e *editor) problems(u uri.URI, codes ...string) {
	e.t.Helper()
	want := fmt.Sprint(codes)
	e.await(fmt.Sprintf("%s of %s", want, u), func() bool {
		p, ok := e.told[u]
		return ok && fmt.Sprint(codesOf(p)) == want
	})
}

func codesOf(p *protocol.PublishDiagnosticsParams) []string {
	codes := []string{}
	for _, d := range p.Diagnostics {
		codes = append(codes, fmt.Sprint(d.Code))
	}
	return codes
}

// now are the codes that u was last told to have; nil if nothing was told.
func (e *editor) now(u uri.URI) []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if p, ok := e.told[u]; ok {
		return codesOf(p)
	}
	return nil
}

// hover asks about a place in a document and returns what is shown.
func (e *editor) hover(u uri.URI, line, character uint32) string {
	e.t.Helper()
	p := &protocol.HoverParams{}
	p.TextDocument.URI, p.Position = u, protocol.Position{Line: line, Character: character}
	h, err := e.s.View().Hover(e.t.Context(), p)
	e.ok(err)
	if h == nil {
		return ""
	}
	return h.Contents.(*protocol.MarkupContent).Value
}

// garden writes files into a new folder.
func garden(t testing.TB, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		write(t, filepath.Join(dir, filepath.FromSlash(name)), text)
	}
	return dir
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
