package config

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
)

// A schema is a JSON Schema, as far as settings need it.
type schema struct {
	Schema      string             `json:"$schema,omitempty"`
	Title       string             `json:"title,omitempty"`
	Description string             `json:"description,omitempty"`
	Type        string             `json:"type,omitempty"`
	Enum        []string           `json:"enum,omitempty"`
	Items       *schema            `json:"items,omitempty"`
	Properties  map[string]*schema `json:"properties,omitempty"`
	Additional  *bool              `json:"additionalProperties,omitempty"`
	Default     any                `json:"default,omitempty"`
}

// Schema returns the JSON Schema (draft-07) of a settings file, which is that of
// the editor's settings too.
func Schema() []byte {
	root := tableSchema("Settings of notes-lsp, in "+FileName+" or sent by the editor.", nil)
	root.Schema, root.Title = "http://json-schema.org/draft-07/schema#", "notes-lsp"
	defaults := Default()
	for _, f := range fields {
		in, name := root, f.key
		if table, last, ok := strings.Cut(f.key, "."); ok {
			if root.Properties[table] == nil {
				root.Properties[table] = tableSchema(about[table], nil)
			}
			in, name = root.Properties[table], last
		}
		in.Properties[name] = f.schema(&defaults)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(root); err != nil {
		panic(err) // it is made of texts and lists
	}
	return b.Bytes()
}

func tableSchema(description string, properties map[string]*schema) *schema {
	if properties == nil {
		properties = map[string]*schema{}
	}
	return &schema{Type: "object", Description: description, Properties: properties, Additional: new(bool)}
}

// schema describes one setting.
func (f *field) schema(defaults *Settings) *schema {
	if f.typ.Kind() != reflect.Map {
		s := typeSchema(f.typ)
		s.Description = about[f.key]
		s.Default = f.in(defaults).Interface()
		if list, ok := s.Default.([]string); ok && list == nil {
			s.Default = []string{}
		}
		return s
	}
	properties := map[string]*schema{}
	for _, c := range codes {
		s := typeSchema(f.typ.Elem())
		s.Description = c.Meaning
		if s.Enum != nil {
			s.Default = c.Severity
		}
		properties[c.Name] = s
	}
	for _, key := range f.keysOf() {
		if properties[key] == nil {
			properties[key] = typeSchema(f.typ.Elem())
			properties[key].Description = "Every problem."
		}
	}
	return tableSchema(about[f.key], properties)
}

func typeSchema(t reflect.Type) *schema {
	switch t.Kind() {
	case reflect.Bool:
		return &schema{Type: "boolean"}
	case reflect.Slice:
		return &schema{Type: "array", Items: typeSchema(t.Elem())}
	default:
		return &schema{Type: "string", Enum: enum(t)}
	}
}
