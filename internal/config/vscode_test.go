package config

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A property is a setting as the manifest of a VS Code extension lists it
// (contributes.configuration).
type property struct {
	Description string   `json:"markdownDescription"`
	Type        string   `json:"type"`
	Scope       string   `json:"scope"`
	Enum        []string `json:"enum,omitempty"`
	Items       *schema  `json:"items,omitempty"`
	Default     any      `json:"default,omitempty"`
}

// ofTheExtension are the settings that the server knows nothing of.
var ofTheExtension = map[string]property{
	"notesLsp.serverPath": {
		"The notes-lsp to run. Empty for the one that comes with the extension, or else the one on your `PATH`.",
		"string", "machine-overridable", nil, nil, "",
	},
	"notesLsp.trace.server": {
		"What of the talk with the server is written to the log.",
		"string", "window", []string{"off", "messages", "verbose"}, nil, "off",
	},
}

// The settings that VS Code offers are those of the schema, each under one name with
// dots.
func TestVSCodeManifestIsGenerated(t *testing.T) {
	path := filepath.Join("..", "..", "editors", "vscode", "package.json")
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got = bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n"))
	var root schema
	if err := json.Unmarshal(Schema(), &root); err != nil {
		t.Fatal(err)
	}
	all := maps.Clone(ofTheExtension)
	flatten(all, "notesLsp", &root)
	want := withProperties(t, got, all)
	if bytes.Equal(got, want) {
		return
	}
	if !*update {
		t.Fatal("editors/vscode/package.json differs from the settings: run go test ./internal/config -update")
	}
	if err := os.WriteFile(path, want, 0o644); err != nil {
		t.Fatal(err)
	}
}

func flatten(into map[string]property, prefix string, s *schema) {
	for name, inner := range s.Properties {
		key := prefix + "." + name
		if inner.Properties != nil {
			flatten(into, key, inner)
			continue
		}
		about := inner.Description
		if prefix == "notesLsp.ignore" { // the list has the problem's own description
			about = "Where this is not reported, as patterns in the syntax of .gitignore: " + about
		}
		into[key] = property{about, inner.Type, "resource", inner.Enum, inner.Items, inner.Default}
	}
}

// withProperties is the manifest with these for its settings. All else stays as it is
// written.
func withProperties(t *testing.T, manifest []byte, all map[string]property) []byte {
	t.Helper()
	const start, end = "    \"configuration\": {\n      \"title\": \"notes-lsp\",\n      \"properties\": {\n", "\n      }\n    }\n"
	head, rest, ok := strings.Cut(string(manifest), start)
	_, tail, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatal("contributes.configuration of editors/vscode/package.json is not written as this test writes it")
	}
	lines := make([]string, 0, len(all))
	for _, key := range slices.Sorted(maps.Keys(all)) {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("        ", "  ")
		if err := e.Encode(all[key]); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, `        "`+key+`": `+strings.TrimSpace(b.String()))
	}
	return []byte(head + start + strings.Join(lines, ",\n") + end + tail)
}
