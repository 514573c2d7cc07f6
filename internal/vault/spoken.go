package vault

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"
)

// Names in prose are found by how they start: a table has, for each start of a name,
// the lengths of the names that start so, and what that leaves is asked for by its
// Key like the target of a link. So a note is searched for a hundred thousand names
// at the cost of its own words.

// maxSpoken is the longest name that is looked for in prose, in runes.
const maxSpoken = 100

// A Script is what a letter is of, as far as words are told apart by it.
type Script uint8

const (
	NoLetter Script = iota // a space, a mark of punctuation, a symbol, "_"
	Spaced                 // Latin and other scripts with spaces between words, digits
	Hangul                 // particles follow a word without a space
	Han                    // no spaces: a word may start behind any
	Hiragana
	Katakana
)

// ScriptOf returns the script of a rune of a FoldedText.
func ScriptOf(r rune) Script {
	switch {
	case r < utf8.RuneSelf:
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' {
			return Spaced
		}
		return NoLetter
	case isHangul(r):
		return Hangul
	case 0x3041 <= r && r <= 0x309F:
		return Hiragana
	case 0x30A1 <= r && r <= 0x30FF && r != '・':
		return Katakana
	case unicode.Is(unicode.Han, r):
		return Han
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.M, r):
		return Spaced
	}
	return NoLetter
}

// IsWordStart reports whether a word may start at runes[i]: not behind a letter or
// digit, but for the scripts that have no spaces. Of "_" up to three are emphasis
// and more than that a rule; what stands beyond them counts.
func IsWordStart(runes []rune, i int) bool {
	if r := runes[i]; r == Gap || r == ' ' {
		return false
	}
	prev := i - 1
	for prev >= max(0, i-3) && runes[prev] == '_' {
		prev--
	}
	if prev < 0 {
		return true
	}
	before := ScriptOf(runes[prev])
	switch before {
	case NoLetter:
		return true
	case Spaced, Hangul:
		now := ScriptOf(runes[i])
		return before == Spaced && (now == Han || now == Hiragana || now == Katakana)
	}
	now := ScriptOf(runes[i])
	return now != Hangul && (now != before || now == Han)
}

// startLength is how many of the runes from i make the start of a name: a word of
// letters and digits, or else two runes, because a word in Hangul ends in particles.
func startLength(runes []rune, i int) int {
	if ScriptOf(runes[i]) != Spaced {
		if i+1 == len(runes) || runes[i+1] == Gap {
			return 0
		}
		return 2
	}
	n := 1
	for i+n < len(runes) && n <= maxSpoken && ScriptOf(runes[i+n]) == Spaced {
		n++
	}
	return n
}

// NameLengths lists, in runes and sorted, the lengths of the names that start as the
// runes from i do; a length is listed as often as there are names.
func (s *Snapshot) NameLengths(runes []rune, i int) []uint8 {
	if n := startLength(runes, i); n > 0 {
		return s.nameStarts().at(Key(runes[i : i+n]))
	}
	return nil
}

// nameStarts are what names start with: how long these names are. The table is made when
// it is first asked for, and from then on kept up.
type nameStarts struct {
	once  sync.Once
	made  atomic.Bool
	table table[Key, []uint8]
}

func (s *Snapshot) nameStarts() table[Key, []uint8] {
	s.starts.once.Do(func() {
		if s.starts.made.Load() {
			return
		}
		u := &update{starts: map[Key]*delta[uint8]{}}
		for n := range s.Each() {
			u.speak(nil, n)
		}
		s.starts.table = merge(table[Key, []uint8]{}, u.starts, cmp.Compare)
		s.starts.made.Store(true)
	})
	return s.starts.table
}

// keepNameStarts gives next the table of s after what u collected, if s has it.
func (u *update) keepNameStarts(next *Snapshot) {
	if u.startsMade {
		next.starts.table = merge(u.old.starts.table, u.starts, cmp.Compare)
		next.starts.made.Store(true)
	}
}

// A SpokenName is a name that may stand in prose.
type SpokenName struct {
	ID   NoteID
	Text string // as written, in NFC
	// OwnCase says that only the name's own case counts: "AI" is no "ai".
	OwnCase bool
}

// Named returns the notes of which prose may use the name: their file name, an alias
// or the title, as far as the rules have the note answer to it; a note comes once for
// each spelling that it has of the name. The name is folded, its words separated by
// single spaces.
func (s *Snapshot) Named(folded string) []SpokenName {
	var out []SpokenName
	for _, p := range s.byName.at(KeyOf(folded)) {
		n := s.notes.at(p.id)
		if n == nil || p.revealed {
			continue
		}
		for name := range n.spoken() {
			if name.folded == folded {
				out = append(out, SpokenName{n.ID, name.text, countsInOwnCase(name)})
			}
		}
	}
	return out
}

// SpokenNames lists the names of n that prose may use, folded, each once.
func (n *Note) SpokenNames() []string {
	var out []string
	for name := range n.spoken() {
		if !slices.Contains(out, name.folded) {
			out = append(out, name.folded)
		}
	}
	return out
}

// spoken yields the names that prose may use. That of a note that stands for its
// folder is none: "readme" names nothing.
func (n *Note) spoken() iter.Seq[name] {
	return func(yield func(name) bool) {
		for _, name := range n.names {
			if name.kind == byFile && n.rules.indexRank(n.ID) < 0 {
				name.text = nfc(n.ID.Name())
				name.folded = Fold(name.text)
			}
			if name.text != "" && isSpoken(name) && !yield(name) {
				return
			}
		}
	}
}

// isSpoken reports whether prose that holds the name is likely to mean it. Dates and
// numbers are not, nor is what has odd white space, which a text can't show.
func isSpoken(n name) bool {
	length, words := 0, false
	before := ' '
	for _, r := range n.folded {
		if before == ' ' && unicode.IsSpace(r) || unicode.IsSpace(r) && r != ' ' {
			return false
		}
		length, before = length+1, r
		words = words || ScriptOf(r) != NoLetter && !unicode.IsDigit(r) && r != '년' && r != '월' && r != '일'
	}
	switch {
	case length < 2 || length > maxSpoken || !words || before == ' ':
		return false
	case isCommon(n.folded, countsInOwnCase(n)), len(n.folded) < 3 && n.text == n.folded: // "it" is no name, "AI" is
		return false
	}
	return KeyOf(n.folded) == n.key
}

// maxAcronym is how long a word in capitals may be that is another word in small
// letters: DID, but not JAVASCRIPT. In bytes.
const maxAcronym = 5

// countsInOwnCase reports whether a name written in other letters is likely to be
// another word.
func countsInOwnCase(n name) bool {
	if strings.ContainsFunc(n.folded, func(r rune) bool { return ScriptOf(r) != Spaced }) { // C++ and .NET are no words
		return false
	}
	return len(n.text) < 3 || len(n.text) <= maxAcronym && n.text != n.folded && n.text == strings.ToUpper(n.text)
}

// startsOf yields how the names of n start, each with the name's length; n may be
// nil.
func startsOf(n *Note) iter.Seq2[Key, uint8] {
	return func(yield func(Key, uint8) bool) {
		if n == nil {
			return
		}
		for _, folded := range n.SpokenNames() {
			runes := []rune(folded)
			if !yield(Key(runes[:startLength(runes, 0)]), uint8(len(runes))) {
				return
			}
		}
	}
}

// speak records what a note's names take from and add to the table of starts.
func (u *update) speak(old, new *Note) {
	if old != nil && new != nil && slices.Equal(old.names, new.names) {
		return
	}
	at := func(k Key) *delta[uint8] {
		if u.starts[k] == nil {
			u.starts[k] = &delta[uint8]{}
		}
		return u.starts[k]
	}
	for k, length := range startsOf(old) {
		at(k).remove = append(at(k).remove, length)
	}
	for k, length := range startsOf(new) {
		at(k).add = append(at(k).add, length)
	}
}

// speaking adds the notes whose text may hold a name that came or went to ids. It
// asks every note, which takes some nanoseconds each: names change seldom.
func (u *update) speaking(ids []NoteID, next *Snapshot) []NoteID {
	if len(u.starts) == 0 {
		return ids
	}
	sums := make([]uint64, 0, len(u.starts))
	for k := range u.starts {
		sums = append(sums, startSum(string(k)))
	}
	for n := range next.Each() {
		if slices.ContainsFunc(sums, n.words.mayHave) {
			ids = append(ids, n.ID)
		}
	}
	return ids
}

// startSum is a number for the start of a name, the same one in every process: a wordSet
// may be kept beyond this one. It is FNV-1a, stirred as in MurmurHash3 so that all bits
// count.
func startSum(start string) uint64 {
	sum := uint64(14695981039346656037)
	for i := range len(start) {
		sum = (sum ^ uint64(start[i])) * 1099511628211
	}
	sum = (sum ^ sum>>33) * 0xff51afd7ed558ccd
	sum = (sum ^ sum>>33) * 0xc4ceb9fe1a85ec53
	return sum ^ sum>>33
}

// A wordSet is a Bloom filter of the places in a text where a name may start. Its
// length is a power of two.
type wordSet []uint64

// wordsOf returns the set of what names may start with in src.
func wordsOf(src []byte) wordSet {
	t := NewFoldedText(len(src))
	t.Add(src, 0, len(src))
	sums := map[uint64]bool{}
	for i := range t.Runes {
		if IsWordStart(t.Runes, i) {
			if n := startLength(t.Runes, i); n > 0 {
				sums[startSum(string(t.Runes[i:i+n]))] = true
			}
		}
	}
	size := 1
	for size*8 < len(sums) { // eight bits each
		size *= 2
	}
	set := make(wordSet, size)
	for sum := range sums {
		for _, bit := range set.bits(sum) {
			set[bit/64] |= 1 << (bit % 64)
		}
	}
	return set
}

func (w wordSet) bits(sum uint64) [2]uint64 {
	mask := uint64(len(w))*64 - 1
	return [2]uint64{sum & mask, sum >> 32 & mask}
}

func (w wordSet) mayHave(sum uint64) bool {
	if len(w) == 0 {
		return false
	}
	bits := w.bits(sum)
	return w[bits[0]/64]>>(bits[0]%64)&1 == 1 && w[bits[1]/64]>>(bits[1]%64)&1 == 1
}
