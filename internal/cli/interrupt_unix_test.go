//go:build unix

package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A pane collects what is printed, and says when.
type pane struct {
	mu      sync.Mutex
	b       bytes.Buffer
	printed chan struct{} // holds a token after each print
}

func (p *pane) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case p.printed <- struct{}{}:
	default:
	}
	return p.b.Write(b)
}

func (p *pane) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.b.String()
}

// Ctrl-C ends a check that watches, with the exit code of what it found last.
func TestInterruptedWatch(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "글.md"), []byte("🍞 [[없음]]"), 0o644); err != nil {
		t.Fatal(err)
	}
	stderr := &pane{printed: make(chan struct{}, 1)}
	code := make(chan int, 1)
	go func() {
		code <- Main([]string{"check", "--watch", dir}, strings.NewReader(""), &bytes.Buffer{}, stderr)
	}()
	late := time.After(20 * time.Second)
	for !strings.Contains(stderr.String(), "1 problem") {
		select {
		case <-stderr.printed:
		case <-late:
			t.Fatalf("nothing is told: %s", stderr)
		}
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	select {
	case got := <-code:
		if got != 1 {
			t.Errorf("the exit code is %d, want 1", got)
		}
	case <-late:
		t.Fatal("it does not end")
	}
	if strings.Count(stderr.String(), "\n") != 1 {
		t.Errorf("it says\n%s", stderr)
	}
}
