package feature

import (
	"iter"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A WebFinding is what is wrong with an address on the web. The zero WebFinding says
// that nothing is known to be.
type WebFinding struct {
	Code    string
	Message string // a sentence
	Moved   string // what to write instead, "" where that is not known
}

// webCodes begin the codes of problems that only the web can tell of.
const webCodes = "external-link-"

// WebLinks yields the links of n that lead to the web over HTTP, with their addresses
// as a URI has them: those of the Document in order, then those that stand in the text
// as they are.
func WebLinks(s *vault.Snapshot, n *vault.Note) iter.Seq2[string, *markdown.Link] {
	return func(yield func(string, *markdown.Link) bool) {
		bare := bareAddresses(n)
		for i := range len(n.Doc.Links) + len(bare) {
			var l *markdown.Link
			if i < len(n.Doc.Links) {
				l = &n.Doc.Links[i]
			} else {
				l = &bare[i-len(n.Doc.Links)]
			}
			if s.Resolve(n.ID, l).Status != vault.External {
				continue
			}
			address, ok := webAddress(l)
			if !ok || !hasScheme(address, "http") && !hasScheme(address, "https") {
				continue
			}
			if !yield(address, l) {
				return
			}
		}
	}
}

func hasScheme(address, scheme string) bool {
	return len(address) > len(scheme) && address[len(scheme)] == ':' && strings.EqualFold(address[:len(scheme)], scheme)
}

// web tells what the judge knows of addresses on the web.
func (f *finder) web() {
	if f.judge.Web == nil {
		return
	}
	for address, l := range WebLinks(f.s, f.n) {
		known := f.judge.Web(address)
		if known.Code == "" {
			continue
		}
		span := l.TargetSpan
		if l.HasFragment && l.FragmentSpan.Start > span.Start {
			span.End = l.FragmentSpan.End
		}
		p := f.add(known.Code, span, "%s", known.Message)
		if p == nil {
			continue
		}
		p.URL = address
		if known.Moved != "" && l.Kind != markdown.Wiki && !strings.ContainsAny(known.Moved, " <>()[]\"'`\\&|") {
			p.Fix = known.Moved
			if l.HasFragment && !strings.Contains(known.Moved, "#") {
				p.Fix += "#" + l.Fragment
			}
		}
	}
}

// WebProblems returns what the judge knows to be wrong with the web addresses in n, in
// the order of its text, and nothing else: a part of Problems.
func WebProblems(s *vault.Snapshot, n *vault.Note, judge Judge) []Problem {
	f := finder{s: s, n: n, judge: judge}
	f.web()
	f.silence()
	f.problems = slices.DeleteFunc(f.problems, func(p Problem) bool { return p.URL == "" })
	slices.SortStableFunc(f.problems, func(a, b Problem) int { return int(a.Span.Start) - int(b.Span.Start) })
	return f.problems
}

// A NotedProblem is a problem and the note that it is in.
type NotedProblem struct {
	Note *vault.Note
	Problem
}

// OncePerAddress leaves of the problems with web addresses the first with each, and
// relates the other places to it. The list is in the order of notes.
func OncePerAddress(problems []NotedProblem) []NotedProblem {
	first := map[string]int{}
	var out []NotedProblem
	for _, p := range problems {
		key := p.Code + " " + p.URL
		i, told := first[key]
		if !told {
			first[key] = len(out)
			out = append(out, p)
			continue
		}
		out[i].Related = append(out[i].Related, Related{Location{ID: p.Note.ID, Span: p.Span}, "The same address stands here."})
	}
	return out
}

// isOfWeb reports whether ig is about problems alone that only the web can tell of.
func isOfWeb(ig markdown.Ignore) bool {
	return len(ig.Codes) > 0 && !slices.ContainsFunc(ig.Codes, func(code string) bool { return !strings.HasPrefix(code, webCodes) })
}
