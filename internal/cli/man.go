package cli

import (
	"bytes"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// man is the command that prints the manual page.
func (c *command) man() *cobra.Command {
	return &cobra.Command{
		Use:   "man",
		Short: "Print the manual page",
		Long: `Man prints the manual page of notes-lsp, made from the same text as the help of the
commands, in the format of man(7).`,
		Example: `  notes-lsp man | man -l -
  notes-lsp man > /usr/local/share/man/man1/notes-lsp.1`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var p manual
			p.page(cmd.Root())
			_, err := c.stdout.Write(p.Bytes())
			return err
		},
	}
}

// A manual is a page in the macros of man(7), which groff and mandoc both know.
type manual struct{ bytes.Buffer }

func (p *manual) page(root *cobra.Command) {
	fmt.Fprintf(p, ".TH NOTES\\-LSP 1 \"%s\" \"notes\\-lsp %s\" \"User Commands\"\n", builtOn(), roff(version()))
	// Names and options are cut at no hyphen, and not pulled apart.
	p.WriteString(".nh\n.ad l\n")
	p.section("NAME")
	fmt.Fprintf(p, "notes\\-lsp \\- %s\n", roff(lowerFirst(root.Short)))
	p.section("SYNOPSIS")
	p.synopsis(root.Name())
	for _, cmd := range commands(root) {
		p.synopsis(strings.TrimSuffix(cmd.UseLine(), " [flags]") + optionsOf(cmd))
	}
	p.section("DESCRIPTION")
	p.text(root.Long)
	p.options(root, "")
	p.section("COMMANDS")
	for _, cmd := range commands(root) {
		p.command(cmd)
	}
	for _, t := range topics {
		p.section(t.section)
		for _, row := range t.rows {
			p.term(roff(row[0]), row[1])
		}
	}
	p.section("SEE ALSO")
	p.text("https://github.com/notes-lsp/notes-lsp has the documentation: docs/problems.md explains what check finds, docs/settings.md the settings, docs/check.md has recipes for CI.\n\ngit(1), git-apply(1)")
}

// commands are those of the manual, in the order of the help. What prints shell code
// explains itself.
func commands(root *cobra.Command) []*cobra.Command {
	var out []*cobra.Command
	for _, cmd := range root.Commands() {
		if cmd.IsAvailableCommand() && cmd.Name() != "help" {
			out = append(out, cmd)
		}
	}
	return out
}

func (p *manual) section(name string) { fmt.Fprintf(p, ".SH %s\n", name) }

// synopsis prints how a command is used.
func (p *manual) synopsis(use string) {
	name, rest, _ := strings.Cut(use, " ")
	fmt.Fprintf(p, "\\fB%s\\fP %s\n.br\n", roff(name), roff(rest))
}

// optionsOf says that a command has options of its own.
func optionsOf(cmd *cobra.Command) string {
	for _, f := range flags(cmd) {
		if f.Name != "help" && !f.Hidden {
			return " [OPTION...]"
		}
	}
	return ""
}

// all lists what visit calls its argument with, such as a command's flags, whose type
// belongs to a library that this package need not know.
func all[T any](visit func(func(T))) []T {
	var out []T
	visit(func(v T) { out = append(out, v) })
	return out
}

// flags are those of cmd itself.
func flags(cmd *cobra.Command) (out []flag) {
	cmd.InitDefaultHelpFlag()
	for _, f := range all(cmd.NonInheritedFlags().VisitAll) {
		out = append(out, flag{f.Name, f.Shorthand, f.Usage, f.DefValue, f.Value.Type(), f.Hidden})
	}
	return out
}

// A flag is an option of a command.
type flag struct {
	Name, Short, Usage, Default, Type string
	Hidden                            bool
}

// argument is what the flag takes, which its usage has in backquotes, "" for nothing,
// and the usage without them.
func (f flag) argument() (name, usage string) {
	before, rest, quoted := strings.Cut(f.Usage, "`")
	name, after, closed := strings.Cut(rest, "`")
	switch {
	case quoted && closed:
		return name, before + name + after
	case f.Type == "bool":
		return "", f.Usage
	}
	return f.Type, f.Usage
}

// options prints the flags of cmd.
func (p *manual) options(cmd *cobra.Command, indent string) {
	for _, f := range flags(cmd) {
		if f.Hidden || f.Name == "help" && indent != "" {
			continue
		}
		name, usage := f.argument()
		term := "\\fB\\-\\-" + roff(f.Name) + "\\fP"
		if f.Short != "" {
			term = "\\fB\\-" + f.Short + "\\fP, " + term
		}
		if name != "" {
			term += " \\fI" + roff(name) + "\\fP"
			if f.Default != "" && f.Default != "[]" {
				usage += " (default " + f.Default + ")"
			}
		}
		p.term(term, upperFirst(usage)+".")
	}
}

// term prints what a term, which is in roff already, means.
func (p *manual) term(term, meaning string) {
	fmt.Fprintf(p, ".TP\n%s\n%s\n", guarded(term), line(meaning))
}

func (p *manual) command(cmd *cobra.Command) {
	fmt.Fprintf(p, ".SS \"%s\"\n", roff(strings.TrimSuffix(cmd.UseLine(), " [flags]")))
	about := cmd.Long
	if about == "" {
		about = cmd.Short + "."
	}
	p.text(about)
	if cmd.HasAvailableSubCommands() {
		for _, sub := range cmd.Commands() {
			p.term("\\fB"+roff(sub.Name())+"\\fP", sub.Short+".")
		}
	}
	p.options(cmd, " ")
	if cmd.HasExample() {
		p.text("Examples:\n\n" + cmd.Example)
	}
}

// text prints paragraphs; lines that are indented stay as they are.
func (p *manual) text(s string) {
	for paragraph := range strings.SplitSeq(strings.Trim(s, "\n"), "\n\n") {
		if !strings.HasPrefix(paragraph, " ") {
			fmt.Fprintf(p, ".PP\n%s\n", line(strings.ReplaceAll(paragraph, "\n", " ")))
			continue
		}
		fmt.Fprint(p, ".PP\n.RS 4\n.nf\n")
		for l := range strings.SplitSeq(paragraph, "\n") {
			fmt.Fprintln(p, line(strings.TrimPrefix(strings.TrimPrefix(l, "  "), "  ")))
		}
		fmt.Fprint(p, ".fi\n.RE\n")
	}
}

// line is text as a line of roff.
func line(s string) string { return guarded(roff(s)) }

// guarded keeps a line from being read as a request.
func guarded(s string) string {
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		return `\&` + s
	}
	return s
}

// roff escapes what roff would read otherwise, or print as a typographer's sign: what
// one copies from a manual must be what one has to type.
func roff(s string) string {
	return strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`, `"`, `\(dq`).Replace(s)
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// builtOn is the day of the revision that the program was built from, "" where the build
// does not know.
func builtOn() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			day, _, _ := strings.Cut(s.Value, "T")
			return day
		}
	}
	return ""
}
