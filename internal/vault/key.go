package vault

import (
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// A Key is the form of a name under which notes and links meet: two names that
// could mean the same note have one Key. What they do mean, Resolve decides.
type Key string

// KeyOf returns the Key of a path or name: its last segment, percent-decoded, in
// NFC, case-folded, without a note's extension. Of names that are encoded or
// extended twice over it takes off all: "100%2525", "100%25.md" and "100%" meet,
// because a link's encoding can't be told from a file's odd name.
func KeyOf(name string) Key {
	name = strings.TrimRight(decodeAll(name), "/")
	name = Fold(name[strings.LastIndexByte(name, '/')+1:])
	for {
		bare := cutNoteExt(name)
		if bare == name {
			return Key(name)
		}
		name = bare
	}
}

// TagKey is the form in which tags are compared (Obsidian, Tags: case-insensitive).
func TagKey(name string) Key { return Key(Fold(name)) }

// Fold returns s in NFC and case-folded: the form in which names match whatever
// keyboard or file system they come from.
func Fold(s string) string {
	lower, plain := true, true
	for i := 0; i < len(s) && plain; {
		if c := s[i]; c < utf8.RuneSelf {
			lower = lower && (c < 'A' || c > 'Z')
			i++
			continue
		}
		// Hangul syllables have neither case nor a form to compose with what
		// stands next to them here, and make up most names of the first users.
		r, n := utf8.DecodeRuneInString(s[i:])
		plain = 0xAC00 <= r && r <= 0xD7A3
		i += n
	}
	switch {
	case !plain:
		return norm.NFC.String(cases.Fold().String(norm.NFC.String(s)))
	case lower:
		return s
	}
	return strings.ToLower(s)
}

// SameText reports whether a and b differ in their Unicode form at most.
func SameText(a, b string) bool { return a == b || nfc(a) == nfc(b) }

// nfc returns s in Unicode's composed form.
func nfc(s string) string {
	if isComposed(s) {
		return s
	}
	return norm.NFC.String(s)
}

// isComposed reports whether s is ASCII and Hangul syllables: nothing in it composes
// with what stands next to it. Most names are of these, and asked about for every link.
func isComposed(s string) bool {
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r < 0xAC00 || r > 0xD7A3 {
			return false
		}
		i += n
	}
	return true
}

// NFC is nfc for those above this package: what a client compares, and what a link is
// written in, is in code units.
func NFC(s string) string { return nfc(s) }

// Decode returns s with its percent-encoding resolved (RFC 3986, 2.1). A "%"
// that two hexadecimal digits do not follow stands for itself, and what would not
// decode to UTF-8 is left as it is.
func Decode(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if c, ok := escape(s[i:]); ok {
			b = append(b, c)
			i += 2
			continue
		}
		b = append(b, s[i])
	}
	if !utf8.Valid(b) {
		return s
	}
	return string(b)
}

// decodeAll decodes until nothing is left to decode, in one pass, so that
// decodeAll(Decode(s)) is decodeAll(s). The result need not be UTF-8.
func decodeAll(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		b = append(b, s[i])
		for len(b) > 2 {
			c, ok := escape(b[len(b)-3:])
			if !ok {
				break
			}
			b = append(b[:len(b)-3], c)
		}
	}
	return string(b)
}

// escape decodes the "%XX" that s starts with.
func escape[S string | []byte](s S) (byte, bool) {
	if len(s) < 3 || s[0] != '%' {
		return 0, false
	}
	hi, lo := unhex(s[1]), unhex(s[2])
	return byte(hi<<4 | lo), hi >= 0 && lo >= 0
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

// cutNoteExt cuts a note's extension off a path or name. No other dot is one:
// "v1.2" names v1.2.md. A name that is nothing but an extension stays.
func cutNoteExt(name string) string {
	for _, ext := range noteExts {
		if n := len(name) - len(ext); n > 0 && name[n-1] != '/' && strings.EqualFold(name[n:], ext) {
			return name[:n]
		}
	}
	return name
}

// indexNames are the notes that stand for their folder, best first.
var indexNames = [...]string{"index", "readme", "_index"}

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

// IsNote reports whether a file at id would be a note, by its extension.
func (id NoteID) IsNote() bool { return cutNoteExt(string(id)) != string(id) }
