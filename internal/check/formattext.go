package check

import (
	"fmt"
	"io"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/text"
)

// writeText prints path:line:column: severity: message [code], with columns in
// characters. Programs read these lines, so they stay as they are.
func writeText(w io.Writer, r *Report) error {
	p := painter(r.plan.Color)
	for _, f := range r.Findings {
		fmt.Fprintf(w, "%s: %s: %s %s\n",
			p.paint(bold, fmt.Sprintf("%s:%d:%d", text.OneLine(f.Path), f.Start.Line, f.Start.Column)),
			p.paint(colourOf(f.Severity), string(f.Severity)), f.Message, p.paint(faint, "["+f.Code+"]"))
		if r.plan.Frames {
			p.frame(w, f)
		}
	}
	return nil
}

// A painter colours what is printed, if it is true.
type painter bool

// An attribute is the number of a way to print (ECMA-48, SGR).
type attribute int

const (
	bold    attribute = 1
	faint   attribute = 2
	red     attribute = 31
	yellow  attribute = 33
	blue    attribute = 34
	magenta attribute = 35
)

func (p painter) paint(a attribute, s string) string {
	if !p {
		return s
	}
	return fmt.Sprintf("\x1b[%dm%s\x1b[0m", a, s)
}

func colourOf(s config.Severity) attribute {
	switch s {
	case config.Error:
		return red
	case config.Warning:
		return yellow
	case config.Info:
		return blue
	}
	return magenta
}
