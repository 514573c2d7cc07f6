// Package server is the language server: it keeps what the client has open and
// what is on disk in one vault a folder, and answers requests from it.
//
// A handler converts positions in, asks package feature, and converts out; one
// LSP method is one file. Reading takes the vault as it is. Writers are the read
// loop, for what the client has open (session.apply), and one look at the disk a
// root, in the background (look): the read loop does no work that grows with the
// vault, so no change on disk, however big, holds up an answer.
package server

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/cache"
	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/rpc"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
	"github.com/notes-lsp/notes-lsp/internal/watch"
	"github.com/notes-lsp/notes-lsp/internal/weblink"
)

// A session is one client's connection.
type session struct {
	client  rpc.Client
	log     *slog.Logger
	version string
	now     func() time.Time
	serving *atomic.Int32                  // how many requests are being answered
	newNote func(vault.Source) *vault.Note // vault.NewNote; tests have it fail

	ctx    context.Context // ends with the session
	cancel context.CancelFunc
	tasks  sync.WaitGroup // the goroutines that Close waits for

	// Set by initialize, before any other request is read and any task started.
	encoding   text.Encoding
	features   clientFeatures
	user       config.Layer // the user's settings file
	pullWanted bool         // the settings let the client ask for problems

	// Of the read loop only: how long it has waited for the disk, and from when on.
	waited     time.Duration
	waitedFrom time.Time

	web     weblink.Memory // what is known of web addresses
	indexes string         // the folder where what was worked out of notes is kept, "" for none
	// worthKeeping is cache.Worth, and keepAfter the constant; tests have others.
	worthKeeping func(notes, changed int) bool
	keepAfter    time.Duration
	looked       chan struct{} // a look has ended; one is enough
	publisher    *publisher
	pulling      rerun // pullSettings
	progressID   atomic.Int64
	tokensID     atomic.Int64            // of the answers about tokens, the last one's name
	lagging      atomic.Int32            // buffers that the vault is behind
	roots        atomic.Pointer[[]*root] // the folders' first, then those of lone notes

	// The publisher takes its own lock while this one is held, never the reverse.
	// Sending the client a notification while it is held is legal: it waits for
	// nobody. A request is not.
	mu      sync.Mutex          // held by whoever changes roots, buffers or a root's snapshot
	started bool                // initialized has come, so the disk may be looked at
	buffers map[uri.URI]*buffer // by the client's spelling
	spelled map[noteRef]uri.URI // of the buffers of a note, the one that was opened last
	// released is how many bytes of text were closed since memory was given back.
	released int
	editor   config.Layer // the client's settings
	// registered says that the client was asked to watch files, and unwatched that it
	// refused.
	registered, unwatched bool

	system    watch.System // of our own watches
	limitTold sync.Once    // that the system lets us watch no more
}

func newSession(client rpc.Client, log *slog.Logger, version string) *session {
	s := &session{client: client, log: log, version: version, now: time.Now, serving: new(atomic.Int32), newNote: vault.NewNote, buffers: map[uri.URI]*buffer{}, spelled: map[noteRef]uri.URI{}}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.roots.Store(&[]*root{})
	s.web.Path, _ = weblink.CachePath() // without a place for caches nothing is known
	s.indexes, _ = cache.Folder()       // and nothing is kept
	s.worthKeeping, s.keepAfter, s.looked = cache.Worth, keepAfter, make(chan struct{}, 1)
	s.publisher = newPublisher(s)
	return s
}

// start runs task until it returns; it must do so when s.ctx ends.
func (s *session) start(task func()) {
	s.tasks.Go(func() { s.shielded("a task", task) })
}

// Notifications and View make session an rpc.Service.
func (s *session) Notifications() protocol.Server { return &view{session: s} }

// View is the state that one request sees: every root's snapshot at the moment the
// request was read.
func (s *session) View() protocol.Server {
	roots := *s.roots.Load()
	v := &view{session: s, snaps: make([]*vault.Snapshot, len(roots)), roots: roots, behind: s.behindNow()}
	for i, r := range roots {
		v.snaps[i] = r.snap.Load()
	}
	return v
}

// Close ends the session's tasks and lets go of its roots.
func (s *session) Close() {
	s.cancel()
	s.tasks.Wait()
	s.shielded("the keeping of an index", s.keepAtEnd)
	for _, r := range *s.roots.Load() {
		r.close()
	}
}

var _ rpc.Service = (*session)(nil)

// apply makes a change to a root's vault and marks the notes whose problems may
// differ. The caller holds s.mu.
func (s *session) apply(r *root, c vault.Change) {
	old := r.snap.Load()
	next, affected := old.Update(c)
	r.snap.Store(next)
	s.publisher.mark(r, affected)
	if r.lone {
		return
	}
	if r.looking != nil {
		r.looking.since[c.ID] = c
	}
	if c.Note != nil {
		r.backlog.edit(old, c.ID)
	} else if !c.File { // it may be there yet, and be ignored now
		r.backlog.edit(old, affected...)
	}
	r.lookForExpected()
	s.look(r)
}

// say shows the user a sentence.
func (s *session) say(kind protocol.MessageType, sentence string) {
	s.tell(kind, sentence)
	s.unsent("cannot show a message", s.client.ShowMessage(s.ctx, &protocol.ShowMessageParams{Type: kind, Message: sentence}))
}

// unsent logs why a notification was not sent, unless it is that the session ends.
func (s *session) unsent(what string, err error) {
	if err != nil && s.ctx.Err() == nil && !rpc.IsClosing(err) {
		s.log.Error(what, "error", err)
	}
}
