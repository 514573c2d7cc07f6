package server

import (
	"strings"
	"unicode/utf8"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// decodesBytesOnly knows the client that takes %EB%B9%B5 for three characters, not one:
// Eglot, of Emacs 30 at least, decodes no UTF-8 in a URI. It then shows no problem in a
// note whose path has anything beyond ASCII, and opens such a note a second time under
// a garbled name. Letters that were never encoded it reads right.
func decodesBytesOnly(info protocol.ClientInfo) bool { return info.Name == "Eglot" }

// plainURI is a URI with all letters beyond ASCII as they are. What is not UTF-8, and
// what is ASCII, stays encoded.
func plainURI(u uri.URI) uri.URI {
	s := string(u)
	if !strings.Contains(s, "%") {
		return u
	}
	var out strings.Builder
	for i := 0; i < len(s); {
		r, width := escapedRune(s[i:])
		if width == 0 {
			out.WriteByte(s[i])
			i++
			continue
		}
		out.WriteRune(r)
		i += width
	}
	return uri.URI(out.String())
}

// escapedRune decodes the character beyond ASCII that s starts with, percent-encoded,
// and tells how long it is there; 0 where there is none.
func escapedRune(s string) (r rune, width int) {
	var raw [utf8.UTFMax]byte
	n := 0
	for ; n < len(raw) && 3*n+2 < len(s) && s[3*n] == '%'; n++ {
		high, low := hexDigit(s[3*n+1]), hexDigit(s[3*n+2])
		if high < 8 || low < 0 { // 8: the first bit of a byte beyond ASCII
			break
		}
		raw[n] = byte(high<<4 | low)
	}
	r, size := utf8.DecodeRune(raw[:n])
	if r == utf8.RuneError {
		return 0, 0
	}
	return r, 3 * size
}

// hexDigit is the value of a digit, or -1.
func hexDigit(c byte) int {
	if i := strings.IndexByte("0123456789abcdef", c); i >= 0 {
		return i
	}
	return strings.IndexByte("0123456789ABCDEF", c)
}
