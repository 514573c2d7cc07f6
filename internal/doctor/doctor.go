// Package doctor looks at a vault and at what notes-lsp keeps for it, and tells what it
// found in a report that a user can paste where everyone reads it.
//
// It only looks: nothing is mended, fetched or written, but for an empty file in the
// folder of notes-lsp's own state, which is deleted at once. Unless names are asked for,
// the report holds no name of a note, folder or setting's text, and never a line of a
// note.
package doctor

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/terms"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// Options say what is looked at and what is told.
type Options struct {
	Dir     string // the folder of the vault
	Marks   []string
	Names   bool // tell names and paths
	Version string
}

// A Report is what was found.
type Report struct {
	Sections []Section
	Checks   []Check
}

// A Section is a group of facts.
type Section struct {
	Title string
	Facts []Fact
}

// A Fact is a name and a value.
type Fact struct{ Name, Value string }

// A Check is a question with an answer.
type Check struct {
	OK     bool
	Found  string
	Remedy string // what to do where it is not OK
}

// Warnings counts the checks that are not OK.
func (r *Report) Warnings() int {
	n := 0
	for _, c := range r.Checks {
		if !c.OK {
			n++
		}
	}
	return n
}

// An examination is a report that is being made.
type examination struct {
	Options
	Report
	root     *disk.Root
	terms    *terms.Terms
	snap     *vault.Snapshot
	folders  int
	problems []error // with what could not be read
	took     time.Duration
}

// Examine looks at a vault. The error is a sentence: without its folder there is
// nothing to look at.
func Examine(ctx context.Context, o Options) (*Report, error) {
	root, err := disk.Open(o.Dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	e := &examination{Options: o, root: root}
	e.program()
	if err := e.read(ctx); err != nil {
		return nil, err
	}
	e.vault()
	e.texts()
	e.settings()
	e.watching()
	e.state()
	return &e.Report, nil
}

// section begins a group of facts.
func (e *examination) section(title string) { e.Sections = append(e.Sections, Section{Title: title}) }

func (e *examination) fact(name, format string, args ...any) {
	last := &e.Sections[len(e.Sections)-1]
	last.Facts = append(last.Facts, Fact{name, fmt.Sprintf(format, args...)})
}

// check notes an answer; the remedy counts where it is not ok.
func (e *examination) check(ok bool, good, bad, remedy string) {
	if ok {
		e.Checks = append(e.Checks, Check{OK: true, Found: good})
		return
	}
	e.Checks = append(e.Checks, Check{Found: bad, Remedy: remedy})
}

// named is s where names are told, and else how long it is.
func (e *examination) named(s string) string {
	if e.Names {
		return s
	}
	return fmt.Sprintf("(%d bytes; --names shows it)", len(s))
}

// some lists at most ten names, where names are told.
func (e *examination) some(names []string) string {
	const most = 10
	switch {
	case !e.Names || len(names) == 0:
		return ""
	case len(names) > most:
		return fmt.Sprintf(": %s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return ": " + strings.Join(names, ", ")
}

func (e *examination) program() {
	e.section("Program")
	e.fact("notes-lsp", "%s", e.Version)
	e.fact("go", "%s", runtime.Version())
	e.fact("system", "%s/%s, %d processors", runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	limit := "none"
	if n := debug.SetMemoryLimit(-1); n < 1<<62 {
		limit = megabytes(n)
	}
	e.fact("memory limit", "%s (GOMEMLIMIT)", limit)
}

// read loads the vault as the linter does, but ends no interrupted change.
func (e *examination) read(ctx context.Context) error {
	file, err := terms.User()
	user := file.Layer
	if err != nil {
		e.check(false, "", e.sentence(err, "your own settings file cannot be read"), "Make the file readable, or delete it.")
	}
	e.check(len(user.Findings) == 0, "your own settings file has no mistakes", fmt.Sprintf("%s in your own settings file%s", plural(len(user.Findings), "mistake"), e.findings(user)), "'notes-lsp config' tells which.")
	if e.terms, err = terms.Of(e.root, user, config.Layer{}); err != nil {
		e.check(false, "", "the settings file of the vault cannot be read", "Make "+config.FileName+" a file that you may read.")
		e.terms = terms.Lone(user, config.Layer{})
	}
	own := config.Layer{Findings: e.terms.Findings}
	e.check(len(e.terms.Findings) == 0, "the vault's settings have no mistakes", fmt.Sprintf("%s in %s%s", plural(len(e.terms.Findings), "mistake"), config.FileName, e.findings(own)), "'notes-lsp config' tells which.")
	start := time.Now()
	empty := vault.New(e.terms.Vault)
	changes, problems, err := e.root.Load(ctx, e.terms.Disk, empty, nil, func(int, int) {})
	if err != nil {
		return err
	}
	e.snap, _ = empty.Update(changes...)
	e.reveal()
	e.problems, e.took = problems, time.Since(start)
	for id := range e.snap.Files() {
		if strings.HasSuffix(string(id), "/") {
			e.folders++
		}
	}
	return nil
}

// reveal adds the files that links lead to though the walk leaves them out, as the
// linter does.
func (e *examination) reveal() {
	missing := map[vault.NoteID]bool{}
	for n := range e.snap.Each() {
		for _, id := range e.snap.Missing(n) {
			missing[id] = true
		}
	}
	e.snap, _ = e.snap.Update(e.root.Reveal(e.terms.Disk, slices.Sorted(maps.Keys(missing)))...)
}

// findings lists the lines of mistakes; what they say quotes settings.
func (e *examination) findings(l config.Layer) string {
	var lines []string
	for _, f := range l.Findings {
		lines = append(lines, fmt.Sprintf("line %d", f.Line))
	}
	if len(lines) == 0 {
		return ""
	}
	return " (" + strings.Join(lines[:min(len(lines), 10)], ", ") + ")"
}

// place is the folder of the vault: its depth below the home folder where its name is
// not told.
func (e *examination) place() string {
	dir := e.root.Dir()
	if e.Names {
		return dir
	}
	home, err := os.UserHomeDir()
	if err == nil {
		if real, err := filepath.EvalSymlinks(home); err == nil {
			home = real
		}
		if rel, err := filepath.Rel(home, dir); err == nil && filepath.IsLocal(rel) {
			return fmt.Sprintf("%s below the home folder", plural(strings.Count(filepath.ToSlash(rel), "/")+1, "level"))
		}
	}
	return fmt.Sprintf("%s below the root of the file system, not in the home folder", plural(strings.Count(filepath.ToSlash(dir), "/"), "level"))
}

func (e *examination) marks() string {
	var found []string
	for _, mark := range e.Marks {
		if _, err := os.Lstat(filepath.Join(e.root.Dir(), mark)); err == nil {
			found = append(found, mark)
		}
	}
	if len(found) == 0 {
		return "none: the folder was named, or is the working directory"
	}
	return strings.Join(found, ", ")
}

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// isFile reports whether info is of a regular file.
func isFile(info fs.FileInfo, err error) bool { return err == nil && info.Mode().IsRegular() }
