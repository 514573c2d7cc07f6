package server

import (
	"context"
	"path"
	"strings"

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

// DidChangeWatchedFiles takes changes on disk. An open note is the editor's; of
// folders, and of files that decide what is a note, only a new look at the whole
// root tells what changed.
func (v *view) DidChangeWatchedFiles(_ context.Context, p *protocol.DidChangeWatchedFilesParams) error {
	s := v.session
	s.mu.Lock()
	defer s.mu.Unlock()
	changes := map[*root][]vault.Change{}
	reload := map[*root]bool{}
	settings := false
	for _, e := range p.Changes {
		file, ok := filePath(e.URI)
		if !ok {
			continue
		}
		for _, r := range *s.roots.Load() {
			id, ok := r.id(file)
			if !ok || r.lone {
				continue
			}
			if id == config.FileName {
				settings = true
				continue
			}
			change, whole := r.changeAt(id)
			if whole || r.endLoad != nil { // what a load under way saw may be older
				reload[r] = true
			} else if change.ID != "" {
				changes[r] = append(changes[r], change)
			}
		}
	}
	for r, list := range changes {
		if !reload[r] {
			s.apply(r, list...)
		}
	}
	for r := range reload {
		s.load(r)
	}
	if settings {
		s.resettle()
	}
	return nil
}

// DidSave looks at the disk where the client does not watch it: what changed it
// may have come with the save (a formatter, a sync, git).
func (v *view) DidSave(_ context.Context, p *protocol.DidSaveTextDocumentParams) error {
	s := v.session
	if s.features.watch {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if file, ok := filePath(p.TextDocument.URI); ok {
		if i, _ := folderAt(*s.roots.Load(), file); i >= 0 {
			s.load((*s.roots.Load())[i])
		}
	}
	return nil
}

// changeAt looks at one path that changed. It is a zero Change where nothing of
// the vault did; whole says that the root must be looked at anew.
func (r *root) changeAt(id vault.NoteID) (c vault.Change, whole bool) {
	snap := r.snap.Load()
	id = snap.Canonical(id)
	switch path.Base(string(id)) {
	case ".gitignore":
		return vault.Change{}, true
	case config.FileName:
		return vault.Change{}, false // DidChangeWatchedFiles took it
	}
	if n, ok := snap.Note(id); ok && n.Open {
		return vault.Change{}, false
	}
	e, err := r.disk.Stat(string(id))
	switch {
	case err != nil && snap.Has(id):
		return vault.Change{ID: id}, false
	case err != nil:
		return vault.Change{}, snap.HasFolder(id)
	case r.disk.Ignored(string(id), r.terms.Load().Disk):
		if !snap.Wants(id) {
			return vault.Change{}, false
		}
		return vault.Change{ID: id, File: true, Revealed: true}, false
	case e.Dir:
		return vault.Change{}, true
	case !e.Note:
		return vault.Change{ID: id, File: true}, false
	}
	change, err := r.disk.Note(strings.Clone(string(id)), snap.Rules())
	if err != nil && !change.File {
		return vault.Change{ID: id}, false
	}
	return change, false
}
