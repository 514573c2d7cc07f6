package server

import (
	"fmt"
	"sync/atomic"

	"go.lsp.dev/protocol"
)

// progress shows a work-done progress where the client can: report says how many of
// how many are done, end closes it with a message, after the last report (LSP, Work
// Done Progress). Nobody waits for the client to answer: until it does, nothing is
// shown.
func (s *session) progress(title string) (report func(done, total int), end func(message string)) {
	if !s.features.progress {
		return func(int, int) {}, func(string) {}
	}
	token := protocol.String(fmt.Sprintf("notes-lsp/%s/%d", title, s.progressID.Add(1)))
	var begun atomic.Bool
	last := make(chan string, 1)
	s.start(func() {
		if err := s.client.WorkDoneProgressCreate(s.ctx, &protocol.WorkDoneProgressCreateParams{Token: token}); err != nil {
			s.log.Info("the client shows no progress", "error", err)
			return
		}
		percent := uint32(0)
		s.sendProgress(token, &protocol.WorkDoneProgressBegin{Kind: "begin", Title: title, Percentage: &percent})
		begun.Store(true)
		select {
		case message := <-last:
			s.sendProgress(token, &protocol.WorkDoneProgressEnd{Kind: "end", Message: &message})
		case <-s.ctx.Done():
		}
	})
	report = func(done, total int) {
		// A message every tenth is enough for the eye.
		if tenth := max(total/10, 1); begun.Load() && done%tenth == 0 && done < total {
			at, message := uint32(done*100/total), fmt.Sprintf("%d of %d", done, total)
			s.sendProgress(token, &protocol.WorkDoneProgressReport{Kind: "report", Percentage: &at, Message: &message})
		}
	}
	return report, func(message string) { last <- message }
}

func (s *session) sendProgress(token protocol.ProgressToken, value any) {
	raw, err := protocol.Marshal(value)
	if err == nil {
		err = s.client.Progress(s.ctx, &protocol.ProgressParams{Token: token, Value: raw})
	}
	s.unsent("cannot show progress", err)
}
