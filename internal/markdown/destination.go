package markdown

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

// splitDestination resolves the escapes and entities of a destination
// (CommonMark, Backslash escapes; Entity references) and splits it at its first
// "#". The hash is where in raw the "#" stands, itself perhaps an escape or
// entity, and empty without one; percent-encoding is left alone, so "%23" is no
// "#".
func (s *scan) splitDestination(raw []byte) (target, fragment string, hash byteRange) {
	if bytes.IndexByte(raw, '\\') < 0 && bytes.IndexByte(raw, '&') < 0 {
		before, after, _ := bytes.Cut(raw, []byte{'#'})
		if len(before) < len(raw) {
			hash = byteRange{len(before), len(before) + 1}
		}
		return s.words.of(before), s.words.of(after), hash
	}
	var b strings.Builder
	split := 0
	for i := 0; i < len(raw); {
		decoded, n := decodeOne(raw[i:])
		if decoded == "#" && hash.end == 0 {
			hash, split = byteRange{i, i + n}, b.Len()
		} else {
			b.WriteString(decoded)
		}
		i += n
	}
	if hash.end == 0 {
		return b.String(), "", hash
	}
	return b.String()[:split], b.String()[split:], hash
}

// decodeOne resolves the escape or entity that b starts with, or takes one byte
// of it, and says how many bytes that was.
func decodeOne(b []byte) (string, int) {
	switch {
	case b[0] == '\\' && len(b) > 1 && util.IsPunct(b[1]):
		return string(b[1:2]), 2
	case b[0] == '&':
		if end := bytes.IndexByte(b[:min(len(b), 40)], ';'); end > 1 {
			if s, ok := entity(string(b[1:end])); ok {
				return s, end + 1
			}
		}
	}
	return string(b[:1]), 1
}

// entity resolves the name between "&" and ";".
func entity(name string) (string, bool) {
	if digits, ok := strings.CutPrefix(name, "#"); ok {
		base := 10
		if hex := strings.TrimLeft(digits, "xX"); hex != digits {
			digits, base = hex, 16
		}
		n, err := strconv.ParseUint(digits, base, 32)
		if err != nil || len(digits) > 7 {
			return "", false
		}
		if n == 0 || !utf8.ValidRune(rune(n)) {
			n = utf8.RuneError
		}
		return string(rune(n)), true
	}
	e, ok := util.LookUpHTML5EntityByName(name)
	if !ok {
		return "", false
	}
	return string(e.Characters), true
}

// Unescape resolves the escapes and entities of a link's text as it is written
// (CommonMark, Backslash escapes; Entity references).
func Unescape(s string) string { return unescape([]byte(s)) }

// unescape resolves the escapes and entities of text.
func unescape(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 && bytes.IndexByte(raw, '&') < 0 {
		return string(raw)
	}
	var b strings.Builder
	for i := 0; i < len(raw); {
		s, n := decodeOne(raw[i:])
		b.WriteString(s)
		i += n
	}
	return b.String()
}

// entities resolves the entities of b but no escapes.
func entities(b []byte) string {
	if bytes.IndexByte(b, '&') < 0 {
		return string(b)
	}
	var out strings.Builder
	for i := 0; i < len(b); {
		n := 1
		if b[i] == '&' {
			var decoded string
			decoded, n = decodeOne(b[i:])
			out.WriteString(decoded)
		} else {
			out.WriteByte(b[i])
		}
		i += n
	}
	return out.String()
}
