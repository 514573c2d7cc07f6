package server

import (
	"context"
	"sync"
)

// A rerun is a task of which one runs at a time. When it is asked for while it
// runs, it runs once more, however often it was asked: a client that never answers
// holds up one goroutine, and an old answer never follows a newer one. The zero
// rerun is ready.
type rerun struct {
	mu      sync.Mutex
	running bool
	again   bool
}

// ask has task run on a goroutine that start makes, as long as ctx lasts.
func (r *rerun) ask(ctx context.Context, start func(func()), task func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.running {
		r.again = true
		return
	}
	r.running = true
	start(func() {
		for again := true; again; again = r.next() && ctx.Err() == nil {
			task()
		}
	})
}

// next reports whether the task was asked for since it began.
func (r *rerun) next() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	again := r.again
	r.again, r.running = false, again
	return again
}
