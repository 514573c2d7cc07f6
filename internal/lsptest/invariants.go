package lsptest

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/notes-lsp/notes-lsp/internal/cli"
	"github.com/notes-lsp/notes-lsp/internal/text"
)

// verify checks what holds after every script and edit: what the client was told
// piece by piece is what a fresh server says of the same state, for the text that
// the editor has now, and the same that check prints.
func (s *Script) verify() error {
	if s.verified {
		return nil
	}
	err := s.eventually(func() error {
		if err := s.client.Settle(); err != nil {
			return err
		}
		got, err := s.published(s.client)
		if err != nil {
			return err
		}
		return s.compareWithFresh(got)
	})
	if err != nil {
		return err
	}
	s.verified = true
	return s.compareWithCheck()
}

// A finding is a diagnostic in terms that every client and the command line share.
type finding struct {
	File         string
	Line, Column int // from 1; the column in characters
	Severity     string
	Message      string
	Code         string
	Covers       string // the text; not known of check
}

func compareFindings(a, b finding) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
		cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message), cmp.Compare(a.Covers, b.Covers))
}

var severityNames = map[int]string{1: "error", 2: "warning", 3: "info", 4: "hint"}

// published lists what a client has been told, sorted.
func (s *Script) published(c *Client) ([]finding, error) {
	out := []finding{}
	told := map[string]Published{}
	c.Look(func(state *State) { told = maps.Clone(state.Diagnostics) })
	for _, f := range s.files {
		if f.buffer == nil || isSettings(f.name) {
			continue
		}
		if p := told[f.uri]; p.Version == nil || *p.Version != f.version {
			return nil, fmt.Errorf("nothing was published for version %d of %s", f.version, f.name)
		}
	}
	for uri, p := range told {
		if uri == c.barrier || len(p.Diagnostics) == 0 {
			continue
		}
		if f := s.openUnderOtherURI(uri); f != nil {
			return nil, fmt.Errorf("%s is open as %s, but its diagnostics are published for %s", f.name, f.uri, uri)
		}
		_, src, err := s.textOf(pathOf(uri))
		if err != nil {
			return nil, fmt.Errorf("diagnostics of %s: %w", uri, err)
		}
		name, err := s.nameOf(pathOf(uri))
		if err != nil {
			return nil, err
		}
		for _, d := range p.Diagnostics {
			span, err := s.spanOf(c, name, src, d.Range)
			if err != nil {
				return nil, err
			}
			at := text.NewLineIndex([]byte(src)).OffsetPosition(int(span.Start), text.UTF32)
			out = append(out, finding{name, at.Line + 1, at.Column + 1, severityNames[d.Severity], d.Message, d.Code, string(span.Of([]byte(src)))})
		}
	}
	slices.SortFunc(out, compareFindings)
	return out, nil
}

// openUnderOtherURI finds the open file that uri names by another spelling.
func (s *Script) openUnderOtherURI(uri string) *file {
	for _, f := range s.files {
		if f.buffer != nil && f.uri != uri && f.path == pathOf(uri) {
			return f
		}
	}
	return nil
}

// spanOf is the stretch of src that a range of the server's covers. The range must
// lie in src and stand on characters: an editor that got another would move it.
func (s *Script) spanOf(c *Client, name, src string, at Range) (text.Span, error) {
	r := newRuler(src, c.encoding)
	span := r.span(at)
	if span.End < span.Start || r.rng(span) != at {
		return span, fmt.Errorf("the server's range is not one of %s in %v; it comes nearest to\n%s", name, c.encoding,
			codeFrame(name, src, label{span, "not exactly this"}))
	}
	return span, nil
}

// compareWithFresh starts another server on the same disk with the same buffers.
func (s *Script) compareWithFresh(got []finding) error {
	fresh, err := s.start()
	if err != nil {
		return err
	}
	for _, f := range s.files {
		if f.buffer != nil {
			if err := fresh.open(f); err != nil {
				return err
			}
		}
	}
	if err := fresh.Settle(); err != nil {
		return err
	}
	want, err := s.published(fresh)
	if err != nil {
		return err
	}
	if d := gocmp.Diff(want, got); d != "" {
		return fmt.Errorf("the diagnostics are not those of a fresh start (-fresh +ours):\n%s", d)
	}
	return fresh.Close()
}

// checkLine is a line of check's output.
var checkLine = regexp.MustCompile(`^(.+?):(\d+):(\d+): (\w+): (.*) \[([a-z0-9-]+)\]$`)

// compareWithCheck runs check over the folder, where it can know what the server
// knows: no unsaved text and no settings of the editor's.
func (s *Script) compareWithCheck() error {
	if s.settings != nil {
		return nil
	}
	for _, f := range s.files {
		if !f.onDisk() {
			return nil
		}
	}
	var stdout, stderr bytes.Buffer
	code := cli.Main([]string{"check", s.root}, strings.NewReader(""), &stdout, &stderr)
	wd, err := os.Getwd()
	if err == nil {
		wd, err = filepath.EvalSymlinks(wd) // check counts from there
	}
	if err != nil {
		return err
	}
	want := []finding{}
	for line := range strings.Lines(stdout.String()) {
		m := checkLine.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if m == nil {
			return fmt.Errorf("check prints the line %q", line)
		}
		name, err := s.nameOf(filepath.Join(wd, filepath.FromSlash(m[1])))
		if err != nil {
			return err
		}
		row, _ := strconv.Atoi(m[2])
		column, _ := strconv.Atoi(m[3])
		want = append(want, finding{name, row, column, m[4], m[5], m[6], ""})
	}
	got, err := s.printedFindings()
	if err != nil {
		return err
	}
	slices.SortFunc(want, compareFindings)
	if d := gocmp.Diff(want, got); d != "" {
		return fmt.Errorf("check and the server disagree (-check +server):\n%s%s", d, stderr.String())
	}
	if wantCode := exitCode(want); code != wantCode {
		return fmt.Errorf("check's exit code is %d, want %d:\n%s", code, wantCode, stderr.String())
	}
	return nil
}

// printedFindings lists the server's diagnostics as check prints them: twice found
// at one place for one reason is once. Those of open notes that are ignored are the
// editor's alone.
func (s *Script) printedFindings() ([]finding, error) {
	found, err := s.published(s.client)
	if err != nil {
		return nil, err
	}
	ignored := map[string]bool{}
	for _, f := range s.files {
		if f.buffer == nil || isSettings(f.name) {
			continue
		}
		if code := cli.Main([]string{"check", f.path}, strings.NewReader(""), io.Discard, io.Discard); code == 2 {
			ignored[f.name] = true
		}
	}
	found = slices.DeleteFunc(found, func(f finding) bool { return ignored[f.File] })
	for i := range found {
		found[i].Covers = ""
	}
	return slices.Compact(found), nil
}

// exitCode is what check must return for what it prints: errors and warnings fail a
// run, and mistakes in the settings that are as bad make it unusable.
func exitCode(printed []finding) int {
	code := 0
	for _, f := range printed {
		switch fails := f.Severity == "error" || f.Severity == "warning"; {
		case fails && f.Code == "bad-setting":
			return 2
		case fails:
			code = 1
		}
	}
	return code
}
