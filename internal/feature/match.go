package feature

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// maxQuery is the longest query, in runes, that is matched fuzzily: the score of
// a longer run of equal runes would overflow.
const maxQuery = 32

// The tiers of a match, best first.
const (
	exactMatch = iota
	prefixMatch
	wordMatch // the start of a word
	partMatch
	keyboardMatch
	fuzzyMatch
	noMatch
)

// tierSize is the distance between the ranks of two tiers. In its tier a match as
// the user typed it takes the first half, the same through Hangul's letters the
// second.
const tierSize = 1 << 20

// keyboardSize is the same for the tiers among what another keyboard typed.
const keyboardSize = tierSize / 8

// A query is what the user has typed of a name.
type query struct {
	folded string
	jamo   string // folded with its Hangul taken apart
	// scattered is jamo without spaces: whoever leaves letters out leaves them out
	// too, and where Korean has spaces is a matter of taste.
	scattered string
	letters   uint64 // of scattered
	length    int    // of folded, in runes
	hangul    bool
	loose     bool // some of its letters stand alone
	initials  bool // first consonants alone: ㅋㅂㄴ
	single    bool // one letter or syllable, of which nothing is left out
	// keyboard is what the same keys type in the other language, taken apart; "" for
	// nothing that a name could hold.
	keyboard        string
	keyboardLetters uint64

	// What is looked for in Findable.Text: jamo and keyboard at the start of a name,
	// and scattered.
	packedStart, packedKeyboard, packedScattered string
	pairs, keyboardPairs                         vault.PairSet // without the start
	closed                                       vault.PairSet // what a name that holds it as it is typed has
}

func newQuery(typed string) *query {
	typed = strings.TrimSpace(typed)
	q := &query{folded: vault.Fold(typed)}
	q.jamo = vault.Jamo(q.folded)
	q.scattered = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, q.jamo)
	q.letters = vault.Letters(q.scattered)
	q.hangul = vault.HasHangul(q.folded)
	q.loose = strings.ContainsFunc(q.folded, vault.IsLetter)
	q.initials = vault.IsInitials(q.scattered)
	q.length = utf8.RuneCountInString(q.folded)
	q.single = q.length == 1 && !q.initials || utf8.RuneCountInString(q.scattered) < 2
	if utf8.RuneCountInString(q.jamo) > 1 {
		q.keyboard = vault.FromKeyboard(typed)
		if q.hangul {
			q.keyboard = vault.ToKeyboard(q.jamo)
		}
	}
	q.keyboardLetters = vault.Letters(q.keyboard)
	q.packedStart, q.packedKeyboard, q.packedScattered = "\n"+vault.Packed(q.jamo), "\n"+vault.Packed(q.keyboard), vault.Packed(q.scattered)
	q.pairs, q.keyboardPairs = vault.Pairs(q.packedStart[1:]), vault.Pairs(q.packedKeyboard[1:])
	q.closed = vault.ClosedSyllables(q.folded)
	return q
}

func (q *query) empty() bool { return q.folded == "" }

// rank returns how well name matches without leaving letters out: smaller is
// better, the shorter name among equals, and ok is false for not at all. The empty
// query matches everything alike.
func (q *query) rank(name *vault.SearchName) (rank int, ok bool) {
	if q.empty() {
		return 0, true
	}
	tier, place := noMatch, 0
	if q.letters&^name.Letters == 0 {
		tier = tierOf(name.Folded, q.folded)
		if q.hangul && tier > prefixMatch {
			if composed := q.composedTier(name); composed < tier {
				tier, place = composed, tierSize/2
			}
		}
	}
	if tier == noMatch && q.keyboard != "" && q.keyboardLetters&^name.Letters == 0 {
		// In the middle of a word it would be chance: 구 types "rn".
		if keyed := tierOf(name.Jamo, q.keyboard); keyed <= wordMatch {
			tier, place = keyboardMatch, keyed*keyboardSize
		}
	}
	return tier*tierSize + place + min(int(name.Length), keyboardSize-1), tier < noMatch
}

// composedTier compares letter by letter: the last syllable that is typed may yet
// get another letter, and initials stand for whole syllables.
func (q *query) composedTier(name *vault.SearchName) int {
	if q.initials {
		return max(initialsTier(name.Folded, q.jamo), prefixMatch)
	}
	return max(tierOf(name.Jamo, q.jamo), prefixMatch)
}

// initialsTier is tierOf with name reduced to its initials, of which no string is
// made.
func initialsTier(name, initials string) int {
	tier, before := noMatch, ' '
	for i, r := range name {
		if beginsWithInitials(name[i:], initials) {
			switch {
			case i == 0:
				return prefixMatch
			case isBreak(before):
				return wordMatch
			}
			tier = partMatch
		}
		before = r
	}
	return tier
}

func beginsWithInitials(s, initials string) bool {
	for _, want := range initials {
		r, n := utf8.DecodeRuneInString(s)
		if n == 0 || vault.Initial(r) != want {
			return false
		}
		s = s[n:]
	}
	return true
}

// fuzzy returns how well name matches when letters may be left out.
func (q *query) fuzzy(name *vault.SearchName) (rank int, ok bool) {
	if q.letters&^name.Letters != 0 || q.single || utf8.RuneCountInString(q.scattered) > maxQuery {
		return 0, false
	}
	if q.initials && !hasInitials(name.Folded, q.scattered) || !isSubsequence(q.scattered, name.Jamo) {
		return 0, false
	}
	in := name.Jamo
	if q.initials {
		in = vault.Initials(name.Folded)
	}
	found := fuzzy.FindNoSort(q.scattered, []string{in})
	if len(found) == 0 {
		return 0, false
	}
	// The library counts an unmatched byte against a name; a Hangul letter has
	// three of them.
	score := found[0].Score + len(in) - utf8.RuneCountInString(in)
	return fuzzyMatch*tierSize + tierSize/2 - min(max(score, -tierSize/2), tierSize/2), true
}

// match is rank, or else fuzzy where ranks up to worst are of interest.
func (q *query) match(name *vault.SearchName, worst int) (rank int, ok bool) {
	if rank, ok = q.rank(name); ok || worst < fuzzyMatch*tierSize {
		return rank, ok
	}
	return q.fuzzy(name)
}

func isSubsequence(sub, s string) bool {
	for _, r := range sub {
		i := strings.IndexRune(s, r)
		if i < 0 {
			return false
		}
		_, n := utf8.DecodeRuneInString(s[i:]) // U+FFFD is found in what is no UTF-8, too
		s = s[i+n:]
	}
	return true
}

// hasInitials is isSubsequence of the initials of s.
func hasInitials(s, initials string) bool {
	for _, r := range s {
		want, n := utf8.DecodeRuneInString(initials)
		if n > 0 && vault.Initial(r) == want {
			initials = initials[n:]
		}
	}
	return initials == ""
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
		if before, _ := utf8.DecodeLastRuneInString(name[:i]); isBreak(before) {
			return wordMatch
		}
	}
	return partMatch
}

// isBreak reports whether a word starts behind r.
func isBreak(r rune) bool {
	switch r {
	case ' ', '-', '_', '/', '.', '(', '[':
		return true
	}
	return false
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
