package lsptest_test

import (
	"bytes"
	"os"
	"path/filepath"
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
