package config

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"text/template"
)

var update = flag.Bool("update", false, "write docs/settings.md, docs/settings.schema.json and the settings of editors/vscode/package.json")

// The page that people read and the schema are made of the same source as the
// settings themselves, so they can't tell of others.
func TestDocumentationIsGenerated(t *testing.T) {
	for name, want := range map[string][]byte{"settings.md": settingsPage(t), "settings.schema.json": Schema()} {
		path := filepath.Join("..", "..", "docs", name)
		if *update {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n")), want) {
			t.Errorf("docs/%s differs from the settings: run go test ./internal/config -update", name)
		}
	}
}

func TestEverySettingIsDescribedOnce(t *testing.T) {
	told := map[string]bool{}
	squashed := map[string]string{}
	for _, f := range fields {
		told[f.key] = true
		if table, _, ok := strings.Cut(f.key, "."); ok {
			told[table] = true
		}
		if other := squashed[squash(f.key)]; other != "" {
			t.Errorf("%s and %s are the same name in camelCase", f.key, other)
		}
		squashed[squash(f.key)] = f.key
	}
	for key := range told {
		if about[key] == "" {
			t.Errorf("nothing is said about %s in fields.go", key)
		}
	}
	for key := range about {
		if !told[key] {
			t.Errorf("fields.go speaks of %s, which is no setting", key)
		}
	}
}

// The files shown in the page must be good, and so must those on the page of
// someone who copies its tables.
func TestExamplesInTheDocumentationHold(t *testing.T) {
	blocks := strings.Split(string(settingsPage(t)), "\n```")
	checked := 0
	for _, b := range blocks {
		if src, ok := strings.CutPrefix(b, "toml\n"); ok {
			checked++
			for _, f := range VaultFile(FileName, []byte(src)).Findings {
				t.Errorf("example: %v", f)
			}
		}
		if src, ok := strings.CutPrefix(b, "json\n"); ok {
			checked++
			for _, f := range Editor([]byte(src)).Findings {
				t.Errorf("example: %v", f)
			}
		}
	}
	if checked != 3 {
		t.Errorf("%d examples were looked at, want 3", checked)
	}
	for _, e := range entriesOf(Resolve(Plain)) {
		for _, f := range UserFile(FileName, []byte(e.String())).Findings {
			t.Errorf("%s: %v", e, f)
		}
	}
}

func entriesOf(_ Settings, entries []Entry) []Entry { return entries }

// A row is a setting on the page.
type row struct {
	Key, Name, About, Values, Default string
	Top                               bool
}

func settingsPage(t *testing.T) []byte {
	t.Helper()
	type tableRows struct {
		Key, About string
		Settings   []row
	}
	var page struct {
		Settings         []row
		Tables           []*tableRows
		Profiles         []struct{ Name, About, Signs, Sets string }
		Codes            []Code
		Problems, Ignore string
	}
	defaults := Default()
	for _, f := range fields {
		if f.typ.Kind() == reflect.Map {
			continue
		}
		table, name, inTable := cutLast(f.key)
		r := row{Key: f.key, Name: name, About: about[f.key], Values: valuesOf(f), Default: inTOML(f.in(&defaults).Interface()), Top: !inTable}
		page.Settings = append(page.Settings, r)
		if !inTable {
			continue
		}
		r.About = cell(r.About)
		if n := len(page.Tables); n == 0 || page.Tables[n-1].Key != table {
			page.Tables = append(page.Tables, &tableRows{Key: table, About: about[table]})
		}
		last := page.Tables[len(page.Tables)-1]
		last.Settings = append(last.Settings, r)
	}
	for _, p := range profiles {
		sets := make([]string, len(p.sets))
		for i, c := range p.sets {
			sets[i] = "`" + c.key + " = " + inTOML(c.value) + "`"
		}
		signs := "only by its name"
		if len(p.signs) > 0 {
			signs = "`" + strings.Join(p.signs, "`, `") + "`"
		}
		page.Profiles = append(page.Profiles, struct{ Name, About, Signs, Sets string }{string(p.name), p.about, signs, strings.Join(sets, "<br>")})
	}
	page.Codes, page.Problems, page.Ignore = Codes(), about["problems"], about["ignore"]
	var b bytes.Buffer
	tmpl, err := template.New("settings.md.tmpl").Funcs(template.FuncMap{"cell": cell}).ParseFiles("testdata/settings.md.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	if err := tmpl.Execute(&b, page); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// cell keeps a text within its cell of a table.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// valuesOf says what a setting may be.
func valuesOf(f *field) string {
	switch {
	case f.typ.Kind() == reflect.Bool:
		return "`true`, `false`"
	case f.typ.Kind() == reflect.Slice:
		return "A list of " + nouns[f.key] + "."
	case enum(f.typ) == nil:
		return "A text."
	case strings.Contains(f.key, "."):
		return "`" + strings.Join(enum(f.typ), "`, `") + "`"
	}
	return "One of `" + strings.Join(enum(f.typ), "`, `") + "`."
}
