package check

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/config"
)

// A format is a way to tell a report. Each has a file of its own.
type format struct {
	name  string
	about string
	write func(w io.Writer, r *Report) error
}

func formats() []format {
	return []format{
		{"text", "a line for each problem", writeText},
		{"json", "one object, by docs/check.schema.json", writeJSON},
		{"jsonl", "an object on each line", writeJSONLines},
		{"sarif", "SARIF 2.1.0, for code scanning", writeSARIF},
		{"github", "annotations of GitHub Actions, and the summary of the job", writeGitHub},
		{"gitlab", "GitLab's code quality report", writeGitLab},
		{"junit", "JUnit's XML, for test reports", writeJUnit},
		{"checkstyle", "Checkstyle's XML", writeCheckstyle},
		{"rdjson", "reviewdog's diagnostics", writeRDJSON},
	}
}

// Formats lists the formats: the name, a tab, and what it is.
func Formats() []string {
	var out []string
	for _, f := range formats() {
		out = append(out, f.name+"\t"+f.about)
	}
	return out
}

func formatCalled(name string) (format, error) {
	var names []string
	for _, f := range formats() {
		if f.name == name {
			return f, nil
		}
		names = append(names, f.name)
	}
	return format{}, fmt.Errorf("there is no format %q; the formats are %s", name, strings.Join(names, ", "))
}

// homePage is where people read about this program.
const homePage = "https://github.com/notes-lsp/notes-lsp"

// helpPage explains a code.
func helpPage(code string) string { return homePage + "/blob/main/docs/problems.md#" + code }

// uriOf is a path as a relative reference (RFC 3986): percent-encoded, and with "./"
// before what would be taken for a scheme.
func uriOf(path string) string {
	if filepath.IsAbs(path) {
		return (&url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(filepath.ToSlash(path), "/")}).String()
	}
	return (&url.URL{Path: path}).String()
}

// encodeJSON prints v for people to read, too.
func encodeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// threeLevels is a severity in a format that has no hints.
func threeLevels(s config.Severity, bad, middle, mild string) string {
	switch s {
	case config.Error:
		return bad
	case config.Warning:
		return middle
	}
	return mild
}
