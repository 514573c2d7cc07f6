package vault

import (
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
)

// isExternal reports whether a link leads out of any folder of notes: to a
// scheme, //host or www. A wiki link does so only with "://", since [[Note: more]]
// is a good name.
func isExternal(l *markdown.Link) bool {
	scheme := schemeOf(l.Target)
	if l.Kind == markdown.Wiki {
		return scheme != "" && strings.HasPrefix(l.Target[len(scheme):], "://")
	}
	return l.Kind == markdown.Auto || scheme != "" || strings.HasPrefix(l.Target, "//") ||
		len(l.Target) > 4 && strings.EqualFold(l.Target[:4], "www.")
}

// schemeOf returns what precedes ":" where that is a scheme (RFC 3986, 3.1) of
// two letters or more: C: is a drive.
func schemeOf(target string) string {
	for i := range len(target) {
		c := target[i]
		switch {
		case 'a' <= c|0x20 && c|0x20 <= 'z':
		case i > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'):
		case i > 1 && c == ':':
			return target[:i]
		default:
			return ""
		}
	}
	return ""
}

// topLevels are the domains that a path's first segment hardly ever ends in.
var topLevels = map[string]bool{"com": true, "org": true, "net": true, "io": true, "dev": true, "kr": true, "jp": true, "edu": true, "gov": true}

// looksLikeHost reports whether a destination that names nothing in the vault is
// a web address that lacks its scheme, as in foo.com/bar. Where a folder socket.io
// holds the file, the file counts.
func looksLikeHost(l *markdown.Link) bool {
	host, _, ok := strings.Cut(l.Target, "/")
	i := strings.LastIndexByte(host, '.')
	return l.Kind != markdown.Wiki && ok && i > 0 && topLevels[strings.ToLower(host[i+1:])]
}
