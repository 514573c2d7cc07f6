package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/notes-lsp/notes-lsp/internal/batch"
	"github.com/notes-lsp/notes-lsp/internal/check"
	"github.com/notes-lsp/notes-lsp/internal/query"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// aboutQueries is what the help of each question says.
const aboutQueries = `

Each line is path:line:column: text; lines and columns count from 1, columns in
characters. --format json prints an array of objects instead, whose fields
docs/commands.md explains. The vault is the folder with .notes-lsp.toml, .obsidian or
.git around the note, or around the working directory. The exit code is 0 when
something was found, 1 when nothing was, and 2 when something could not be read.`

const aboutNote = `

NOTE is a path, or a name as in a wiki link: [[NOTE]].`

// A question is a command that prints rows.
type question struct {
	use, short, long string
	args             cobra.PositionalArgs
	// isNote says that the argument names a note.
	isNote bool
	// ask returns the answer, and its rows as text.
	ask func(q query.Vault, n *vault.Note, arg string) (rows any, lines []fmt.Stringer)
}

var questions = []question{
	{
		use: "links NOTE", short: "Print what a note links to", args: cobra.ExactArgs(1), isNote: true,
		long: "Links prints each link of a note and the path of what it leads to." + aboutNote,
		ask: func(q query.Vault, n *vault.Note, _ string) (any, []fmt.Stringer) {
			return rows(q.Links(n))
		},
	},
	{
		use: "backlinks NOTE", short: "Print what links to a note", args: cobra.ExactArgs(1), isNote: true,
		long: "Backlinks prints each place that names a note, with its line." + aboutNote,
		ask: func(q query.Vault, n *vault.Note, _ string) (any, []fmt.Stringer) {
			return rows(q.Backlinks(n))
		},
	},
	{
		use: "mentions NOTE", short: "Print what names a note without a link", args: cobra.ExactArgs(1), isNote: true,
		long: "Mentions prints each place in other notes that uses a name of a note without\nlinking to it, with its line." + aboutNote,
		ask: func(q query.Vault, n *vault.Note, _ string) (any, []fmt.Stringer) {
			return rows(q.Mentions(n))
		},
	},
	{
		use: "tags [TAG]", short: "Print the tags, or where a tag is used", args: cobra.MaximumNArgs(1),
		long: "Tags prints each tag at its first use, and in how many notes it is. With a TAG\nit prints where that one and those below it are used.",
		ask: func(q query.Vault, _ *vault.Note, arg string) (any, []fmt.Stringer) {
			if tag := strings.TrimPrefix(arg, "#"); tag != "" {
				return rows(q.TagUses(tag))
			}
			return rows(q.Tags())
		},
	},
	{
		use: "orphans", short: "Print the notes without links", args: cobra.NoArgs,
		long: "Orphans prints the notes that no other note links to and that link to none.",
		ask: func(q query.Vault, _ *vault.Note, _ string) (any, []fmt.Stringer) {
			return rows(q.Orphans())
		},
	},
	{
		use: "unresolved", short: "Print the links that lead nowhere", args: cobra.NoArgs,
		long: "Unresolved prints each link of the vault to a note, file, heading or block that is\nnot there. Unlike check it goes by the links alone: no setting silences one.",
		ask: func(q query.Vault, _ *vault.Note, _ string) (any, []fmt.Stringer) {
			return rows(q.Unresolved())
		},
	},
	{
		use: "find QUERY", short: "Find notes by name", args: cobra.ExactArgs(1),
		long: "Find prints the notes that are called something like QUERY, best first, as\ncompletion finds them: by file name, title and alias, first consonants (ㅋㅂ) and\nwhat another keyboard types. It prints 60 at most.",
		ask: func(q query.Vault, _ *vault.Note, arg string) (any, []fmt.Stringer) {
			return rows(q.Find(arg))
		},
	},
	{
		use: "stats", short: "Print a vault in numbers", args: cobra.NoArgs,
		long: "Stats counts notes, links and what is wrong with them, and prints the notes that\nmost others link to. With --format json it prints one object.",
		ask: func(q query.Vault, _ *vault.Note, _ string) (any, []fmt.Stringer) {
			st := q.Stats()
			return st, []fmt.Stringer{st}
		},
	},
}

func rows[R fmt.Stringer](list []R) (any, []fmt.Stringer) {
	lines := make([]fmt.Stringer, len(list))
	for i, row := range list {
		lines[i] = row
	}
	return list, lines
}

// queries makes commands of the questions.
func (c *command) queries() []*cobra.Command {
	var out []*cobra.Command
	for _, q := range questions {
		var format, root string
		cmd := &cobra.Command{
			Use: q.use, Short: q.short, Long: q.long + aboutQueries, Args: q.args,
			RunE: func(cmd *cobra.Command, args []string) error {
				if format != "text" && format != "json" {
					return fmt.Errorf("there is no format %q: text and json are the two", format)
				}
				return c.ask(cmd.Context(), q, append(args, "")[0], root, format == "json")
			},
		}
		cmd.Flags().StringVar(&format, "format", "text", "print `text` or json")
		cmd.Flags().StringVar(&root, "root", "", "ask about the vault in `FOLDER`")
		out = append(out, cmd)
	}
	return out
}

// ask answers a question on standard output.
func (c *command) ask(ctx context.Context, q question, arg, root string, asJSON bool) error {
	file, dir, err := whereTo(q.isNote, arg, root)
	if err != nil {
		return err
	}
	v, err := batch.Load(ctx, dir)
	if err != nil {
		return err
	}
	defer v.Close()
	var n *vault.Note
	if q.isNote {
		if n, err = noteOf(v, file, arg); err != nil {
			return err
		}
	}
	answer, lines := q.ask(query.Vault{Snapshot: v.Snap, Shown: v.Shown}, n, arg)
	if err := c.print(answer, lines, asJSON); err != nil {
		return fmt.Errorf("cannot write the answer: %w", err)
	}
	if len(lines) == 0 {
		c.code = check.Found // as grep
	}
	c.tell(v)
	return nil
}

// tell says what else is to be known of a vault that was read.
func (c *command) tell(v *batch.Vault) {
	for _, sentence := range v.Told {
		fmt.Fprintf(c.stderr, "notes-lsp: %s\n", sentence)
	}
	for _, problem := range v.Unread {
		fmt.Fprintf(c.stderr, "notes-lsp: %v\n", problem)
		c.code = check.Unusable
	}
}

func (c *command) print(answer any, lines []fmt.Stringer, asJSON bool) error {
	w := bufio.NewWriter(c.stdout)
	if asJSON {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		if err := e.Encode(answer); err != nil {
			return err
		}
	} else {
		for _, l := range lines {
			fmt.Fprintln(w, l)
		}
	}
	return w.Flush()
}

// whereTo finds the vault that is asked about, and the file that arg is if it is one.
func whereTo(isNote bool, arg, root string) (file, dir string, err error) {
	wd, err := os.Getwd()
	if err != nil {
		return "", "", err
	}
	around := wd
	if isNote {
		if info, err := os.Stat(arg); err == nil && info.Mode().IsRegular() {
			if file, err = filepath.Abs(arg); err != nil {
				return "", "", err
			}
			around = filepath.Dir(file)
		}
	}
	if root != "" {
		return file, root, nil
	}
	return file, batch.RootOf(filepath.Join(around, "note")), nil
}

// noteOf finds the note that arg names: the file, if it is one, or else what [[arg]]
// leads to.
func noteOf(v *batch.Vault, file, arg string) (*vault.Note, error) {
	if file != "" {
		for _, path := range []string{file, realPath(file)} {
			id, _ := v.Rel(path)
			if n, ok := v.Snap.Note(v.Snap.Canonical(vault.NoteID(id))); ok {
				return n, nil
			}
		}
		return nil, fmt.Errorf("%s is no note of %s: it lies elsewhere, does not end in .md, or an ignore rule leaves it out", arg, v.Dir())
	}
	t := v.Snap.ResolveName(arg)
	if t.Status != vault.Found {
		return nil, fmt.Errorf("no note is called %q in %s", arg, v.Dir())
	}
	if len(t.Rivals) > 0 {
		var b strings.Builder
		for _, id := range append([]vault.NoteID{t.ID}, t.Rivals...) {
			fmt.Fprintf(&b, "\n  %s", v.Shown(id))
		}
		return nil, fmt.Errorf("several notes are called %q; name one of these:%s", arg, b.String())
	}
	n, ok := v.Snap.Note(t.ID)
	if !ok || t.Folder {
		return nil, fmt.Errorf("%s is no note", v.Shown(t.ID))
	}
	return n, nil
}

// realPath is path without symlinks, as far as there is a file.
func realPath(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}
