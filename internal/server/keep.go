package server

import (
	"time"

	"github.com/notes-lsp/notes-lsp/internal/cache"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// What was worked out of a root's notes is kept in a file for the next start, when nothing
// has happened for a while and when the session ends: not for every save, since the file
// is as large as a quarter of the notes.
const (
	// keepAfter is how long nothing must have happened on disk. By then the problems of a
	// vault that was just read are told.
	keepAfter = 10 * time.Second
	// longestEnd is how long the end of a session may take to keep the indexes: less than
	// the transport waits for it, and VS Code for the server.
	longestEnd = 700 * time.Millisecond
)

// place is where the notes of a vault of r are kept; nowhere where the settings or the
// system don't want that.
func (s *session) place(r *root, of *vault.Snapshot) cache.Place {
	if s.indexes == "" || r.lone || !r.terms.Load().Settings.Server.Cache {
		return cache.Place{}
	}
	return cache.PlaceOf(s.indexes, r.disk.Dir(), of.Rules())
}

// keepIndexes keeps the roots' notes whenever enough of them changed and it is quiet,
// until the session ends.
func (s *session) keepIndexes() {
	quiet := time.NewTimer(s.keepAfter)
	defer quiet.Stop()
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-s.looked:
			quiet.Reset(s.keepAfter)
		case <-quiet.C:
			s.keepAll(func() bool {
				s.publisher.yield()
				return s.ctx.Err() == nil
			})
		}
	}
}

// keepAll keeps the notes of the roots of which enough changed.
func (s *session) keepAll(pause func() (goOn bool)) {
	for _, r := range *s.roots.Load() {
		s.mu.Lock()
		snap, unkept, gone := r.snap.Load(), r.unkept, r.gone
		s.mu.Unlock()
		place := s.place(r, snap)
		if gone || place == (cache.Place{}) || !r.loaded.Load() || !s.worthKeeping(snap.Len(), unkept) {
			continue
		}
		err := place.Write(snap, s.now(), pause)
		if err != nil {
			s.log.Debug("the index is not kept", "root", r.dir, "error", err)
		}
		if s.ctx.Err() == nil || err == nil { // what the disk does not take now it won't a moment later
			s.mu.Lock()
			r.unkept -= unkept
			s.mu.Unlock()
		}
	}
}

// keepAtEnd is keepAll for the end of the session, when no task is left.
func (s *session) keepAtEnd() {
	end := time.Now().Add(longestEnd)
	s.keepAll(func() bool { return time.Now().Before(end) })
}
