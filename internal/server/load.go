package server

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// load brings a root up to date with the disk, in the background; the first time it
// shows its progress. Requests meanwhile see what is loaded.
func (s *session) load(r *root) {
	s.start(func() {
		first := !r.loaded.Load()
		report := func(int, int) {}
		if first {
			end := func(string) {}
			report, end = s.progress("Reading notes")
			defer func() { end(fmt.Sprintf("%d notes", r.snap.Load().Len())) }()
		}
		changes, problems, err := r.disk.Load(s.ctx, r.rules, r.snap.Load(), report)
		if s.ctx.Err() != nil {
			return
		}
		if err != nil {
			s.say(protocol.MessageTypeError, err.Error())
		}
		for _, p := range problems {
			s.log.Warn("cannot read", "error", p)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
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

// progressPatience is how long a load waits for the client to take a progress.
const progressPatience = 500 * time.Millisecond

// progress shows a work-done progress where the client can: report says how many of
// how many are done, end closes it with a message (LSP, Work Done Progress).
func (s *session) progress(title string) (report func(done, total int), end func(message string)) {
	report, end = func(int, int) {}, func(string) {}
	if !s.features.progress {
		return report, end
	}
	token := protocol.String(fmt.Sprintf("notes-lsp/%s/%d", title, s.progressID.Add(1)))
	// The notes must not wait for a client that forgets to answer.
	ctx, cancel := context.WithTimeout(s.ctx, progressPatience)
	defer cancel()
	if err := s.client.WorkDoneProgressCreate(ctx, &protocol.WorkDoneProgressCreateParams{Token: token}); err != nil {
		s.log.Warn("the client shows no progress", "error", err)
		return report, end
	}
	send := func(value any) {
		raw, err := protocol.Marshal(value)
		if err == nil {
			err = s.client.Progress(s.ctx, &protocol.ProgressParams{Token: token, Value: raw})
		}
		if err != nil && s.ctx.Err() == nil {
			s.log.Error("cannot show progress", "error", err)
		}
	}
	percent := uint32(0)
	send(&protocol.WorkDoneProgressBegin{Kind: "begin", Title: title, Percentage: &percent})
	report = func(done, total int) {
		// A message every tenth is enough for the eye.
		if tenth := max(total/10, 1); done%tenth == 0 && done < total {
			at, message := uint32(done*100/total), fmt.Sprintf("%d of %d", done, total)
			send(&protocol.WorkDoneProgressReport{Kind: "report", Percentage: &at, Message: &message})
		}
	}
	return report, func(message string) { send(&protocol.WorkDoneProgressEnd{Kind: "end", Message: &message}) }
}
