package server

import (
	"bytes"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/vault"
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
