package vault

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// Gap stands in a FoldedText for what no name reaches across: something that was
// left out, a blank line, a byte that is not UTF-8.
const Gap rune = -1

// A FoldedText is a text as Fold returns it, in runes of which each knows where it
// stands in the source: so names are found in whatever form and case they are
// written, and the places told are those of the source. White space between two
// words of a paragraph, a line end with its indentation too, is one space.
type FoldedText struct {
	Runes []rune
	at    []int32 // where the source of each rune starts; runes may share one
	end   int32
}

// NewFoldedText returns an empty text with room for size bytes of source.
func NewFoldedText(size int) *FoldedText {
	return &FoldedText{Runes: make([]rune, 0, size), at: make([]int32, 0, size)}
}

// Span is the source of the runes from i to j, of which there is one at least.
func (t *FoldedText) Span(i, j int) text.Span {
	end := t.end
	if j < len(t.at) {
		end = t.at[j]
	}
	return text.Span{Start: t.at[i], End: end}
}

// IsCut reports whether the source of one character would be cut in two at i: "ß"
// is two runes.
func (t *FoldedText) IsCut(i int) bool {
	return 0 < i && i < len(t.at) && t.at[i] == t.at[i-1] && t.Runes[i] != Gap && t.Runes[i-1] != Gap
}

func (t *FoldedText) push(r rune, at int) {
	t.Runes = append(t.Runes, r)
	t.at = append(t.at, int32(at))
}

// AddGap ends what is added before it. What it stands for starts at an offset that
// is not before any that was added.
func (t *FoldedText) AddGap(at int) {
	t.push(Gap, at)
	t.end = int32(at)
}

// Add appends src[start:end]. What is added must come in the order of src.
func (t *FoldedText) Add(src []byte, start, end int) {
	b := src[:end]
	for i := start; i < end; {
		c := b[i]
		switch {
		case isBlank(c):
			i = t.addSpace(b, i)
		case c < utf8.RuneSelf && (i+1 == end || b[i+1] < utf8.RuneSelf):
			if 'A' <= c && c <= 'Z' {
				c |= 0x20
			}
			t.push(rune(c), i)
			i++
		default:
			i = t.addCharacter(b, i)
		}
	}
	t.end = int32(end)
}

// addCharacter appends the character at b[i:], which marks may follow that belong to
// it, and returns where the next one starts.
func (t *FoldedText) addCharacter(b []byte, i int) int {
	r, n := utf8.DecodeRune(b[i:])
	if r == utf8.RuneError && n == 1 {
		t.push(Gap, i)
		return i + 1
	}
	if alone := i+n == len(b) || b[i+n] < utf8.RuneSelf || norm.NFC.Properties(b[i+n:]).BoundaryBefore(); alone && foldsToItself(r) {
		t.push(r, i)
		return i + n
	}
	n = max(n, norm.NFC.NextBoundary(b[i:], true))
	for _, r := range Fold(string(b[i : i+n])) {
		t.push(r, i)
	}
	return i + n
}

// foldsToItself knows most of the runes that Fold leaves as they are: it need not be
// asked about them.
func foldsToItself(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r < 'A' || 'Z' < r
	case isSyllable(r):
		return true
	case unicode.IsLetter(r) && !(0x3040 <= r && r <= 0x9FFF):
		return false
	}
	var b [utf8.UTFMax]byte
	return unicode.SimpleFold(r) == r && norm.NFC.Properties(b[:utf8.EncodeRune(b[:], r)]).Decomposition() == nil
}

// addSpace appends the white space at b[i:] and returns where it ends. Only a letter
// goes on with the line before it for certain: "-" may start a list.
func (t *FoldedText) addSpace(b []byte, i int) int {
	start, lines := i, 0
	for ; i < len(b) && isBlank(b[i]); i++ {
		if b[i] == '\n' || b[i] == '\r' && (i+1 == len(b) || b[i+1] != '\n') {
			lines++
		}
	}
	next, _ := utf8.DecodeRune(b[i:])
	if lines > 1 || lines == 1 && !unicode.IsLetter(next) {
		t.push(Gap, start)
	} else {
		t.push(' ', start)
	}
	return i
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
