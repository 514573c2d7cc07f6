package server

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/query"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// mentions is the command that lists the places that name a note without linking to
// it, as an array of Locations.
const mentions = "notes-lsp.mentions"

// mentionsAt says whose mentions are asked for: the note at the URI, or with a
// position on a link the note that the link leads to.
type mentionsAt struct {
	URI      uri.URI            `json:"uri"`
	Position *protocol.Position `json:"position"`
	Rows     bool               `json:"rows"` // the answer is []query.Use, for the note at the URI
}

// showProgress is how long a search lasts before the user is shown how far it is.
const showProgress = 300 * time.Millisecond

func (v *view) mentions(ctx context.Context, argument json.RawMessage) (any, error) {
	var at mentionsAt
	if err := arguments(argument, &at); err != nil {
		return nil, err
	}
	if at.Rows {
		return noteQuestion(query.Vault.Mentions)(v, ctx, argument)
	}
	position := protocol.Position{}
	if at.Position != nil {
		position = *at.Position
	}
	c, ok := v.at(at.URI, position)
	if !ok {
		return nil, fmt.Errorf("%s is no note", at.URI)
	}
	id := c.Note.ID
	if at.Position != nil {
		id = feature.NoteAt(c.snap, c.Cursor)
	}
	return v.mentionsOf(ctx, c.root, c.snap, id)
}

// mentionsOf looks through all notes of a vault, in the order of their paths.
func (v *view) mentionsOf(ctx context.Context, r *root, snap *vault.Snapshot, id vault.NoteID) ([]protocol.Location, error) {
	notes := make([]*vault.Note, 0, snap.Len())
	for n := range snap.Notes() {
		notes = append(notes, n)
	}
	step, end := v.slowly("Looking for mentions", len(notes), showProgress)
	defer end()
	finder := feature.MentionsOf(snap, id)
	found := make([][]protocol.Location, len(notes))
	inParallel(ctx, len(notes), func(i int) {
		defer step()
		list := finder.In(notes[i])
		if len(list) == 0 {
			return
		}
		m, ok := noteMapper(notes[i], v.encoding)
		if !ok {
			return // the file has changed since
		}
		u := v.uriOf(r, notes[i].ID)
		for _, mention := range list {
			found[i] = append(found[i], protocol.Location{URI: u, Range: m.rng(mention.Span)})
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	out := []protocol.Location{}
	for _, list := range found {
		out = append(out, list...)
	}
	return out, nil
}

// slowly shows the progress of a task of total steps once it has lasted for a while.
// step is called after each, on any goroutine; end when the last has ended.
func (s *session) slowly(title string, total int, while time.Duration) (step, end func()) {
	start, done := time.Now(), 0
	var mu sync.Mutex
	var report func(done, total int)
	var finish func(string)
	step = func() {
		mu.Lock()
		defer mu.Unlock()
		done++
		if report == nil && time.Since(start) >= while {
			report, finish = s.progress(title)
		}
		if report != nil {
			report(done, total)
		}
	}
	end = func() {
		if finish != nil {
			finish(fmt.Sprintf("%d of %d notes", done, total))
		}
	}
	return step, end
}
