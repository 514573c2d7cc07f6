package feature

import (
	"fmt"
	"slices"

	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// SafeFixes returns the edits of n that mend problems for which there is one sure way,
// in the order of its text: paths in another case than on disk, and links to files of
// which there is one of that name, elsewhere. A problem that judge does not show is
// left as it is.
func SafeFixes(s *vault.Snapshot, n *vault.Note, judge Judge) []text.Edit {
	return safeFixes(s, n, Problems(s, n, judge))
}

func safeFixes(s *vault.Snapshot, n *vault.Note, problems []Problem) []text.Edit {
	broken := map[text.Span]bool{}
	var edits []text.Edit
	for i := range problems {
		switch p := &problems[i]; p.Code {
		case "case-mismatch":
			if p.Fix != "" {
				edits = append(edits, text.Edit{Span: p.Span, New: p.Fix})
			}
		case "no-such-note", "no-such-file":
			broken[p.Span] = true
		}
	}
	for i := range n.Doc.Links {
		l := &n.Doc.Links[i]
		if !broken[l.TargetSpan] {
			continue
		}
		id, ok := movedTo(s, n, l)
		if !ok || !keepsFragment(s, l, id) {
			continue
		}
		if fix, ok := pointTo(s, n, l, id, ""); ok {
			edits = append(edits, fix...)
		}
	}
	slices.SortFunc(edits, func(a, b text.Edit) int { return int(a.Start - b.Start) })
	return edits
}

// fixAll offers all SafeFixes of the note in one.
func (a *actor) fixAll() []Action {
	edits := safeFixes(a.s, a.note, a.problems)
	if len(edits) == 0 {
		return nil
	}
	return []Action{{Title: fmt.Sprintf("Mend %s that can be mended in one way only", count(len(edits), "link")), Kind: SourceFixAll, Do: a.edit(edits...)}}
}
