// Package server is the language server: it keeps what the client has open and
// what is on disk in one vault a folder, and answers requests from it.
//
// A handler converts positions in, asks package feature, and converts out; one
// LSP method is one file. All writing goes through session.apply, one at a time;
// reading takes the vault as it is and never waits.
package server

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/rpc"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A session is one client's connection.
type session struct {
	client  protocol.Client
	log     *slog.Logger
	version string

	ctx    context.Context // ends with the session
	cancel context.CancelFunc
	tasks  sync.WaitGroup // the goroutines that Close waits for

	// Set by initialize, before any other request is read.
	encoding text.Encoding
	features clientFeatures
	user     config.Layer // the user's settings file
	// pullWanted says that the client is to ask for problems.
	pullWanted bool

	publisher  *publisher
	progressID atomic.Int64
	// settingsWatched says that the client was asked to tell of its settings.
	settingsWatched atomic.Bool
	roots           atomic.Pointer[[]*root] // the folders' first, then those of lone notes

	// started says that initialized has come, so that roots may be loaded.
	started bool

	mu      sync.Mutex          // held by whoever changes roots, buffers or a root's snapshot
	buffers map[uri.URI]*buffer // by the client's spelling
	spelled map[noteRef]uri.URI // the same, by note
	editor  config.Layer        // the client's settings
}

func newSession(client protocol.Client, log *slog.Logger, version string) *session {
	s := &session{client: client, log: log, version: version, buffers: map[uri.URI]*buffer{}, spelled: map[noteRef]uri.URI{}}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.roots.Store(&[]*root{})
	s.publisher = newPublisher(s)
	s.start(s.publisher.run)
	return s
}

// start runs task until it returns; it must do so when s.ctx ends.
func (s *session) start(task func()) { s.tasks.Go(task) }

// Notifications and View make session an rpc.Service.
func (s *session) Notifications() protocol.Server { return &view{session: s} }

// View is the state that one request sees: every root's snapshot at the moment the
// request was read.
func (s *session) View() protocol.Server {
	roots := *s.roots.Load()
	v := &view{session: s, snaps: make([]*vault.Snapshot, len(roots)), roots: roots}
	for i, r := range roots {
		v.snaps[i] = r.snap.Load()
	}
	return v
}

func (s *session) Close() {
	s.cancel()
	s.tasks.Wait()
	for _, r := range *s.roots.Load() {
		r.close()
	}
}

var _ rpc.Service = (*session)(nil)

// A view answers one request.
type view struct {
	*session
	protocol.UnimplementedServer
	roots []*root
	snaps []*vault.Snapshot
}

// A cursor is a position of a request, in our terms.
type cursor struct {
	feature.Cursor
	mapper
	root *root
	snap *vault.Snapshot
}

// at finds the note and place that a request is about. ok is false for what is no
// note of ours.
func (v *view) at(doc uri.URI, pos protocol.Position) (c cursor, ok bool) {
	path, ok := filePath(doc)
	if !ok {
		return cursor{}, false
	}
	for _, pick := range []func([]*root, string) (int, vault.NoteID){folderAt, loneAt} {
		i, id := pick(v.roots, path)
		if i < 0 {
			continue
		}
		n, ok := v.snaps[i].Note(v.snaps[i].Canonical(id))
		if !ok {
			continue
		}
		m, ok := noteMapper(n, v.encoding)
		if !ok {
			return cursor{}, false
		}
		return cursor{feature.Cursor{Note: n, Offset: m.offset(pos)}, m, v.roots[i], v.snaps[i]}, true
	}
	return cursor{}, false
}

// A noteRef names a note among all roots.
type noteRef struct {
	root *root
	id   vault.NoteID
}

// apply makes changes to a root's vault and marks the notes whose problems may
// differ. The caller holds s.mu.
func (s *session) apply(r *root, changes ...vault.Change) {
	old := r.snap.Load()
	next, affected := old.Update(changes...)
	// A link to something hidden or ignored makes it known.
	var asked []vault.NoteID
	gone := false
	for _, c := range changes {
		if c.Note != nil {
			asked = append(asked, newlyMissing(old, next, c.Note)...)
		}
		gone = gone || c.Note == nil && !c.File
	}
	if gone { // from the vault: it may be there yet, and be ignored now
		for _, id := range affected {
			if n, ok := next.Note(id); ok {
				asked = append(asked, newlyMissing(old, next, n)...)
			}
		}
	}
	if shown := r.reveal(asked); len(shown) > 0 {
		var more []vault.NoteID
		next, more = next.Update(shown...)
		affected = append(affected, more...)
	}
	r.snap.Store(next)
	s.publisher.mark(r, affected)
}

// newlyMissing lists the paths that links of n miss now and its version in old did
// not: only these are worth a look at the disk.
func newlyMissing(old, next *vault.Snapshot, n *vault.Note) []vault.NoteID {
	missing := next.Missing(n)
	before, ok := old.Note(n.ID)
	if !ok || len(missing) == 0 {
		return missing
	}
	known := map[vault.NoteID]bool{}
	for _, id := range old.Missing(before) {
		known[id] = true
	}
	fresh := missing[:0]
	for _, id := range missing {
		if !known[id] {
			fresh = append(fresh, id)
		}
	}
	return fresh
}

// say shows the user a sentence.
func (s *session) say(kind protocol.MessageType, sentence string) {
	s.log.Info("told the user", "message", sentence)
	if err := s.client.ShowMessage(s.ctx, &protocol.ShowMessageParams{Type: kind, Message: sentence}); err != nil {
		s.log.Error("cannot show a message", "error", err)
	}
}
