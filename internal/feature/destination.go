package feature

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
)

// What a path percent-encodes as a destination (CommonMark, Link destination), and as
// one in <>: what would end it or be read as something else. A pipe would end the cell
// of a table.
const (
	specials       = " ()<>#?%\\&|"
	angledSpecials = "<>#?%\\&|"
)

// encodePath writes a path as a destination, percent-encoding no more than it must, so
// that Hangul stays legible.
func encodePath(p string, angled bool) string {
	if angled {
		return encode(p, angledSpecials, upperHex, false)
	}
	return encode(p, specials, upperHex, false)
}

const (
	upperHex = "0123456789ABCDEF"
	lowerHex = "0123456789abcdef"
)

func encode(p, special, digits string, letters bool) string {
	var b strings.Builder
	for i := range len(p) {
		if c := p[i]; c < ' ' || letters && c >= utf8.RuneSelf || strings.IndexByte(special, c) >= 0 {
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// encodeLike is encode in the way that the destination like is: with letters beyond
// ASCII encoded or not, in upper or lower case.
func encodeLike(p, like, special string) string {
	decoded, hex := decodeHex(like)
	digits := upperHex
	if strings.ContainsAny(hex, "abcdef") && !strings.ContainsAny(hex, "ABCDEF") {
		digits = lowerHex
	}
	return encode(p, special, digits, isASCII(like) && decoded)
}

// decodeHex reports whether percent-encoding in s stands for letters beyond ASCII, and
// returns its digits.
func decodeHex(s string) (letters bool, digits string) {
	var b strings.Builder
	for i := 0; i+2 < len(s); i++ {
		if s[i] == '%' {
			b.WriteString(s[i+1 : i+3])
			letters = letters || s[i+1] >= '8'
		}
	}
	return letters, b.String()
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// entityLike matches what CommonMark may read as an entity.
var entityLike = regexp.MustCompile(`&#?[0-9A-Za-z]+;`)

// specialsOf lists what a path written into l must encode: of what need not be where
// l stands, all that l itself, whose destination is written like, leaves as it is.
func specialsOf(l *markdown.Link, like, p string, angled bool) string {
	special := specials
	if angled {
		special = angledSpecials
	}
	optional := "|"
	switch l.Kind {
	case markdown.HTML, markdown.Shortcode:
		optional = " |"
		special = strings.NewReplacer("(", "", ")", "", "&", "").Replace(special)
	default:
		if isBalanced(p) {
			optional = "()"
		}
		if !entityLike.MatchString(p) {
			optional += "&"
		}
	}
	for _, c := range optional {
		if strings.ContainsRune(like, c) {
			special = strings.ReplaceAll(special, string(c), "")
		}
	}
	return special
}

// isBalanced reports whether the brackets of p come in pairs, so that a destination
// may hold them as they are.
func isBalanced(p string) bool {
	depth := 0
	for i := range len(p) {
		switch p[i] {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth < 0 {
			return false
		}
	}
	return depth == 0
}
