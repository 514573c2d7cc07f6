// Package graph writes the graph of a vault for others to draw: as JSON, for Graphviz,
// Mermaid and the readers of GraphML, and as a page for a browser. What is in the graph
// is for package query to say.
//
// The bytes depend on the graph alone. Names may hold anything: each format escapes
// what would mean something in it.
package graph

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/notes-lsp/notes-lsp/internal/query"
)

// A Format is a way to write a graph.
type Format struct {
	Name string
	// Endings are those of files in the format; the first is the usual one.
	Endings []string
	write   func(w *bufio.Writer, g query.Graph, p Page) error
}

// Formats returns the formats, the default first.
func Formats() []Format {
	return []Format{
		{"json", []string{".json"}, writeJSON},
		{"dot", []string{".dot", ".gv"}, writeDOT},
		{"mermaid", []string{".mmd", ".mermaid"}, writeMermaid},
		{"graphml", []string{".graphml"}, writeGraphML},
		{"html", []string{".html", ".htm"}, writePage},
	}
}

// HTML is the format that is a page.
func HTML() Format {
	formats := Formats()
	return formats[len(formats)-1]
}

// Write writes g. The page says what only html needs.
func (f Format) Write(w io.Writer, g query.Graph, p Page) error {
	b := bufio.NewWriterSize(w, 1<<16)
	if err := f.write(b, g, p); err != nil {
		return err
	}
	return b.Flush()
}

func writeJSON(w *bufio.Writer, g query.Graph, _ Page) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(g)
}

// label is a title on one line.
func label(title string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(title, "\uFFFD")), " ")
}

// numbers are the nodes by their IDs.
func numbers(g query.Graph) map[string]int {
	at := make(map[string]int, len(g.Nodes))
	for i, n := range g.Nodes {
		at[n.ID] = i
	}
	return at
}

// writeDOT writes the language of Graphviz. In what it quotes a backslash escapes, also
// itself (escString), and in labels & starts an entity.
func writeDOT(w *bufio.Writer, g query.Graph, _ Page) error {
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	quote := func(s string) string {
		return escape.Replace(strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return ' ' // it would steer the terminal that shows it
			}
			return r
		}, strings.ToValidUTF8(s, "\uFFFD")))
	}
	entity := strings.NewReplacer("&", "&amp;")
	shapes := map[string]string{
		query.FileNode: ", shape=note", query.MissingNode: ", style=dashed", query.TagNode: ", shape=plaintext",
	}
	fmt.Fprintln(w, "digraph notes {")
	fmt.Fprintln(w, "\tgraph [charset=\"UTF-8\", overlap=prism, splines=false]")
	fmt.Fprintln(w, "\tnode [shape=box, style=rounded]")
	for _, n := range g.Nodes {
		fmt.Fprintf(w, "\t\"%s\" [label=\"%s\"%s]\n", quote(n.ID), quote(entity.Replace(label(n.Title))), shapes[n.Kind])
	}
	for _, e := range g.Edges {
		fmt.Fprintf(w, "\t\"%s\" -> \"%s\"", quote(e.From), quote(e.To))
		if e.Count > 1 {
			fmt.Fprintf(w, " [weight=%d]", e.Count)
		}
		fmt.Fprintln(w)
	}
	_, err := fmt.Fprintln(w, "}")
	return err
}

// mermaidCode writes a character as Mermaid's entity, #35; being "#".
func mermaidCode(b *strings.Builder, r rune) { fmt.Fprintf(b, "#%d;", r) }

// mermaidText is a label between quotes. What Mermaid gives a meaning even there is
// written as entities: quotes and entities themselves, HTML, Markdown, math, directives
// and the colon, before which it looks for styles.
func mermaidText(title string) string {
	var b strings.Builder
	for _, r := range label(title) {
		switch {
		case strings.ContainsRune("\"#&<>`\\%$:;*_~|[]{}", r):
			mermaidCode(&b, r)
		case r < ' ' || r == 0x7f:
			b.WriteRune('\uFFFD')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func writeMermaid(w *bufio.Writer, g query.Graph, _ Page) error {
	at := numbers(g)
	brackets := map[string][2]string{
		query.NoteNode: {"[", "]"}, query.FileNode: {"[/", "/]"}, query.MissingNode: {"(", ")"}, query.TagNode: {"([", "])"},
	}
	missing := false
	fmt.Fprintln(w, "flowchart LR")
	for i, n := range g.Nodes {
		class := ""
		if n.Kind == query.MissingNode {
			class, missing = ":::missing", true
		}
		fmt.Fprintf(w, "    n%d%s\"%s\"%s%s\n", i, brackets[n.Kind][0], mermaidText(n.Title), brackets[n.Kind][1], class)
	}
	for _, e := range g.Edges {
		arrow := "-->"
		if e.Count > 1 {
			arrow = fmt.Sprintf("-->|%d|", e.Count)
		}
		fmt.Fprintf(w, "    n%d %s n%d\n", at[e.From], arrow, at[e.To])
	}
	if missing {
		fmt.Fprintln(w, "    classDef missing stroke-dasharray: 4")
	}
	return nil
}
