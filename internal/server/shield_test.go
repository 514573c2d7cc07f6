package server

import (
	"bytes"
	"log/slog"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/vault"
	"github.com/notes-lsp/notes-lsp/internal/watch"
)

// A note that the parser can't take answers nothing, the others do, and what the user
// types next is taken again.
func TestNoteThatPanics(t *testing.T) {
	dir := garden(t, map[string]string{"가.md": "# 가\n", "나.md": "# 나\n[[가]]\n[[다]]\n", "다.md": "# 다\n"})
	e := open(t, dir)
	e.s.newNote = func(src vault.Source) *vault.Note {
		if bytes.Contains(src.Text, []byte("my diary")) {
			panic("my diary says")
		}
		return vault.NewNote(src)
	}
	e.looked()
	bad, good := uri.File(filepath.Join(dir, "가.md")), uri.File(filepath.Join(dir, "나.md"))
	e.didOpen(bad, 1, "# 가 my diary says\n[[none]]")
	e.didOpen(good, 1, "# 나\n[[가]]\n[[다]]\n")
	e.await("a word in the log", func() bool {
		return len(e.logged) > 0 && strings.Contains(e.logged[len(e.logged)-1], "가.md cannot be analysed")
	})
	if strings.Contains(strings.Join(e.logged, "\n"), "diary") {
		t.Errorf("the log quotes the note: %q", e.logged)
	}
	if got := e.hover(good, 2, 3); got == "" {
		t.Errorf("the other note has no hover")
	}
	e.problems(good) // the file is there, so the link is good
	e.didChange(bad, 2, whole("# 가\n[[none]]"))
	e.problems(bad, "no-such-note")
}

// A panic on a goroutine of the server's own is logged, and costs what it was at.
func TestTaskThatPanics(t *testing.T) {
	e := newEditor(t)
	var log bytes.Buffer
	e.s.log = slog.New(slog.NewTextHandler(&log, nil))
	e.start(`{}`)
	done := make(chan struct{})
	e.s.start(func() {
		defer close(done)
		inParallel(t.Context(), 100, func(i int) {
			if i == 50 {
				panic("my diary says")
			}
		})
	})
	<-done
	e.await("a word in the log", func() bool { return len(e.logged) > 0 })
	e.s.Close()
	for _, want := range []string{`msg="a panic"`, "a task", "shield_test.go"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log is %q, want %q in it", &log, want)
		}
	}
	if strings.Contains(log.String(), "diary") {
		t.Errorf("the log quotes a note: %q", &log)
	}
}

// A watch of the disk that panics is ended alone: then a save has the disk looked at.
func TestWatchThatPanics(t *testing.T) {
	dir := garden(t, map[string]string{"글.md": "🍞 [[없음]]"})
	e := newEditor(t)
	e.s.system = watch.System{Open: func(*disk.Root) (*watch.Listener, error) { panic("my diary says") }}
	e.start(`{}`, dir)
	doc, other := uri.File(filepath.Join(dir, "글.md")), uri.File(filepath.Join(dir, "다른.md"))
	e.problems(doc, "no-such-note")
	e.await("a word in the log", func() bool {
		return strings.Contains(strings.Join(e.logged, "\n"), "a watch of the disk")
	})
	for watching := true; watching; runtime.Gosched() {
		e.s.mu.Lock()
		watching = (*e.s.roots.Load())[0].watching != nil
		e.s.mu.Unlock()
	}
	write(t, filepath.Join(dir, "다른.md"), "[[없음]]")
	e.ok(e.s.Notifications().DidSave(t.Context(), &protocol.DidSaveTextDocumentParams{TextDocument: protocol.TextDocumentIdentifier{URI: doc}}))
	e.problems(other, "no-such-note")
}
