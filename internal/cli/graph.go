package cli

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/notes-lsp/notes-lsp/internal/batch"
	"github.com/notes-lsp/notes-lsp/internal/check"
	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/graph"
	"github.com/notes-lsp/notes-lsp/internal/query"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A graphCommand is what the flags of graph say.
type graphCommand struct {
	format, root, output, address string
	scope                         query.Scope
	paths, excluded               []string
	depth                         int
	open                          bool
}

func (c *command) graph() *cobra.Command {
	var g graphCommand
	cmd := &cobra.Command{
		Use: "graph [NOTE]", Short: "Write the graph of notes and links", Args: cobra.MaximumNArgs(1),
		Long: `Graph writes the notes and what they link to, for others to draw: as JSON, for
Graphviz, Mermaid or a reader of GraphML, or as a page for a browser that needs
nothing else. With a NOTE it writes what is at most --depth links away.` + aboutNote + `

  notes-lsp graph --open                          a page, opened at once
  notes-lsp graph 빵 --depth 2 --output 빵.html    a page around a note
  notes-lsp graph --format dot | dot -Tsvg -Ksfdp > notes.svg

docs/graph.md explains the formats and the page. The exit code is 0, 1 when there is
no note to show, and 2 when something could not be read or written.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.writeGraph(cmd.Context(), &g, append(args, "")[0])
		},
	}
	var names []string
	for _, f := range graph.Formats() {
		names = append(names, f.Name)
	}
	f := cmd.Flags()
	f.StringVar(&g.format, "format", "", "write `FORMAT`: "+strings.Join(names, ", ")+"; by default what the output's ending says, else json")
	f.StringVarP(&g.output, "output", "o", "", "write to `FILE` instead of standard output")
	f.BoolVar(&g.open, "open", false, "write a page and open it in the browser")
	f.StringVar(&g.address, "open-with", "", "have a click in the page open `ADDRESS`, in which {path}, {id} or {name} is the note, instead of its file")
	f.IntVar(&g.depth, "depth", 1, "with a NOTE, go so many `LINKS` far")
	f.BoolVar(&g.scope.Missing, "missing", false, "with the notes that links look for in vain")
	f.BoolVar(&g.scope.Tags, "tags", false, "with tags")
	f.BoolVar(&g.scope.Files, "files", false, "with files that are no notes")
	f.StringArrayVar(&g.paths, "path", nil, "only notes that match `PATTERN`, as in .gitignore; may be given several times")
	f.StringArrayVar(&g.excluded, "exclude", nil, "without notes that match `PATTERN`; may be given several times")
	f.StringArrayVar(&g.scope.Tagged, "tag", nil, "only notes with `TAG` or one below it; may be given several times")
	f.StringVar(&g.root, "root", "", "write the graph of the vault in `FOLDER`")
	return cmd
}

// formatOf is the format that is asked for.
func (g *graphCommand) formatOf() (graph.Format, error) {
	formats := graph.Formats()
	switch {
	case g.format != "":
	case g.open:
		g.format = "html"
	case g.output != "":
		ending := strings.ToLower(filepath.Ext(g.output))
		if i := slices.IndexFunc(formats, func(f graph.Format) bool { return slices.Contains(f.Endings, ending) }); i >= 0 {
			return formats[i], nil
		}
		return graph.Format{}, fmt.Errorf("the ending of %s tells no format: name one with --format", g.output)
	default:
		return formats[0], nil
	}
	i := slices.IndexFunc(formats, func(f graph.Format) bool { return f.Name == g.format })
	switch {
	case i < 0:
		return graph.Format{}, fmt.Errorf("there is no format %q", g.format)
	case g.open && g.format != "html":
		return graph.Format{}, fmt.Errorf("--open opens a page: the format is html, not %s", g.format)
	}
	return formats[i], nil
}

// writeGraph writes the graph of a vault, around the note that arg names.
func (c *command) writeGraph(ctx context.Context, g *graphCommand, arg string) error {
	format, err := g.formatOf()
	if err != nil {
		return err
	}
	if g.depth < 1 {
		return fmt.Errorf("--depth %d is too little: 1 is what a note links to, and what links to it", g.depth)
	}
	file, dir, err := whereTo(arg != "", arg, g.root)
	if err != nil {
		return err
	}
	v, err := batch.Load(ctx, dir)
	if err != nil {
		return err
	}
	defer v.Close()
	if err := g.narrow(v, file, arg); err != nil {
		return err
	}
	page := graph.NewPage(v.Dir())
	if g.address != "" {
		if page.Open, err = graph.Address(g.address, v.Dir()); err != nil {
			return err
		}
	}
	if format.Name == "html" { // which has switches for them
		g.scope.Files, g.scope.Missing, g.scope.Tags = true, true, true
	}
	drawn := query.Vault{Snapshot: v.Snap, Shown: v.Shown}.Graph(g.scope)
	if len(drawn.Nodes) == 0 {
		c.code = check.Found // as grep
	}
	if err := c.put(g, format, drawn, page, v.Dir()); err != nil {
		return err
	}
	c.tell(v)
	return nil
}

// narrow puts what the flags and the note say into the scope.
func (g *graphCommand) narrow(v *batch.Vault, file, arg string) (err error) {
	if len(g.paths)+len(g.excluded) > 0 {
		in, out := disk.Matcher(g.paths), disk.Matcher(g.excluded)
		g.scope.Has = func(path string) bool { return (len(g.paths) == 0 || in(path)) && !out(path) }
	}
	for i, tag := range g.scope.Tagged {
		g.scope.Tagged[i] = strings.TrimPrefix(tag, "#")
	}
	if arg == "" {
		return nil
	}
	var n *vault.Note
	if n, err = noteOf(v, file, arg); err != nil {
		return err
	}
	g.scope.Around, g.scope.Depth = n, g.depth
	return nil
}

// put writes the graph of the vault in dir where it is to go, and opens it.
func (c *command) put(g *graphCommand, format graph.Format, drawn query.Graph, page graph.Page, dir string) error {
	if g.output == "" && !g.open {
		if err := format.Write(c.stdout, drawn, page); err != nil {
			return fmt.Errorf("cannot write the graph: %w", err)
		}
		return nil
	}
	var b bytes.Buffer
	if err := format.Write(&b, drawn, page); err != nil {
		return fmt.Errorf("cannot write the graph: %w", err)
	}
	name := g.output
	if name == "" {
		var err error
		if name, err = graph.SavePage(dir, b.Bytes()); err != nil {
			return err
		}
	} else if err := check.ReplaceFile(name, b.Bytes(), dir); err != nil {
		return fmt.Errorf("cannot write the graph: %w", err)
	}
	if !g.open {
		return nil
	}
	name, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	if err := browse(name); err != nil {
		return fmt.Errorf("no browser could be started (%w); the page is %s", err, name)
	}
	return nil
}
