package config

import "unicode/utf8"

// A span is a part of a file in bytes.
type span struct{ start, end int }

// whole widens s to rune boundaries of src, within it.
func (s span) whole(src []byte) span {
	s.start = min(max(s.start, 0), len(src))
	s.end = min(max(s.end, s.start), len(src))
	for s.start > 0 && s.start < len(src) && !utf8.RuneStart(src[s.start]) {
		s.start--
	}
	for s.end < len(src) && !utf8.RuneStart(src[s.end]) {
		s.end++
	}
	return s
}

// A kind is what a value of TOML or JSON is.
type kind uint8

const (
	nothing kind = iota // JSON's null
	boolean
	str
	other // a number or a date: no setting is one
	list
	tableKind
)

// String completes "a place for a list, and this is".
func (k kind) String() string {
	return [...]string{"nothing", "true or false", "a text", "a number or a date", "a list", "a table"}[k]
}

// A value is one of TOML or JSON, with its place in TOML.
type value struct {
	kind  kind
	yes   bool    // of a boolean
	text  string  // of a str
	items []value // of a list
	table *table  // of a table
	at    span
}

// An entry is a key of a table with its value.
type entry struct {
	key   string
	at    span // the key
	value value
}

// A table is an ordered map. The zero table is empty.
type table struct {
	entries []*entry
	byKey   map[string]*entry
}

func (t *table) add(e *entry) {
	if t.byKey == nil {
		t.byKey = map[string]*entry{}
	}
	t.entries = append(t.entries, e)
	t.byKey[e.key] = e
}

// open returns the table under key, made if need be; ok is false when something
// else is there.
func (t *table) open(key string, at span) (_ *table, ok bool) {
	e := t.byKey[key]
	if e == nil {
		e = &entry{key, at, value{kind: tableKind, table: &table{}, at: at}}
		t.add(e)
	}
	return e.value.table, e.value.kind == tableKind
}
