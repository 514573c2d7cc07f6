package feature

import (
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// An ActionKind is LSP's CodeActionKind: parts with dots between, the general first.
type ActionKind string

const (
	QuickFix        ActionKind = "quickfix"
	RefactorExtract ActionKind = "refactor.extract"
	RefactorInline  ActionKind = "refactor.inline"
	RefactorMove    ActionKind = "refactor.move"
	RefactorRewrite ActionKind = "refactor.rewrite"
	SourceOrganize  ActionKind = "source.organizeDefinitions"
	SourceContents  ActionKind = "source.contents"
)

// Within reports whether a client that asks for kind wants k: it is kind or below it.
func (k ActionKind) Within(kind ActionKind) bool {
	return kind == "" || k == kind || strings.HasPrefix(string(k), string(kind)+".")
}

// An Action is a change that is offered at a place.
type Action struct {
	Title string
	Kind  ActionKind
	// Preferred says that it is the most fitting of those that mend a problem.
	Preferred bool
	// Problem is what the action mends, nil for none.
	Problem *Problem
	// Do works the change out. The error is an Obstacle.
	Do func() (*Revision, error)
}

// An actor is the place that actions are asked for.
type actor struct {
	s    *vault.Snapshot
	note *vault.Note
	src  []byte
	// span is what is selected; it is empty for a cursor.
	span     text.Span
	problems []Problem // of the note
}

// Actions returns what can be done with what is selected in a note, those that mend
// its problems first. Nothing is worked out before an action is picked.
func Actions(s *vault.Snapshot, n *vault.Note, span text.Span, judge Judge) []Action {
	a := &actor{s: s, note: n, src: n.Text(), span: span}
	if a.src == nil && n.Doc.Size > 0 {
		return nil
	}
	a.problems = Problems(s, n, judge)
	var out []Action
	for _, offer := range []func(*actor) []Action{
		(*actor).spelling,
	} {
		out = append(out, offer(a)...)
	}
	slices.SortStableFunc(out, func(x, y Action) int {
		switch {
		case (x.Problem != nil) == (y.Problem != nil):
			return 0
		case x.Problem != nil:
			return -1
		}
		return 1
	})
	return out
}

// touches reports whether what is selected meets span.
func (a *actor) touches(span text.Span) bool {
	return a.span.Start <= span.End && span.Start <= a.span.End
}

// found are the problems of one of codes at what is selected.
func (a *actor) found(codes ...string) []*Problem {
	var out []*Problem
	for i := range a.problems {
		if p := &a.problems[i]; a.touches(p.Span) && slices.Contains(codes, p.Code) {
			out = append(out, p)
		}
	}
	return out
}

// edit is what Do comes to where an action only edits its own note.
func (a *actor) edit(edits ...text.Edit) func() (*Revision, error) {
	return func() (*Revision, error) {
		return &Revision{Edits: map[vault.NoteID][]text.Edit{a.note.ID: edits}, old: a.s, next: a.s}, nil
	}
}

// spelling offers to write a path in the case that it has on disk.
func (a *actor) spelling() []Action {
	var out []Action
	for _, p := range a.found("case-mismatch") {
		if p.Fix != "" {
			out = append(out, Action{
				Title: "Write " + p.Fix, Kind: QuickFix, Preferred: true, Problem: p,
				Do: a.edit(text.Edit{Span: p.Span, New: p.Fix}),
			})
		}
	}
	return out
}
