package feature

import (
	"fmt"

	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// SafeFixes returns the edits of n that mend problems for which there is one sure way,
// in the order of its text: those that [Mender.Mends] knows without guesses and without
// what the notes said before. A problem that judge does not show is left as it is.
func SafeFixes(s *vault.Snapshot, n *vault.Note, judge Judge) []text.Edit {
	return safeFixes(s, n, Problems(s, n, judge))
}

func safeFixes(s *vault.Snapshot, n *vault.Note, problems []Problem) []text.Edit {
	m := Mender{Snap: s}
	return EditsOf(m.Mends(n, problems))
}

// fixAll offers all SafeFixes of the note in one.
func (a *actor) fixAll() []Action {
	edits := safeFixes(a.s, a.note, a.problems)
	if len(edits) == 0 {
		return nil
	}
	return []Action{{Title: fmt.Sprintf("Mend %s that can be mended in one way only", count(len(edits), "link")), Kind: SourceFixAll, Do: a.edit(edits...)}}
}
