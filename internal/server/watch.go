package server

import (
	"context"
	"path/filepath"
	"time"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// watchFiles asks the client to tell of changes on disk, where it can.
func (s *session) watchFiles() {
	if !s.features.watch {
		return
	}
	options, err := protocol.Marshal(&protocol.DidChangeWatchedFilesRegistrationOptions{
		Watchers: []protocol.FileSystemWatcher{{GlobPattern: protocol.Pattern("**/*")}},
	})
	if err == nil {
		err = s.client.RegisterCapability(s.ctx, &protocol.RegistrationParams{Registrations: []protocol.Registration{{
			ID: "notes-lsp/files", Method: "workspace/didChangeWatchedFiles", RegisterOptions: options,
		}}})
	}
	if err != nil && s.ctx.Err() == nil {
		s.log.Warn("the client does not watch files", "error", err)
	}
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
			id, ok := r.id(file)
			switch {
			case !ok || r.lone:
			case id == config.FileName:
				settings = true
			default:
				settings = settings || profileSigns[id]
				r.backlog.path(id)
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

// DidSave looks at the disk where the client does not watch it: what changed it
// may have come with the save (a formatter, a sync, git).
func (v *view) DidSave(_ context.Context, p *protocol.DidSaveTextDocumentParams) error {
	s := v.session
	file, ok := filePath(p.TextDocument.URI)
	if !ok || s.features.watch && filepath.Base(file) != config.FileName {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.resettle()
	if i, _ := folderAt(*s.roots.Load(), file); i >= 0 && !s.features.watch {
		r := (*s.roots.Load())[i]
		r.backlog.whole = true
		s.look(r)
	}
	return nil
}
