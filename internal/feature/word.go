package feature

import (
	"unicode"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// maxWord is how far from the cursor a word may reach, in bytes. What is longer,
// as a picture in a data URI, is no word, and looking for its ends would cost.
const maxWord = 1 << 10

// wordAt returns the word of src that the cursor at off is in or else touches, and
// an empty span for none. Letters, digits and "_" make words, and an apostrophe
// between letters does; Hangul goes with Latin, as in "API를", while ideographs and
// kana, which are written without spaces, are words as long as the script stays the
// same. An emoji is a word by itself. No word cuts a character that is made of
// several code points (UAX #29, extended grapheme clusters).
func wordAt(src []byte, off int) text.Span {
	w := words{src[max(0, off-2*maxWord):min(len(src), off+2*maxWord)]}
	base := max(0, off-2*maxWord)
	off -= base
	start := off
	for start > 0 && start < len(w.src) && !w.isBoundary(start) {
		start = w.before(start)
	}
	end := w.clusterEnd(start)
	kind := w.kind(start)
	if left := w.clusterStart(start); start == off && left < start && w.kind(left).beats(kind) {
		start, end, kind = left, start, w.kind(left)
	}
	if kind == noWord {
		return text.Span{}
	}
	for kind != symbol && start > 0 && off-start < maxWord {
		left := w.clusterStart(start)
		if !w.joins(left, kind) && !(w.isApostrophe(left) && left > 0 && w.joins(w.clusterStart(left), kind)) {
			break
		}
		start = left
	}
	for kind != symbol && end < len(w.src) && end-off < maxWord {
		next := w.clusterEnd(end)
		if !w.joins(end, kind) && !(w.isApostrophe(end) && w.joins(next, kind)) {
			break
		}
		end = next
	}
	if off-start >= maxWord || end-off >= maxWord {
		return text.Span{}
	}
	return text.Between(base+start, base+end)
}

// A wordKind is what a character is in a word. Characters of one kind stand in one
// word.
type wordKind uint8

const (
	noWord wordKind = iota
	symbol
	letter
	han
	hiragana
	katakana
)

// beats reports whether a cursor between characters of kinds k and right means the
// former: it does where the latter is less of a word.
func (k wordKind) beats(right wordKind) bool { return k > symbol && right <= symbol || right == noWord }

// words finds words in a text. Offsets that it is given are those of characters.
type words struct{ src []byte }

// kind is that of the character that starts at off.
func (w words) kind(off int) wordKind {
	r, n := utf8.DecodeRune(w.src[off:])
	switch {
	case r == utf8.RuneError && n <= 1:
		return noWord
	case unicode.Is(unicode.Han, r):
		return han
	case unicode.Is(unicode.Hiragana, r):
		return hiragana
	case unicode.Is(unicode.Katakana, r):
		return katakana
	case unicode.IsLetter(r), unicode.IsNumber(r), unicode.Is(unicode.Pc, r):
		return letter
	case unicode.Is(unicode.So, r), isFlagHalf(r), r > 0xFFFF && unicode.Is(unicode.Sk, r):
		return symbol
	}
	return noWord
}

func (w words) joins(off int, kind wordKind) bool { return w.kind(off) == kind }

func (w words) isApostrophe(off int) bool {
	r, _ := utf8.DecodeRune(w.src[off:])
	return r == '\'' || r == '’'
}

// before is where the code point before off starts.
func (w words) before(off int) int {
	_, n := utf8.DecodeLastRune(w.src[:off])
	return off - n
}

// clusterStart is where the character before off starts, clusterEnd where the one
// at off ends.
func (w words) clusterStart(off int) int {
	for off > 0 {
		if off = w.before(off); w.isBoundary(off) {
			break
		}
	}
	return off
}

func (w words) clusterEnd(off int) int {
	for off < len(w.src) {
		_, n := utf8.DecodeRune(w.src[off:])
		if off += n; w.isBoundary(off) {
			break
		}
	}
	return off
}

// isBoundary reports whether a character ends at off. Conjoining Hangul is not
// looked at: it is letters, which words keep together.
func (w words) isBoundary(off int) bool {
	if off <= 0 || off >= len(w.src) {
		return true
	}
	if !utf8.RuneStart(w.src[off]) {
		return false
	}
	left, _ := utf8.DecodeLastRune(w.src[:off])
	right, _ := utf8.DecodeRune(w.src[off:])
	switch {
	case extends(right):
		return left == '\n' || left == '\r'
	case left == zeroWidthJoiner:
		return !unicode.Is(unicode.So, right)
	case isFlagHalf(left) && isFlagHalf(right):
		return w.flagHalvesBefore(off)%2 == 0
	}
	return true
}

const zeroWidthJoiner = '\u200d'

// extends reports whether r belongs to the character before it: combining marks,
// joiners, variation selectors, skin tones, tags, and the long vowel mark of kana.
func extends(r rune) bool {
	return unicode.Is(unicode.M, r) || r == zeroWidthJoiner || r == '\u200c' || r == 'ー' ||
		0x1F3FB <= r && r <= 0x1F3FF || 0xE0020 <= r && r <= 0xE007F
}

// isFlagHalf reports whether r is a regional indicator, of which two make a flag.
func isFlagHalf(r rune) bool { return 0x1F1E6 <= r && r <= 0x1F1FF }

// flagHalvesBefore counts the regional indicators directly before off.
func (w words) flagHalvesBefore(off int) int {
	n := 0
	for off > 0 {
		r, size := utf8.DecodeLastRune(w.src[:off])
		if !isFlagHalf(r) {
			break
		}
		n++
		off -= size
	}
	return n
}
