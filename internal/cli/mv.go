package cli

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/notes-lsp/notes-lsp/internal/move"
)

// mv is the command that moves files and mends links.
func (c *command) mv() *cobra.Command {
	var opts move.Options
	format := "text"
	cmd := &cobra.Command{
		Use:   "mv OLD... NEW",
		Short: "Move notes, files and folders, and mend every link",
		Long: `Mv moves a note, a file or a folder, and mends every link to it and out of it, each
in its own style. Where NEW is a folder, or ends in a slash, OLD goes into it; several
can. Folders that NEW needs are made, and a note keeps its extension. A folder moves as
a whole, with the hidden and ignored files in it.

Nothing is ever overwritten, and either all is done or nothing: a move that is killed
midway is ended or taken back by the next notes-lsp command. What an editor has not
saved yet is not seen; save it first.

Where no spelling of a link leads to the new place, nothing is moved, those links are
printed and the exit code is 1; --force leaves them broken. It is 0 when all was moved,
and 2 for wrong usage and for what could not be read or written.`,
		Example: `  notes-lsp mv 빵.md 요리/빵.md
  notes-lsp mv --dry-run daily 일기 | git apply`,
		Args: cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch format {
			case "text", "json":
				opts.JSON = format == "json"
			default:
				return fmt.Errorf("--format can't be %q: it is text or json", format)
			}
			// What is asked to stop in time has nothing to be taken back.
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			c.code = move.Run(ctx, args, opts, c.stdout, c.stderr)
			return nil
		},
	}
	cmd.Flags().BoolVarP(&opts.DryRun, "dry-run", "n", false, "print what would be done, as a diff that git apply takes in the vault's folder")
	cmd.Flags().StringVar(&format, "format", format, "print `text` or json")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"text", "json"}, cobra.ShellCompDirectiveNoFileComp))
	cmd.Flags().BoolVar(&opts.Force, "force", false, "move although links get lost")
	cmd.Flags().StringVar(&opts.Root, "root", "", "the vault is `FOLDER`")
	return cmd
}
