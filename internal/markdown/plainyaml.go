package markdown

import (
	"bytes"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// Nearly all front matters are lines of "key: value", "key: [a, b]" and "- item". For
// these the YAML parser does a hundred times the work that it takes to see that there
// is nothing to it, so they are read here. Whatever is not plainly one of them is left
// to the parser: plainYAML adds all that the parser would, or nothing.

// A yamlEntry is a value of a top-level key that add wants.
type yamlEntry struct {
	key        string
	start, end int // of the value's text in the content
	list       bool
}

// plainYAML reads the content if it is plain, and reports whether it was.
func (v *values) plainYAML() bool {
	p := plainYAML{src: v.src}
	at := 0
	for line := range bytes.Lines(v.src) {
		bare := bytes.TrimRight(bytes.TrimSuffix(bytes.TrimSuffix(line, []byte{'\n'}), []byte{'\r'}), " ")
		if !isPlainText(bare) || !p.line(bare, at) {
			return false
		}
		at += len(line)
	}
	if !p.keyed {
		return false
	}
	for _, e := range p.found {
		value := v.src[e.start:e.end]
		v.add(e.key, string(bytes.TrimSpace(value)), text.Between(v.base+e.start, v.base+e.end), e.list)
	}
	return true
}

// plainYAML is the state of reading plain lines.
type plainYAML struct {
	src    []byte
	found  []yamlEntry
	keyed  bool   // there was a key
	key    string // the last one, where add wants it
	open   bool   // it has no value of its own, so that a list may follow
	indent int    // of the list's items, -1 before the first
}

// line reads the line at an offset of the content, without the space at its end.
func (p *plainYAML) line(line []byte, at int) bool {
	if len(line) == 0 || line[0] == '#' {
		return true
	}
	indent := len(line) - len(bytes.TrimLeft(line, " "))
	if line[indent] == '-' {
		return p.item(line, at, indent)
	}
	colon := bytes.IndexByte(line, ':')
	if indent > 0 || colon <= 0 || colon > 100 || !isPlainKey(line[:colon]) || string(line[:colon]) == ownKey {
		return false
	}
	p.keyed, p.key, p.open, p.indent = true, "", false, -1
	if isWanted(string(line[:colon])) {
		p.key = string(line[:colon])
	}
	rest := line[colon+1:]
	if len(rest) == 0 {
		p.open = true
		return true
	}
	value := bytes.TrimLeft(rest, " ")
	if len(value) == len(rest) {
		return false
	}
	at += len(line) - len(value)
	if value[0] == '[' {
		return p.flow(value, at)
	}
	return p.scalar(value, at, false, isPlainScalar)
}

// item reads "- item".
func (p *plainYAML) item(line []byte, at, indent int) bool {
	if !p.open || p.indent >= 0 && p.indent != indent {
		return false
	}
	p.indent = indent
	value := bytes.TrimLeft(line[indent+1:], " ")
	if len(value) == 0 || len(value) == len(line)-indent-1 {
		return false
	}
	return p.scalar(value, at+len(line)-len(value), true, isPlainScalar)
}

// flow reads "[a, b]".
func (p *plainYAML) flow(value []byte, at int) bool {
	if value[len(value)-1] != ']' {
		return false
	}
	inner := value[1 : len(value)-1]
	at++
	if len(bytes.TrimLeft(inner, " ")) == 0 {
		return true
	}
	for {
		item, rest, more := bytes.Cut(inner, []byte{','})
		one := bytes.TrimLeft(item, " ")
		start := at + len(item) - len(one)
		if !p.scalar(bytes.TrimRight(one, " "), start, true, isPlainItem) {
			return false
		}
		if !more {
			return true
		}
		inner, at = rest, at+len(item)+1
	}
}

// scalar reads one value, which may be quoted.
func (p *plainYAML) scalar(value []byte, at int, list bool, isPlain func([]byte) bool) bool {
	n := len(value)
	switch {
	case n > 1 && value[0] == value[n-1] && (value[0] == '"' || value[0] == '\''):
		value, at = value[1:n-1], at+1
		if bytes.IndexByte(value, '"') >= 0 || bytes.IndexByte(value, '\'') >= 0 || bytes.IndexByte(value, '\\') >= 0 {
			return false
		}
	case !isPlain(value):
		return false
	}
	if p.key != "" {
		p.found = append(p.found, yamlEntry{p.key, at, at + len(value), list})
	}
	return true
}

// isPlainText reports whether b holds nothing that YAML reads as a line end, refuses,
// or might.
func isPlainText(b []byte) bool {
	for i := 0; i < len(b); {
		if c := b[i]; c < utf8.RuneSelf {
			if c < ' ' || c == 0x7F {
				return false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		switch {
		case r == utf8.RuneError:
			return false
		case 0xA1 <= r && r < 0x2000, 0x3001 <= r && r <= 0xD7FF, 0x1F000 <= r && r < 0x20000:
		default:
			return false
		}
		i += n
	}
	return true
}

// isPlainKey reports whether b is a key of words: "tags", "ms.date", "online version".
func isPlainKey(b []byte) bool {
	for _, c := range b {
		if !isWordByte(c) && c != '-' && c != '.' && c != ' ' {
			return false
		}
	}
	return isWordByte(b[0]) && b[len(b)-1] != ' '
}

func isWordByte(c byte) bool {
	return isLetter(c) || '0' <= c && c <= '9' || c == '_' || c >= utf8.RuneSelf
}

// isPlainScalar reports whether b is a value that means itself.
func isPlainScalar(b []byte) bool {
	if len(b) == 0 || !isWordByte(b[0]) || bytes.EqualFold(b, []byte("null")) {
		return false
	}
	for i, c := range b {
		if c == '#' || c == ':' && (i+1 == len(b) || b[i+1] == ' ') {
			return false
		}
	}
	return true
}

// isPlainItem is isPlainScalar between brackets.
func isPlainItem(b []byte) bool {
	for _, c := range b {
		if !isWordByte(c) && bytes.IndexByte([]byte(" -./+()"), c) < 0 {
			return false
		}
	}
	return isPlainScalar(bytes.TrimLeft(b, "."))
}
