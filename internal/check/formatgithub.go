package check

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/text"
)

// maxAnnotations is how many annotations of a kind GitHub takes from a step; it drops
// the rest.
const maxAnnotations = 10

// writeGitHub prints workflow commands that GitHub Actions makes annotations of: the
// worst first, since only so many are kept, and the others as text for the log. With
// Options.StepSummary it adds a table to that file.
func writeGitHub(w io.Writer, r *Report) error {
	worst := slices.Clone(r.Findings)
	slices.SortStableFunc(worst, func(a, b Finding) int {
		return slices.Index(severityLevels, a.Severity) - slices.Index(severityLevels, b.Severity)
	})
	printed := map[string]int{}
	for _, f := range worst {
		kind := threeLevels(f.Severity, "error", "warning", "notice")
		if printed[kind]++; printed[kind] <= maxAnnotations {
			fmt.Fprintln(w, annotation(kind, f))
			continue
		}
		fmt.Fprintln(w, logLine(f))
	}
	if r.plan.StepSummary == "" {
		return nil
	}
	return appendFile(r.plan.StepSummary, stepSummary(r, worst))
}

// annotation is the workflow command for f. GitHub takes columns only where both are on
// one line.
func annotation(kind string, f Finding) string {
	at := fmt.Sprintf("file=%s,line=%d,endLine=%d", escapeProperty(f.Path), f.Start.Line, f.End.Line)
	if f.Start.Line == f.End.Line {
		at += fmt.Sprintf(",col=%d,endColumn=%d", f.Start.Column, f.End.Column)
	}
	return fmt.Sprintf("::%s %s,title=%s::%s", kind, at, escapeProperty(f.Code), escapeData(f.Message))
}

// escapeData and escapeProperty are what GitHub's toolkit does to the parts of a
// workflow command. What else steers a terminal is left out of names.
func escapeData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func escapeProperty(s string) string {
	return text.OneLine(strings.NewReplacer(":", "%3A", ",", "%2C").Replace(escapeData(s)))
}

// logLine is f as in the format text. A note's name must not become a command to the
// runner, which looks for "::" at the start and for "##[" anywhere.
func logLine(f Finding) string {
	line := fmt.Sprintf("%s:%d:%d: %s: %s [%s]", text.OneLine(f.Path), f.Start.Line, f.Start.Column, f.Severity, f.Message, f.Code)
	line = strings.ReplaceAll(line, "##[", "## [")
	if strings.HasPrefix(strings.TrimSpace(line), "::") {
		line = "./" + line
	}
	return line
}

// maxSummary is how many bytes of a summary are written: GitHub drops one above 1 MiB.
const maxSummary = 900 << 10

// stepSummary is a page about the findings.
func stepSummary(r *Report, worst []Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "### notes-lsp check\n\n%s\n\n", escapeMarkdown(r.Summary()))
	if n := len(r.Stale); n > 0 {
		fmt.Fprintf(&b, "%s of the baseline not found any more.\n\n", plural(n, "line"))
	}
	if len(worst) == 0 {
		return b.String()
	}
	b.WriteString("| | Place | Problem | Code |\n|---|---|---|---|\n")
	for i, f := range worst {
		row := fmt.Sprintf("| %s | %s:%d:%d | %s | [%s](%s) |\n", signOf(f.Severity), escapeMarkdown(f.Path), f.Start.Line, f.Start.Column,
			escapeMarkdown(f.Message), f.Code, helpPage(f.Code))
		if b.Len()+len(row) > maxSummary {
			fmt.Fprintf(&b, "\n%d more are in the log.\n", len(worst)-i)
			break
		}
		b.WriteString(row)
	}
	b.WriteString("\n")
	return b.String()
}

func signOf(s config.Severity) string { return threeLevels(s, "❌", "⚠️", "ℹ️") }

// escapeMarkdown makes what is special in Markdown or HTML, and what would end a cell,
// a character reference: one of these never starts anything (CommonMark, Entity and
// numeric character references).
func escapeMarkdown(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < ' ':
			b.WriteByte(' ')
		case strings.ContainsRune("&<>|`*_[]\\~$@#!", r):
			fmt.Fprintf(&b, "&#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func appendFile(name, content string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return fmt.Errorf("write the step summary: %w", err)
	}
	if _, err = f.WriteString(content); err != nil {
		_ = f.Close()
		return fmt.Errorf("write the step summary: %w", err)
	}
	return f.Close()
}
