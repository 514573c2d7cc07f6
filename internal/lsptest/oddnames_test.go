package lsptest_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/cli"
)

// oddNames are names of files that an archive or a repository may bring along.
var oddNames = []string{
	"줄\n바꿈.md", "색\x1b[31m\a.md", "되돌림\r.md", "-rf.md", "::error file=x::말.md", "\u202egnp.md", "a,b:c%0A.md", "<b>&\"'.md", "라틴 \xff\xe9.md", "##[error]x.md", "=cmd|x.md",
	strings.Repeat("긴", 83) + ".md",
}

// Whatever a file is called, the linter and the questions go on: it is read, what is
// wrong in it is told, and nothing of its name steers a terminal or ends a line.
func TestOddNames(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	t.Chdir(dir)
	written := 0
	for _, name := range oddNames {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("# 글\n\n🍞 [[없음]]\n"), 0o666); err != nil {
			t.Logf("no file %q can be made here: %v", name, err)
			continue
		}
		written++
	}
	run := func(args ...string) (out string, code int) {
		t.Helper()
		var stdout, stderr bytes.Buffer
		code = cli.Main(args, strings.NewReader(""), &stdout, &stderr)
		for _, said := range []string{stdout.String(), stderr.String()} {
			if !utf8.ValidString(said) || strings.ContainsFunc(said, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
				t.Errorf("%q prints %q", args, said)
			}
		}
		if code > 1 {
			t.Errorf("%q ends with %d: %s", args, code, &stderr)
		}
		return stdout.String(), code
	}
	out, _ := run("check")
	if told := strings.Count(out, "[no-such-note]"); told != written {
		t.Errorf("%d problems are told, want %d:\n%s", told, written, out)
	}
	for _, args := range []string{"stats", "tags", "orphans", "unresolved", "find 글", "graph --format dot", "graph --format mermaid", "graph --format json", "graph --format graphml", "doctor"} {
		run(strings.Fields(args)...)
	}
	for _, format := range []string{"github", "gitlab", "sarif", "json", "jsonl", "rdjson", "checkstyle", "junit"} {
		out, _ := run("check", "--format", format)
		checkFormat(t, format, out)
	}
	run("check", "--write-baseline", "기준")
	if out, code := run("check", "--baseline", "기준", "--fail-on-stale"); code != 0 {
		t.Errorf("with a baseline of all there is more:\n%s", out)
	}
}

// checkFormat checks that a report can be read.
func checkFormat(t *testing.T, format, out string) {
	t.Helper()
	switch format {
	case "github":
		for line := range strings.Lines(out) {
			if strings.HasPrefix(line, "::error") || !strings.HasPrefix(line, "::") && strings.Contains(line, "##[") {
				t.Errorf("GitHub takes %q for a command", line)
			}
		}
	case "checkstyle", "junit":
		for d := xml.NewDecoder(strings.NewReader(out)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v in\n%s", format, err, out)
			}
		}
	default:
		for d := json.NewDecoder(strings.NewReader(out)); ; {
			var v any
			if err := d.Decode(&v); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v in\n%s", format, err, out)
			}
		}
	}
}
