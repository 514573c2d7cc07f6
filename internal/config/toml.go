package config

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"
)

// A key is one part of a dotted key.
type key struct {
	name string
	at   span
}

// A tomlFile is a file while it is made into a tree. TOML forbids to set a key
// twice; here that costs the second one only, as any other mistake does.
type tomlFile struct {
	*reader
	parser  unstable.Parser
	base    int // of the parser's input in the file
	headers map[string]bool
}

// parseTOML makes a tree of the file. It fails on what is no TOML, since what
// follows could then mean anything.
func (r *reader) parseTOML() (*table, bool) {
	if at := invalidUTF8(r.src); at >= 0 {
		r.report("", span{at, at + 1}, "", "The file is not UTF-8 text, so none of it counts. Save it as UTF-8.")
		return nil, false
	}
	f := tomlFile{reader: r, headers: map[string]bool{}}
	src := bytes.TrimPrefix(r.src, []byte("\ufeff")) // Windows' editors put it there
	f.base = len(r.src) - len(src)
	src = src[:len(src):len(src)]
	f.parser.Reset(src)
	root := &table{}
	current := root
	for f.parser.NextExpression() {
		e := f.parser.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			current = f.header(root, f.keys(e), e.Kind == unstable.ArrayTable)
		case unstable.KeyValue:
			f.set(current, "", e)
		}
	}
	if err := f.parser.Error(); err != nil {
		f.syntax(src, err)
		return nil, false
	}
	return root, true
}

// header is the table that a header opens.
func (f *tomlFile) header(root *table, keys []key, array bool) *table {
	name := dotted(keys)
	last := keys[len(keys)-1]
	all := span{keys[0].at.start, last.at.end}
	if array {
		// No setting is a list of tables: it is kept for the message alone.
		parent, ok := f.descend(root, keys[:len(keys)-1])
		switch {
		case !ok || parent.byKey[last.name] != nil && parent.byKey[last.name].value.kind != list:
			f.twice(name, all)
		case parent.byKey[last.name] == nil:
			items := []value{{kind: tableKind, table: &table{}, at: all}}
			parent.add(&entry{last.name, last.at, value{kind: list, items: items, at: all}})
		}
		return &table{}
	}
	if f.headers[name] {
		f.report(name, all, "", "[%s] is there twice. Put its settings together under the first.", name)
	}
	f.headers[name] = true
	t, ok := f.descend(root, keys)
	if !ok {
		f.twice(name, all)
		return &table{}
	}
	return t
}

// set puts a key and its value into t; prefix is what the key is below, for
// messages.
func (f *tomlFile) set(t *table, prefix string, n *unstable.Node) {
	keys := f.keys(n)
	last := keys[len(keys)-1]
	name := prefix + dotted(keys)
	t, ok := f.descend(t, keys[:len(keys)-1])
	if !ok || t.byKey[last.name] != nil {
		f.twice(name, span{keys[0].at.start, last.at.end})
		return
	}
	end := f.base + int(n.Raw.Offset+n.Raw.Length)
	start := last.at.end
	for start < end && strings.IndexByte(" \t=", f.src[start]) >= 0 {
		start++
	}
	e := &entry{key: last.name, at: last.at}
	e.value = f.value(n.Value(), span{start, end}, name+".")
	t.add(e)
}

func (f *tomlFile) twice(name string, at span) {
	f.report(name, at, "", "%s is set twice. This one does not count.", name)
}

func (f *tomlFile) descend(t *table, keys []key) (*table, bool) {
	for _, k := range keys {
		next, ok := t.open(k.name, k.at)
		if !ok {
			return nil, false
		}
		t = next
	}
	return t, true
}

// value converts n, which stands at or within the span: the parser knows the exact
// place of scalars only.
func (f *tomlFile) value(n *unstable.Node, at span, prefix string) value {
	switch n.Kind {
	case unstable.Array:
		v := value{kind: list, at: at}
		for it := n.Children(); it.Next(); {
			v.items = append(v.items, f.value(it.Node(), at, prefix))
		}
		return v
	case unstable.InlineTable:
		v := value{kind: tableKind, table: &table{}, at: at}
		for it := n.Children(); it.Next(); {
			f.set(v.table, prefix, it.Node())
		}
		return v
	}
	at = f.raw(n)
	switch n.Kind {
	case unstable.String:
		return value{kind: str, text: string(n.Data), at: at}
	case unstable.Bool:
		return value{kind: boolean, yes: string(n.Data) == "true", at: at}
	}
	return value{kind: other, at: at}
}

func (f *tomlFile) raw(n *unstable.Node) span {
	start := f.base + int(n.Raw.Offset)
	return span{start, start + int(n.Raw.Length)}
}

func (f *tomlFile) keys(n *unstable.Node) []key {
	var out []key
	for it := n.Key(); it.Next(); {
		out = append(out, key{string(it.Node().Data), f.raw(it.Node())})
	}
	return out
}

func dotted(keys []key) string {
	parts := make([]string, len(keys))
	for i, k := range keys {
		parts[i] = k.name
	}
	return strings.Join(parts, ".")
}

// syntax reports the parser's error.
func (f *tomlFile) syntax(src []byte, err error) {
	message := err.Error()
	at := span{len(src), len(src)}
	var place *unstable.ParserError
	if errors.As(err, &place) {
		at.start = min(cap(src)-cap(place.Highlight), len(src))
		at.end = at.start + len(place.Highlight)
	}
	at = span{at.start + f.base, at.end + f.base}.whole(f.src)
	if text := f.src[at.start:at.end]; len(text) > 0 && text[0] >= utf8.RuneSelf {
		// The parser speaks of single bytes, which are no characters here.
		message = "text like " + string(text) + " must stand in quotes"
	}
	f.report("", at, "", "This is not TOML, so nothing in the file counts: %s.", message)
}

// invalidUTF8 is the offset of the first byte of src that is not UTF-8, or -1.
func invalidUTF8(src []byte) int {
	if utf8.Valid(src) {
		return -1
	}
	for i, r := range string(src) {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRune(src[i:]); size == 1 {
				return i
			}
		}
	}
	return -1
}
