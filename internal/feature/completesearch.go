package feature

import (
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// canMatch reports whether a name with no other letters than these may match.
func (q *query) canMatch(letters uint64) bool {
	return q.letters&^letters == 0 || q.keyboard != "" && q.keyboardLetters&^letters == 0
}

// find returns the best rank of a note's or file's names that is no worse than
// worst, and which name it is, -1 for none. What can't match, or only worse, it
// tells without a look at the names.
func (q *query) find(f *vault.Findable, worst int) (best, at int) {
	if !q.canMatch(f.Letters) || !q.isIn(f, worst) {
		return 0, -1
	}
	best, at = worst, -1
	for i := range f.Names {
		if r, ok := q.match(&f.Names[i], best); ok && (r < best || at < 0 && r == best) {
			best, at = r, i
		}
	}
	return best, at
}

// isIn reports whether f may have a name that matches no worse than worst.
func (q *query) isIn(f *vault.Findable, worst int) bool {
	typed := f.Pairs.Has(q.pairs)
	if worst < wordMatch*tierSize {
		best := prefixMatch * tierSize
		if q.loose && !f.Loose || !f.Pairs.Has(q.closed) {
			best += tierSize / 2 // no name holds it as it is typed
		}
		return typed && startsIn(f.Text, q.packedStart, q.length, best, worst)
	}
	if typed && strings.Contains(f.Text, q.packedStart[1:]) {
		return true
	}
	keyed := q.keyboard != "" && f.Pairs.Has(q.keyboardPairs)
	switch {
	case worst < keyboardMatch*tierSize:
		return false
	case worst < keyboardMatch*tierSize+wordMatch*keyboardSize:
		return keyed && startsIn(f.Text, q.packedKeyboard, 0, keyboardMatch*tierSize+prefixMatch*keyboardSize, worst)
	case keyed && strings.Contains(f.Text, q.packedKeyboard[1:]):
		return true
	}
	return worst >= fuzzyMatch*tierSize && !q.single && q.letters&^f.Letters == 0 && hasBytes(f.Text, q.packedScattered)
}

// startsIn reports whether a name in text may start with what is looked for, and be
// as long as exact or short enough: best is the rank of an empty one.
func startsIn(text, start string, exact, best, worst int) bool {
	for {
		i := strings.Index(text, start)
		if i < 0 {
			return false
		}
		text = text[i+len(start):]
		if n := vault.PackedLength(text); n <= exact || best+n <= worst {
			return true
		}
	}
}

// hasBytes is isSubsequence for bytes.
func hasBytes(s, sub string) bool {
	for i := range len(sub) {
		j := strings.IndexByte(s, sub[i])
		if j < 0 {
			return false
		}
		s = s[j+1:]
	}
	return true
}
