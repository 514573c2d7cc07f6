package vault

import (
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
)

// A Key is the form of a name under which notes and links meet: two names that
// could mean the same note have one Key. What they do mean, Resolve decides.
type Key string

// KeyOf returns the Key of a path or name: its last segment, percent-decoded, in
// NFC, case-folded, without a note's extension.
func KeyOf(name string) Key {
	name = strings.TrimRight(name, "/")
	name = name[strings.LastIndexByte(name, '/')+1:]
	return Key(Fold(cutNoteExt(Decode(name))))
}

// TagKey is the form in which tags are compared (Obsidian, Tags: case-insensitive).
func TagKey(name string) Key { return Key(Fold(name)) }

// Fold returns s in NFC and case-folded: the form in which names match whatever
// keyboard or file system they come from.
func Fold(s string) string {
	ascii, lower := true, true
	for i := range len(s) {
		ascii = ascii && s[i] < utf8.RuneSelf
		lower = lower && (s[i] < 'A' || s[i] > 'Z')
	}
	switch {
	case ascii && lower:
		return s
	case ascii:
		return strings.ToLower(s)
	}
	return norm.NFC.String(cases.Fold().String(norm.NFC.String(s)))
}

// Decode returns s with its percent-encoding resolved (RFC 3986, 2.1). A "%"
// that two hexadecimal digits do not follow stands for itself, and what would not
// decode to UTF-8 is left as it is.
func Decode(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			hi, lo := unhex(s[i+1]), unhex(s[i+2])
			if hi >= 0 && lo >= 0 {
				b = append(b, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		b = append(b, s[i])
	}
	if !utf8.Valid(b) {
		return s
	}
	return string(b)
}

func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// noteExts are the extensions of notes, as disk lists them.
var noteExts = [...]string{".md", ".markdown"}

// cutNoteExt cuts a note's extension. No other dot is one: "v1.2" names v1.2.md.
func cutNoteExt(name string) string {
	for _, ext := range noteExts {
		if n := len(name) - len(ext); n > 0 && strings.EqualFold(name[n:], ext) {
			return name[:n]
		}
	}
	return name
}

// indexNames are the notes that stand for their folder, best first.
var indexNames = [...]string{"index", "readme", "_index"}

// indexRank tells how well a note stands for its folder, -1 for not at all.
func indexRank(id NoteID) int {
	base := Fold(cutNoteExt(path.Base(string(id))))
	for i, name := range indexNames {
		if base == name {
			return i
		}
	}
	return -1
}

// Dir returns the folder of a note or file; the root is "".
func (id NoteID) Dir() string {
	if i := strings.LastIndexByte(string(id), '/'); i >= 0 {
		return string(id[:i])
	}
	return ""
}

// Name returns the file name of a note without its extension, of any other file
// with it.
func (id NoteID) Name() string { return cutNoteExt(path.Base(string(id))) }

// isExternal reports whether a Markdown destination leads out of any folder of
// notes: a scheme (RFC 3986, 3.1, two letters or more, so that C: is a drive),
// //host, www. or a host name people write without its scheme.
func isExternal(l *markdown.Link) bool {
	t := l.Target
	if l.Kind == markdown.Auto || strings.HasPrefix(t, "//") || strings.HasPrefix(Fold(t), "www.") {
		return true
	}
	for i := range len(t) {
		c := t[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		switch {
		case letter:
		case i > 1 && c == ':':
			return true
		case i > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'):
		default:
			return looksLikeHost(t)
		}
	}
	return looksLikeHost(t)
}

// topLevels are the domains that a path's first segment hardly ever ends in.
var topLevels = map[string]bool{"com": true, "org": true, "net": true, "io": true, "dev": true, "kr": true, "jp": true, "edu": true, "gov": true}

func looksLikeHost(t string) bool {
	host, _, ok := strings.Cut(t, "/")
	i := strings.LastIndexByte(host, '.')
	return ok && i > 0 && topLevels[strings.ToLower(host[i+1:])]
}
