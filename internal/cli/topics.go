package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

// A topic is what is to be said about all commands: a page of the help and a section of
// the manual.
type topic struct {
	name    string // of the help page
	section string // of the manual
	short   string
	rows    [][2]string // a term and what it means
}

// topics are made from what the program does; a test holds the variables against the
// code.
var topics = []topic{
	{
		name: "exit-codes", section: "EXIT STATUS", short: "What the exit codes of all commands mean",
		rows: [][2]string{
			{"0", "All is well: check found nothing that counts, a question has an answer, files were moved."},
			{"1", "Check found something that counts, or --diff something to mend; a question has no answer; mv would lose links and moved nothing."},
			{"2", "Wrong usage, a mistake in the settings, or something could not be read or written."},
		},
	},
	{
		name: "environment", section: "ENVIRONMENT", short: "The environment variables that count",
		rows: [][2]string{
			{"XDG_CONFIG_HOME", "The folder of notes-lsp/config.toml, your own settings. Where it is not set, it is where the system keeps such: ~/.config, on macOS ~/Library/Application Support, on Windows %AppData%."},
			{"XDG_STATE_HOME", "The folder of notes-lsp/, where changes that are under way are noted down, so that they can be ended or taken back. Else it is ~/.local/state, on macOS ~/Library/Application Support, on Windows %LocalAppData%."},
			{"XDG_CACHE_HOME", "On Linux, the folder of notes-lsp/external.json, of notes-lsp/index/ and of the pages that graph --open writes. Else it is ~/.cache, on macOS ~/Library/Caches, on Windows %LocalAppData%."},
			{tokensVariable, "Credentials of hosts for check --external, as HOST=TOKEN, several with spaces between."},
			{"NO_COLOR", "If it is set, check does not colour what it prints, unless --color says always."},
			{"TERM", "If it is dumb, neither."},
			{"GITHUB_STEP_SUMMARY", "The file that check --format github adds a summary to."},
		},
	},
	{
		name: "files", section: "FILES", short: "The files that are read and written besides notes",
		rows: [][2]string{
			{".notes-lsp.toml", "The settings of a vault, in its root. docs/settings.md lists them, and notes-lsp config prints those in force."},
			{"~/.config/notes-lsp/config.toml", "Your own settings, for all vaults; those of a vault come over them."},
			{".gitignore, .git/info/exclude", "What they leave out is not read."},
			{"~/.local/state/notes-lsp/", "What is noted down while files are changed, and nothing else."},
			{"~/.cache/notes-lsp/external.json", "What check --external has found out."},
			{"~/.cache/notes-lsp/index/", "What was worked out of the notes of large vaults, for the next start. It may be deleted at any time."},
		},
	},
}

// help lists the rows of a topic as text.
func (t topic) help() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s.\n\n", t.short)
	w := tabwriter.NewWriter(&b, 0, 8, 2, ' ', 0)
	for _, row := range t.rows {
		for i, line := range wrapped(row[1], 60) {
			term := row[0]
			if i > 0 {
				term = ""
			}
			fmt.Fprintf(w, "    %s\t%s\n", term, line)
		}
	}
	_ = w.Flush() // into memory
	return strings.TrimRight(b.String(), "\n")
}

// wrapped cuts a text into lines of at most so many characters, where words allow.
func wrapped(s string, most int) []string {
	var lines []string
	for word := range strings.FieldsSeq(s) {
		if last := len(lines) - 1; last >= 0 && len(lines[last])+1+len(word) <= most {
			lines[last] += " " + word
			continue
		}
		lines = append(lines, word)
	}
	return lines
}

// helpTopics are the topics as pages of the help.
func helpTopics() []*cobra.Command {
	var out []*cobra.Command
	for _, t := range topics {
		out = append(out, &cobra.Command{Use: t.name, Short: t.short, Long: t.help()})
	}
	return out
}
