package server

import (
	"context"
	"hash/maphash"
	"maps"
	"slices"
	"strconv"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// toldTokens is what the client was last told of an open note's tokens. It lives as
// long as the note is open, one answer a note.
type toldTokens struct {
	id   string // names data, for the next delta; "" for none
	data []uint32
	// What the last answer was about, be it the whole note's or a part's: the version
	// of the text, and a sum of all its tokens.
	told    bool
	version int32
	sum     uint64
}

// SemanticTokensFull colours what a note's highlighter can't know.
func (v *view) SemanticTokensFull(_ context.Context, p *protocol.SemanticTokensParams) (*protocol.SemanticTokens, error) {
	data, id, _ := v.tokens(p.TextDocument.URI)
	return &protocol.SemanticTokens{ResultID: id, Data: data}, nil
}

// SemanticTokensFullDelta tells what has changed in the tokens since the answer that
// the client names, in one edit of whole tokens. An answer that is not the last one
// of an open note is forgotten: then all is told again.
func (v *view) SemanticTokensFullDelta(_ context.Context, p *protocol.SemanticTokensDeltaParams) (protocol.SemanticTokensDeltaResult, error) {
	data, id, was := v.tokens(p.TextDocument.URI)
	if was.id == "" || was.id != p.PreviousResultID {
		return &protocol.SemanticTokens{ResultID: id, Data: data}, nil
	}
	return &protocol.SemanticTokensDelta{ResultID: id, Edits: tokenEdits(was.data, data)}, nil
}

// SemanticTokensRange is SemanticTokensFull for the tokens that touch a range.
func (v *view) SemanticTokensRange(_ context.Context, p *protocol.SemanticTokensRangeParams) (*protocol.SemanticTokens, error) {
	out := &protocol.SemanticTokens{Data: []uint32{}}
	c, ok := v.at(p.TextDocument.URI, p.Range.Start)
	if !ok {
		return out, nil
	}
	list := c.root.tokens(c.snap, c.Note)
	v.rememberTokens(p.TextDocument.URI, c, list, nil)
	within := c.span(p.Range)
	list = slices.DeleteFunc(list, func(t feature.Token) bool { return t.Span.End <= within.Start || within.End <= t.Span.Start })
	out.Data = v.features.legend.encode(c.mapper, list)
	return out, nil
}

// tokens are a note's tokens as they are told, the name of that answer where the
// note is open, and the answer before it.
func (v *view) tokens(doc uri.URI) (data []uint32, id *string, was toldTokens) {
	c, ok := v.at(doc, protocol.Position{})
	if !ok {
		return []uint32{}, nil, toldTokens{}
	}
	list := c.root.tokens(c.snap, c.Note)
	data = v.features.legend.encode(c.mapper, list)
	id, was = v.rememberTokens(doc, c, list, data)
	return data, id, was
}

// tokens are what the root's settings let be told of a note. While the vault is
// being read, what is not there yet need not be missing.
func (r *root) tokens(snap *vault.Snapshot, n *vault.Note) []feature.Token {
	if !r.terms.Load().Settings.Server.SemanticTokens {
		return nil
	}
	list := feature.Tokens(snap, n)
	if !r.loaded.Load() {
		list = slices.DeleteFunc(list, func(t feature.Token) bool { return t.Kind == feature.UnresolvedToken })
	}
	return list
}

// rememberTokens keeps what an open note's tokens are told to be, and returns the
// answer's name and what was told before. The data is nil for an answer about a part.
func (v *view) rememberTokens(doc uri.URI, c cursor, list []feature.Token, data []uint32) (id *string, was toldTokens) {
	s := v.session
	sum := sumOfTokens(list)
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.buffers[doc]
	if !ok {
		return nil, toldTokens{}
	}
	was = b.tokens
	b.tokens.told, b.tokens.version, b.tokens.sum = true, c.Note.Version, sum
	if data != nil {
		name := strconv.FormatInt(s.tokensID.Add(1), 10)
		b.tokens.id, b.tokens.data, id = name, data, &name
	}
	if c.root.snap.Load() != c.snap && !c.root.gone {
		// What the vault has become meanwhile, the publisher may have looked at before
		// it could see what is told here.
		s.publisher.markTokens(c.root)
	}
	return id, was
}

func sumOfTokens(list []feature.Token) uint64 {
	var h maphash.Hash
	h.SetSeed(sumSeed)
	for _, t := range list {
		maphash.WriteComparable(&h, t)
	}
	return h.Sum64()
}

// tokenEdits turns old into data: one edit, between the tokens that both start with
// and those that both end with.
func tokenEdits(old, data []uint32) []protocol.SemanticTokensEdit {
	const size = 5 // of a token
	shorter := min(len(old), len(data))
	start := 0
	for start < shorter && slices.Equal(old[start:start+size], data[start:start+size]) {
		start += size
	}
	end := 0
	for end < shorter-start && slices.Equal(old[len(old)-end-size:len(old)-end], data[len(data)-end-size:len(data)-end]) {
		end += size
	}
	if start == len(old) && start == len(data) {
		return []protocol.SemanticTokensEdit{}
	}
	return []protocol.SemanticTokensEdit{{Start: uint32(start), DeleteCount: uint32(len(old) - end - start), Data: data[start : len(data)-end]}}
}

// recolour has the client ask for tokens again when another note, or a setting, has
// changed those of a note that it has open. After an edit it asks by itself.
func (p *publisher) recolour(ready map[*root]*due) {
	if p.s.features.refreshTokens && p.s.tokensAreStale(ready) {
		p.askAgain(&p.recolouring, "tokens", p.s.client.SemanticTokensRefresh)
	}
}

// tokensAreStale reports whether the client was told other tokens of an open note's
// present text than it has now. Those count as untold from then on: the client is
// asked once, and asks for a note that it does not show when it shows it.
func (s *session) tokensAreStale(ready map[*root]*due) bool {
	type told struct {
		ref noteRef
		was toldTokens
	}
	stale := map[*buffer]told{}
	s.mu.Lock()
	for _, b := range s.buffers {
		if d := ready[b.root]; d != nil && b.tokens.told && (d.tokens || d.all || d.ids[b.id]) {
			stale[b] = told{noteRef{b.root, b.id}, b.tokens}
		}
	}
	s.mu.Unlock()
	maps.DeleteFunc(stale, func(_ *buffer, t told) bool {
		snap := t.ref.root.snap.Load()
		n, ok := snap.Note(t.ref.id)
		return !ok || !n.Open || n.Version != t.was.version || sumOfTokens(t.ref.root.tokens(snap, n)) == t.was.sum
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	for b, t := range stale {
		if b.tokens.version == t.was.version && b.tokens.sum == t.was.sum {
			b.tokens.told = false
		}
	}
	return len(stale) > 0
}
