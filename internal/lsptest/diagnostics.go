package lsptest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A marked problem is a diagnostic by the text that it covers.
type problem struct {
	label
	code, severity string
}

func compareProblems(a, b problem) int {
	return cmp.Or(cmp.Compare(a.span.Start, b.span.Start), cmp.Compare(a.span.End, b.span.End), cmp.Compare(a.code, b.code))
}

// diagnostics F -> M:code...: the file has these problems and no others, each over
// exactly its mark. What stdout can be asked for are their messages, each with more
// lines for what else the editor is told.
func diagnostics(s *Script, args []string) error {
	name, separator, list := arrow(args, "->")
	if len(name) != 1 || (separator == "") != (len(list) == 0) {
		return usage("diagnostics F [-> M:code...]")
	}
	f, err := s.file(name[0])
	if err != nil {
		return err
	}
	if _, err := s.editor(); err != nil {
		return err
	}
	var want []problem
	for _, word := range list {
		p, err := s.expected(f, word)
		if err != nil {
			return err
		}
		want = append(want, p)
	}
	slices.SortFunc(want, compareProblems)
	var messages []string
	err = s.eventually(func() error {
		if err := s.client.Settle(); err != nil {
			return err
		}
		messages, err = s.diagnosticsAre(f, want)
		return err
	})
	for _, m := range messages {
		s.say(m)
	}
	if err != nil {
		return err
	}
	return s.verify()
}

// expected reads "mark:code" or "mark:code:severity".
func (s *Script) expected(f *file, word string) (problem, error) {
	parts := strings.Split(word, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return problem{}, usage("%q is not mark:code", word)
	}
	in, span, err := s.place(parts[0])
	if err != nil {
		return problem{}, err
	}
	if in != f {
		return problem{}, usage("the mark %q is in %s", parts[0], in.name)
	}
	p := problem{label: label{span, "want " + parts[1]}, code: parts[1]}
	if len(parts) == 3 {
		p.severity = parts[2]
	}
	return p, nil
}

func (s *Script) diagnosticsAre(f *file, want []problem) (messages []string, err error) {
	c, _ := f.content()
	var got []problem
	for _, d := range s.diagnosticsOf(f) {
		span, err := s.spanOf(s.client, f.name, c.text, d.Range)
		if err != nil {
			return nil, err
		}
		told, err := s.told(d)
		if err != nil {
			return nil, err
		}
		messages = append(messages, told...)
		got = append(got, problem{label: label{span, "got " + d.Code + ": " + d.Message}, code: d.Code, severity: severityNames[d.Severity]})
	}
	slices.SortFunc(got, compareProblems)
	if slices.EqualFunc(want, got, func(want, got problem) bool {
		return want.span == got.span && want.code == got.code && (want.severity == "" || want.severity == got.severity)
	}) {
		return messages, nil
	}
	var labels []label
	for _, p := range slices.Concat(want, got) {
		if p.severity != "" {
			p.says = p.severity + " " + p.says
		}
		labels = append(labels, p.label)
	}
	if len(labels) == 0 {
		return messages, nil
	}
	return messages, fmt.Errorf("want %d problems, got %d\n%s", len(want), len(got), codeFrame(f.name, c.text, labels...))
}

// told is a diagnostic's message and, indented, the places it speaks of, its fix, and
// whether its text is of no use.
func (s *Script) told(d Diagnostic) ([]string, error) {
	out := []string{d.Message}
	for _, r := range d.Related {
		name, err := s.nameOf(pathOf(r.Location.URI))
		if err != nil {
			return nil, err
		}
		out = append(out, fmt.Sprintf("  %s:%d: %s", name, r.Location.Range.Start.Line+1, r.Message))
	}
	if d.Data.Fix != "" {
		out = append(out, "  fix: "+d.Data.Fix)
	}
	if slices.Contains(d.Tags, unnecessary) {
		out = append(out, "  unnecessary")
	}
	return out, nil
}

// unnecessary is a tag of a diagnostic (LSP, DiagnosticTag).
const unnecessary = 1

// diagnosticsOf is what was last published for a file, by the URI that the editor
// has it open under or by any that names its path.
func (s *Script) diagnosticsOf(f *file) []Diagnostic {
	var out []Diagnostic
	s.client.Look(func(state *State) {
		for uri, p := range state.Diagnostics {
			if uri == f.uri || f.buffer == nil && pathOf(uri) == f.path {
				out = append(out, p.Diagnostics...)
			}
		}
	})
	return out
}
