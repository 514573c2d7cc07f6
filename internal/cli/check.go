package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/notes-lsp/notes-lsp/internal/check"
	"github.com/notes-lsp/notes-lsp/internal/config"
)

const aboutCheck = `Check finds the problems of notes: those of the whole working directory, or of the
notes, folders and patterns ("docs/**/*.md") that are named. It prints a line for each:

    path:line:column: severity: message [code]

Lines and columns count from 1, columns in characters. The vault around the paths is
read as a whole, so links to notes elsewhere in it are good; it is the nearest folder
with .notes-lsp.toml, .obsidian or .git, else the folder named.

With --fix it mends what can be mended in one way only, and prints what is left: a
path in another case than on disk, a link to a file of which there is one of that name
elsewhere, what was encoded wrongly, and links to a heading that has another text since
it was committed to git. All notes are written, or none; save what is open in an editor
first. --diff shows what would be written; --unsafe takes the best guess, too.

Exit codes:

    0  nothing was found that counts: no error and no warning, or as --fail-on says
    1  something was found, or is left; with --diff, something is to be mended
    2  wrong usage, a mistake in the settings, or something could not be read or written

docs/check.md has recipes for CI.`

// check is the command of that name.
func (c *command) check() *cobra.Command {
	var o check.Options
	var web func() (check.Web, error)
	colour := "auto"
	cmd := &cobra.Command{
		Use:   "check [PATH...]",
		Short: "Print the problems of notes",
		Long:  aboutCheck,
		Example: `  notes-lsp check
  notes-lsp check docs 'journal/2024-*.md' --only no-such-heading
  notes-lsp check --since origin/main... --format github --output sarif=links.sarif
  notes-lsp check --fix --diff
  notes-lsp check --fix
  notes-lsp check --write-baseline .notes-lsp-baseline
  notes-lsp check --baseline .notes-lsp-baseline`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			var err error
			if o.Color, err = wantsColour(colour, c.stdout); err != nil {
				return err
			}
			if o.Web, err = web(); err != nil {
				return err
			}
			o.Paths, o.Version, o.StepSummary = paths, version(), os.Getenv("GITHUB_STEP_SUMMARY")
			s := check.Streams{In: c.stdin, Out: c.stdout, Log: c.stderr}
			if !o.Quiet && isTerminal(c.stderr) {
				s.Live = c.stderr
			}
			ctx := cmd.Context()
			if o.Watch {
				var stop context.CancelFunc
				ctx, stop = signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
				defer stop()
				o.Clear = isTerminal(c.stdout)
			}
			c.code = check.Run(ctx, o, s)
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Root, "root", "", "read `FOLDER` as the vault, instead of looking for it")
	f.StringVar(&o.Format, "format", "text", "print in `FORMAT`: "+strings.Join(names(check.Formats()), ", "))
	f.StringArrayVarP(&o.Outputs, "output", "o", nil, "write `FORMAT=FILE` besides, as in sarif=links.sarif; repeatable")
	f.BoolVar(&o.Frames, "frames", false, "show the line of each problem, in the format text")
	f.StringVar(&colour, "color", colour, "colour the format text `WHEN`: auto, always, never; auto minds NO_COLOR")
	f.StringSliceVar(&o.Only, "only", nil, "tell problems with `CODE` only, also where it is off; repeatable")
	f.StringSliceVar(&o.Skip, "skip", nil, "tell no problems with `CODE`; repeatable")
	f.StringSliceVar(&o.Severities, "severity", nil, "judge `CODE=LEVEL`, over what the settings say: error, warning, info, hint, off; repeatable")
	f.StringVar(&o.FailOn, "fail-on", "warning", "exit with 1 from `LEVEL` on: error, warning, info, never")
	f.StringVar(&o.Since, "since", "", "tell only what is new since the git revision `REV`; with REV... since HEAD parted from it")
	f.BoolVar(&o.Staged, "staged", false, "read what is staged in git instead of the files")
	f.StringVar(&o.StdinPath, "stdin-path", "", "read the note at `PATH` from standard input, and look at it alone")
	f.BoolVar(&o.Fix, "fix", false, "mend the problems that can be mended in one way only, and print those that are left")
	f.BoolVar(&o.Unsafe, "unsafe", false, "with --fix or --diff: mend by the best guess, too")
	f.BoolVar(&o.Diff, "diff", false, "print what --fix would do, as a diff that git apply takes, and write nothing")
	f.StringVar(&o.Baseline, "baseline", "", "pass over the problems in `FILE`")
	f.StringVar(&o.WriteBaseline, "write-baseline", "", "write the problems into `FILE`, for --baseline")
	f.BoolVar(&o.FailOnStale, "fail-on-stale", false, "exit with 1 when the baseline holds problems that are mended")
	f.BoolVar(&o.Watch, "watch", false, "check again whenever a note changes, until interrupted")
	f.BoolVarP(&o.Quiet, "quiet", "q", false, "print the problems and nothing else")
	f.BoolVar(&o.Stats, "stats", false, "print numbers of notes and links, the time, and the slowest notes on standard error")
	f.BoolVar(&o.NoCache, "no-cache", false, "read all notes, instead of those that changed since the last run, and keep nothing for the next")
	web = webFlags(cmd)
	completeCheck(cmd)
	return cmd
}

// completeCheck teaches shells what flags take.
func completeCheck(cmd *cobra.Command) {
	var codes []string
	for _, c := range config.Codes() {
		codes = append(codes, c.Name+"\t"+c.Meaning)
	}
	var files []string
	for _, name := range names(check.Formats()) {
		files = append(files, name+"=")
	}
	for flag, values := range map[string][]string{
		"format": check.Formats(), "only": codes, "skip": codes, "fail-on": check.Levels(), "color": {"auto", "always", "never"},
	} {
		_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	}
	_ = cmd.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(files, cobra.ShellCompDirectiveNoSpace|cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.MarkFlagDirname("root")
}

// names cuts what stands behind tabs.
func names(described []string) []string {
	var out []string
	for _, d := range described {
		name, _, _ := strings.Cut(d, "\t")
		out = append(out, name)
	}
	return out
}

// wantsColour reads --color. On auto it takes a terminal that is not dumb, and no
// NO_COLOR (no-color.org).
func wantsColour(when string, out io.Writer) (bool, error) {
	switch when {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto":
		return isTerminal(out) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb", nil
	}
	return false, fmt.Errorf("--color can't be %q: it is auto, always or never", when)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
