package lsptest_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/cli"
	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/markdown"
)

var docs = filepath.Join("..", "..", "docs")

// Every code has a section with its default severity, in the order of the settings'
// page, and there is no section of another code: editors link to #code.
func TestEveryProblemIsDocumented(t *testing.T) {
	src, err := os.ReadFile(filepath.Join(docs, "problems.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	doc := markdown.Parse(page)
	var sections []string
	texts := map[string]string{}
	for i, h := range doc.Headings {
		if h.Level == 2 {
			sections = append(sections, h.Text)
			texts[h.Text] = strings.TrimPrefix(string(doc.Section(i).Of(page)), h.Text)
		}
	}
	want := []string{"Silencing"}
	for _, c := range config.Codes() {
		want = append(want, c.Name)
		text := texts[c.Name]
		if line := "\n\nSeverity: `" + string(c.Severity) + "`\n\n"; !strings.HasPrefix(text, line) {
			t.Errorf("the section of %s does not start with its severity %s", c.Name, c.Severity)
		}
		if !strings.Contains(text, "\n**Mend:** ") {
			t.Errorf("the section of %s does not say how to mend it", c.Name)
		}
	}
	if !slices.Equal(sections, want) {
		t.Errorf("sections = %q\nwant %q", sections, want)
	}
}

// The pages keep to what they teach: the linter has nothing to say of their links.
func TestTheDocumentationIsClean(t *testing.T) {
	var out, log strings.Builder
	if code := cli.Main([]string{"check", docs}, strings.NewReader(""), &out, &log); code != 0 {
		t.Errorf("check finds in docs:\n%s%s", out.String(), log.String())
	}
}

// Every feature that can be switched off, which is how to live beside another server,
// has a script that switches it off, and docs/beside.md names the switch.
func TestEverySwitchIsTried(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(docs, "beside.md"))
	if err != nil {
		t.Fatal(err)
	}
	var scripts strings.Builder
	paths, err := filepath.Glob(filepath.Join("..", "..", "testdata", "script", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		scripts.Write(bytes.ReplaceAll(src, []byte(" "), nil))
	}
	server := reflect.ValueOf(config.Default().Server)
	for i := range server.NumField() {
		name := server.Type().Field(i).Tag.Get("toml")
		if value := server.Field(i); value.Kind() != reflect.Bool || !value.Bool() {
			continue
		}
		if !strings.Contains(scripts.String(), `"`+name+`":false`) {
			t.Errorf("no script switches server.%s off", name)
		}
		if !bytes.Contains(page, []byte("`"+name+"`")) {
			t.Errorf("docs/beside.md does not name %s", name)
		}
	}
}
