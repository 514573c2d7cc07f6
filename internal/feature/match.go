package feature

import (
	"strings"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// maxQuery is the longest query, in runes, that is matched fuzzily: the score of
// a longer run of equal runes would overflow.
const maxQuery = 32

// The tiers of a match, best first. Within a tier the fuzzy score decides.
const (
	exactMatch = iota
	prefixMatch
	wordMatch
	partMatch
	fuzzyMatch
	noneMatch
)

// A query is what the user has typed of a name.
type query struct{ folded string }

func newQuery(typed string) query { return query{vault.Fold(strings.TrimSpace(typed))} }

// rank returns how well name matches: smaller is better, and ok is false for not
// at all. The empty query matches everything alike.
func (q query) rank(name string) (rank int, ok bool) {
	if q.folded == "" {
		return 0, true
	}
	folded := vault.Fold(name)
	tier := q.tier(folded)
	score := 0
	if tier == noneMatch {
		if utf8.RuneCountInString(q.folded) > maxQuery {
			return 0, false
		}
		found := fuzzy.Find(q.folded, []string{folded})
		if len(found) == 0 {
			return 0, false
		}
		tier = fuzzyMatch
		// The library counts an unmatched byte against a name; a Hangul syllable
		// has three of them.
		score = found[0].Score + len(folded) - utf8.RuneCountInString(folded)
	} else {
		score = -utf8.RuneCountInString(folded)
	}
	const perTier = 1 << 20
	return tier*perTier - min(max(score, -perTier/2), perTier/2), true
}

func (q query) tier(folded string) int {
	i := strings.Index(folded, q.folded)
	switch {
	case i < 0:
		return noneMatch
	case len(folded) == len(q.folded):
		return exactMatch
	case i == 0:
		return prefixMatch
	}
	for ; i >= 0; i = next(folded, q.folded, i) {
		if before, _ := utf8.DecodeLastRuneInString(folded[:i]); strings.ContainsRune(" -_/.([", before) {
			return wordMatch
		}
	}
	return partMatch
}

// next returns where part is found in s behind offset i, -1 for nowhere.
func next(s, part string, i int) int {
	_, n := utf8.DecodeRuneInString(s[i:])
	j := strings.Index(s[i+n:], part)
	if j < 0 {
		return -1
	}
	return i + n + j
}
