package server

import (
	"errors"
	"fmt"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/rpc"
)

// errOwn is what the user is told of where a panic was caught.
var errOwn = errors.New("notes-lsp met an error of its own and could not read the folder. Its log says where: please report that, with what notes-lsp doctor prints")

// shielded runs what no request waits for. A panic in it is logged and ends it alone:
// on a goroutine without a guard it would end the process.
func (s *session) shielded(what string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			p := rpc.Caught(r)
			s.log.Error("a panic", "in", what, "panic", p.Reason(), "stack", p.Stack())
			s.tell(protocol.MessageTypeError, "notes-lsp met an error of its own in "+what+" and goes on. Its log says where.")
		}
	}()
	f()
}

// tell writes a sentence into the client's log, for those who look there.
func (s *session) tell(kind protocol.MessageType, sentence string) {
	s.log.Info("told the client", "message", sentence)
	s.unsent("cannot write to the client's log", s.client.LogMessage(s.ctx, &protocol.LogMessageParams{Type: kind, Message: sentence}))
}

// mostUnread is how many files that can't be read are told of after one look: where a
// whole folder can't, they are all there for one reason.
const mostUnread = 10

// tellUnread tells of files that could not be read.
func (s *session) tellUnread(problems []error) {
	for i, p := range problems {
		if i == mostUnread {
			s.tell(protocol.MessageTypeWarning, fmt.Sprintf("%d more files cannot be read.", len(problems)-i))
		}
		if i < mostUnread {
			s.tell(protocol.MessageTypeWarning, p.Error())
		}
		s.log.Warn("cannot read", "error", p)
	}
}
