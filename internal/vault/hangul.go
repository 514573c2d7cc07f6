package vault

import (
	"strings"
	"unicode/utf8"
)

// Hangul syllables are 0xAC00 plus 588 per initial consonant, 28 per vowel and 1
// per final consonant (Unicode, 3.12).
const (
	firstSyllable = 0xAC00
	lastSyllable  = 0xD7A3
)

// initials, vowels and finals are the letters of a syllable as they are typed: a
// letter that takes two keys is two.
var (
	initials = [...]string{"ㄱ", "ㄲ", "ㄴ", "ㄷ", "ㄸ", "ㄹ", "ㅁ", "ㅂ", "ㅃ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅉ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ"}
	vowels   = [...]string{"ㅏ", "ㅐ", "ㅑ", "ㅒ", "ㅓ", "ㅔ", "ㅕ", "ㅖ", "ㅗ", "ㅗㅏ", "ㅗㅐ", "ㅗㅣ", "ㅛ", "ㅜ", "ㅜㅓ", "ㅜㅔ", "ㅜㅣ", "ㅠ", "ㅡ", "ㅡㅣ", "ㅣ"}
	finals   = [...]string{"", "ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅁ", "ㅂ", "ㅂㅅ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ"}
)

// twoKeys are the letters that take two keys when they stand alone, as they do
// while a syllable is composed.
var twoKeys = map[rune]string{
	'ㅘ': "ㅗㅏ", 'ㅙ': "ㅗㅐ", 'ㅚ': "ㅗㅣ", 'ㅝ': "ㅜㅓ", 'ㅞ': "ㅜㅔ", 'ㅟ': "ㅜㅣ", 'ㅢ': "ㅡㅣ",
	'ㄳ': "ㄱㅅ", 'ㄵ': "ㄴㅈ", 'ㄶ': "ㄴㅎ", 'ㄺ': "ㄹㄱ", 'ㄻ': "ㄹㅁ", 'ㄼ': "ㄹㅂ", 'ㄽ': "ㄹㅅ", 'ㄾ': "ㄹㅌ", 'ㄿ': "ㄹㅍ", 'ㅀ': "ㄹㅎ", 'ㅄ': "ㅂㅅ",
}

func isSyllable(r rune) bool { return firstSyllable <= r && r <= lastSyllable }

// IsLetter reports whether r is a Hangul letter that stands alone: one of the
// compatibility letters that keyboards type, or a conjoining one, as half of a
// syllable in NFD is.
func IsLetter(r rune) bool { return 'ㄱ' <= r && r <= 'ㅣ' || 0x1100 <= r && r <= 0x11C2 }

func isHangul(r rune) bool { return isSyllable(r) || IsLetter(r) }

// HasHangul reports whether s, in NFC, holds a Hangul syllable or letter.
func HasHangul(s string) bool { return strings.IndexFunc(s, isHangul) >= 0 }

// Jamo takes the Hangul of s, which is in NFC, apart into the letters that are
// typed for it; all else stays. So what a user has typed of a word is a prefix of
// the word at every keystroke, be the last syllable complete or not: 쿠, 쿱 and 쿠ㅂ
// all begin 쿠버.
func Jamo(s string) string {
	if !HasHangul(s) {
		return s
	}
	var b strings.Builder
	b.Grow(2 * len(s))
	for _, r := range s {
		switch {
		case isSyllable(r):
			i := int(r - firstSyllable)
			b.WriteString(initials[i/588])
			b.WriteString(vowels[i%588/28])
			b.WriteString(finals[i%28])
		case IsLetter(r):
			b.WriteString(keysOf(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// keysOf returns what is typed for a letter that stands alone. The conjoining
// letters start at 0x1100, 0x1161 and 0x11A8 (Unicode, 3.12).
func keysOf(r rune) string {
	two, ok := twoKeys[r]
	switch {
	case ok:
		return two
	case 0x1100 <= r && int(r-0x1100) < len(initials):
		return initials[r-0x1100]
	case 0x1161 <= r && int(r-0x1161) < len(vowels):
		return vowels[r-0x1161]
	case 0x11A8 <= r && int(r-0x11A7) < len(finals):
		return finals[r-0x11A7]
	}
	return string(r)
}

// Initials returns s with each Hangul syllable reduced to its first consonant.
func Initials(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		b.WriteRune(Initial(r))
	}
	return b.String()
}

// Initial returns the first consonant of a Hangul syllable, and r where it is none.
func Initial(r rune) rune {
	if isSyllable(r) {
		r, _ = utf8.DecodeRuneInString(initials[int(r-firstSyllable)/588])
	}
	return r
}

// IsInitials reports whether s is made of consonants alone, as in ㅋㅂㄴㅌㅅ.
func IsInitials(s string) bool {
	for _, r := range s {
		if r < 'ㄱ' || r > 'ㅎ' {
			return false
		}
	}
	return s != ""
}

// keyboard is what the keys of an English keyboard type on a Korean one
// (KS X 5002, two-set), lower case.
var keyboard = map[rune]string{
	'q': "ㅂ", 'w': "ㅈ", 'e': "ㄷ", 'r': "ㄱ", 't': "ㅅ", 'y': "ㅛ", 'u': "ㅕ", 'i': "ㅑ", 'o': "ㅐ", 'p': "ㅔ",
	'a': "ㅁ", 's': "ㄴ", 'd': "ㅇ", 'f': "ㄹ", 'g': "ㅎ", 'h': "ㅗ", 'j': "ㅓ", 'k': "ㅏ", 'l': "ㅣ",
	'z': "ㅋ", 'x': "ㅌ", 'c': "ㅊ", 'v': "ㅍ", 'b': "ㅠ", 'n': "ㅜ", 'm': "ㅡ",
	'Q': "ㅃ", 'W': "ㅉ", 'E': "ㄸ", 'R': "ㄲ", 'T': "ㅆ", 'O': "ㅒ", 'P': "ㅖ",
}

// typedBy is keyboard the other way round, in lower case.
var typedBy = func() map[rune]string {
	keys := map[rune]string{}
	for key, letter := range keyboard {
		keys[[]rune(letter)[0]] = strings.ToLower(string(key))
	}
	return keys
}()

// FromKeyboard returns the Hangul letters that s types when the keyboard was left
// on English: znqj types 쿠버. It is empty where s holds anything but letters and
// spaces.
func FromKeyboard(s string) string {
	return mapped(s, func(r rune) string {
		if letter, ok := keyboard[r]; ok || r < 'A' || r > 'Z' {
			return letter
		}
		return keyboard[r|0x20]
	})
}

// ToKeyboard returns the Latin letters that the keys of s, which Jamo returned,
// type when the keyboard was left on Korean: ㅏㅕㅠ types kub. It is empty where s
// holds anything but Hangul and spaces.
func ToKeyboard(s string) string {
	return mapped(s, func(r rune) string { return typedBy[r] })
}

// mapped returns what each rune of s stands for, and a space for a space; nothing
// where one stands for nothing.
func mapped(s string, of func(rune) string) string {
	var b strings.Builder
	for _, r := range s {
		letter := of(r)
		if r == ' ' {
			letter = " "
		}
		if letter == "" {
			return ""
		}
		b.WriteString(letter)
	}
	return b.String()
}
