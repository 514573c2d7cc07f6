package server

import (
	"maps"
	"reflect"
	"slices"
	"sync"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// debounce is how long the publisher waits for the user to pause.
const debounce = 80 * time.Millisecond

// A publisher sends problems to the client. Writers mark notes; one goroutine
// waits for a pause, looks at the latest snapshot, and sends what differs from
// what it sent last.
type publisher struct {
	s    *session
	wake chan struct{} // holds one token while notes are marked

	mu     sync.Mutex
	marked map[*root]map[vault.NoteID]bool
	gone   []*root

	sent map[*root]map[vault.NoteID]published // the publisher's goroutine only
}

// published is what the client was last told of a note. Notes without problems
// are not kept.
type published struct {
	uri      uri.URI
	problems []feature.Problem
	note     *vault.Note
}

func newPublisher(s *session) *publisher {
	return &publisher{
		s: s, wake: make(chan struct{}, 1),
		marked: map[*root]map[vault.NoteID]bool{}, sent: map[*root]map[vault.NoteID]published{},
	}
}

// mark says that the problems of notes may have changed.
func (p *publisher) mark(r *root, ids []vault.NoteID) {
	p.mu.Lock()
	if p.marked[r] == nil {
		p.marked[r] = make(map[vault.NoteID]bool, len(ids))
	}
	for _, id := range ids {
		p.marked[r][id] = true
	}
	p.mu.Unlock()
	p.poke()
}

// forget takes back all that was published of a root.
func (p *publisher) forget(r *root) {
	p.mu.Lock()
	p.gone = append(p.gone, r)
	delete(p.marked, r)
	p.mu.Unlock()
	p.poke()
}

func (p *publisher) poke() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

func (p *publisher) run() {
	pause := time.NewTimer(time.Hour)
	defer pause.Stop()
	for {
		select {
		case <-p.s.ctx.Done():
			return
		case <-p.wake:
			pause.Reset(debounce)
		case <-pause.C:
			p.publish()
		}
	}
}

// settings sends what is wrong in a root's settings file.
func (p *publisher) settings(r *root) {
	t := r.terms.Load()
	diagnostics := p.s.settingsDiagnostics(t)
	if len(diagnostics) == 0 && !r.toldSettings {
		return
	}
	r.toldSettings = len(diagnostics) > 0
	p.send(&protocol.PublishDiagnosticsParams{URI: r.uri(config.FileName), Diagnostics: diagnostics})
}

// publish sends what the marked notes' problems are now.
func (p *publisher) publish() {
	p.mu.Lock()
	gone := p.gone
	p.gone = nil
	ready := map[*root]map[vault.NoteID]bool{}
	for r, ids := range p.marked {
		if r.loaded.Load() {
			ready[r] = ids
			delete(p.marked, r)
		}
	}
	p.mu.Unlock()

	if p.s.pulls() {
		p.refresh()
		return
	}
	for _, r := range gone {
		for _, was := range p.sent[r] {
			p.send(&protocol.PublishDiagnosticsParams{URI: was.uri})
		}
		delete(p.sent, r)
	}
	for r, ids := range ready {
		snap := r.snap.Load()
		for _, id := range slices.Sorted(maps.Keys(ids)) {
			if p.s.ctx.Err() != nil {
				return
			}
			p.note(r, snap, id)
		}
	}
}

// refresh has a client that asks for problems ask again.
func (p *publisher) refresh() {
	if p.s.features.refresh {
		p.s.start(func() { _ = p.s.client.DiagnosticRefresh(p.s.ctx) })
	}
}

// note sends the problems of one note, unless the client has them already.
func (p *publisher) note(r *root, snap *vault.Snapshot, id vault.NoteID) {
	was, told := p.sent[r][id]
	n, ok := snap.Note(id)
	if !ok {
		if told {
			p.send(&protocol.PublishDiagnosticsParams{URI: was.uri})
			delete(p.sent[r], id)
		}
		return
	}
	problems := r.problems(snap, n)
	u := p.s.uriOf(r, id)
	if told && was.uri != u {
		p.send(&protocol.PublishDiagnosticsParams{URI: was.uri})
		told = false
	}
	switch {
	case len(problems) == 0 && !told && !n.Open:
		return
	case told && was.note == n && reflect.DeepEqual(was.problems, problems):
		return
	}
	diagnostics, ok := p.s.diagnosticsOf(r, snap, n, problems)
	if !ok {
		return // the file has changed since: its event is on the way
	}
	params := &protocol.PublishDiagnosticsParams{URI: u, Diagnostics: diagnostics}
	if n.Open {
		params.Version = protocol.NewOptional(n.Version)
	}
	p.send(params)
	if len(problems) == 0 && !n.Open {
		delete(p.sent[r], id)
		return
	}
	if p.sent[r] == nil {
		p.sent[r] = map[vault.NoteID]published{}
	}
	p.sent[r][id] = published{u, problems, n}
}

func (p *publisher) send(params *protocol.PublishDiagnosticsParams) {
	if err := p.s.client.PublishDiagnostics(p.s.ctx, params); err != nil && p.s.ctx.Err() == nil {
		p.s.log.Error("cannot publish problems", "error", err)
	}
}
