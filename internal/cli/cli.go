// Package cli is the command line: the table of commands and nothing else.
package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/notes-lsp/notes-lsp/internal/check"
	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/server"
	"github.com/notes-lsp/notes-lsp/internal/terms"
)

// Version is stamped in by the build; a go install knows it from the module.
var Version = ""

// Main runs the command that args name, which do not hold the program's own name,
// and returns the process's exit code: 0 for success, 1 for problems found, 2 for
// wrong usage and I/O errors.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := &command{stdin: stdin, stdout: stdout, stderr: stderr}
	root := c.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	if err := root.ExecuteContext(context.Background()); err != nil {
		fmt.Fprintf(stderr, "notes-lsp: %v\nRun 'notes-lsp help' for the commands.\n", err)
		return check.Unusable
	}
	return c.code
}

// A command is one run of the program.
type command struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	logFile        string
	code           int
}

func (c *command) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "notes-lsp",
		Short: "Keeps a folder of Markdown notes linked",
		Long: `notes-lsp keeps a folder of Markdown notes linked: in the editor as a language
server, in CI as a link linter. Both find the same problems.

Started by an editor, without a command, it serves LSP over its standard input
and output.`,
		Args:          cobra.NoArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f, ok := c.stdin.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
				return cmd.Help()
			}
			return c.serve(cmd.Context())
		},
	}
	root.PersistentFlags().StringVar(&c.logFile, "log", "", "write the server's log to `FILE` instead of standard error")
	serve := &cobra.Command{
		Use:   "serve",
		Short: "Serve LSP over standard input and output",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return c.serve(cmd.Context()) },
	}
	// Editors' LSP libraries pass it to servers that know several ways to talk.
	serve.Flags().Bool("stdio", true, "speak over standard input and output, the only way there is")
	root.AddCommand(
		serve,
		c.check(),
		&cobra.Command{
			Use:   "config [FOLDER]",
			Short: "Print the settings in force and where each comes from",
			Args:  cobra.MaximumNArgs(1),
			RunE: func(_ *cobra.Command, args []string) error {
				return c.config(append(args, ".")[0])
			},
		},
		&cobra.Command{
			Use:   "version",
			Short: "Print the version",
			Args:  cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error {
				_, err := fmt.Fprintf(c.stdout, "notes-lsp %s %s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
				return err
			},
		},
	)
	root.AddCommand(c.mv(), c.graph(), c.doctor(), c.man())
	root.AddCommand(helpTopics()...)
	root.AddCommand(c.queries()...)
	return root
}

func (c *command) serve(ctx context.Context) error {
	to := c.stderr
	if c.logFile != "" {
		f, err := os.OpenFile(c.logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return fmt.Errorf("cannot write the log: %w", err)
		}
		defer f.Close()
		to = f
	}
	// Editors show what a server prints on standard error as errors: without a
	// file only what needs someone's attention is told.
	level := slog.LevelWarn
	if c.logFile != "" {
		level = slog.LevelInfo
	}
	log := slog.New(slog.NewTextHandler(to, &slog.HandlerOptions{Level: level}))
	c.code = server.Serve(ctx, c.stdin, c.stdout, log, version())
	return nil
}

// config prints the settings of a vault as the TOML that would set them.
func (c *command) config(dir string) error {
	root, err := disk.Open(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	user, err := terms.User()
	if err != nil {
		return err
	}
	under, err := terms.Of(root, user.Layer, config.Layer{})
	if err != nil {
		return err
	}
	for _, f := range slices.Concat(user.Findings, under.Findings) {
		fmt.Fprintf(c.stderr, "notes-lsp config: %s\n", f)
		c.code = check.Unusable
	}
	w := tabwriter.NewWriter(c.stdout, 0, 8, 2, ' ', 0)
	for _, e := range under.Entries {
		fmt.Fprintf(w, "%s\t# %s\n", e, e.From)
	}
	return w.Flush()
}

// version is what the build stamped in, or else what the module system knows.
func version() string {
	if Version != "" {
		return Version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}
