package server

import (
	"context"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/vault"
	"github.com/notes-lsp/notes-lsp/internal/watch"
)

// tellsOfItsOwnSaves knows the client that announces to watch files, and then tells of
// those that it saves itself and no others. Helix 25.07 is one.
func tellsOfItsOwnSaves(info protocol.ClientInfo) bool { return strings.EqualFold(info.Name, "helix") }

// watchedBy is who watches a root: the client, we, or nobody. The caller holds s.mu.
func (s *session) watchedBy(r *root) config.Watch {
	client := s.features.watch && !s.unwatched
	switch set := r.terms.Load().Settings.Server.Watch; {
	case set == config.WatchAuto && client:
		return config.WatchClient
	case set == config.WatchClient && !client:
		return config.WatchOff
	default:
		return set
	}
}

// clientWatches reports whether the client is to watch a root, or one to come. The
// caller holds s.mu.
func (s *session) clientWatches() bool {
	roots := *s.roots.Load()
	return s.features.watch && (len(roots) == 0 || slices.ContainsFunc(roots, func(r *root) bool { return s.watchedBy(r) == config.WatchClient }))
}

// ownModes are the ways in which we watch a root.
var ownModes = map[config.Watch]watch.Mode{config.WatchAuto: watch.Auto, config.WatchOwn: watch.Listen, config.WatchSweep: watch.Sweep}

// A watching is our own watch over a root.
type watching struct {
	*watch.Watcher
	by  config.Watch
	end context.CancelFunc
}

// watch has a root watched as its settings say. It is called when the root has been
// read, and when settings have changed. The caller holds s.mu.
func (s *session) watch(r *root) {
	if r.lone || r.gone || !r.loaded.Load() {
		return
	}
	by := s.watchedBy(r)
	if by == config.WatchClient {
		s.watchFiles()
	}
	if r.watching != nil && r.watching.by == by {
		r.watching.Nudge() // other folders may count
		return
	}
	s.unwatch(r)
	mode, own := ownModes[by]
	if !own || s.ctx.Err() != nil {
		return
	}
	ctx, end := context.WithCancel(s.ctx)
	w := watch.Start(ctx, watch.Options{
		Root: r.disk, Mode: mode, Also: watchedBesides, Log: s.log, System: s.system,
		Shield: func(do func()) { s.shielded("a watch of the disk", do) },
		Rules:  func() disk.Rules { return r.terms.Load().Disk },
		Known:  func() *vault.Snapshot { return s.atRest(r) },
		Told: func(sentence string) {
			s.limitTold.Do(func() { s.say(protocol.MessageTypeWarning, sentence) })
		},
	})
	r.watching = &watching{w, by, end}
	s.start(func() {
		for b := range w.Batches() {
			s.shielded("a look at what changed", func() { s.happened(r, b) })
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if r.watching != nil && r.watching.Watcher == w { // nobody ended it: it panicked
			r.watching = nil
		}
	})
}

// unwatch ends our own watch over a root. The caller holds s.mu.
func (s *session) unwatch(r *root) {
	if r.watching != nil {
		r.watching.end()
		r.watching = nil
	}
}

// watchedBesides are the files that settings follow from, which the walk passes over.
var watchedBesides = func() []string {
	ids := []string{config.FileName}
	for id := range profileSigns {
		ids = append(ids, string(id))
	}
	return ids
}()

// atRest is a root's vault, or nil while what is on disk is being put into it.
func (s *session) atRest(r *root) *vault.Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.looking != nil || !r.loaded.Load() {
		return nil
	}
	return r.snap.Load()
}

// happened has what a watch of ours tells of looked at.
func (s *session) happened(r *root, b watch.Batch) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.gone {
		return
	}
	r.backlog.whole = r.backlog.whole || b.Whole
	settings := b.Whole
	for _, id := range b.Paths {
		settings = r.notice(vault.NoteID(id)) || settings
	}
	if settings {
		s.resettle()
	}
	s.look(r)
}

// heard reports whether somebody tells of what changes beneath a root as it happens.
// The caller holds s.mu.
func (s *session) heard(r *root) bool {
	return s.watchedBy(r) == config.WatchClient || r.watching != nil && r.watching.Hears()
}
