package watch

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// swept is what a sweep has found.
type swept struct {
	disk.Difference
	also    map[string]disk.Stamp
	err     error
	gone    bool // there is no root
	renewed bool // it is another one
	took    time.Duration
}

// errPanic is what a sweep ends with that panicked.
var errPanic = errors.New("a sweep panicked")

// sweep compares the root with what is known of it.
func (w *Watcher) sweep(ctx context.Context, known *vault.Snapshot) (f swept) {
	if _, err := os.Stat(w.o.Root.Dir()); err != nil {
		return swept{gone: true, err: err}
	}
	start := time.Now()
	f.renewed = w.o.Root.Renew()
	f.Difference, f.err = w.o.Root.Differing(ctx, w.o.Rules(), known)
	f.also = map[string]disk.Stamp{}
	for _, id := range w.o.Also {
		if e, err := w.o.Root.Stat(id); err == nil {
			f.also[id] = e.Stamp
		}
	}
	f.took = time.Since(start)
	return f
}

// take adds what a sweep has found to what is pending, and returns when the next is due.
func (w *Watcher) take(ctx context.Context, f swept) time.Duration {
	switch {
	case f.gone && !w.gone:
		w.lose()
	case !f.gone && (w.gone || f.renewed):
		w.ear.close()
		w.gone, w.pending.whole = false, true
		w.listen(ctx)
		if w.ear.listener != nil {
			return 0 // what has happened before that
		}
	case f.err != nil:
		w.o.Log.Info("cannot look at the disk", "error", f.err)
	default:
		w.tell(f.Difference)
		w.tellAlso(f.also)
	}
	return w.pace.next(f, w.Hears() && !w.gone)
}

// tell adds what differs, but for notes that differ since they can't be read, as they did
// in the last sweep.
func (w *Watcher) tell(d disk.Difference) {
	w.pending.whole = w.pending.whole || d.Whole
	for id, stamp := range d.Paths {
		if stamp == (disk.Stamp{}) || stamp != w.unread[id] || stamp.Fresh(time.Now()) {
			w.pending.add(id)
		}
	}
	w.unread = d.Paths
}

// tellAlso adds the files besides that came, went or changed since the last sweep. The
// first sweep knows of none before.
func (w *Watcher) tellAlso(now map[string]disk.Stamp) {
	for _, id := range w.o.Also {
		stamp, is := now[id]
		if was, had := w.also[id]; is != had || stamp != was || is && stamp.Fresh(time.Now()) {
			w.pending.add(id)
		}
	}
	w.also = now
}

// A pace is how often to sweep.
type pace struct {
	often, seldom time.Duration
	ease          time.Duration // what is waited beyond often, because nothing happens
	took, cost    time.Duration // by the last sweep, and by it or the one before, whichever was quicker
	last          time.Time     // when it ended
}

const (
	// share is how many times its own length a sweep is followed by rest.
	share = 50
	// idlest is how many times often the pause becomes where nothing happens.
	idlest = 10
)

// next is the pause after a sweep; heard says that what happens is heard of anyway.
func (p *pace) next(f swept, heard bool) time.Duration {
	p.cost, p.last = f.took, time.Now()
	if p.took > 0 {
		p.cost = min(f.took, p.took) // a machine that was busy once is no slow disk
	}
	p.took = f.took
	switch {
	case heard:
		return max(p.seldom, p.rest())
	case len(f.Paths) > 0 || f.gone:
		p.ease = 0
	default:
		p.ease = min(p.ease+p.often/4, (idlest-1)*p.often)
	}
	return max(p.often+p.ease, p.rest())
}

func (p *pace) rest() time.Duration { return share * p.cost }

// soon is when a sweep may be made at the earliest.
func (p *pace) soon() time.Duration {
	p.ease = 0
	return max(0, p.rest()-time.Since(p.last))
}
