package graph

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/query"
)

// graphMLKeys declare what nodes and edges carry (GraphML 1.0, section 4.3.1). They are
// named after the fields of the JSON.
const graphMLKeys = `  <key id="kind" for="node" attr.name="kind" attr.type="string"/>
  <key id="label" for="node" attr.name="label" attr.type="string"/>
  <key id="tags" for="node" attr.name="tags" attr.type="string"/>
  <key id="in" for="node" attr.name="in" attr.type="int"/>
  <key id="out" for="node" attr.name="out" attr.type="int"/>
  <key id="weight" for="edge" attr.name="weight" attr.type="int"/>
  <key id="embeds" for="edge" attr.name="embeds" attr.type="int"/>
`

// writeGraphML writes GraphML. Tags are in one text, with spaces between.
func writeGraphML(w *bufio.Writer, g query.Graph, _ Page) error {
	w.WriteString(xml.Header)
	fmt.Fprintln(w, `<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">`)
	w.WriteString(graphMLKeys)
	fmt.Fprintln(w, `  <graph id="notes" edgedefault="directed">`)
	for _, n := range g.Nodes {
		fmt.Fprintf(w, `    <node id="%s"><data key="kind">%s</data><data key="label">%s</data>`, inXML(n.ID), n.Kind, inXML(label(n.Title)))
		if len(n.Tags) > 0 {
			fmt.Fprintf(w, `<data key="tags">%s</data>`, inXML(strings.Join(n.Tags, " ")))
		}
		fmt.Fprintf(w, "<data key=\"in\">%d</data><data key=\"out\">%d</data></node>\n", n.In, n.Out)
	}
	for i, e := range g.Edges {
		fmt.Fprintf(w, `    <edge id="e%d" source="%s" target="%s"><data key="weight">%d</data>`, i, inXML(e.From), inXML(e.To), e.Count)
		if e.Embeds > 0 {
			fmt.Fprintf(w, `<data key="embeds">%d</data>`, e.Embeds)
		}
		fmt.Fprintln(w, "</edge>")
	}
	_, err := fmt.Fprintf(w, "  </graph>\n</graphml>\n")
	return err
}

// inXML escapes text for an element or an attribute. What XML can't hold at all is
// replaced.
func inXML(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes all
	return b.String()
}
