package server

import (
	"context"
	"path/filepath"
	"time"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// watchFiles asks the client to tell of changes on disk, once. Where it refuses, we
// watch. The caller holds s.mu.
func (s *session) watchFiles() {
	if s.registered {
		return
	}
	s.registered = true
	s.start(func() {
		err := s.register()
		if err == nil || s.ctx.Err() != nil {
			return
		}
		s.log.Warn("the client does not watch files", "error", err)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.unwatched = true
		for _, r := range *s.roots.Load() {
			s.watch(r)
		}
	})
}

func (s *session) register() error {
	options, err := protocol.Marshal(&protocol.DidChangeWatchedFilesRegistrationOptions{
		Watchers: []protocol.FileSystemWatcher{{GlobPattern: protocol.Pattern("**/*")}},
	})
	if err != nil {
		return err
	}
	return s.client.RegisterCapability(s.ctx, &protocol.RegistrationParams{Registrations: []protocol.Registration{{
		ID: "notes-lsp/files", Method: "workspace/didChangeWatchedFiles", RegisterOptions: options,
	}}})
}

// briefly is how long of every second the read loop may wait for looks at the disk:
// enough that a request which follows on a few changes knows of them, and so little
// that no storm of changes holds up an answer, come it in one message or many.
const briefly = 50 * time.Millisecond

// DidChangeWatchedFiles takes changes on disk, which are looked at in the background.
func (v *view) DidChangeWatchedFiles(ctx context.Context, p *protocol.DidChangeWatchedFilesParams) error {
	now := time.Now()
	if now.Sub(v.waitedFrom) > time.Second {
		v.waitedFrom, v.waited = now, 0
	}
	ctx, end := context.WithTimeout(ctx, briefly-v.waited)
	defer end()
	for _, idle := range v.changed(p) {
		select {
		case <-idle:
		case <-ctx.Done():
		}
	}
	v.waited += time.Since(now)
	return nil
}

// changed has what changed looked at; each channel it returns is closed when a root
// has been.
func (s *session) changed(p *protocol.DidChangeWatchedFilesParams) (idle []<-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	settings := false
	for _, e := range p.Changes {
		file, ok := filePath(e.URI)
		if !ok {
			continue
		}
		for _, r := range *s.roots.Load() {
			if id, ok := r.id(file); ok && !r.lone {
				settings = r.notice(id) || settings
			}
		}
	}
	if settings {
		s.resettle()
	}
	for _, r := range *s.roots.Load() {
		s.look(r)
		if r.idle != nil && r.loaded.Load() {
			idle = append(idle, r.idle)
		}
	}
	return idle
}

// notice has a path that changed looked at, and reports whether other settings may hold
// since. The caller holds s.mu.
func (r *root) notice(id vault.NoteID) (settings bool) {
	if id == config.FileName {
		return true
	}
	r.backlog.path(id)
	return profileSigns[id]
}

// profileSigns are the paths by which a site generator is known: where one comes or
// goes, other settings hold.
var profileSigns = func() map[vault.NoteID]bool {
	signs := map[vault.NoteID]bool{}
	config.DetectProfile(func(name string) bool {
		signs[vault.NoteID(name)] = true
		return false
	})
	return signs
}()

// DidSave looks at the disk where nobody tells of what changes: what changed it may
// have come with the save (a formatter, a sync, git).
func (v *view) DidSave(_ context.Context, p *protocol.DidSaveTextDocumentParams) error {
	s := v.session
	file, ok := filePath(p.TextDocument.URI)
	if !ok {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i, _ := folderAt(*s.roots.Load(), file)
	if i < 0 {
		return nil
	}
	r := (*s.roots.Load())[i]
	heard := s.heard(r)
	if !heard || filepath.Base(file) == config.FileName {
		s.resettle()
	}
	switch {
	case r.watching == nil && !heard:
		r.backlog.whole = true
		s.look(r)
	case r.watching != nil:
		if !heard {
			r.watching.Nudge()
		}
		r.backlog.beyond = true
		s.look(r)
	}
	return nil
}
