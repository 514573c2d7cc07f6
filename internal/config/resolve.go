package config

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// An Entry is one setting in force.
type Entry struct {
	Key   string // dotted, as in "wiki.enabled" or "problems.no-such-note"
	Value any    // a bool, a string type of this package or a []string
	// From is where the value is from: "default", "detected", "profile quartz", a
	// file with its line, or "editor"; several joined by ", " where they add up.
	From string
}

// String is the setting as a line of TOML.
func (e Entry) String() string { return e.Key + " = " + inTOML(e.Value) }

// Resolve lays layers, the lowest first, over the defaults of the profile in force:
// the user's file, the vault's, the editor's. The profile is the one that the
// highest layer names, or detected where that is Auto or none does. A layer
// replaces what those below it say, scalars and lists alike; tables are merged by
// key; and exclude adds up. The settings are the caller's own, and their Profile is
// never Auto. Entries are in the order of the documentation.
func Resolve(detected Profile, layers ...Layer) (Settings, []Entry) {
	s := Default()
	from := map[string]string{}
	profile := setting{fieldOf("profile"), "", Auto, "default"}
	for _, l := range layers {
		for _, c := range l.choices {
			if c.field == profile.field {
				profile = c
			}
		}
	}
	if profile.value == Auto {
		profile.value, profile.from = detected, "detected"
		if detected == "" || detected == Auto || detected == Plain {
			profile.value, profile.from = Plain, "default"
		}
	}
	apply(&s, from, profile)
	for _, c := range choicesOf(s.Profile) {
		apply(&s, from, setting{fieldOf(c.key), "", c.value, "profile " + string(s.Profile)})
	}
	for _, l := range layers {
		for _, c := range l.choices {
			if c.field != profile.field {
				apply(&s, from, c)
			}
		}
	}
	return s, entries(&s, from)
}

// apply puts a value into s and notes where it is from.
func apply(s *Settings, from map[string]string, c setting) {
	key := c.key()
	in := c.field.in(s)
	value := reflect.ValueOf(c.value)
	if texts, ok := c.value.([]string); ok {
		value = reflect.ValueOf(slices.Clone(texts))
	}
	switch {
	case c.sub != "":
		if in.IsNil() {
			in.Set(reflect.MakeMap(in.Type()))
		}
		in.SetMapIndex(reflect.ValueOf(c.sub), value)
	case c.field.adds():
		in.Set(reflect.AppendSlice(in, value))
		if from[key] != "" {
			from[key] += ", " + c.from
			return
		}
	default:
		in.Set(value)
	}
	from[key] = c.from
}

// entries lists the settings in s.
func entries(s *Settings, from map[string]string) []Entry {
	var out []Entry
	add := func(key string, v reflect.Value) {
		origin := from[key]
		if origin == "" {
			origin = "default"
		}
		out = append(out, Entry{key, v.Interface(), origin})
	}
	for _, f := range fields {
		v := f.in(s)
		if v.Kind() != reflect.Map {
			add(f.key, v)
			continue
		}
		for _, sub := range f.keysOf() {
			if set := v.MapIndex(reflect.ValueOf(sub)); set.IsValid() {
				add(f.keyOf(sub), set)
			}
		}
	}
	return out
}

// inTOML is a value as TOML writes it.
func inTOML(v any) string {
	switch v := reflect.ValueOf(v); v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			return "true"
		}
		return "false"
	case reflect.Slice:
		items := make([]string, v.Len())
		for i := range items {
			items[i] = inTOML(v.Index(i).Interface())
		}
		return "[" + strings.Join(items, ", ") + "]"
	default:
		return quoted(v.String())
	}
}

// quoted is a TOML string, and a JSON one too.
func quoted(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err) // a string has a JSON form
	}
	return strings.ReplaceAll(strings.TrimSuffix(b.String(), "\n"), "\x7f", `\u007f`)
}
