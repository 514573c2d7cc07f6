package server

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

const (
	// debounce is how long the publisher waits for the user to pause.
	debounce = 80 * time.Millisecond
	// longestPause is how long it waits for one who types on.
	longestPause = 400 * time.Millisecond
	// longestHold is how long it waits for a look at the disk: of a change of many
	// files half would make links look broken for a second.
	longestHold = 2 * time.Second
	// portion is how many notes are published before something new gets its turn: a few
	// milliseconds of all processors.
	portion = 64
	// longestYield is how long a portion of notes that nobody looks at waits for requests
	// to be answered. One may wait for the user.
	longestYield = 20 * time.Millisecond
)

// A publisher sends problems to the client. Writers mark notes; one goroutine
// waits for a pause, looks at the latest snapshot, and sends what differs from
// what it sent last. Before a root's first load is done every link would look
// broken, so its notes wait.
type publisher struct {
	s           *session
	wake        chan struct{} // holds one token while there may be something to do
	refreshing  rerun
	recolouring rerun
	rehinting   rerun
	recounting  rerun
	// spare says that a start, or the end of many buffers, has left memory to give back,
	// once all problems are told.
	spare atomic.Bool

	mu    sync.Mutex
	due   map[*root]*due
	since time.Time // when the first of what is due was marked
	gone  []*root   // roots of which all is to be taken back

	// Of the publisher's goroutine only.
	sent         map[*root]map[vault.NoteID]published
	tellers      map[uri.URI]noteRef       // of the documents in sent, the note that told last
	sentSettings map[*root]bool            // roots with mistakes in their settings file
	counted      map[*root]*vault.Snapshot // that recount has seen last
	told         indexStatus               // the last one
}

// due is what is to be published of a root.
type due struct {
	settings bool
	all      bool // notes: every one, and those told of
	ids      map[vault.NoteID]bool
	tokens   bool // what the client was told of tokens
}

func newPublisher(s *session) *publisher {
	return &publisher{
		s: s, wake: make(chan struct{}, 1), due: map[*root]*due{},
		sent: map[*root]map[vault.NoteID]published{}, tellers: map[uri.URI]noteRef{}, sentSettings: map[*root]bool{},
		counted: map[*root]*vault.Snapshot{},
	}
}

// mark says that the problems of notes may have changed. The root must not be gone.
func (p *publisher) mark(r *root, ids []vault.NoteID) {
	p.markBy(r, func(d *due) {
		for _, id := range ids {
			d.ids[id] = true
		}
	})
}

// markAll is mark for all notes of a root.
func (p *publisher) markAll(r *root) { p.markBy(r, func(d *due) { d.all = true }) }

// markSettings says that what is wrong in a root's settings file may have changed.
func (p *publisher) markSettings(r *root) { p.markBy(r, func(d *due) { d.settings = true }) }

// markTokens says that the tokens which the client was told of a root's open notes
// may be out of date.
func (p *publisher) markTokens(r *root) { p.markBy(r, func(d *due) { d.tokens = true }) }

func (p *publisher) markBy(r *root, note func(*due)) {
	p.mu.Lock()
	if p.since.IsZero() {
		p.since = time.Now()
	}
	if p.due[r] == nil {
		p.due[r] = &due{ids: map[vault.NoteID]bool{}}
	}
	note(p.due[r])
	p.mu.Unlock()
	p.poke()
}

// forget takes back all that was published of a root.
func (p *publisher) forget(r *root) {
	p.mu.Lock()
	p.gone = append(p.gone, r)
	delete(p.due, r)
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
			pause.Reset(min(debounce, max(0, longestPause-p.waited())))
		case <-pause.C:
			if left := longestHold - p.waited(); left > 0 && p.s.isLooking() {
				pause.Reset(left) // the end of the look wakes earlier
				continue
			}
			p.s.shielded("the publisher", p.publish)
			if len(p.wake) == 0 && p.spare.CompareAndSwap(true, false) {
				p.s.start(disk.Release)
			}
		}
	}
}

// waited is how long something has been due.
func (p *publisher) waited() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.since.IsZero() {
		return 0
	}
	return time.Since(p.since)
}

// isLooking reports whether a root that is published has changes on disk to come.
func (s *session) isLooking() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(*s.roots.Load(), func(r *root) bool { return r.looking != nil && r.loaded.Load() })
}

// take takes what is due of roots that are loaded, of the others their settings.
func (p *publisher) take() (ready map[*root]*due, gone []*root) {
	p.mu.Lock()
	defer p.mu.Unlock()
	ready, gone = map[*root]*due{}, p.gone
	p.gone, p.since = nil, time.Time{}
	for r, d := range p.due {
		if r.loaded.Load() {
			ready[r] = d
			delete(p.due, r)
		} else if d.settings {
			ready[r] = &due{settings: true}
			d.settings = false
		}
	}
	return ready, gone
}

// publish sends what is due.
func (p *publisher) publish() {
	ready, gone := p.take()
	p.tellStatus(len(ready)+len(gone) > 0)
	for _, r := range gone {
		p.takeBack(r)
	}
	for r, d := range ready {
		if d.settings {
			p.settings(r)
		}
	}
	p.recolour(ready)
	p.refreshHints(ready)
	p.recount(ready)
	list := p.inTurn(ready)
	if p.s.pulls() {
		if len(list) > 0 {
			p.refresh()
		}
		return
	}
	for len(list) > 0 && p.s.ctx.Err() == nil {
		n := min(portion, len(list))
		if !list[0].open {
			p.yield()
		}
		p.notes(list[:n])
		list = list[n:]
		if len(p.wake) > 0 {
			p.putBack(list)
			return
		}
	}
}

// yield lets the requests that are being answered have the processors. The problems of
// a whole vault take seconds, in which a user starts to work.
func (p *publisher) yield() {
	for end := time.Now().Add(longestYield); p.s.serving.Load() > 0 && p.s.ctx.Err() == nil && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
}

// A turn is a note to look at, as it is in snap.
type turn struct {
	root *root
	snap *vault.Snapshot
	id   vault.NoteID
	open bool
}

func (t turn) ref() noteRef { return noteRef{t.root, t.id} }

// inTurn lists the notes that are due, those that the user looks at first.
func (p *publisher) inTurn(ready map[*root]*due) []turn {
	var list []turn
	for r, d := range ready {
		snap := r.snap.Load()
		if d.all {
			for n := range snap.Each() {
				d.ids[n.ID] = true
			}
			for id := range p.sent[r] {
				d.ids[id] = true
			}
		}
		for id := range d.ids {
			n, ok := snap.Note(id)
			list = append(list, turn{r, snap, id, ok && n.Open})
		}
	}
	slices.SortFunc(list, func(a, b turn) int {
		if a.open != b.open {
			if a.open {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.root.dir, b.root.dir), cmp.Compare(a.id, b.id))
	})
	return list
}

// putBack makes notes due again, for the publisher to go on with after what is new.
func (p *publisher) putBack(list []turn) {
	ids := map[*root][]vault.NoteID{}
	for _, t := range list {
		ids[t.root] = append(ids[t.root], t.id)
	}
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	for r := range maps.Keys(ids) {
		if !r.gone {
			p.mark(r, ids[r])
		}
	}
}
