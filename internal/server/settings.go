package server

import (
	"reflect"
	"slices"
	"time"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/terms"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// termsOf reads what r is under. The roots below it are vaults of their own. A
// settings file that can't be read counts for nothing, and the user is told once.
// The caller holds s.mu.
func (s *session) termsOf(r *root) *terms.Terms {
	nested := s.nestedIn(r)
	t, err := terms.Of(r.disk, s.user, s.editor, nested...)
	if err == nil {
		r.unreadable = ""
		return t
	}
	if r.unreadable != err.Error() {
		r.unreadable = err.Error()
		s.say(protocol.MessageTypeWarning, err.Error())
	}
	t = terms.Lone(s.user, s.editor)
	for _, id := range nested {
		t.Disk.Exclude = append(t.Disk.Exclude, "/"+id+"/")
	}
	return t
}

// problems are what the root's settings let be told of a note.
func (r *root) problems(snap *vault.Snapshot, n *vault.Note) []feature.Problem {
	t := r.terms.Load()
	if !t.Settings.Server.Diagnostics {
		return nil
	}
	return feature.Problems(snap, n, r.judge())
}

// judge decides what is told of the root's notes. What is known of the web is what
// notes-lsp check found out: nothing is fetched here.
func (r *root) judge() feature.Judge { return r.terms.Load().JudgeWith(r.web, time.Now()) }

// readUserFile reads the user's own settings and tells what is wrong in them.
func (s *session) readUserFile() {
	layer, err := terms.User()
	if err != nil {
		s.say(protocol.MessageTypeWarning, err.Error())
	}
	s.user = layer.Layer
	s.tellOf(layer.Findings)
}

// setEditor takes the client's settings and tells what is newly wrong in them. The
// caller holds s.mu.
func (s *session) setEditor(raw []byte) {
	told := s.editor.Findings
	s.editor = config.Editor(raw)
	s.tellOf(slices.DeleteFunc(slices.Clone(s.editor.Findings), func(f config.Finding) bool { return slices.Contains(told, f) }))
}

func (s *session) tellOf(findings []config.Finding) {
	for _, f := range findings {
		s.say(protocol.MessageTypeWarning, f.String())
	}
}

// resettle takes the settings anew. A root that they change for is read again, or
// only judged again where its notes mean the same as before. The caller holds s.mu.
func (s *session) resettle() {
	for _, r := range *s.roots.Load() {
		if r.lone {
			continue
		}
		old, now := r.terms.Load(), s.termsOf(r)
		if reflect.DeepEqual(old.Settings, now.Settings) && reflect.DeepEqual(old.Disk, now.Disk) && reflect.DeepEqual(old.Findings, now.Findings) {
			continue
		}
		r.terms.Store(now)
		s.publisher.markSettings(r)
		s.publisher.markAll(r)
		switch {
		case !reflect.DeepEqual(old.Vault, now.Vault):
			s.rebuild(r)
		case !reflect.DeepEqual(old.Disk, now.Disk):
			s.lookAgain(r)
		}
		s.watch(r)
	}
}

// rebuild empties a root's vault and fills it again under its new rules. The caller
// holds s.mu.
func (s *session) rebuild(r *root) {
	r.loaded.Store(false)
	r.snap.Store(vault.New(r.terms.Load().Vault))
	r.backlog.edited = nil
	s.lookAgain(r)
	for _, b := range s.buffers {
		if b.root == r {
			s.takeBuffer(b)
		}
	}
}
