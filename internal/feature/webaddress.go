package feature

import (
	"fmt"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
)

// webAddress is the URI that a link out of the vault names, with all encoded that a
// URI can't hold (RFC 3986, 2). A missing scheme is filled in as browsers do. ok is
// false for a scheme that makes an editor or browser run something: a note may have
// come from anywhere, and VS Code runs the commands that links name.
func webAddress(l *markdown.Link) (url string, ok bool) {
	url = l.Target
	if l.HasFragment {
		url += "#" + l.Fragment
	}
	scheme, rest, hasScheme := strings.Cut(url, ":")
	switch {
	case strings.HasPrefix(url, "//"):
		url = "https:" + url
	case l.Kind == markdown.Auto && !isScheme(scheme):
		url = "mailto:" + url // <name@example.org>
	case !hasScheme || !isScheme(scheme):
		url = "https://" + url // www.example.org, example.org/x
	case runs(scheme) || rest == "":
		return "", false
	}
	return encodeURI(url), true
}

// isScheme reports whether s can precede ":" in a URI (RFC 3986, 3.1). With a dot it
// is more likely a host before its port.
func isScheme(s string) bool {
	for i, c := range []byte(s) {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (i == 0 || !('0' <= c && c <= '9' || c == '+' || c == '-')) {
			return false
		}
	}
	return s != ""
}

func runs(scheme string) bool {
	switch strings.ToLower(scheme) {
	case "command", "javascript", "vbscript", "data":
		return true
	}
	return false
}

// encodeURI percent-encodes what can't stand in a URI: spaces, Hangul, and a "%"
// that encodes nothing. What is encoded already stays.
func encodeURI(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		alphanumeric := 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
		if alphanumeric || strings.IndexByte("-._~:/?#[]@!$&'()*+,;=", c) >= 0 || isEncoded(s[i:]) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// isEncoded reports whether s starts with "%XX".
func isEncoded(s string) bool {
	isHex := func(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f' }
	return len(s) > 2 && s[0] == '%' && isHex(s[1]) && isHex(s[2])
}
