package markdown

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// Slug is the id that GitHub gives to a heading of this text, before repeats are
// numbered: lower case, without punctuation and symbols, each space a hyphen
// (github-slugger 2.0). The text is brought to NFC first, so a heading typed on
// macOS has the same slug as one typed elsewhere. Over all code points in NFC it
// differs from github-slugger only where Unicode assigned letters and marks after
// version 13.
func Slug(heading string) string {
	if slug, ok := plainSlug(heading); ok {
		return slug
	}
	return anySlug(heading)
}

// anySlug is Slug for any heading.
func anySlug(heading string) string {
	var b strings.Builder
	for _, r := range lower(norm.NFC.String(heading)) {
		switch {
		case r == ' ':
			b.WriteByte('-')
		case inSlug(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// plainSlug is Slug for headings of ASCII and Hangul syllables, which are most: they
// are in NFC, and which of them stay is soon told.
func plainSlug(heading string) (string, bool) {
	same := true
	for i := 0; i < len(heading); {
		c := heading[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(heading[i:])
			if r < 0xAC00 || r > 0xD7A3 {
				return "", false
			}
			i += n
			continue
		}
		same = same && inSlug(rune(c))
		i++
	}
	if same {
		return heading, true
	}
	b := make([]byte, 0, len(heading))
	for i := range len(heading) {
		c := heading[i]
		switch {
		case c == ' ':
			c = '-'
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case c < utf8.RuneSelf && !inSlug(rune(c)):
			continue
		}
		b = append(b, c)
	}
	return string(b), true
}

// lower is strings.ToLower but for the two letters whose lower case Unicode gives
// a rule of its own: a final sigma, and the dotted I, which becomes two runes.
func lower(s string) string {
	if strings.ContainsRune(s, 'Σ') || strings.ContainsRune(s, 'İ') {
		return cases.Lower(language.Und).String(s)
	}
	return strings.ToLower(s)
}

func inSlug(r rune) bool {
	switch {
	case r == '-', r == '_', 'a' <= r && r <= 'z', '0' <= r && r <= '9':
		return true
	case r < 0x80:
		return false
	case 0xAC00 <= r && r <= 0xD7A3:
		return true
	}
	return unicode.In(r, unicode.L, unicode.M, unicode.Nd, unicode.Nl, unicode.Pc, unicode.Other_Alphabetic)
}

// A Slugger numbers repeats within one note: x, x-1, x-2 (github-slugger 2.0).
// The zero Slugger is ready.
type Slugger struct{ seen map[string]int }

// Slug returns the id of the note's next heading.
func (g *Slugger) Slug(heading string) string {
	if g.seen == nil {
		g.seen = map[string]int{}
	}
	base := Slug(heading)
	slug := base
	for {
		if _, taken := g.seen[slug]; !taken {
			break
		}
		g.seen[base]++
		slug = base + "-" + strconv.Itoa(g.seen[base])
	}
	g.seen[slug] = 0
	return slug
}
