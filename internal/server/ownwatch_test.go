package server

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/watch"
)

// watching says that the client can watch files.
const clientWatching = `{"workspace":{"didChangeWatchedFiles":{"dynamicRegistration":true}}}`

// ours reports who watches the first root by ourselves; "" for nobody.
func (e *editor) ours() string {
	e.s.mu.Lock()
	defer e.s.mu.Unlock()
	if w := (*e.s.roots.Load())[0].watching; w != nil {
		return string(w.by)
	}
	return ""
}

// loaded waits until the first look at all roots has ended.
func (e *editor) loaded() {
	e.t.Helper()
	e.looked()
	e.published()
}

func TestWhoWatches(t *testing.T) {
	for _, test := range []struct {
		client, capabilities, settings string
		ours                           string
		registered                     bool
	}{
		{"test", `{}`, ``, "auto", false},
		{"test", clientWatching, ``, "", true},
		{"helix", clientWatching, ``, "auto", false},
		{"test", `{}`, `watch = "client"`, "", false},
		{"test", clientWatching, `watch = "client"`, "", true},
		{"test", clientWatching, `watch = "own"`, "own", false},
		{"test", clientWatching, `watch = "sweep"`, "sweep", false},
		{"test", `{}`, `watch = "off"`, "", false},
	} {
		name := strings.Join([]string{test.client, test.capabilities, test.settings}, " ")
		t.Run(name, func(t *testing.T) {
			dir := garden(t, map[string]string{".notes-lsp.toml": "[server]\n" + test.settings, "글.md": "[[없음]]"})
			e := newEditor(t)
			registered := make(chan struct{}, 1)
			e.register = func(context.Context) error {
				registered <- struct{}{}
				return nil
			}
			e.startAs(test.client, test.capabilities, dir)
			e.loaded()
			if got := e.ours(); got != test.ours {
				t.Errorf("we watch by %q, want %q", got, test.ours)
			}
			e.s.mu.Lock()
			if e.s.registered != test.registered {
				t.Errorf("the client is asked to watch: %v, want %v", e.s.registered, test.registered)
			}
			e.s.mu.Unlock()
			if test.registered {
				<-registered
			}
		})
	}
}

// A client that refuses to watch leaves it to us.
func TestClientRefusesToWatch(t *testing.T) {
	dir := garden(t, map[string]string{"글.md": "[[새]]"})
	e := newEditor(t)
	e.register = func(context.Context) error { return errors.New("no") }
	e.start(clientWatching, dir)
	note := uri.File(filepath.Join(dir, "글.md"))
	e.problems(note, "no-such-note")
	write(t, filepath.Join(dir, "새.md"), "🍞")
	e.problems(note)
}

// Other settings have somebody else watch, and what changes goes on to be known.
func TestWatchSettingChanges(t *testing.T) {
	dir := garden(t, map[string]string{"글.md": "[[0]] [[1]] [[2]] [[3]]"})
	e := open(t, dir)
	e.s.mu.Lock()
	e.s.system = watch.System{Quiet: time.Millisecond, Often: 20 * time.Millisecond}
	e.s.mu.Unlock()
	note := uri.File(filepath.Join(dir, "글.md"))
	missing := []string{"no-such-note", "no-such-note", "no-such-note", "no-such-note"}
	e.problems(note, missing...)
	for i, by := range []string{"sweep", "own", "auto", "sweep"} {
		write(t, filepath.Join(dir, ".notes-lsp.toml"), fmt.Sprintf("server.watch = %q\n", by))
		e.await("a watch by "+by, func() bool { return e.ours() == by || e.nudge() })
		write(t, filepath.Join(dir, fmt.Sprintf("%d.md", i)), "🍞")
		e.problems(note, missing[i+1:]...)
	}
}

// nudge wakes what waits for something that no message tells of.
func (e *editor) nudge() bool {
	go e.tell(func() {})
	return false
}

// Where the system lets us listen no more, changes are seen all the same, and the user
// is told once, whatever the number of folders.
func TestWatchLimit(t *testing.T) {
	a, b := garden(t, map[string]string{"글.md": "[[새]]"}), garden(t, map[string]string{"글.md": "[[새]]"})
	e := newEditor(t)
	e.s.system = watch.System{Often: 10 * time.Millisecond, Open: func(*disk.Root) (*watch.Listener, error) {
		return nil, fmt.Errorf("add: %w", syscall.ENOSPC)
	}}
	e.start(`{}`, a, b)
	for _, dir := range []string{a, b} {
		note := uri.File(filepath.Join(dir, "글.md"))
		e.problems(note, "no-such-note")
		write(t, filepath.Join(dir, "새.md"), "🍞")
		e.problems(note)
		write(t, filepath.Join(dir, ".notes-lsp.toml"), "problems.no-such-note = \"off\"\nnonsense = 1\n")
		e.problems(uri.File(filepath.Join(dir, ".notes-lsp.toml")), "bad-setting")
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.messages) != 1 || !strings.Contains(e.messages[0], "watch") {
		t.Errorf("the user is told %q, want one sentence", e.messages)
	}
}

// A root that is deleted and made again is read again, by whoever tells of it.
func TestRootMadeAgain(t *testing.T) {
	for _, capabilities := range []string{`{}`, clientWatching} {
		t.Run(capabilities, func(t *testing.T) {
			dir := filepath.Join(garden(t, map[string]string{"vault/글.md": "[[없음]]"}), "vault")
			note, next := filepath.Join(dir, "글.md"), filepath.Join(dir, "다음.md")
			e := newEditor(t)
			e.s.system = watch.System{Quiet: time.Millisecond, Often: 10 * time.Millisecond}
			e.start(capabilities, dir)
			e.problems(uri.File(note), "no-such-note")
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
			if capabilities != `{}` {
				e.noticed(note, dir)
				e.looked()
			}
			write(t, next, "[[글]] [[없음]]")
			if capabilities != `{}` {
				e.noticed(dir, next)
			}
			e.problems(uri.File(next), "no-such-note", "no-such-note")
			e.problems(uri.File(note))
			write(t, note, "🍞")
			if capabilities != `{}` {
				e.noticed(note)
			}
			e.problems(uri.File(next), "no-such-note")
			sameAsFresh(e, dir)
		})
	}
}

// What the editor saves does not come back to it as a change.
func TestOwnSaveIsNoChange(t *testing.T) {
	dir := garden(t, map[string]string{"글.md": "[[다른]]", "다른.md": "# 하나"})
	e := newEditor(t)
	e.s.system = watch.System{Quiet: time.Millisecond}
	e.start(`{}`, dir)
	e.loaded()
	doc := uri.File(filepath.Join(dir, "글.md"))
	e.didOpen(doc, 1, "[[다른]]")
	e.didChange(doc, 2, whole("[[다른]] 🍞 [[없음]]"))
	e.problems(doc, "no-such-note")
	write(t, filepath.Join(dir, "글.md"), "[[다른]] 🍞 [[없음]]")
	e.ok(e.s.Notifications().DidSave(t.Context(), &protocol.DidSaveTextDocumentParams{TextDocument: protocol.TextDocumentIdentifier{URI: doc}}))
	r := (*e.s.roots.Load())[0]
	before, _ := r.snap.Load().Note("글.md")
	// The watch tells of things in their order: when it has told of this, it has told of
	// the save.
	write(t, filepath.Join(dir, "다른.md"), "# 둘 [[없음]]")
	e.problems(uri.File(filepath.Join(dir, "다른.md")), "no-such-note")
	if after, _ := r.snap.Load().Note("글.md"); after.Doc != before.Doc {
		t.Error("the open note was taken from the disk")
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	told := 0
	for _, p := range e.order {
		if p.URI == doc && len(p.Diagnostics) > 0 {
			told++
		}
	}
	if told != 1 {
		t.Errorf("the problems of the saved note are told %d times", told)
	}
}

// Folders that are ignored are not listened to. What links lead to there, and what they
// look for, is looked at when a note is saved.
func TestSaveLooksAtIgnoredFiles(t *testing.T) {
	dir := garden(t, map[string]string{".gitignore": "숨은\n", "숨은/있다.md": "🍞", "글.md": "[a](숨은/있다.md) [b](숨은/새.md)"})
	e := newEditor(t)
	e.s.system = watch.System{Quiet: time.Millisecond}
	e.start(`{}`, dir)
	note := uri.File(filepath.Join(dir, "글.md"))
	e.problems(note, "no-such-note")
	save := func() {
		e.ok(e.s.Notifications().DidSave(t.Context(), &protocol.DidSaveTextDocumentParams{TextDocument: protocol.TextDocumentIdentifier{URI: note}}))
	}
	if err := os.Remove(filepath.Join(dir, "숨은/있다.md")); err != nil {
		t.Fatal(err)
	}
	save()
	e.problems(note, "no-such-note", "no-such-note")
	write(t, filepath.Join(dir, "숨은/새.md"), "🍞")
	save()
	e.problems(note, "no-such-note")
}
