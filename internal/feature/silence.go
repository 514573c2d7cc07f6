package feature

import (
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
)

// silence drops the problems that the note's author asked to pass over, and tells
// of requests that silence nothing.
func (f *finder) silence() {
	ignores := f.n.Doc.Ignores
	if len(ignores) == 0 {
		return
	}
	used := make([]bool, len(ignores))
	f.problems = slices.DeleteFunc(f.problems, func(p Problem) bool {
		silenced := false
		for i, ig := range ignores {
			if covers(ig, p) {
				used[i], silenced = true, true
			}
		}
		return silenced
	})
	for i, ig := range ignores {
		if used[i] || isOfWeb(ig) {
			continue
		}
		what := "any problem"
		if len(ig.Codes) > 0 {
			what = strings.Join(ig.Codes, ", ")
		}
		if p := f.add("unused-ignore", ig.Span, "There is nothing to ignore here: %s is not found where this counts.", what); p != nil {
			p.Unnecessary = true
		}
	}
}

// covers reports whether ig asks to pass over p.
func covers(ig markdown.Ignore, p Problem) bool {
	return ig.Scope.Start <= p.Span.Start && p.Span.Start < max(ig.Scope.End, ig.Scope.Start+1) &&
		(len(ig.Codes) == 0 || slices.Contains(ig.Codes, p.Code) || slices.Contains(ig.Codes, "all"))
}
