package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
)

// section is what the settings are called among those of other tools. A client may
// send them with it or without.
const section = "notesLsp"

// parseJSON makes a tree of what a client sends, in the order of the keys. No
// settings are none, be they null or missing.
func (r *reader) parseJSON(src []byte) (*table, bool) {
	if len(bytes.TrimSpace(src)) == 0 {
		return nil, false
	}
	var v any
	if err := json.Unmarshal(src, &v); err != nil {
		what := err.Error()
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			what = syntax.Error()
		}
		r.report("", span{}, "", "The settings are not JSON, so none of them count: %s.", what)
		return nil, false
	}
	if object, ok := v.(map[string]any); ok && len(object) == 1 {
		if inner, ok := object[section]; ok {
			v = inner
		}
	}
	switch object := v.(type) {
	case nil:
		return nil, false
	case map[string]any:
		return jsonTable(object), true
	}
	r.report("", span{}, "", `The settings are a table, as in {"problems": {"no-such-note": "off"}}, and this is %s.`, jsonValue(v).kind)
	return nil, false
}

func jsonTable(object map[string]any) *table {
	t := &table{}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		t.setJSON(key, jsonValue(object[key]))
	}
	return t
}

// setJSON puts a value into t. A key joined by dots goes into the tables that it
// names, beside what is there, as in VS Code's settings.
func (t *table) setJSON(key string, v value) {
	if first, rest, ok := strings.Cut(key, "."); ok && rest != "" {
		if inner, ok := t.open(first, span{}); ok {
			inner.setJSON(rest, v)
			return
		}
	}
	there := t.byKey[key]
	if there == nil {
		t.add(&entry{key: key, value: v})
		return
	}
	if there.value.kind == tableKind && v.kind == tableKind {
		for _, e := range v.table.entries {
			there.value.table.setJSON(e.key, e.value)
		}
		return
	}
	there.value = v
}

func jsonValue(v any) value {
	switch v := v.(type) {
	case nil:
		return value{}
	case bool:
		return value{kind: boolean, yes: v}
	case string:
		return value{kind: str, text: v}
	case []any:
		out := value{kind: list}
		for _, item := range v {
			out.items = append(out.items, jsonValue(item))
		}
		return out
	case map[string]any:
		return value{kind: tableKind, table: jsonTable(v)}
	}
	return value{kind: other}
}
