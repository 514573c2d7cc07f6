package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// actionKinds are what actions can be of.
var actionKinds = []protocol.CodeActionKind{"quickfix", "refactor", "source"}

// actionRef is what an action remembers to be found again when it is picked.
type actionRef struct {
	Root  string       `json:"root"`
	Note  vault.NoteID `json:"note"`
	Sum   uint64       `json:"sum,string"` // of the note's text; as text, for a number of JavaScript has 53 bits
	Start int32        `json:"start"`
	End   int32        `json:"end"`
	Title string       `json:"title"`
}

// errChanged is told when an action is picked whose note is another by now.
var errChanged = errors.New("the note has changed since this was offered; ask again")

// CodeAction offers what can be done with what is selected. A client that can is sent
// the edit when an action is picked, all others at once.
func (v *view) CodeAction(ctx context.Context, p *protocol.CodeActionParams) ([]protocol.CommandOrCodeAction, error) {
	c, ok := v.at(p.TextDocument.URI, p.Range.Start)
	if !ok || !c.root.terms.Load().Settings.Server.Actions {
		return nil, nil
	}
	span := c.span(p.Range)
	var out []protocol.CommandOrCodeAction
	for _, a := range feature.Actions(c.snap, c.Note, span, c.root.judge(), time.Now()) {
		if len(p.Context.Only) > 0 && !slices.ContainsFunc(p.Context.Only, func(k protocol.CodeActionKind) bool { return a.Kind.Within(feature.ActionKind(k)) }) {
			continue
		}
		kind := protocol.CodeActionKind(a.Kind)
		action := &protocol.CodeAction{Title: a.Title, Kind: &kind}
		if a.Preferred {
			action.IsPreferred = &a.Preferred
		}
		if a.Problem != nil {
			action.Diagnostics = matching(p.Context.Diagnostics, a.Problem.Code, c.rng(a.Problem.Span))
		}
		if v.features.actionResolve {
			action.Data, _ = json.Marshal(actionRef{c.root.disk.Dir(), c.Note.ID, textSum(c.Note), span.Start, span.End, a.Title})
		} else if edit, err := v.editOf(ctx, c.root, c.snap, c.Note, a); err == nil {
			action.Edit = edit
		} else {
			continue // it can't be done, and this client would learn of that too late
		}
		out = append(out, action)
	}
	return out, ctx.Err()
}

// matching are the client's own diagnostics for a problem.
func matching(diagnostics []protocol.Diagnostic, code string, at protocol.Range) []protocol.Diagnostic {
	var out []protocol.Diagnostic
	for _, d := range diagnostics {
		if c, ok := d.Code.(protocol.String); ok && string(c) == code && d.Range == at {
			out = append(out, d)
		}
	}
	return out
}

// CodeActionResolve works out the edit of an action that was picked.
func (v *view) CodeActionResolve(ctx context.Context, action *protocol.CodeAction) (*protocol.CodeAction, error) {
	var ref actionRef
	if len(action.Data) == 0 {
		return action, nil // it was sent whole
	}
	if err := json.Unmarshal(action.Data, &ref); err != nil {
		return nil, fmt.Errorf("the data of %q: %w", action.Title, err)
	}
	for i, r := range v.roots {
		if r.disk.Dir() != ref.Root {
			continue
		}
		n, ok := v.snaps[i].Note(ref.Note)
		if !ok || textSum(n) != ref.Sum {
			return nil, errChanged
		}
		for _, a := range feature.Actions(v.snaps[i], n, text.Span{Start: ref.Start, End: ref.End}, r.judge(), time.Now()) {
			if a.Title != ref.Title || action.Kind == nil || string(a.Kind) != string(*action.Kind) {
				continue
			}
			edit, err := v.editOf(ctx, r, v.snaps[i], n, a)
			action.Edit = edit
			return action, err
		}
	}
	return nil, errChanged
}

func (v *view) editOf(ctx context.Context, r *root, snap *vault.Snapshot, n *vault.Note, a feature.Action) (*protocol.WorkspaceEdit, error) {
	rev, err := a.Do()
	if err != nil {
		return nil, err
	}
	for id := range rev.New {
		if err := r.vacant(id); err != nil {
			return nil, err
		}
	}
	return v.workspaceEdit(ctx, r, snap, n.ID, rev)
}

// textSum tells one version of a note's text from another.
func textSum(n *vault.Note) uint64 {
	h := fnv.New64a()
	h.Write(n.Text())
	return h.Sum64()
}
