package config

import (
	"bytes"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"
)

// A reader takes the settings out of one source. What is wrong is reported and
// left out.
type reader struct {
	file     string
	src      []byte
	json     bool // keys in camelCase are fine, and nothing has a place
	refused  []string
	findings []Finding
	choices  []setting
}

// table reads the settings of t, which stands at prefix: "" or a key and a dot.
func (r *reader) table(prefix string, t *table) {
	keys := children(prefix)
	for _, e := range t.entries {
		name := r.nameOf(e.key, keys)
		key := prefix + name
		switch f := fieldOf(key); {
		case !slices.Contains(keys, name):
			r.unknown(prefix, e, keys)
		case f != nil && slices.Contains(r.refused, key):
			r.report(key, e.at, "", "A vault's file may not set %s. Set it in your own settings or in the editor.", key)
		case f != nil:
			r.field(f, e.value)
		case e.value.kind == tableKind:
			r.table(key+".", e.value.table)
		case e.value.kind != nothing:
			r.report(key, e.value.at, "", "%s is a table of settings, and this is %s. Its settings are %s.", key, e.value.kind, strings.Join(children(key+"."), ", "))
		}
	}
}

// nameOf is the key as it is documented, where that is meant beyond doubt.
func (r *reader) nameOf(key string, keys []string) string {
	if r.json {
		if same := sameName(key, keys); same != "" {
			return same
		}
	}
	return key
}

// unknown reports a key that no setting has.
func (r *reader) unknown(prefix string, e *entry, keys []string) {
	key := prefix + e.key
	if r.full() {
		return
	}
	if near := suggest(e.key, keys); near != "" {
		r.report(key, e.at, near, "There is no setting %s. Did you mean %s?", key, prefix+near)
		return
	}
	if near := elsewhere(e.key); near != "" {
		table, name, ok := cutLast(near)
		where := fmt.Sprintf("in the table [%s]", table)
		if !ok {
			where = "above the first table"
		}
		if r.json {
			r.report(key, e.at, "", "There is no setting %s. Did you mean %s?", key, near)
		} else {
			r.report(key, e.at, "", "There is no setting %s. Did you mean %s %s?", key, name, where)
		}
		return
	}
	where := "The settings are"
	if prefix != "" {
		where = "In [" + strings.TrimSuffix(prefix, ".") + "] there are"
	}
	r.report(key, e.at, "", "There is no setting %s. %s %s.", key, where, strings.Join(keys, ", "))
}

// elsewhere finds the setting that has the name in another table, or "".
func elsewhere(name string) string {
	for _, f := range fields {
		_, last, _ := cutLast(f.key)
		if sameName(name, []string{last}) != "" {
			return f.key
		}
	}
	if code := sameName(name, codeNames()); code != "" {
		return "problems." + code
	}
	return ""
}

// cutLast cuts a dotted key before its last part; ok is false if it has only one.
func cutLast(key string) (table, name string, ok bool) {
	i := strings.LastIndexByte(key, '.')
	return key[:max(i, 0)], key[i+1:], i >= 0
}

// field reads a value of f.
func (r *reader) field(f *field, v value) {
	if keys := f.keysOf(); keys != nil {
		r.entries(f, keys, v)
	} else if got, ok := r.value(f, "", f.typ, v); ok {
		r.choose(f, "", got, v)
	}
}

// entries reads the table that f is.
func (r *reader) entries(f *field, keys []string, v value) {
	if v.kind != tableKind {
		if v.kind != nothing {
			r.report(f.key, v.at, "", "%s is a table by codes, and this is %s.", f.key, v.kind)
		}
		return
	}
	for _, e := range v.table.entries {
		code := r.nameOf(e.key, keys)
		if !slices.Contains(keys, code) {
			r.unknownCode(f, e, keys)
		} else if got, ok := r.value(f, code, f.typ.Elem(), e.value); ok {
			r.choose(f, code, got, e.value)
		}
	}
}

func (r *reader) unknownCode(f *field, e *entry, keys []string) {
	key := f.keyOf(e.key)
	if r.full() {
		return
	}
	near := suggest(e.key, keys)
	if near == "" {
		r.report(key, e.at, "", "%s: there is no problem of this code. The codes are %s.", key, strings.Join(keys, ", "))
		return
	}
	r.report(key, e.at, near, "%s: there is no problem of this code. Did you mean %s?", key, near)
}

// value reads v as a value of the type t, for f or for the key sub in its table.
func (r *reader) value(f *field, sub string, t reflect.Type, v value) (any, bool) {
	key := f.keyOf(sub)
	switch {
	case v.kind == nothing:
		return nil, false
	case t.Kind() == reflect.Bool:
		return v.yes, r.isBoolean(key, v)
	case t.Kind() == reflect.String:
		return reflect.ValueOf(v.text).Convert(t).Interface(), r.isOneOf(key, enum(t), v)
	default:
		return r.list(f, key, v)
	}
}

func (r *reader) isBoolean(key string, v value) bool {
	switch {
	case v.kind == boolean:
		return true
	case v.kind == str && (v.text == "true" || v.text == "false"):
		r.report(key, v.at, v.text, "%s is true or false without quotes.", key)
	default:
		r.report(key, v.at, "", "%s is true or false, and this is %s.", key, v.kind)
	}
	return false
}

// isText accepts any string for a setting whose values are not counted.
func (r *reader) isText(key string, v value) bool {
	if v.kind != str {
		r.report(key, v.at, "", "%s is text in quotes, and this is %s.", key, v.kind)
		return false
	}
	if rule := itemRules[key]; rule != nil {
		if wrong := rule(v.text); wrong != "" {
			r.report(key, v.at, "", "%s: %s %s.", key, r.shown(v), wrong)
			return false
		}
	}
	return true
}

func (r *reader) isOneOf(key string, values []string, v value) bool {
	if values == nil {
		return r.isText(key, v)
	}
	if v.kind == str && slices.Contains(values, v.text) {
		return true
	}
	near := ""
	switch {
	case v.kind == str:
		near = suggest(v.text, values)
	case v.kind == boolean && !v.yes && slices.Contains(values, string(Off)):
		near = string(Off)
	}
	if near != "" {
		r.report(key, v.at, quoted(near), "%s can't be %s. Did you mean %s?", key, r.shown(v), quoted(near))
		return false
	}
	r.report(key, v.at, "", "%s can't be %s. It is one of %s.", key, r.shown(v), strings.Join(values, ", "))
	return false
}

// shown is a value as a message repeats it.
func (r *reader) shown(v value) string {
	const long = 40 // characters
	switch {
	case v.kind == boolean:
		return fmt.Sprint(v.yes)
	case v.kind != str:
		return v.kind.String()
	case len([]rune(v.text)) > long:
		return quoted(string([]rune(v.text)[:long]) + "…")
	}
	return quoted(v.text)
}

// list reads a list of texts. A wrong item costs itself only.
func (r *reader) list(f *field, key string, v value) (any, bool) {
	noun := nouns[f.key]
	if v.kind != list {
		if v.kind == str {
			fix := "[" + quoted(v.text) + "]"
			r.report(key, v.at, fix, "%s is a list of %s. Write %s.", key, noun, "["+r.shown(v)+"]")
		} else {
			r.report(key, v.at, "", "%s is a list of %s, and this is %s.", key, noun, v.kind)
		}
		return nil, false
	}
	out := []string{}
	for _, item := range v.items {
		if item.kind != str {
			r.report(key, item.at, "", "%s is a list of %s in quotes, and this is %s.", key, noun, item.kind)
			continue
		}
		if rule := itemRules[f.key]; rule != nil {
			if wrong := rule(item.text); wrong != "" {
				r.report(key, item.at, "", "%s: %s %s.", key, r.shown(item), wrong)
				continue
			}
		}
		if f.key == "markdown.roots" {
			item.text = path.Clean(item.text)
		}
		out = append(out, item.text)
	}
	return out, true
}

// choose keeps a value.
func (r *reader) choose(f *field, sub string, got any, v value) {
	from := "editor"
	if !r.json {
		from = fmt.Sprintf("%s:%d", r.file, r.line(v.at.start))
	}
	r.choices = append(r.choices, setting{f, sub, got, from})
}

// line is the line of an offset, from 1.
func (r *reader) line(offset int) int {
	return 1 + bytes.Count(r.src[:offset], []byte{'\n'})
}
