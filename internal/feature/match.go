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

// The tiers of a match, best first. A match as the user typed it comes before the
// same through Hangul's letters or a keyboard left on English.
const (
	exactMatch = iota
	prefixMatch
	wordMatch // the start of a word
	partMatch
	keyboardMatch
	fuzzyMatch
	noMatch
)

// tierSize is the distance between the ranks of two tiers.
const tierSize = 1 << 20

// A query is what the user has typed of a name.
type query struct {
	folded   string
	jamo     string // folded with its Hangul taken apart
	letters  uint64 // of jamo
	hangul   bool
	initials bool   // first consonants alone: ㅋㅂㄴ
	keyboard string // the Hangul letters that the keys would have typed, "" for none
}

func newQuery(typed string) query {
	typed = strings.TrimSpace(typed)
	q := query{folded: vault.Fold(typed)}
	q.jamo = vault.Jamo(q.folded)
	q.letters = vault.Letters(q.jamo)
	q.hangul = vault.HasHangul(q.folded)
	q.initials = vault.IsInitials(strings.ReplaceAll(q.folded, " ", ""))
	if keys := vault.FromKeyboard(typed); !q.hangul && utf8.RuneCountInString(typed) > 1 {
		q.keyboard = keys
	}
	return q
}

func (q query) empty() bool { return q.folded == "" }

// rank returns how well name matches without leaving letters out: smaller is
// better, and ok is false for not at all. The empty query matches everything alike.
func (q query) rank(name *vault.SearchName) (rank int, ok bool) {
	tier := noMatch
	switch {
	case q.empty():
		return 0, true
	case q.letters&^name.Letters == 0:
		tier = tierOf(name.Folded, q.folded)
		if tier == noMatch && q.hangul {
			tier = tierOf(name.Jamo, q.jamo)
			if tier == noMatch && q.initials {
				tier = tierOf(vault.Initials(name.Folded), q.folded)
			}
			tier = max(tier, prefixMatch)
		}
	}
	if tier == noMatch && q.keyboard != "" && name.Jamo != name.Folded && tierOf(name.Jamo, q.keyboard) < noMatch {
		tier = keyboardMatch
	}
	return tier*tierSize + min(utf8.RuneCountInString(name.Folded), tierSize/2), tier < noMatch
}

// fuzzy returns how well name matches when letters may be left out.
func (q query) fuzzy(name *vault.SearchName) (rank int, ok bool) {
	if q.letters&^name.Letters != 0 || !isSubsequence(q.jamo, name.Jamo) || utf8.RuneCountInString(q.jamo) > maxQuery {
		return 0, false
	}
	found := fuzzy.Find(q.jamo, []string{name.Jamo})
	if len(found) == 0 {
		return 0, false
	}
	// The library counts an unmatched byte against a name; a Hangul letter has
	// three of them.
	score := found[0].Score + len(name.Jamo) - utf8.RuneCountInString(name.Jamo)
	return fuzzyMatch*tierSize + tierSize/2 - min(max(score, -tierSize/2), tierSize/2), true
}

func isSubsequence(sub, s string) bool {
	for _, r := range sub {
		i := strings.IndexRune(s, r)
		if i < 0 {
			return false
		}
		s = s[i+utf8.RuneLen(r):]
	}
	return true
}

// tierOf compares two forms of the same kind.
func tierOf(name, part string) int {
	i := strings.Index(name, part)
	switch {
	case i < 0:
		return noMatch
	case len(name) == len(part):
		return exactMatch
	case i == 0:
		return prefixMatch
	}
	for ; i >= 0; i = next(name, part, i) {
		if before, _ := utf8.DecodeLastRuneInString(name[:i]); strings.ContainsRune(" -_/.([", before) {
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

// best returns the best rank of a note's names, and which one it is.
func (q query) best(names []vault.SearchName, rank func(*vault.SearchName) (int, bool)) (best, at int) {
	at = -1
	for i := range names {
		if r, ok := rank(&names[i]); ok && (at < 0 || r < best) {
			best, at = r, i
		}
	}
	return best, at
}
