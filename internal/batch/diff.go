package batch

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// WriteFileDiff prints what becomes of one file as git diff does: hunks are those of its
// text, and from and to its paths, with slashes.
func WriteFileDiff(w io.Writer, from, to, hunks string) {
	fmt.Fprintf(w, "diff --git %s %s\n", quote("a/"+from), quote("b/"+to))
	if from != to {
		if hunks == "" {
			fmt.Fprintln(w, "similarity index 100%")
		}
		fmt.Fprintf(w, "rename from %s\nrename to %s\n", quote(from), quote(to))
	}
	if hunks != "" {
		fmt.Fprintf(w, "--- %s\n+++ %s\n%s", ended(quote("a/"+from)), ended(quote("b/"+to)), hunks)
	}
}

// quote writes a path as git does with core.quotePath off: in C's way where it must be.
func quote(p string) string {
	if !strings.ContainsFunc(p, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r == 0x7f }) {
		return p
	}
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(p) {
		switch c := p[i]; {
		case c == '"', c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ', c == 0x7f:
			octal := strconv.FormatInt(int64(c), 8)
			b.WriteString("\\" + strings.Repeat("0", 3-len(octal)) + octal)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// ended marks the end of a path with spaces, which git else takes for the space before a
// date.
func ended(p string) string {
	if strings.Contains(p, " ") && p[0] != '"' {
		return p + "\t"
	}
	return p
}
