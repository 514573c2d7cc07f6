package feature

import (
	"slices"
	"strings"
	"time"

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
	SourceFixAll    ActionKind = "source.fixAll.notes-lsp"
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
	judge    Judge
	today    time.Time
	problems []Problem // of the note
	// guessed are those of a misspelling, for which there is something to take it for.
	guessed map[*Problem]bool
	choices Choices   // how links are written
	top     *topLevel // nil until it is asked for
}

// Actions returns what can be done with what is selected in a note, those that mend
// its problems first. Nothing is worked out before an action is picked. Of those that
// have the same title and kind the first stays. Today is for notes that are made.
func Actions(s *vault.Snapshot, n *vault.Note, span text.Span, judge Judge, today time.Time) []Action {
	a := &actor{s: s, note: n, src: n.Text(), span: span, judge: judge, today: today, guessed: map[*Problem]bool{}}
	if a.src == nil && n.Doc.Size > 0 {
		return nil
	}
	a.problems = Problems(s, n, judge)
	a.choices = ChoicesOf(judge.Settings, today)
	var out []Action
	for _, offer := range []func(*actor) []Action{
		(*actor).otherCase,
		(*actor).misspelt,
		(*actor).misspeltPlace,
		(*actor).misspeltLabel,
		(*actor).ambiguous,
		(*actor).missingNote,
		(*actor).missingHeading,
		(*actor).missingBlock,
		(*actor).missingLabel,
		(*actor).linkMentions,
		(*actor).removals,
		(*actor).unlink,
		(*actor).ignore,
		(*actor).fixAll,
		(*actor).rewriteLinks,
		(*actor).rewriteReference,
		(*actor).organizeDefinitions,
		(*actor).rewriteContents,
		(*actor).linkSelection,
		(*actor).rewriteURL,
		(*actor).extracting,
		(*actor).inlining,
	} {
		out = append(out, offer(a)...)
	}
	type name struct {
		title string
		kind  ActionKind
	}
	seen, preferred := map[name]bool{}, map[*Problem]bool{}
	out = slices.DeleteFunc(out, func(x Action) bool {
		again := seen[name{x.Title, x.Kind}]
		seen[name{x.Title, x.Kind}] = true
		return again
	})
	for i := range out {
		if x := &out[i]; x.Problem != nil && x.Preferred {
			x.Preferred = !preferred[x.Problem]
			preferred[x.Problem] = true
		}
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

// maxFound is how many problems of a selection are mended one by one.
const maxFound = 8

// found are the problems of one of codes at what is selected, the first of them.
func (a *actor) found(codes ...string) []*Problem {
	var out []*Problem
	for i := range a.problems {
		if p := &a.problems[i]; len(out) < maxFound && a.touches(p.Span) && slices.Contains(codes, p.Code) {
			out = append(out, p)
		}
	}
	return out
}

// mend is what Do comes to where an edit of the note is to end p: the links that would
// lead elsewhere are mended too, and nothing is changed where p stays.
func (a *actor) mend(p *Problem, edits ...text.Edit) func() (*Revision, error) {
	return func() (*Revision, error) { return a.mended(p, edits) }
}

func (a *actor) mended(p *Problem, edits []text.Edit) (*Revision, error) {
	r, err := a.whole(map[vault.NoteID][]text.Edit{a.note.ID: edits})
	if err != nil {
		return nil, err
	}
	now, _ := r.next.Note(a.note.ID)
	left := Problems(r.next, now, a.judge)
	if len(left) > len(a.problems) || ofCode(left, p.Code) >= ofCode(a.problems, p.Code) {
		return nil, obstacle("Nothing was changed: the text around it would make something else of what is written there.")
	}
	return r, nil
}

func ofCode(problems []Problem, code string) (n int) {
	for i := range problems {
		if problems[i].Code == code {
			n++
		}
	}
	return n
}

// edit is what Do comes to where an action only edits its own note. A link in a heading
// is a part of its text, so others may have to be mended.
func (a *actor) edit(edits ...text.Edit) func() (*Revision, error) {
	return func() (*Revision, error) { return a.whole(map[vault.NoteID][]text.Edit{a.note.ID: edits}) }
}

// whole is a revision of edits that breaks no link.
func (a *actor) whole(edits map[vault.NoteID][]text.Edit) (*Revision, error) {
	r, err := revise(a.s, edits, nil)
	if err != nil {
		return nil, err
	}
	return r.whole()
}
