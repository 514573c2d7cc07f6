// Package check finds the problems of notes on disk and prints them: the same
// problems as the editor shows, by the same engine.
package check

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/notes-lsp/notes-lsp/internal/batch"
	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// Exit codes of a run.
const (
	Clean    = 0
	Found    = 1 // errors or warnings
	Unusable = 2 // usage, settings or I/O
)

// Run checks the notes below paths, the working directory when there are none, and
// prints a line for each problem on out and a summary on log. A path is a folder,
// which is a vault of its own, or a note in the vault that batch.RootOf finds.
func Run(ctx context.Context, paths []string, out, log io.Writer) int {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	targets, err := targetsOf(paths)
	if err != nil {
		fmt.Fprintf(log, "notes-lsp check: %v\n", err)
		return Unusable
	}
	total := report{}
	code := Clean
	for _, t := range targets {
		r, err := t.check(ctx)
		if err != nil {
			fmt.Fprintf(log, "notes-lsp check: %v\n", err)
			return Unusable
		}
		for _, sentence := range r.told {
			fmt.Fprintf(log, "notes-lsp check: %s\n", sentence)
		}
		for _, p := range r.unread {
			fmt.Fprintf(log, "notes-lsp check: %v\n", p)
			code = Unusable
		}
		total.notes += r.notes
		total.lines = append(total.lines, r.lines...)
	}
	slices.SortFunc(total.lines, compareLines)
	total.lines = slices.Compact(total.lines)
	w := bufio.NewWriter(out)
	for _, l := range total.lines {
		fmt.Fprintf(w, "%s:%d:%d: %s: %s [%s]\n", l.path, l.row, l.column, l.severity, l.message, l.code)
	}
	if err := w.Flush(); err != nil {
		fmt.Fprintf(log, "notes-lsp check: cannot write the problems: %v\n", err)
		return Unusable
	}
	fmt.Fprintln(log, total.summary(paths))
	switch {
	case slices.ContainsFunc(total.lines, func(l line) bool { return l.code == "bad-setting" && l.fails() }):
		code = Unusable
	case code == Clean && slices.ContainsFunc(total.lines, line.fails):
		code = Found
	}
	return code
}

// A line is one problem as it is printed.
type line struct {
	path        string // relative to the working directory
	row, column int    // from 1; the column in characters
	severity    config.Severity
	message     string
	code        string
}

// fails reports whether the line makes a run fail: hints and notices do not.
func (l line) fails() bool { return l.severity == config.Error || l.severity == config.Warning }

func compareLines(a, b line) int {
	return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column),
		cmp.Compare(a.code, b.code), cmp.Compare(a.message, b.message))
}

// A report is what was found in some notes.
type report struct {
	notes  int
	lines  []line
	told   []string
	unread []error
}

func (r report) summary(paths []string) string {
	switch {
	case r.notes == 0:
		return fmt.Sprintf("No note found in %s: notes are files that end in .md or .markdown and that no .gitignore leaves out.", strings.Join(paths, ", "))
	case len(r.lines) == 0:
		return fmt.Sprintf("%s, no problems", plural(r.notes, "note"))
	}
	files := map[string]bool{}
	for _, l := range r.lines {
		files[l.path] = true
	}
	return fmt.Sprintf("%s, %s in %s", plural(r.notes, "note"), plural(len(r.lines), "problem"), plural(len(files), "note"))
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// check loads the vault and looks for problems on all processors.
func (t target) check(ctx context.Context) (report, error) {
	v, err := batch.Load(ctx, t.dir)
	if err != nil {
		return report{}, err
	}
	defer v.Close()
	notes := slices.Collect(v.Snap.Notes())
	if t.notes != nil {
		notes, err = t.pick(v)
		if err != nil {
			return report{}, err
		}
	}
	r := report{notes: len(notes), told: v.Told, unread: v.Unread}
	found := make([][]line, len(notes))
	var workers errgroup.Group
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for i, n := range notes {
		workers.Go(func() (err error) {
			found[i], err = lines(v, n, feature.Problems(v.Snap, n, v.Terms.Judge))
			return err
		})
	}
	if err := workers.Wait(); err != nil {
		return report{}, err
	}
	r.lines = append(slices.Concat(found...), settingLines(v)...)
	return r, nil
}

// settingLines are the mistakes in the vault's settings file.
func settingLines(v *batch.Vault) []line {
	under := v.Terms
	severity := under.Settings.SeverityOf("bad-setting")
	if severity == config.Off || len(under.Findings) == 0 {
		return nil
	}
	index := text.NewLineIndex(under.File)
	shown := v.Shown(config.FileName)
	var out []line
	for _, f := range under.Findings {
		at := index.OffsetPosition(f.Start, text.UTF32)
		out = append(out, line{shown, at.Line + 1, at.Column + 1, severity, text.OneLine(f.Message), "bad-setting"})
	}
	return out
}

// pick finds the notes that were named.
func (t target) pick(v *batch.Vault) ([]*vault.Note, error) {
	var notes []*vault.Note
	for _, p := range t.notes {
		id, _ := v.Rel(p)
		n, ok := v.Snap.Note(v.Snap.Canonical(vault.NoteID(id)))
		if !ok {
			return nil, fmt.Errorf("%s is no note of %s: it does not end in .md, or an ignore rule leaves it out", p, t.dir)
		}
		notes = append(notes, n)
	}
	return notes, nil
}

// lines turns the problems of n into lines; columns are counted in characters.
func lines(v *batch.Vault, n *vault.Note, problems []feature.Problem) ([]line, error) {
	if len(problems) == 0 {
		return nil, nil
	}
	src := n.Text()
	if src == nil {
		return nil, fmt.Errorf("%s changed while it was checked; run the check again", n.ID)
	}
	index := text.NewLineIndex(src)
	shown := v.Shown(n.ID)
	out := make([]line, 0, len(problems))
	for _, p := range problems {
		at := index.OffsetPosition(int(p.Span.Start), text.UTF32)
		out = append(out, line{shown, at.Line + 1, at.Column + 1, p.Severity, text.OneLine(p.Message), p.Code})
	}
	return out, nil
}
