package feature

import (
	"bytes"
	"slices"
	"sort"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// versions are two versions of a note of which the second was made of the first.
type versions struct{ old, now *vault.Note }

// renamed is the heading of the note to that has another text than when l, which names
// none of its places now, named it. It must be known in every version since.
func (m *Mender) renamed(to *vault.Note, l *markdown.Link) (vault.Place, bool) {
	if m.Past == nil {
		return vault.Place{}, false
	}
	past := m.Past(to.ID)
	for i, old := range past {
		at, ok := old.PlaceOf(l)
		if !ok {
			continue
		}
		if at.Kind != vault.HeadingPlace {
			return vault.Place{}, false
		}
		for ; i >= 0 && at.Index >= 0; i-- {
			now := to
			if i > 0 {
				now = past[i-1]
			}
			at.Index = m.headingsNow(versions{past[i], now})[at.Index]
		}
		return at, at.Index >= 0
	}
	return vault.Place{}, false
}

// headingsNow is, for each heading of the old version, which it is in the new one; -1
// where that is not certain.
func (m *Mender) headingsNow(v versions) []int {
	if m.renames == nil {
		m.renames = map[versions][]int{}
	}
	now, ok := m.renames[v]
	if !ok {
		now = matchHeadings(v.old, v.now)
		m.renames[v] = now
	}
	return now
}

// matchHeadings finds the headings of one version of a note in the next. Those of one
// text and level are the same where they come in one order. Between two that are, one is
// the same with another text where its level is, and what stands below it, and that of
// no other heading between them.
func matchHeadings(old, now *vault.Note) []int {
	m := headingMatch{old: old.Doc.Headings, now: now.Doc.Headings, was: sectionsOf(old), is: sectionsOf(now)}
	m.out = make([]int, len(m.old))
	for i := range m.out {
		m.out[i] = -1
	}
	if m.was == nil || m.is == nil {
		return m.out
	}
	for _, p := range alignedHeadings(m.old, m.now) {
		m.out[p.old] = p.now
	}
	i, j := 0, 0 // behind the last that match
	for end := 0; end <= len(m.old); end++ {
		endNow := len(m.now)
		if end < len(m.old) {
			if endNow = m.out[end]; endNow < 0 {
				continue
			}
		}
		m.between(i, end, j, endNow)
		i, j = end+1, endNow+1
	}
	return m.out
}

// A headingMatch looks for the headings of one version of a note in the next.
type headingMatch struct {
	old, now []markdown.Heading
	was, is  []section
	out      []int // of each old one the new one, or -1
}

// maxGap bounds how many pairs of headings between two that stayed are compared.
const maxGap = 400

// between looks for the headings from i to end among the new ones from j to endNow.
func (m *headingMatch) between(i, end, j, endNow int) {
	if i >= end || j >= endNow || (end-i)*(endNow-j) > maxGap {
		return
	}
	alone := end-i == 1 && endNow-j == 1
	found, taken := map[int][]int{}, map[int]int{}
	for a := i; a < end; a++ {
		for b := j; b < endNow; b++ {
			if m.old[a].Level == m.now[b].Level && m.was[a].isLike(m.is[b], alone) {
				found[a] = append(found[a], b)
				taken[b]++
			}
		}
	}
	for a, b := range found {
		if len(b) == 1 && taken[b[0]] == 1 {
			m.out[a] = b[0]
		}
	}
}

// A headingPair are the numbers of one heading in two versions.
type headingPair struct{ old, now int }

// alignedHeadings are those that stayed, in order: at the start and at the end, and
// between of those that there is one of each, the most that come in one order. This is
// the patience diff, without a second round.
func alignedHeadings(old, now []markdown.Heading) []headingPair {
	same := func(i, j int) bool { return old[i].Level == now[j].Level && old[i].Text == now[j].Text }
	var out []headingPair
	start := 0
	for start < len(old) && start < len(now) && same(start, start) {
		out = append(out, headingPair{start, start})
		start++
	}
	tail := 0
	for len(old)-tail > start && len(now)-tail > start && same(len(old)-tail-1, len(now)-tail-1) {
		tail++
	}
	out = append(out, increasing(uniquePairs(old[:len(old)-tail], now[:len(now)-tail], start))...)
	for k := tail; k > 0; k-- {
		out = append(out, headingPair{len(old) - k, len(now) - k})
	}
	return out
}

// uniquePairs are the headings from start on that both versions have once, in the order
// of the old one.
func uniquePairs(old, now []markdown.Heading, start int) []headingPair {
	type name struct {
		level int
		text  string
	}
	type found struct{ times, at int }
	count := func(list []markdown.Heading) map[name]found {
		out := map[name]found{}
		for i := start; i < len(list); i++ {
			k := name{list[i].Level, list[i].Text}
			out[k] = found{out[k].times + 1, i}
		}
		return out
	}
	inOld, inNow := count(old), count(now)
	var out []headingPair
	for i := start; i < len(old); i++ {
		k := name{old[i].Level, old[i].Text}
		if inOld[k].times == 1 && inNow[k].times == 1 {
			out = append(out, headingPair{i, inNow[k].at})
		}
	}
	return out
}

// increasing is the longest part of pairs, which are in the order of the old version,
// that is in the order of the new one too.
func increasing(pairs []headingPair) []headingPair {
	var ends []int // of the best run of each length, the pair that it ends in
	before := make([]int, len(pairs))
	for i, p := range pairs {
		n := sort.Search(len(ends), func(n int) bool { return pairs[ends[n]].now >= p.now })
		before[i] = -1
		if n > 0 {
			before[i] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, i)
		} else {
			ends[n] = i
		}
	}
	if len(ends) == 0 {
		return nil
	}
	var out []headingPair
	for i := ends[len(ends)-1]; i >= 0; i = before[i] {
		out = append(out, pairs[i])
	}
	slices.Reverse(out)
	return out
}

// A section is what stands between a heading and the next: its lines, each once.
type section map[string]bool

// sectionsOf are those of all headings of n; nil where the text can't be had.
func sectionsOf(n *vault.Note) []section {
	src := n.Text()
	if src == nil && n.Doc.Size > 0 {
		return nil
	}
	out := make([]section, len(n.Doc.Headings))
	for i, h := range n.Doc.Headings {
		end := len(src)
		if i+1 < len(out) {
			end = int(n.Doc.Headings[i+1].Span.Start)
		}
		out[i] = section{}
		for line := range bytes.Lines(src[min(int(h.Span.End), end):end]) {
			if line = bytes.Trim(line, " \t\r\n#=-"); len(line) > 0 {
				out[i][string(line)] = true
			}
		}
	}
	return out
}

// isLike reports whether two sections are one in two versions: half of the longer is in
// both. Of empty ones nobody can tell but by their place, which is enough where one
// alone is in it.
func (s section) isLike(other section, alone bool) bool {
	if len(s) == 0 && len(other) == 0 {
		return alone
	}
	common := 0
	for line := range s {
		if other[line] {
			common++
		}
	}
	return 2*common >= max(len(s), len(other))
}
