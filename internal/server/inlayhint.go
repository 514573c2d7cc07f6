package server

import (
	"context"
	"hash/maphash"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// toldHints is what the client was last told of an open note's hints: those within a
// span of a version of its text, as a sum.
type toldHints struct {
	told    bool
	within  text.Span
	version int32
	sum     uint64
}

// InlayHint shows titles behind links that are numbers, and how many links lead to a
// block. A title's location is its link: to LSP it is the place whose definition a
// click goes to, not the one that it goes to itself.
func (v *view) InlayHint(_ context.Context, p *protocol.InlayHintParams) ([]protocol.InlayHint, error) {
	c, ok := v.at(p.TextDocument.URI, p.Range.Start)
	if !ok {
		return nil, nil
	}
	within := c.span(p.Range)
	hints := c.root.hints(c.snap, c.Note, within)
	v.rememberHints(p.TextDocument.URI, c, within, hints)
	yes := true
	out := make([]protocol.InlayHint, 0, len(hints))
	for _, h := range hints {
		hint := protocol.InlayHint{Position: c.position(h.Offset), Label: protocol.String(h.Label), Tooltip: protocol.String(h.Tooltip), PaddingLeft: &yes}
		if !h.Link.Empty() {
			hint.Label = protocol.InlayHintLabelPartSlice{{Value: h.Label, Location: protocol.Location{URI: p.TextDocument.URI, Range: c.rng(h.Link)}}}
		}
		out = append(out, hint)
	}
	return out, nil
}

// hints are what the root's settings let be shown in a note.
func (r *root) hints(snap *vault.Snapshot, n *vault.Note, within text.Span) []feature.Hint {
	if !r.terms.Load().Settings.Server.InlayHints {
		return nil
	}
	return feature.InlayHints(snap, n, within)
}

// rememberHints keeps what an open note's hints are told to be.
func (v *view) rememberHints(doc uri.URI, c cursor, within text.Span, hints []feature.Hint) {
	s := v.session
	if !s.features.refreshHints {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.buffers[doc]
	if !ok {
		return
	}
	b.hints = toldHints{true, within, c.Note.Version, sumOfHints(hints)}
	if c.root.snap.Load() != c.snap && !c.root.gone {
		// The publisher may have looked at the vault's next state before it could see
		// what is told here.
		s.publisher.mark(c.root, nil)
	}
}

func sumOfHints(hints []feature.Hint) uint64 {
	var h maphash.Hash
	h.SetSeed(sumSeed)
	for _, hint := range hints {
		maphash.WriteComparable(&h, hint)
	}
	return h.Sum64()
}

// refreshHints has the client ask for hints again when another note, or a setting,
// has changed those that it shows. After an edit of the note itself it asks anyway.
func (p *publisher) refreshHints(ready map[*root]*due) {
	if p.s.features.refreshHints && p.s.hintsAreStale(ready) {
		p.askAgain(&p.rehinting, "hints", p.s.client.InlayHintRefresh)
	}
}

// hintsAreStale reports whether the client was told other hints of an open note's
// present text than it has now. Which notes an edit affects is no guide: the count at
// a block changes with a link to it, which is no problem of the block's note. Those
// that are stale count as untold from then on, so the client is asked once.
func (s *session) hintsAreStale(ready map[*root]*due) bool {
	told := map[*buffer]toldHints{}
	refs := map[*buffer]noteRef{}
	s.mu.Lock()
	for _, b := range s.buffers {
		if ready[b.root] != nil && b.hints.told {
			told[b], refs[b] = b.hints, noteRef{b.root, b.id}
		}
	}
	s.mu.Unlock()
	for b, was := range told {
		r := refs[b].root
		snap := r.snap.Load()
		n, ok := snap.Note(refs[b].id)
		if !ok || n.Version != was.version || sumOfHints(r.hints(snap, n, was.within)) == was.sum {
			delete(told, b)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for b, was := range told {
		if b.hints == was {
			b.hints.told = false
		}
	}
	return len(told) > 0
}
