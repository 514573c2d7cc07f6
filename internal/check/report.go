package check

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/batch"
	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A Report is what was found, as formats tell it.
type Report struct {
	Findings []Finding // in the order of paths, lines and columns
	Stale    []Entry   // of the baseline: what is not found any more
	Passed   int       // findings that the baseline holds
	Fixed    []Fixed   // in that order, too
	Notes    int       // how many were looked at
	Version  string    // of this program, "" if it has none

	plan   *plan
	known  *baseline // nil for none
	unread []error
	// printed is what goes to Streams.Out besides findings, or in their place.
	printed bytes.Buffer
	clock   clock
	// files are the notes that were looked at, and whole the folders of which all were.
	files map[string]bool
	whole []string
	// vaults are the folders that were read, absolute and without symlinks.
	vaults []string
}

// count takes note of a note that was looked at.
func (r *Report) count(v *batch.Vault, n *vault.Note, took time.Duration) {
	file := v.Path(string(n.ID))
	if r.files == nil {
		r.files = map[string]bool{}
	}
	if r.files[file] {
		return // in another vault, too
	}
	r.files[file] = true
	r.Notes++
	if r.plan.Stats {
		r.clock.note(v.Shown(n.ID), n, took)
	}
}

func (r *Report) looked(v *batch.Vault, whole bool) {
	r.vaults = append(r.vaults, v.Dir())
	if whole {
		r.whole = append(r.whole, v.Dir())
	}
}

// covers reports whether all that is to be said of the note at an absolute path, which
// need not be there any more, is in the report.
func (r *Report) covers(file string) bool {
	return r.files[file] || slices.ContainsFunc(r.whole, func(dir string) bool { return lies(file, dir) })
}

// Summary is a sentence about all that was found.
func (r *Report) Summary() string {
	notes := plural(r.Notes, "note")
	var passed string
	if r.plan.Since != "" {
		passed = " since " + r.plan.Since
	}
	if r.Passed > 0 {
		more := " more"
		if r.plan.WriteBaseline != "" {
			more = ""
		}
		passed += fmt.Sprintf(" (%d%s in the baseline)", r.Passed, more)
	}
	switch {
	case r.Notes == 0 && len(r.Findings) == 0:
		where := r.plan.Paths
		if len(where) == 0 {
			where = []string{"."}
		}
		return fmt.Sprintf("No note found in %s: notes are files that end in .md or .markdown and that no .gitignore leaves out.", strings.Join(where, ", "))
	case r.plan.Diff && len(r.Fixed) > 0:
		return fmt.Sprintf("%s, %s to mend in %s, %d left%s", notes, plural(len(r.Fixed), "problem"), plural(r.mendedNotes(), "note"), len(r.Findings), passed)
	case len(r.Findings) == 0:
		return notes + ", no problems" + passed + r.mended()
	}
	return fmt.Sprintf("%s, %s in %s%s%s", notes, plural(len(r.Findings), "problem"), plural(len(r.paths()), "note"), passed, r.mended())
}

// mended is how a summary goes on about what was mended.
func (r *Report) mended() string {
	switch notes := r.mendedNotes(); {
	case !r.plan.mends():
		return ""
	case notes == 0:
		return "; nothing " + r.plan.mending()
	default:
		return fmt.Sprintf("; %d %s in %s", len(r.Fixed), r.plan.mending(), plural(notes, "note"))
	}
}

// mendedNotes is how many notes have something in them that was mended.
func (r *Report) mendedNotes() int {
	var paths []string
	for _, f := range r.Fixed {
		paths = append(paths, f.Path)
	}
	slices.Sort(paths)
	return len(slices.Compact(paths))
}

// mending is what the run does about problems, or would.
func (p *plan) mending() string {
	if p.Diff {
		return "to mend"
	}
	return "mended"
}

// paths lists the files with findings, in order.
func (r *Report) paths() []string {
	var out []string
	for _, f := range r.Findings {
		if len(out) == 0 || out[len(out)-1] != f.Path {
			out = append(out, f.Path)
		}
	}
	return out
}

// counted is how many findings have a severity.
func (r *Report) counted(s config.Severity) int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// code is the exit code of the process.
func (r *Report) code() int {
	switch {
	case len(r.unread) > 0 || slices.ContainsFunc(r.Findings, isMistake):
		return Unusable
	case slices.ContainsFunc(r.Findings, r.plan.fails), r.plan.FailOnStale && len(r.Stale) > 0, r.plan.Diff && len(r.Fixed) > 0:
		return Found
	}
	return Clean
}

// isMistake reports whether f is a mistake in the settings that makes a run worthless.
func isMistake(f Finding) bool {
	return f.Code == badSetting && (f.Severity == config.Error || f.Severity == config.Warning)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
