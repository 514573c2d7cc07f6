package vault

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A SearchName is a name of a note or file, made ready to be compared with what a
// user types.
type SearchName struct {
	Text   string // as written
	Folded string // as Fold returns it
	// Jamo is Folded with its Hangul taken apart; the same string without any.
	Jamo string
	// Letters has a bit for each kind of letter in Jamo: a query with a letter that
	// is missing here can't match.
	Letters uint64
	Length  int32 // of Folded, in runes
	Alias   bool  // an alias or title, not the file's name
}

// NewSearchName makes text ready.
func NewSearchName(text string, alias bool) SearchName {
	n := SearchName{Text: text, Folded: Fold(text), Alias: alias}
	if n.Folded == text {
		n.Folded = text // one string in memory
	}
	n.Jamo = Jamo(n.Folded)
	if n.Jamo != n.Folded {
		// They are looked at one after the other, and memory is what a search waits for.
		both := n.Folded + n.Jamo
		n.Folded, n.Jamo = both[:len(n.Folded)], both[len(n.Folded):]
	}
	n.Letters = Letters(n.Jamo)
	n.Length = int32(utf8.RuneCountInString(n.Folded))
	return n
}

// Letters is the set of letters in s, by their code points modulo 64.
func Letters(s string) uint64 {
	var set uint64
	for _, r := range s {
		set |= 1 << (r % 64)
	}
	return set
}

// SearchNames lists what the note can be found by: its file name first, then its
// title and aliases, each once.
func (n *Note) SearchNames() []SearchName { return n.search.names }

// A searchable is the names of a note or file, and what tells that none matches.
type searchable struct {
	names   []SearchName
	text    string // Findable.Text
	pairs   PairSet
	letters uint64 // of all names
	loose   bool   // Findable.Loose
}

// packedLength is the byte that says that a name is empty, the next that it is one
// rune long: bytes that no name holds but as the first of a rune.
const packedLength = 0xC0

// LongestPacked is the PackedLength of any name that is as long or longer.
const LongestPacked = 0xFF - packedLength

// PackedLength returns the length in runes of the name that line, which starts
// Findable.Text or a later part of it, ends, at most LongestPacked.
func PackedLength(line string) int {
	return int(line[strings.IndexByte(line, '\n')-1]) - packedLength
}

// searchNamesOf makes a note's names ready.
func searchNamesOf(n *Note) searchable {
	names := []SearchName{NewSearchName(n.ID.Name(), false)}
	add := func(text string) {
		for _, known := range names {
			if nfc(known.Text) == nfc(text) {
				return
			}
		}
		names = append(names, NewSearchName(text, true))
	}
	if t := strings.TrimSpace(n.Doc.Title()); t != "" {
		add(t)
	}
	for _, a := range n.Doc.FrontMatter.Aliases {
		add(a.Text)
	}
	return together(names)
}

// together sums names up.
func together(names []SearchName) searchable {
	s := searchable{names: slices.Clip(names)}
	text := []byte("\n")
	for _, n := range names {
		s.letters |= n.Letters
		s.loose = s.loose || strings.ContainsFunc(n.Folded, IsLetter)
		end := []byte{packedLength + byte(min(n.Length, LongestPacked)), '\n'}
		text = append(appendPacked(text, n.Jamo), end...)
		if n.Jamo != n.Folded {
			text = append(appendPacked(text, Initials(n.Folded)), end...)
		}
	}
	s.text = string(text)
	s.pairs = Pairs(s.text)
	for _, n := range names {
		s.pairs.add(ClosedSyllables(n.Folded))
	}
	return s
}

// A PairSet has bits for pairs of bytes that stand side by side: what holds a string
// has all of the string's.
type PairSet [2]uint64

// Pairs returns those of a Packed string.
func Pairs(s string) PairSet {
	var set PairSet
	for i := 1; i < len(s); i++ {
		bit := (uint32(s[i-1])<<8 | uint32(s[i])) * 0x9E3779B1 >> 25
		set[bit/64] |= 1 << (bit % 64)
	}
	return set
}

// ClosedSyllables returns a set of the syllables in s that end in a consonant. Until
// the next letter is typed such a syllable may yet come apart: 쿱 begins 쿠버.
func ClosedSyllables(s string) PairSet {
	var set PairSet
	for _, r := range s {
		if isSyllable(r) && (r-firstSyllable)%28 > 0 {
			bit := uint32(r) * 0x9E3779B1 >> 25
			set[bit/64] |= 1 << (bit % 64)
		}
	}
	return set
}

func (s *PairSet) add(t PairSet) {
	s[0] |= t[0]
	s[1] |= t[1]
}

// Has reports whether s has all of sub.
func (s PairSet) Has(sub PairSet) bool { return sub[0]&^s[0] == 0 && sub[1]&^s[1] == 0 }

// Packed returns s, which Jamo returned, with one byte for each Hangul letter: a
// third of the memory to search, and bytes that tell letters apart. Two strings may
// have one packed form, so what is found in it is still to be compared.
func Packed(s string) string { return string(appendPacked(nil, s)) }

func appendPacked(b []byte, s string) []byte {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if 'ㄱ' <= r && r <= 'ㅣ' {
			b = append(b, byte(0x80+r-'ㄱ'))
		} else {
			b = append(b, s[i:i+n]...)
		}
		i += n
	}
	return b
}
