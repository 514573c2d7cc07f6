package server

import (
	"context"
	"fmt"
	"hash/maphash"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// published is what the client was last told of a note: problems, or that there
// are none in a note it has open. Of other notes without problems nothing is kept,
// and of problems no more than a sum.
type published struct {
	uri  uri.URI
	note *vault.Note
	sum  uint64
}

// saysAs reports whether p says of a note what q does. The time at which its file was
// written is nothing to the client.
func (p published) saysAs(q published) bool {
	return p.uri == q.uri && p.sum == q.sum && p.note.Doc == q.note.Doc && p.note.Open == q.note.Open && p.note.Version == q.note.Version
}

// A report is what is to be sent of a note. Its zero value is nothing.
type report struct {
	withdraw uri.URI // takes back what was told under this name
	params   *protocol.PublishDiagnosticsParams
	now      published
}

// notes looks at notes on all processors, and sends what the client does not have.
func (p *publisher) notes(list []turn) {
	reports := make([]report, len(list))
	inParallel(p.s.ctx, len(list), func(i int) { reports[i] = p.report(list[i]) })
	for i, r := range reports {
		sent := p.sent[list[i].root]
		if r.withdraw != "" {
			p.withdraw(r.withdraw, list[i].ref())
			delete(sent, list[i].id)
		}
		if r.params == nil {
			continue
		}
		p.tellers[r.params.URI] = list[i].ref()
		p.send(r.params)
		if len(r.params.Diagnostics) == 0 && !r.now.note.Open {
			delete(sent, list[i].id)
			delete(p.tellers, r.params.URI)
			continue
		}
		if sent == nil {
			sent = map[vault.NoteID]published{}
			p.sent[list[i].root] = sent
		}
		sent[list[i].id] = r.now
	}
}

// report is called on many goroutines while the publisher's waits.
func (p *publisher) report(t turn) (out report) {
	was, told := p.sent[t.root][t.id]
	n, ok := t.snap.Note(t.id)
	if !ok {
		out.withdraw = was.uri
		return out
	}
	u := p.s.uriOf(t.root, t.id)
	if !n.Open && p.s.openElsewhere(u, t.root) {
		return out // what the client has is the other one's
	}
	problems := t.root.problems(t.snap, n)
	out.now = published{u, n, sumOf(problems)}
	if told && was.uri != out.now.uri {
		out.withdraw, told = was.uri, false
	}
	// A note that has just moved between roots may have been told of by both: then the
	// other one takes back what the client has.
	told = told && p.tellers[was.uri] == t.ref()
	if told && was.saysAs(out.now) || !told && !n.Open && len(problems) == 0 {
		return out
	}
	diagnostics, ok := p.s.diagnosticsOf(t.root, t.snap, n, problems)
	if !ok {
		return out // the file has changed since: its event is on the way
	}
	out.params = &protocol.PublishDiagnosticsParams{URI: out.now.uri, Diagnostics: diagnostics}
	if n.Open {
		out.params.Version = protocol.NewOptional(n.Version)
	}
	return out
}

var sumSeed = maphash.MakeSeed()

func sumOf(problems []feature.Problem) uint64 {
	if len(problems) == 0 {
		return 0
	}
	return maphash.String(sumSeed, fmt.Sprintf("%+v", problems))
}

// withdraw takes back what was told of a document, unless that is another note by
// now: the same file, in the root that took it over.
func (p *publisher) withdraw(u uri.URI, told noteRef) {
	if p.tellers[u] == told {
		delete(p.tellers, u)
		p.send(&protocol.PublishDiagnosticsParams{URI: u})
		p.s.tellAgain(u, told.root)
	}
}

// openElsewhere reports whether the client has a document open that is a note of another
// root: its folder's ignore files have just changed, and the folder does not know it yet.
func (s *session) openElsewhere(u uri.URI, r *root) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.buffers[u]
	return ok && b.root != r
}

// tellAgain has the note told that a document is, where a root but r has it.
func (s *session) tellAgain(u uri.URI, r *root) {
	path, ok := filePath(u)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if b, ok := s.buffers[u]; ok {
		if b.root != r && !b.root.gone {
			s.publisher.mark(b.root, []vault.NoteID{b.id})
		}
		return
	}
	roots := *s.roots.Load()
	if i, id := folderAt(roots, path); i >= 0 && roots[i] != r {
		s.publisher.mark(roots[i], []vault.NoteID{id})
	}
}

// takeBack takes back all that was told of a root.
func (p *publisher) takeBack(r *root) {
	for id, was := range p.sent[r] {
		p.withdraw(was.uri, noteRef{r, id})
	}
	delete(p.sent, r)
	delete(p.counted, r)
	if p.sentSettings[r] {
		p.send(&protocol.PublishDiagnosticsParams{URI: r.uri(config.FileName)})
	}
	delete(p.sentSettings, r)
}

// settings sends what is wrong in a root's settings file.
func (p *publisher) settings(r *root) {
	diagnostics := p.s.settingsDiagnostics(r.terms.Load())
	if len(diagnostics) == 0 && !p.sentSettings[r] {
		return
	}
	p.sentSettings[r] = len(diagnostics) > 0
	p.send(&protocol.PublishDiagnosticsParams{URI: r.uri(config.FileName), Diagnostics: diagnostics})
}

// refresh has a client that asks for problems ask again.
func (p *publisher) refresh() {
	if !p.s.features.refresh {
		return
	}
	p.askAgain(&p.refreshing, "problems", p.s.client.DiagnosticRefresh)
}

// askAgain has the client ask for what it was told again, of which one request is
// under way at a time.
func (p *publisher) askAgain(r *rerun, what string, request func(context.Context) error) {
	r.ask(p.s.ctx, p.s.start, func() {
		if err := request(p.s.ctx); err != nil && p.s.ctx.Err() == nil {
			p.s.log.Info("the client does not ask again", "for", what, "error", err)
		}
	})
}

func (p *publisher) send(params *protocol.PublishDiagnosticsParams) {
	p.s.unsent("cannot publish problems", p.s.client.PublishDiagnostics(p.s.ctx, params))
}
