package feature

import (
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// The places of a large vault are a million. So their rank is worked out where what
// is typed is found in the packed names, and a name itself is looked at only when it
// would come up.

// A placeQuery is a query for headings and blocks.
type placeQuery struct {
	*query
	typed, keyboard vault.WidePairs
	// scattered are the pairs that a name has one of when it matches with letters left
	// out.
	scattered [2]vault.WidePairs
	// least is how long a name is at least, in runes, that holds what is typed: a letter
	// that stands alone may come to lie in a syllable.
	least int
}

func newPlaceQuery(q *query) *placeQuery {
	p := &placeQuery{query: q, typed: vault.WidePairsOf(q.packedStart[1:]), keyboard: vault.WidePairsOf(q.packedKeyboard[1:])}
	if !q.loose {
		p.least = min(q.length, vault.LongestPacked)
	}
	for i, start := range q.scatteredStarts() {
		p.scattered[i] = vault.WidePairsOf(start)
	}
	return p
}

// A hit is a place in what Shelf.Text returned that may match.
type hit struct {
	at   int // where in the text
	rank int // of its name, or better where the packed form can't tell
}

// startsLine is what a line of a Shelf starts with whose name, or its initials, starts
// with what is typed.
func (q *placeQuery) startsLine() string { return q.packedStart[1:] }

// starts reports whether that is so of the name that the line of text around at is
// about.
func (q *placeQuery) starts(text string, at, line int) bool {
	begin := strings.LastIndexByte(text[:at], '\n') + 1
	if line%2 > 0 { // the initials
		begin = strings.LastIndexByte(text[:begin-1], '\n') + 1
	}
	initials := begin + strings.IndexByte(text[begin:], '\n') + 1
	return strings.HasPrefix(text[begin:], q.startsLine()) || strings.HasPrefix(text[initials:], q.startsLine())
}

// A lineCounter tells in which line of a text places are that mostly come one behind
// the other.
type lineCounter struct{ at, lines int }

// line is the line around at, as in ShelfRow.PlaceOf.
func (c *lineCounter) line(text string, at int) int {
	if at < c.at {
		*c = lineCounter{}
	}
	c.lines += strings.Count(text[c.at:at], "\n")
	c.at = at
	return c.lines - 1
}

// mayHold reports whether r may have hits no worse than worst that no name starts with.
func (q *placeQuery) mayHold(r *vault.ShelfRow, worst int) bool {
	switch {
	case worst < q.bestInside(r):
		return false
	case r.Pairs.Has(&q.typed):
		return true
	case worst >= keyboardMatch*tierSize && q.query.keyboard != "" && r.Pairs.Has(&q.keyboard):
		return true
	}
	return worst >= fuzzyMatch*tierSize && q.scattersIn(r)
}

// bestInside is the best rank that a name in r may have which does not start with what
// is typed.
func (q *placeQuery) bestInside(r *vault.ShelfRow) int {
	return wordMatch*tierSize + r.Shortest(q.least, q.hangul)
}

// scattersIn reports whether r may have names that match with letters left out.
func (q *placeQuery) scattersIn(r *vault.ShelfRow) bool {
	return q.scatters() && (r.Pairs.Has(&q.scattered[0]) || r.Pairs.Has(&q.scattered[1]))
}

// hits calls yield with what in the text of r may match no worse than worst.
func (q *placeQuery) hits(r *vault.ShelfRow, text string, worst int, yield func(hit)) {
	if r.Pairs.Has(&q.typed) {
		q.typedHits(r, text, yield)
	}
	if worst >= keyboardMatch*tierSize && q.query.keyboard != "" && r.Pairs.Has(&q.keyboard) {
		q.keyboardHits(text, yield)
	}
	if worst >= fuzzyMatch*tierSize && q.scattersIn(r) {
		q.scatteredHits(text, yield)
	}
}

// typedHits finds what needs no letter left out.
func (q *placeQuery) typedHits(r *vault.ShelfRow, text string, yield func(hit)) {
	for at := 0; ; at++ {
		i := strings.Index(text[at:], q.packedStart[1:])
		if i < 0 {
			return
		}
		at += i
		yield(hit{at, q.typedRank(r, text, at)})
	}
}

// typedRank is what the packed form of q, which stands in text at at, says of a name.
func (q *placeQuery) typedRank(r *vault.ShelfRow, text string, at int) int {
	behind := text[at+len(q.packedStart)-1:]
	tier, place := partMatch, 0
	switch before := text[at-1]; {
	case before == '\n' && behind[1] == '\n':
		tier = exactMatch
	case before == '\n':
		tier = prefixMatch
	case isBreak(rune(before)):
		tier = wordMatch
	}
	if q.hangul && !r.Loose && (q.loose || !endsSyllable(behind)) {
		tier, place = max(tier, prefixMatch), tierSize/2
	}
	return tier*tierSize + place + min(vault.PackedLength(behind), keyboardSize-1)
}

// keyboardHits finds the start of a word that another keyboard typed.
func (q *placeQuery) keyboardHits(text string, yield func(hit)) {
	for at := 0; ; at++ {
		i := strings.Index(text[at:], q.packedKeyboard[1:])
		if i < 0 {
			return
		}
		at += i
		tier := wordMatch
		if text[at-1] == '\n' {
			tier = exactMatch // or prefixMatch
		} else if !isBreak(rune(text[at-1])) {
			continue
		}
		yield(hit{at: at, rank: keyboardMatch*tierSize + tier*keyboardSize + vault.PackedLength(text[at:])})
	}
}

// scatters reports whether letters may be left out between those of q.
func (q *query) scatters() bool { return !q.single && q.length <= maxQuery }

// scatteredStarts are what stands before the first letter of a name in which letters
// are left out, with that letter: it starts the name or stands behind a space. Among
// so many names that is what tells sense from chance.
func (q *query) scatteredStarts() [2]string {
	if q.packedScattered == "" {
		return [2]string{}
	}
	return [2]string{"\n" + q.packedScattered[:1], " " + q.packedScattered[:1]}
}

func (q *placeQuery) scatteredHits(text string, yield func(hit)) {
	for at := 1; ; at++ {
		i := strings.IndexByte(text[at:], q.packedScattered[0])
		if i < 0 {
			return
		}
		at += i
		if text[at-1] != '\n' && text[at-1] != ' ' {
			continue
		}
		line := text[at : at+strings.IndexByte(text[at:], '\n')]
		if skipped, ok := skips(line, q.packedScattered); ok {
			yield(hit{at: at, rank: fuzzyMatch*tierSize + tierSize/2 + skipped})
		}
	}
}

// skips returns how many bytes of s are left out between those of sub, which start
// together.
func skips(s, sub string) (n int, ok bool) {
	// Names that many share differ at their ends.
	if strings.IndexByte(s, sub[len(sub)-1]) < 0 {
		return 0, false
	}
	for i := range len(sub) {
		j := strings.IndexByte(s, sub[i])
		if j < 0 {
			return 0, false
		}
		n += j
		s = s[j+1:]
	}
	return n, true
}

// The packed forms of ㄱ, ㅏ and ㅣ: consonants come first.
const (
	packedConsonant  = 0x80
	packedVowel      = packedConsonant + 'ㅏ' - 'ㄱ'
	packedLastLetter = packedConsonant + 'ㅣ' - 'ㄱ'
)

// endsSyllable reports whether no letter of behind belongs to the syllable before it.
// A consonant begins a syllable when a vowel follows.
func endsSyllable(behind string) bool {
	isVowel := func(i int) bool { return i < len(behind) && packedVowel <= behind[i] && behind[i] <= packedLastLetter }
	if behind[0] < packedConsonant || behind[0] > packedLastLetter {
		return true
	}
	return !isVowel(0) && isVowel(1)
}

// placeRank is the rank of a place's name where a hit is found to be worth a look.
func (q *query) placeRank(name *vault.SearchName, found int) (rank int, ok bool) {
	if rank, ok = q.rank(name); ok {
		return rank, true
	}
	if q.initials {
		ok = hasInitials(name.Folded, q.scattered)
	} else {
		ok = isSubsequence(q.scattered, name.Jamo)
	}
	return found, ok && found >= fuzzyMatch*tierSize
}
