package check

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/config"
)

// Options say what a run looks at, what counts, and how it is told.
type Options struct {
	// Paths are notes, folders and patterns; none for the working directory. The vaults
	// around them are read as a whole, and what is found elsewhere is left out.
	Paths []string
	Root  string // the folder that paths count from in links; "" to find it

	Format  string   // of what is printed; "" for text
	Outputs []string // "FORMAT=FILE", written besides
	Color   bool     // for text
	Frames  bool     // show the lines, for text
	Quiet   bool     // no summary
	Stats   bool     // numbers on the log
	Version string   // of this program

	Only, Skip []string // codes
	Severities []string // "CODE=level"
	FailOn     string   // the mildest severity that fails a run, "never"; "" for warning

	Since     string // a git revision: only what is new since then
	Staged    bool   // read what git would commit
	StdinPath string // where the note on Streams.In belongs

	Fix    bool // mend what can be mended in one way only
	Unsafe bool // mend by the best guess, too
	Diff   bool // print what would be mended, and write nothing

	Baseline, WriteBaseline string // files
	FailOnStale             bool

	Watch bool // check again whenever something changes
	Clear bool // the screen before each of these checks

	Web Web

	NoCache bool // read all notes, whatever was kept of them

	// StepSummary is the file that GitHub shows below a job, "" for none.
	StepSummary string
}

// Streams are where a run reads and prints.
type Streams struct {
	In  io.Reader
	Out io.Writer // findings
	Log io.Writer // all else
	// Live is a terminal to show progress on, nil for none.
	Live io.Writer
}

// severityLevels are the severities from bad to harmless.
var severityLevels = []config.Severity{config.Error, config.Warning, config.Info, config.Hint}

// Levels are what Options.FailOn may be.
func Levels() []string { return []string{"error", "warning", "info", "never"} }

// A plan is Options that make sense.
type plan struct {
	Options
	only, skip map[string]bool
	severities map[string]config.Severity
	outputs    []output
}

// An output is a format and where it goes.
type output struct {
	format format
	file   string // "" for Streams.Out
}

// plan looks for mistakes in o.
func (o Options) plan() (*plan, error) {
	p := &plan{Options: o, severities: map[string]config.Severity{}}
	var err error
	if err := p.Web.check(); err != nil {
		return nil, err
	}
	if p.only, err = codeSet("--only", o.Only); err != nil {
		return nil, err
	}
	if p.skip, err = codeSet("--skip", o.Skip); err != nil {
		return nil, err
	}
	if p.FailOn == "" {
		p.FailOn = string(config.Warning)
	}
	if !slices.Contains(Levels(), p.FailOn) {
		return nil, fmt.Errorf("--fail-on can't be %q: it is one of %s", p.FailOn, strings.Join(Levels(), ", "))
	}
	for _, s := range o.Severities {
		if err := p.setSeverity(s); err != nil {
			return nil, err
		}
	}
	if err := p.setOutputs(); err != nil {
		return nil, err
	}
	return p, p.conflict()
}

func codeSet(flag string, names []string) (map[string]bool, error) {
	set := map[string]bool{}
	for _, name := range names {
		if !isCode(name) {
			return nil, noSuchCode(flag, name)
		}
		set[name] = true
	}
	return set, nil
}

func isCode(name string) bool {
	return slices.ContainsFunc(config.Codes(), func(c config.Code) bool { return c.Name == name })
}

func noSuchCode(flag, name string) error {
	return fmt.Errorf("%s names the code %q, which is none; docs/problems.md lists them", flag, name)
}

func (p *plan) setSeverity(s string) error {
	code, level, ok := strings.Cut(s, "=")
	if !ok {
		return fmt.Errorf("--severity takes CODE=LEVEL, as in no-such-note=error, and not %q", s)
	}
	if !isCode(code) {
		return noSuchCode("--severity", code)
	}
	if severity := config.Severity(level); severity == config.Off || slices.Contains(severityLevels, severity) {
		p.severities[code] = severity
		return nil
	}
	return fmt.Errorf("--severity %s can't be %q: it is one of error, warning, info, hint, off", code, level)
}

func (p *plan) setOutputs() error {
	name := p.Format
	if name == "" {
		name = "text"
	}
	f, err := formatCalled(name)
	if err != nil {
		return err
	}
	p.outputs = []output{{format: f}}
	taken := map[string]bool{}
	for _, s := range p.Outputs {
		name, file, ok := strings.Cut(s, "=")
		if !ok || file == "" {
			return fmt.Errorf("--output takes FORMAT=FILE, as in sarif=links.sarif, and not %q", s)
		}
		f, err := formatCalled(name)
		if err != nil {
			return err
		}
		if taken[file] {
			return fmt.Errorf("two --output go to the file %s", file)
		}
		taken[file] = true
		p.outputs = append(p.outputs, output{f, file})
	}
	return nil
}

// conflict says which options do not go together.
func (p *plan) conflict() error {
	stdin := p.StdinPath != ""
	switch {
	case slices.Contains(p.Paths, "-") && !stdin:
		return fmt.Errorf("a note on standard input needs --stdin-path, to know where its links count from")
	case stdin && len(p.Paths) > 0 && !slices.Equal(p.Paths, []string{"-"}):
		return fmt.Errorf("--stdin-path takes no further paths: only the note on standard input is looked at")
	case stdin && (p.Staged || p.Since != ""):
		return fmt.Errorf("--stdin-path does not go with --staged or --since")
	case p.Unsafe && !p.mends():
		return fmt.Errorf("--unsafe goes with --fix or --diff")
	case p.Fix && p.Staged && !p.Diff:
		return fmt.Errorf("--fix does not go with --staged: what is staged may differ from the files that would be written; --staged --diff prints what git apply --cached takes")
	case p.Diff && (p.Format != "" && p.Format != "text" || len(p.Outputs) > 0 || p.Frames):
		return fmt.Errorf("--diff prints a diff in the place of problems, so it does not go with --format, --output or --frames")
	case p.Diff && (p.WriteBaseline != "" || p.FailOnStale):
		return fmt.Errorf("--diff does not go with --write-baseline or --fail-on-stale: it shows what is not so yet")
	case p.WriteBaseline != "" && p.Baseline != "":
		return fmt.Errorf("--baseline and --write-baseline do not go together: to bring a baseline up to date, write it anew")
	case p.WriteBaseline != "" && (stdin || p.Since != ""):
		return fmt.Errorf("--write-baseline does not go with --since or --stdin-path: a baseline holds all that is found")
	case p.FailOnStale && p.Baseline == "":
		return fmt.Errorf("--fail-on-stale needs --baseline")
	case p.FailOnStale && (stdin || p.Since != ""):
		return fmt.Errorf("--fail-on-stale does not go with --since or --stdin-path: what is mended is only known when all is looked at")
	case p.Frames && !slices.ContainsFunc(p.outputs, func(o output) bool { return o.format.name == "text" }):
		return fmt.Errorf("--frames goes with the format text only")
	}
	return nil
}

// mends reports whether a run mends anything, be it for show.
func (p *plan) mends() bool { return p.Fix || p.Diff }

// writes reports whether a run writes what it mends into files.
func (p *plan) writes() bool { return p.Fix && !p.Diff && p.StdinPath == "" }

// fails reports whether a finding makes a run fail.
func (p *plan) fails(f Finding) bool {
	limit := slices.Index(severityLevels, config.Severity(p.FailOn)) // -1 for never
	return slices.Index(severityLevels, f.Severity) <= limit
}

// shows reports whether findings of a code are told.
func (p *plan) shows(code string) bool {
	return code == badSetting || (len(p.only) == 0 || p.only[code]) && !p.skip[code]
}

// over is what the options lay over the settings in force.
func (p *plan) over(now config.Settings) config.Layer {
	severities := map[string]config.Severity{}
	for code := range p.only {
		// Who asks for a code wants to see it, also where it is off.
		if now.SeverityOf(code) == config.Off {
			severities[code] = config.Warning
		}
	}
	maps.Copy(severities, p.severities)
	settings := map[string]any{"problems": severities}
	if p.Web.SiteURL != "" {
		settings["site-url"] = p.Web.SiteURL
	}
	src, err := json.Marshal(settings)
	if err != nil {
		return config.Layer{}
	}
	return config.Editor(src)
}
