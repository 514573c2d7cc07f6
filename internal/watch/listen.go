package watch

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/notes-lsp/notes-lsp/internal/disk"
)

// ops is what happened to a path, all of it since it was last asked for.
type ops uint8

const (
	created ops = 1 << iota
	written
	removed
	renamed
	touched
)

// kinds are what fsnotify calls them.
var kinds = [...]struct {
	theirs fsnotify.Op
	ours   ops
}{{fsnotify.Create, created}, {fsnotify.Write, written}, {fsnotify.Remove, removed}, {fsnotify.Rename, renamed}, {fsnotify.Chmod, touched}}

func opsOf(op fsnotify.Op) (out ops) {
	for _, k := range kinds {
		if op.Has(k.theirs) {
			out |= k.ours
		}
	}
	return out
}

// An ear hears what happens in folders. The zero ear, with wake made, hears nothing.
type ear struct {
	listener *Listener      // nil while it is closed; of the Watcher's goroutine only
	reading  sync.WaitGroup // the goroutine that takes from the listener
	wake     chan struct{}  // holds a token while there is something to take

	mu      sync.Mutex
	folders map[string]bool // ids that are listened to
	heard   heard
}

// heard is what has happened since it was last taken.
type heard struct {
	ops      map[string]ops
	whole    bool // something was lost
	rootGone bool
	failed   error
	since    time.Time // of the first of it
}

// open begins to take what l hears beneath root.
func (e *ear) open(l *Listener, root *disk.Root, shield func(do func())) {
	e.listener = l
	e.mu.Lock()
	e.folders, e.heard = map[string]bool{}, heard{}
	e.mu.Unlock()
	e.reading.Go(func() {
		// Nothing here calls the listener: one that hands over an event, or an error, may
		// hold a lock that its other methods need.
		events, failures := l.Events, l.Errors
		for events != nil || failures != nil {
			select {
			case event, ok := <-events:
				if !ok {
					events = nil
					continue
				}
				shield(func() {
					if id, ok := root.Rel(event.Name); ok && !disk.IsLitter(filepath.Base(event.Name)) {
						e.hear(id, opsOf(event.Op))
					}
				})
			case err, ok := <-failures:
				if !ok {
					failures = nil
					continue
				}
				e.fail(err)
			}
		}
	})
}

func (e *ear) hear(id string, op ops) {
	e.note(func(h *heard) {
		if id == "." {
			h.rootGone = h.rootGone || op&(removed|renamed) != 0
			return
		}
		if h.ops == nil {
			h.ops = map[string]ops{}
		}
		h.ops[id] |= op
	})
}

func (e *ear) fail(err error) {
	e.note(func(h *heard) {
		if h.whole = true; !errors.Is(err, fsnotify.ErrEventOverflow) {
			h.failed = err
		}
	})
}

func (e *ear) note(do func(*heard)) {
	e.mu.Lock()
	if e.heard.since.IsZero() {
		e.heard.since = time.Now()
	}
	do(&e.heard)
	e.mu.Unlock()
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

const (
	// longest is how long a storm may go on before what is known of it is told.
	longest = 10 * time.Second
	// patience is how long that is for a single file which is written to all the time,
	// and perFile by how much each further one prolongs it.
	patience = 500 * time.Millisecond
	perFile  = 20 * time.Millisecond
)

// due is how long to wait for more: a pause, unless there has been none for long.
func (e *ear) due(pause time.Duration) time.Duration {
	e.mu.Lock()
	defer e.mu.Unlock()
	limit := min(patience+time.Duration(len(e.heard.ops))*perFile, longest)
	return max(0, min(pause, limit-time.Since(e.heard.since)))
}

func (e *ear) take() heard {
	e.mu.Lock()
	defer e.mu.Unlock()
	h := e.heard
	e.heard = heard{}
	return h
}

// listens reports whether id is a folder that is listened to.
func (e *ear) listens(id string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.folders[id]
}

// close ends listening. What was heard and not taken is lost.
func (e *ear) close() {
	if e.listener == nil {
		return
	}
	_ = e.listener.Close() // it has nothing to save
	e.reading.Wait()
	e.listener = nil
	e.take()
}

// forget stops listening to a folder that is gone or has another name now, and to those
// in it: they would go on to be told of by their old names.
func (e *ear) forget(id string) {
	e.mu.Lock()
	var gone []string
	for folder := range e.folders {
		if folder == id || strings.HasPrefix(folder, id+"/") {
			gone = append(gone, folder)
			delete(e.folders, folder)
		}
	}
	e.mu.Unlock()
	for _, folder := range gone {
		_ = e.listener.Remove(folder) // the system may have done so
	}
}

// listen begins to listen, where it can.
func (w *Watcher) listen(ctx context.Context) {
	if w.o.Mode == Sweep || w.o.Mode == Auto && runtime.GOOS == "windows" {
		return
	}
	l, err := w.system.Open(w.o.Root)
	if err != nil {
		w.deaf(err)
		return
	}
	w.ear.open(l, w.o.Root, w.o.Shield)
	w.hearing.Store(w.system.Local(w.o.Root.Dir()))
	w.reconcile(ctx)
}

// reconcile listens to the folders that are there, and to no others.
//
// To add a folder that is listened to already changes nothing, unless another one has
// its name now. A folder that was moved is one to the system, and keeps its old name
// until that is forgotten; then it is added in the next round.
func (w *Watcher) reconcile(ctx context.Context) {
	if w.ear.listener == nil {
		return
	}
	for range 3 {
		there := map[string]bool{}
		err := w.o.Root.WalkFolders(ctx, w.o.Rules(), func(id string) error {
			there[id] = true
			return w.listenTo(id)
		})
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			w.fail(err)
			return
		}
		if w.drop(there) == 0 {
			return
		}
	}
}

// listenTo adds a folder. One that is gone by now, or that may not be read, is no error.
func (w *Watcher) listenTo(id string) error {
	err := w.ear.listener.Add(id)
	if err == nil {
		w.ear.mu.Lock()
		w.ear.folders[id] = true
		w.ear.mu.Unlock()
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) || err != nil && id != "." && !isLimit(err) {
		w.o.Log.Info("cannot listen to a folder", "folder", id, "error", err)
		return nil
	}
	return err
}

// drop forgets the folders that are not among those there, and returns how many they were.
func (w *Watcher) drop(there map[string]bool) int {
	w.ear.mu.Lock()
	var gone []string
	for id := range w.ear.folders {
		if !there[id] {
			gone = append(gone, id)
		}
	}
	w.ear.mu.Unlock()
	for _, id := range gone {
		w.ear.forget(id)
	}
	return len(gone)
}
