package text

import (
	"unicode"
	"unicode/utf8"
)

// Columns is how many columns a terminal gives to s, near enough to aim a caret:
// Hangul, ideographs and emoji are two columns wide, marks none. Control characters
// count as one.
func Columns(s string) int {
	n := 0
	for _, r := range s {
		n += columnsOf(r)
	}
	return n
}

func columnsOf(r rune) int {
	switch {
	case r == utf8.RuneError, r < 0x300:
		return 1
	case unicode.Is(unicode.M, r), unicode.Is(unicode.Cf, r), 0x1160 <= r && r <= 0x11FF:
		return 0
	case unicode.In(r, unicode.Hangul, unicode.Han, unicode.Hiragana, unicode.Katakana), r >= 0x1F300:
		return 2
	}
	return 1
}
