package server

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// load brings a root up to date with the disk, in the background; the first time it
// shows its progress. Requests meanwhile see what is loaded. A load under way is
// stopped, since it knows less. The caller holds s.mu.
func (s *session) load(r *root) {
	if r.endLoad != nil {
		r.endLoad()
	}
	ctx, end := context.WithCancel(s.ctx)
	r.endLoad = end
	s.start(func() {
		defer end()
		report, done := func(int, int) {}, func(string) {}
		if !r.loaded.Load() {
			report, done = s.progress("Reading notes")
		}
		defer func() { done(fmt.Sprintf("%d notes", r.snap.Load().Len())) }()
		changes, problems, err := r.disk.Load(ctx, r.terms.Load().Disk, r.snap.Load(), report)
		s.mu.Lock()
		defer s.mu.Unlock()
		if ctx.Err() != nil {
			return
		}
		r.endLoad = nil
		if err != nil {
			s.say(protocol.MessageTypeError, err.Error())
		}
		for _, p := range problems {
			s.log.Warn("cannot read", "error", p)
		}
		// What was opened meanwhile is the editor's.
		now := r.snap.Load()
		changes = slices.DeleteFunc(changes, func(c vault.Change) bool {
			n, ok := now.Note(c.ID)
			return ok && n.Open
		})
		r.loaded.Store(true)
		s.apply(r, changes...)
	})
}

// progress shows a work-done progress where the client can: report says how many of
// how many are done, end closes it with a message (LSP, Work Done Progress). The
// notes do not wait for the client to answer: until it does, nothing is shown.
func (s *session) progress(title string) (report func(done, total int), end func(message string)) {
	if !s.features.progress {
		return func(int, int) {}, func(string) {}
	}
	token := protocol.String(fmt.Sprintf("notes-lsp/%s/%d", title, s.progressID.Add(1)))
	send := func(value any) {
		raw, err := protocol.Marshal(value)
		if err == nil {
			err = s.client.Progress(s.ctx, &protocol.ProgressParams{Token: token, Value: raw})
		}
		if err != nil && s.ctx.Err() == nil {
			s.log.Error("cannot show progress", "error", err)
		}
	}
	var begun, ended atomic.Bool
	last := make(chan string, 1)
	s.start(func() {
		if err := s.client.WorkDoneProgressCreate(s.ctx, &protocol.WorkDoneProgressCreateParams{Token: token}); err != nil {
			s.log.Info("the client shows no progress", "error", err)
			return
		}
		percent := uint32(0)
		send(&protocol.WorkDoneProgressBegin{Kind: "begin", Title: title, Percentage: &percent})
		begun.Store(true)
		select {
		case message := <-last:
			ended.Store(true)
			send(&protocol.WorkDoneProgressEnd{Kind: "end", Message: &message})
		case <-s.ctx.Done():
		}
	})
	report = func(done, total int) {
		// A message every tenth is enough for the eye.
		if tenth := max(total/10, 1); begun.Load() && !ended.Load() && done%tenth == 0 && done < total {
			at, message := uint32(done*100/total), fmt.Sprintf("%d of %d", done, total)
			send(&protocol.WorkDoneProgressReport{Kind: "report", Percentage: &at, Message: &message})
		}
	}
	return report, func(message string) { last <- message }
}
