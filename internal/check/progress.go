package check

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// A progress shows on a terminal how far a long run is.
type progress struct {
	mu    sync.Mutex
	to    io.Writer // nil for nowhere
	next  time.Time // when to print again
	shown bool
}

const (
	// patience is how long a run may take before it is said how far it is.
	patience = 700 * time.Millisecond
	// refresh is the time between two prints.
	refresh = 100 * time.Millisecond
)

func newProgress(to io.Writer) *progress {
	return &progress{to: to, next: time.Now().Add(patience)}
}

// update says that done notes of total are read. Any goroutine may call it.
func (p *progress) update(done, total int) {
	if p.to == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := time.Now(); now.After(p.next) {
		fmt.Fprintf(p.to, "\rReading notes: %d of %d\x1b[K", done, total)
		p.next, p.shown = now.Add(refresh), true
	}
}

// end clears the line.
func (p *progress) end() {
	if p.shown {
		fmt.Fprint(p.to, "\r\x1b[K")
	}
}
