package watch

import (
	"context"
	"log/slog"
	"maps"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A Batch is what may have changed beneath a root since the batch before.
type Batch struct {
	Paths []string // ids, sorted, each once; a folder stands for all that is in it
	// Whole says that more may have changed than Paths tell.
	Whole bool
}

// A Mode is how a Watcher comes to know.
type Mode uint8

const (
	// Auto listens where that works well. On Windows it does not: there a folder that
	// is listened to keeps the folders above it from being renamed.
	Auto   Mode = iota
	Listen      // where that works at all
	Sweep       // without listening
)

// Options say what is watched. Root, Rules and Known must be set.
type Options struct {
	Root *disk.Root
	Mode Mode
	// Rules returns the rules of the walk as they are now; see Watcher.Nudge.
	Rules func() disk.Rules
	// Also are paths of files that are watched besides, though the walk passes over them:
	// the settings.
	Also []string
	// Known returns the vault as it is now, or nil while changes are being put into it:
	// then a sweep waits.
	Known func() *vault.Snapshot
	// Told is called with a sentence for the user when a limit of the system keeps the
	// Watcher from listening. It may be nil.
	Told func(sentence string)
	Log  *slog.Logger
	// Shield calls what it is given, on a goroutine of the Watcher's, and may recover from
	// its panic. It may be nil.
	Shield func(do func())
	// System is how the Watcher talks to the system; the zero System is the real one.
	System System
}

// A Watcher watches one root until its context ends.
type Watcher struct {
	o       Options
	system  System
	batches chan Batch
	nudged  chan struct{} // holds one token
	hearing atomic.Bool   // it listens, and what it hears is all there is

	ear ear

	// Of run's goroutine only.
	pending pending
	pace    pace
	gone    bool                  // there is no root
	unread  map[string]disk.Stamp // of the last sweep
	also    map[string]disk.Stamp // of the last sweep, of Options.Also that are there
	failed  int                   // how often listening broke off
}

// pending is what is to be told next.
type pending struct {
	paths map[string]bool
	whole bool
}

// maxPaths is how many paths a batch names before it says Whole instead: some MB.
const maxPaths = 100_000

func (p *pending) add(ids ...string) {
	if p.paths == nil {
		p.paths = map[string]bool{}
	}
	for _, id := range ids {
		p.paths[id] = true
	}
	if len(p.paths) > maxPaths {
		p.paths, p.whole = nil, true
	}
}

// batch is what is pending; nil for nothing.
func (p *pending) batch() *Batch {
	if len(p.paths) == 0 && !p.whole {
		return nil
	}
	return &Batch{Paths: slices.Sorted(maps.Keys(p.paths)), Whole: p.whole}
}

// Start watches until ctx ends. The caller reads Batches until it is closed.
func Start(ctx context.Context, o Options) *Watcher {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Shield == nil {
		o.Shield = func(do func()) { do() }
	}
	w := &Watcher{o: o, system: o.System.orReal(), batches: make(chan Batch), nudged: make(chan struct{}, 1)}
	w.ear.wake = make(chan struct{}, 1)
	w.pace = w.system.pace()
	go o.Shield(func() { w.run(ctx) })
	return w
}

// Batches is what changes. It is closed when the Watcher has ended.
func (w *Watcher) Batches() <-chan Batch { return w.batches }

// Hears reports whether changes are told as they happen. Where they are not, to Nudge at
// a time when changes are likely, such as a save, is worth its price.
func (w *Watcher) Hears() bool { return w.hearing.Load() }

// Nudge has the Watcher see to its folders under the rules of now, and sweep soon.
func (w *Watcher) Nudge() {
	select {
	case w.nudged <- struct{}{}:
	default:
	}
}

// run is the Watcher's goroutine. What waits for the disk besides is a sweep at a time,
// and the ear's goroutine, which does nothing but take what is heard.
func (w *Watcher) run(ctx context.Context) {
	var sweeps sync.WaitGroup
	found := make(chan swept, 1)
	sweeping := false
	defer close(w.batches)
	defer sweeps.Wait()
	defer w.ear.close()
	defer w.hearing.Store(false)
	w.listen(ctx)
	quiet, due := time.NewTimer(time.Hour), time.NewTimer(0)
	defer quiet.Stop()
	defer due.Stop()
	alive := time.NewTicker(heartbeats * w.system.Often)
	defer alive.Stop()
	var next *Batch
	for {
		var out chan<- Batch
		var b Batch
		if next != nil {
			out, b = w.batches, *next
		}
		select {
		case <-ctx.Done():
			return
		case out <- b:
			w.pending, next = pending{}, nil
		case <-w.ear.wake:
			quiet.Reset(w.ear.due(w.system.Quiet))
		case <-quiet.C:
			if w.settle(ctx) {
				due.Reset(0)
			}
			next = w.pending.batch()
		case <-w.nudged:
			w.reconcile(ctx)
			due.Reset(w.pace.soon())
		case <-alive.C:
			if w.isLost() {
				due.Reset(0)
			} else {
				w.failed = 0
			}
			next = w.pending.batch()
		case <-due.C:
			known := w.o.Known()
			switch {
			case sweeping:
			case known == nil:
				due.Reset(w.system.Often / 8)
			default:
				sweeping = true
				sweeps.Go(func() {
					f := swept{err: errPanic}
					w.o.Shield(func() { f = w.sweep(ctx, known) })
					found <- f
				})
			}
		case f := <-found:
			sweeping = false
			due.Reset(w.take(ctx, f))
			next = w.pending.batch()
		}
	}
}

// settle takes what was heard. It reports whether the root is gone or may have changed
// unheard, and is to be swept now.
func (w *Watcher) settle(ctx context.Context) (sweep bool) {
	heard := w.ear.take()
	folders := heard.whole
	for id, op := range heard.ops {
		known := w.ear.listens(id)
		switch {
		case known && op&^(written|touched) == 0:
			continue // a folder in which something happened, that is told besides
		case known && op&(removed|renamed) != 0:
			w.ear.forget(id)
			folders = true
		case w.changesFolders(id, op):
			folders = true
		}
		w.pending.add(id)
	}
	w.pending.whole = w.pending.whole || heard.whole
	switch {
	case heard.rootGone || w.isLost():
		w.lose()
		return true
	case heard.failed != nil:
		w.fail(heard.failed)
		return true
	case folders:
		w.reconcile(ctx)
		return w.ear.listener == nil // it was given up
	}
	return false
}

// changesFolders reports whether an event may change in which folders notes are.
func (w *Watcher) changesFolders(id string, op ops) bool {
	if disk.IsIgnoreFile(id) {
		return true
	}
	if op&created == 0 {
		return false
	}
	info, err := os.Stat(w.o.Root.Path(id)) // what a symlink leads to
	return err == nil && info.IsDir()
}

// heartbeats is after how many times Often a Watcher that hears makes sure that its root
// is the one that is there. The system does not tell of it: a folder that we have open
// is not quite deleted.
const heartbeats = 5

// isLost stops listening to a root that is not there any more, or not the one that is
// open, and reports whether it was so.
func (w *Watcher) isLost() bool {
	if w.ear.listener == nil || w.o.Root.Current() {
		return false
	}
	w.lose()
	return true
}

// lose stops listening. A sweep finds the root, be it another one, and begins anew.
func (w *Watcher) lose() {
	w.ear.close()
	w.hearing.Store(false)
	w.gone, w.pending.whole = true, true
}

// maxFailures is how often in a row listening may break off before it is given up.
const maxFailures = 5

// fail ends listening for a while, or for good.
func (w *Watcher) fail(err error) {
	if w.failed++; w.failed > maxFailures || isLimit(err) {
		w.deaf(err)
		w.pending.whole = true
		return
	}
	w.o.Log.Warn("listening to the disk broke off", "error", err)
	w.lose()
}
