package feature

import (
	"math"
	"math/bits"
	"strings"
	"unicode"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// What it costs to make one text of another by hand. Four of the smallest make a
// mistake.
const (
	slip = 1 // shift held or not, ㅐ for ㅔ, a space for a hyphen or for nothing
	near = 2 // the key beside the right one, or a key hit twice
	typo = 4 // a letter left out, put in, or for another; two that changed places
	// otherNumber is for digits: 2024-11-18 is no misspelling of 2024-11-19.
	otherNumber = 4 * typo
)

// keyRows are the letter keys of a keyboard, and how far each row is indented, in
// keys.
var keyRows = [...]struct {
	keys   string
	indent float64
}{{"qwertyuiop", 0}, {"asdfghjkl", 0.25}, {"zxcvbnm", 0.75}}

// neighbours has for each letter key a bit for each that a finger may hit instead.
var neighbours = func() (neighbours [26]uint32) {
	for y, row := range keyRows {
		for x, key := range row.keys {
			for otherY, otherRow := range keyRows {
				for otherX, other := range otherRow.keys {
					dx, dy := float64(x)+row.indent-float64(otherX)-otherRow.indent, float64(y-otherY)
					if key != other && math.Hypot(dx, dy) < 1.3 {
						neighbours[key-'a'] |= 1 << (other - 'a')
					}
				}
			}
		}
	}
	return neighbours
}()

// hangulKeys has the key of each Hangul letter from ㄱ to ㅣ, 0 for those that take two
// (KS X 5002).
var hangulKeys = func() (keys ['ㅣ' - 'ㄱ' + 1]byte) {
	for i := range keys {
		if key := vault.ToKeyboard(string('ㄱ' + rune(i))); key != "" {
			keys[i] = key[0]
		}
	}
	return keys
}()

// keyOf returns the letter key that types r, 0 for none; hangul tells which keyboard
// has it.
func keyOf(r rune) (key byte, hangul bool) {
	switch {
	case 'a' <= r && r <= 'z':
		return byte(r), false
	case 'ㄱ' <= r && r <= 'ㅣ':
		return hangulKeys[r-'ㄱ'], true
	}
	return 0, false
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// isGap reports whether r parts words.
func isGap(r rune) bool { return r == ' ' || r == '-' || r == '_' }

// replaced is the cost of one rune in the place of another.
func replaced(a, b rune) int {
	switch {
	case a == b:
		return 0
	case isGap(a) && isGap(b):
		return slip
	case isDigit(a) || isDigit(b):
		return otherNumber
	case sameVowel(a, b):
		return slip
	}
	key, hangul := keyOf(a)
	other, otherHangul := keyOf(b)
	switch {
	case key == 0 || other == 0 || hangul != otherHangul:
		return typo
	case key == other:
		return slip
	case neighbours[key-'a']&(1<<(other-'a')) != 0:
		return near
	}
	return typo
}

// sameVowel knows the vowels that most speakers of Korean do not tell apart.
func sameVowel(a, b rune) bool {
	if a > b {
		a, b = b, a
	}
	return a == 'ㅐ' && b == 'ㅔ' || a == 'ㅒ' && b == 'ㅖ'
}

// extra is the cost of the i-th rune of text where it should not be, or is missing.
func extra(text []rune, i int) int {
	switch r := text[i]; {
	case isGap(r):
		return slip
	case isDigit(r):
		return otherNumber
	case i > 0 && text[i-1] == r:
		return near
	}
	return typo
}

// A spelling is a text that others are compared with. It is in the form of
// vault.Jamo, folded: a syllable with one wrong letter is one mistake away.
type spelling struct {
	text    []rune
	letters uint64 // vault.Letters
	// masks has for each class of runes (classOf) where it stands in text without its
	// gaps, of which there are length; 0 where that is too long for a word of bits.
	masks  *[256]uint64
	length int

	rows [3][]int
	with []rune
}

func newSpelling(jamo string) *spelling {
	s := &spelling{text: []rune(jamo), letters: vault.Letters(jamo)}
	for i := range s.rows {
		s.rows[i] = make([]int, 0, 64)
	}
	s.masks = new([256]uint64)
	for _, r := range s.text {
		if isGap(r) {
			continue
		}
		if s.length == 64 {
			s.length = 0
			break
		}
		s.masks[classOf(r)] |= 1 << s.length
		s.length++
	}
	return s
}

// classOf is the same for runes that cost a slip for one another, and seldom for
// others.
func classOf(r rune) byte {
	switch {
	case r < 0x80:
		return byte(r)
	case r < 'ㄱ' || r > 'ㅣ':
		return 0xC0 + byte(r%64)
	case r == 'ㅔ' || r == 'ㅒ' || r == 'ㅖ':
		r = 'ㅐ'
	case hangulKeys[r-'ㄱ'] != 0 && r > 'ㄱ' && hangulKeys[r-'ㄱ'] == hangulKeys[r-1-'ㄱ']:
		r-- // the doubled letter follows the plain one
	}
	return 0x80 + byte(r-'ㄱ')
}

// isNear reports whether distance(other) may be within limit. It counts how many runes
// differ, those that cost a slip set aside, for all positions at once in a few words of
// bits (Hyyrö, A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit
// Distances, 2003): each costs near at least.
func (s *spelling) isNear(other string, limit int) bool {
	if s.length == 0 {
		return true
	}
	plus, minus := ^uint64(0), uint64(0)
	most, differ, last := limit/near, s.length, uint64(1)<<(s.length-1)
	for i, r := range other {
		if isGap(r) {
			continue
		}
		if differ-(len(other)-i) > most {
			return false // not even if all that follows were right
		}
		equal := s.masks[classOf(r)]
		vertical := equal | minus
		horizontal := (((equal & plus) + plus) ^ plus) | equal
		up, down := minus|^(horizontal|plus), plus&horizontal
		if up&last != 0 {
			differ++
		} else if down&last != 0 {
			differ--
		}
		up, down = up<<1|1, down<<1
		plus, minus = down|^(vertical|up), up&vertical
	}
	return differ <= most
}

// slips are the sets of letters that cost a slip for one another.
var slips = func() (sets []uint64) {
	for _, kinds := range []string{"ㅂㅃ", "ㅈㅉ", "ㄷㄸ", "ㄱㄲ", "ㅅㅆ", "ㅐㅒㅔㅖ"} {
		sets = append(sets, vault.Letters(kinds))
	}
	return sets
}()

// gaps is the set of what may be missing for a slip.
var gaps = vault.Letters(" -_")

// distance is what it costs to make other of s, and more than limit where that is
// more: it is the optimal string alignment distance with the costs above.
func (s *spelling) distance(other string, limit int) int {
	s.with = s.with[:0]
	for _, r := range other {
		s.with = append(s.with, r)
	}
	a, b := s.text, s.with
	before, last, now := s.rows[0], s.rows[1], s.rows[2]
	last = append(last[:0], 0)
	for j := range b {
		last = append(last, last[j]+extra(b, j))
	}
	lastBest := 0
	for i := range a {
		dropped := extra(a, i)
		now = append(now[:0], last[0]+dropped)
		best := now[0]
		for j := range b {
			cost := min(last[j]+replaced(a[i], b[j]), last[j+1]+dropped, now[j]+extra(b, j))
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] && a[i] != b[j] && !isDigit(a[i]) && !isDigit(b[j]) {
				cost = min(cost, before[j-1]+typo)
			}
			now = append(now, cost)
			best = min(best, cost)
		}
		if best > limit && lastBest > limit {
			s.rows = [3][]int{before, last, now}
			return limit + 1
		}
		lastBest = best
		before, last, now = last, now, before
	}
	s.rows = [3][]int{before, last, now}
	return last[len(b)]
}

// wordsApart is how long the words are, in runes of s, around what is not the same at
// the start or end of the text that it was last compared with.
func (s *spelling) wordsApart() int {
	start, end, other := 0, len(s.text), len(s.with)
	for start < min(end, other) && s.text[start] == s.with[start] {
		start++
	}
	for end > start && other > start && s.text[end-1] == s.with[other-1] {
		end, other = end-1, other-1
	}
	for start > 0 && !isBreak(s.text[start-1]) {
		start--
	}
	for end < len(s.text) && !isBreak(s.text[end]) {
		end++
	}
	return end - start
}

// A misspelling is what a user may have meant by a name that nothing has: what it
// says with some mistakes, or what the same keys type in the other language.
type misspelling struct {
	typed    *spelling
	keyboard *spelling // nil for nothing that a name could hold
	limit    int       // what a name may cost at most
}

// maxMistakes is how many mistakes a long name may have.
const maxMistakes = 4

// newMisspelling looks for what is like typed. Of four keys one may be wrong, of ten
// two.
func newMisspelling(typed string) *misspelling {
	jamo := vault.Jamo(vault.Fold(typed))
	m := &misspelling{typed: newSpelling(jamo)}
	keys := len(m.typed.text)
	m.limit = min(max(keys*typo/5, min(keys, typo)), maxMistakes*typo)
	if keyboard := otherKeyboard(typed, jamo); keys > 1 && keyboard != "" {
		m.keyboard = newSpelling(keyboard)
	}
	return m
}

// otherKeyboard is what the keys of typed, or of jamo where it is Hangul, type in the
// other language; digits and the like stay. It is empty for what is in both or none.
func otherKeyboard(typed, jamo string) string {
	from, to := typed, vault.FromKeyboard
	if vault.HasHangul(jamo) {
		from, to = jamo, vault.ToKeyboard
	}
	var b strings.Builder
	letters := false
	for _, r := range strings.TrimSpace(from) {
		switch keyed := to(string(r)); {
		case keyed != "":
			b.WriteString(keyed)
			letters = letters || r != ' '
		case unicode.IsLetter(r):
			return ""
		default:
			b.WriteRune(r)
		}
	}
	if !letters {
		return ""
	}
	return b.String()
}

// cost is how far a name, in the form of vault.Jamo, is from what is typed; ok is false
// where it is another name. Letters are those of the name or of more.
func (m *misspelling) cost(jamo string, letters uint64) (cost int, ok bool) {
	cost = m.limit + 1
	if jamo == "" {
		return cost, false
	}
	if m.typed.mayBe(letters, m.limit) && m.typed.isNear(jamo, m.limit) {
		cost = m.typed.distance(jamo, m.limit)
		if cost > typo && cost <= m.limit && cost > m.typed.wordsApart()*typo/3 {
			cost = m.limit + 1 // a word is another, however long the rest that is right
		}
	}
	// One mistake on top of the wrong keyboard is enough.
	if most := min(m.limit, typo+slip); m.keyboard != nil && cost > slip && m.keyboard.mayBe(letters, most-slip) && m.keyboard.isNear(jamo, most-slip) {
		if c := m.keyboard.distance(jamo, most-slip); c <= most-slip {
			cost = min(cost, c+slip)
		}
	}
	return cost, cost <= m.limit
}

// mayBe reports whether a name with these letters can be within limit: each letter
// that it has nothing like costs as much as the key beside.
func (s *spelling) mayBe(letters uint64, limit int) bool {
	missing := s.letters &^ letters
	if missing == 0 {
		return true
	}
	for _, set := range slips {
		if set&letters != 0 {
			missing &^= set
		}
	}
	return bits.OnesCount64(missing&^gaps)*near <= limit
}

// mayBe reports whether a name with these letters can be within m's limit.
func (m *misspelling) mayBe(letters uint64) bool {
	return m.typed.mayBe(letters, m.limit) || m.keyboard != nil && m.keyboard.mayBe(letters, min(m.limit, typo))
}
