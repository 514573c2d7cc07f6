package cli

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/notes-lsp/notes-lsp/internal/batch"
	"github.com/notes-lsp/notes-lsp/internal/check"
	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/doctor"
)

func (c *command) doctor() *cobra.Command {
	o := doctor.Options{Marks: batch.RootMarks()}
	cmd := &cobra.Command{
		Use:   "doctor [FOLDER]",
		Short: "Print a report on the vault that can be pasted into an issue",
		Long: `Doctor looks at the vault and at what notes-lsp keeps for it, and prints what it
found: versions, counts, the settings in force, limits of the system, and checks
with what to do about those that fail. Nothing is changed.

No name of a note and no text is in the report, unless --names asks for names.

The vault is the folder with .notes-lsp.toml, .obsidian or .git around FOLDER, or
around the working directory. The exit code is 0, 1 when a check failed, and 2 when
the folder could not be read.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := filepath.Abs(append(args, ".")[0])
			if err != nil {
				return err
			}
			asked, err := disk.Open(dir) // RootAround would pass over a folder that is not there
			if err != nil {
				return err
			}
			defer asked.Close()
			o.Dir, o.Version = batch.RootAround(dir), version()
			report, err := doctor.Examine(cmd.Context(), o)
			if err != nil {
				return err
			}
			if report.Warnings() > 0 {
				c.code = check.Found
			}
			return report.Print(c.stdout)
		},
	}
	cmd.Flags().BoolVar(&o.Names, "names", false, "also print paths, names of notes and the texts of settings")
	return cmd
}
