package markdown

import (
	"bytes"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// FrontMatter is the block of YAML (between lines of "---") or TOML ("+++") that
// a note may start with.
type FrontMatter struct {
	Format Format
	// Span is the block with its fences, from the note's first byte behind a byte
	// order mark to the start of the Markdown.
	Span    text.Span
	Title   Value
	Aliases []Value
	// Problem says why the block could not be read as its format; the title, tags
	// and aliases are then found line by line.
	Problem Value
}

// Format is the language of a front matter; the zero Format is none.
type Format uint8

const (
	NoFrontMatter Format = iota
	YAML
	TOML
)

// String is the language's name.
func (f Format) String() string { return [...]string{"text", "YAML", "TOML"}[f] }

// A Value is a front matter's value and where its text stands, without quotes.
type Value struct {
	Text string
	Span text.Span
}

// maxFrontMatter bounds how far the closing fence may be, in bytes.
const maxFrontMatter = 64 << 10

var byteOrderMark = []byte("\ufeff")

// frontMatter reads the block at the start of the note, if there is one, and
// sets base behind it.
func (s *scan) frontMatter() {
	s.base = len(s.src) - len(bytes.TrimPrefix(s.src, byteOrderMark))
	var format Format
	first, rest, _ := bytes.Cut(s.src[s.base:], []byte("\n"))
	switch string(bytes.TrimRight(first, " \t\r")) {
	case "---":
		format = YAML
	case "+++":
		format = TOML
	default:
		return
	}
	start := s.base + len(first) + 1
	length, end, ok := closingFence(rest[:min(len(rest), maxFrontMatter)], format)
	if !ok {
		return
	}
	content := rest[:length]
	if format == YAML && !looksLikeMapping(content) {
		return // a thematic break: "---" also separates parts of a note
	}
	fm := &s.doc.FrontMatter
	fm.Format, fm.Span = format, text.Between(s.base, start+end)
	v := &values{src: content, base: start, doc: s.doc}
	switch {
	case format == TOML:
		v.toml()
	case s.inFull || !v.plainYAML():
		v.yaml()
	}
	s.wikiLinksIn(content, start, format)
	s.base = start + end
}

// closingFence returns the length of the content before the closing fence and
// the offset behind the fence's line.
func closingFence(b []byte, format Format) (length, end int, ok bool) {
	for at := 0; at < len(b); {
		line, _, found := bytes.Cut(b[at:], []byte("\n"))
		next := at + len(line)
		if found {
			next++
		}
		switch string(bytes.TrimRight(line, " \t\r")) {
		case "---", "...":
			if format == YAML {
				return at, next, true
			}
		case "+++":
			if format == TOML {
				return at, next, true
			}
		}
		at = next
	}
	return 0, 0, false
}

// looksLikeMapping reports whether a line of content is "key:", or none is
// anything but a comment. A blank line first makes those comments headings
// (Pandoc, yaml_metadata_block).
func looksLikeMapping(content []byte) bool {
	empty, comments := true, false
	for line := range bytes.Lines(content) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		if line[0] == '#' {
			comments = true
			continue
		}
		empty = false
		key, _, ok := bytes.Cut(line, []byte(":"))
		if ok && len(key) > 0 && len(key) < 80 && !bytes.ContainsAny(key, "[](){}#*>`") {
			return true
		}
	}
	first, _, _ := bytes.Cut(content, []byte("\n"))
	return empty && !(comments && len(bytes.TrimSpace(first)) == 0)
}

// wikiLinksIn takes the wiki links of a front matter, which stand in quotes or,
// as YAML reads it, as a list in a list. TOML's [[tables]] and the lists of lists
// that hold more than one name are none.
func (s *scan) wikiLinksIn(content []byte, at int, format Format) {
	base := s.base
	s.base = at // offsets of wiki count from the content
	defer func() { s.base = base }()
	start := 0
	for line := range bytes.Lines(content) {
		if line[0] != '#' {
			s.wikiLinksOf(line, start, bytes.IndexAny(line, `"'`), format)
		}
		start += len(line)
	}
}

// wikiLinksOf takes those of a line, whose first quote is at quote or nowhere.
func (s *scan) wikiLinksOf(line []byte, start, quote int, format Format) {
	for i := 0; ; {
		j := bytes.Index(line[i:], []byte("[["))
		if j < 0 {
			return
		}
		i += j
		quoted := 0 <= quote && quote < i
		l, n := s.wiki(line[i:], start+i)
		inner := line[i+2 : max(i+2, i+n-2)]
		if n == 0 || !quoted && (format == TOML || bytes.ContainsAny(inner, "\"',")) {
			i++
			continue
		}
		s.doc.Links = append(s.doc.Links, l)
		i += n
	}
}

// values collects what the vault wants from a front matter.
type values struct {
	src  []byte // the content between the fences
	base int    // where it starts in the note
	doc  *Document
}

// isWanted reports whether add has a use for the key.
func isWanted(key string) bool {
	switch strings.ToLower(key) {
	case "title", "alias", "aliases", "tag", "tags":
		return true
	}
	return false
}

// add takes the value of a top-level key; list says that it is one of several.
func (v *values) add(key, value string, span text.Span, list bool) {
	if value == "" {
		return
	}
	fm := &v.doc.FrontMatter
	switch strings.ToLower(key) {
	case "title":
		if !list && fm.Title.Text == "" {
			fm.Title = Value{value, span}
		}
	case "alias", "aliases":
		v.each(value, span, list, ",", func(one string, at text.Span) {
			fm.Aliases = append(fm.Aliases, Value{one, at})
		})
	case ownKey + ".ignore":
		v.each(value, span, list, ", \t", func(one string, at text.Span) {
			v.doc.Ignores = append(v.doc.Ignores, Ignore{Codes: []string{one}, Span: at, Scope: text.Between(0, v.doc.Size)})
		})
	case "tag", "tags":
		v.each(value, span, list, ", \t", func(one string, at text.Span) {
			name := strings.TrimPrefix(one, "#")
			at.Start += int32(len(one) - len(name))
			if name != "" {
				v.doc.Tags = append(v.doc.Tags, Tag{Name: name, Span: at, FrontMatter: true})
			}
		})
	}
}

// each splits "a, b" where the value is no list already. Parts are placed by
// their bytes, so a value with escapes is taken whole.
func (v *values) each(value string, span text.Span, list bool, separators string, take func(string, text.Span)) {
	if list || span.Len() != len(value) {
		take(value, span)
		return
	}
	isSeparator := func(r rune) bool { return strings.ContainsRune(separators, r) }
	for at := 0; at < len(value); {
		rest := value[at:]
		n := strings.IndexFunc(rest, isSeparator)
		if n < 0 {
			n = len(rest)
		}
		one := strings.TrimSpace(rest[:n])
		start := at + strings.Index(rest, one)
		if one != "" {
			take(one, text.Between(int(span.Start)+start, int(span.Start)+start+len(one)))
		}
		at += n + 1
	}
}

// lines reads "key: value" and "- item" line by line: for a block that its
// format's parser refuses, as it does "title: foo: bar".
func (v *values) lines() {
	key := ""
	at := 0
	for line := range bytes.Lines(v.src) {
		start := at
		at += len(line)
		body := bytes.TrimRight(line, " \t\r\n")
		trimmed := bytes.TrimLeft(body, " \t")
		start += len(body) - len(trimmed)
		if item, ok := bytes.CutPrefix(trimmed, []byte("- ")); ok {
			v.addRaw(key, item, start+2, true)
			continue
		}
		name, value, ok := bytes.Cut(trimmed, []byte(":"))
		if !ok || len(body) != len(trimmed) {
			continue
		}
		key = string(bytes.TrimSpace(name))
		v.addRaw(key, value, start+len(name)+1, false)
	}
}

// addRaw adds a value as it stands at start, cutting space and quotes.
func (v *values) addRaw(key string, raw []byte, start int, list bool) {
	raw, start = unquoted(raw, start)
	if n := len(raw); n > 1 && raw[0] == '[' && raw[n-1] == ']' {
		raw, start = raw[1:n-1], start+1
		for len(raw) > 0 {
			item, rest, _ := bytes.Cut(raw, []byte(","))
			one, at := unquoted(item, start)
			v.add(key, string(one), text.Between(v.base+at, v.base+at+len(one)), true)
			raw, start = rest, start+len(item)+1
		}
		return
	}
	v.add(key, string(raw), text.Between(v.base+start, v.base+start+len(raw)), list)
}

// unquoted cuts the space and then the quotes around raw, which stands at start.
func unquoted(raw []byte, start int) ([]byte, int) {
	start += len(raw) - len(bytes.TrimLeft(raw, spaces))
	raw = bytes.Trim(raw, spaces)
	if n := len(raw); n > 1 && raw[0] == raw[n-1] && (raw[0] == '"' || raw[0] == '\'') {
		return raw[1 : n-1], start + 1
	}
	return raw, start
}
