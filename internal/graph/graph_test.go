package graph

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/query"
)

// lacking skips a test that needs what the machine does not have; in CI it fails, so
// that nothing goes untested there in silence.
func lacking(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// hostile are titles that mean something to one format or another.
var hostile = []string{
	`빵 "굽기" 🍞`, `]]> </script><!-- `, `AT&T &amp; &#38;`, `a\`, `\N\l\"`, "#quot; #35; #;", "%%{init: {}}%%",
	"`code` **fett** _x_", "$$x^2$$", "style: #fff;", "end", "<b>x</b>", "subgraph {a} [b] (c) |d|",
}

// hostileGraph is a ring of notes that are called so, and whose paths are.
func hostileGraph() query.Graph {
	g := query.Graph{Version: query.GraphVersion, Root: "."}
	for i, title := range hostile {
		g.Nodes = append(g.Nodes, query.Node{ID: title + ".md", Kind: query.NoteNode, Title: title, In: 1, Out: 1})
		to := hostile[(i+1)%len(hostile)]
		g.Edges = append(g.Edges, query.Edge{From: title + ".md", To: to + ".md", Count: 1 + i%2})
	}
	return g
}

func written(t *testing.T, format string, g query.Graph, p Page) []byte {
	t.Helper()
	formats := Formats()
	i := slices.IndexFunc(formats, func(f Format) bool { return f.Name == format })
	var b bytes.Buffer
	if err := formats[i].Write(&b, g, p); err != nil {
		t.Fatalf("write %s: %v", format, err)
	}
	return b.Bytes()
}

func sameTexts(t *testing.T, format string, got []string) {
	t.Helper()
	var want []string
	for _, title := range hostile {
		want = append(want, label(title))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s: the names are read as %q, want %q", format, got, want)
	}
}

func TestGraphMLReadsAsWritten(t *testing.T) {
	var doc struct {
		Nodes []struct {
			ID   string `xml:"id,attr"`
			Data []struct {
				Key  string `xml:"key,attr"`
				Text string `xml:",chardata"`
			} `xml:"data"`
		} `xml:"graph>node"`
		Edges []struct {
			From string `xml:"source,attr"`
			To   string `xml:"target,attr"`
		} `xml:"graph>edge"`
	}
	if err := xml.Unmarshal(written(t, "graphml", hostileGraph(), Page{}), &doc); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	var labels []string
	for _, n := range doc.Nodes {
		ids[n.ID] = true
		for _, d := range n.Data {
			if d.Key == "label" {
				labels = append(labels, d.Text)
			}
		}
	}
	sameTexts(t, "graphml", labels)
	for _, e := range doc.Edges {
		if !ids[e.From] || !ids[e.To] {
			t.Errorf("an edge leads from %q to %q, of which one is no node", e.From, e.To)
		}
	}
	if len(doc.Edges) != len(hostile) {
		t.Errorf("%d edges, want %d", len(doc.Edges), len(hostile))
	}
}

// Control characters are in no XML, escaped or not.
func TestGraphMLHoldsNoControlCharacters(t *testing.T) {
	g := query.Graph{Nodes: []query.Node{{ID: "a\x01\n.md", Kind: query.NoteNode, Title: "\x00\x1b \xff 빵"}}}
	d := xml.NewDecoder(bytes.NewReader(written(t, "graphml", g, Page{})))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestGraphvizDrawsEachName(t *testing.T) {
	dot, err := exec.LookPath("dot")
	if err != nil {
		lacking(t, "Graphviz is not installed")
	}
	cmd := exec.Command(dot, "-Tsvg")
	cmd.Stdin = bytes.NewReader(written(t, "dot", hostileGraph(), Page{}))
	svg, err := cmd.Output()
	if err != nil {
		t.Fatalf("dot: %v", err)
	}
	var doc struct {
		Groups []struct {
			Class string `xml:"class,attr"`
			Text  string `xml:"text"`
		} `xml:"g>g"`
	}
	if err := xml.Unmarshal(svg, &doc); err != nil {
		t.Fatal(err)
	}
	var names []string
	edges := 0
	for _, g := range doc.Groups {
		switch g.Class {
		case "node":
			names = append(names, label(strings.ReplaceAll(g.Text, "\u00a0", " "))) // as Graphviz writes spaces
		case "edge":
			edges++
		}
	}
	sameTexts(t, "dot", names)
	if edges != len(hostile) {
		t.Errorf("%d edges are drawn, want %d", edges, len(hostile))
	}
}

var mermaidLine = regexp.MustCompile(`^    (n\d+\["[^"<>&\x60\\%$:*_~|{}\[\]]*"\]|n\d+ -->(\|\d+\|)? n\d+)$`)

// Between Mermaid's quotes nothing is left that it gives a meaning, but its own entities.
func TestMermaidQuotes(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(string(written(t, "mermaid", hostileGraph(), Page{})), "\n"), "\n")
	if lines[0] != "flowchart LR" || len(lines) != 1+2*len(hostile) {
		t.Fatalf("%d lines, the first is %q", len(lines), lines[0])
	}
	entity := regexp.MustCompile(`#\d+;`)
	for _, line := range lines[1:] {
		if !mermaidLine.MatchString(line) || strings.ContainsAny(entity.ReplaceAllString(line, ""), "#;") {
			t.Errorf("Mermaid may misread %q", line)
		}
	}
}

var (
	policy = regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`)
	style  = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
	data   = regexp.MustCompile(`(?s)<script type="application/json" id="graph">(.*?)</script>`)
	script = regexp.MustCompile(`(?s)<script>(.*)</script>\n</body>`)
)

// The page lets only its own script and style run, and its data comes out as it went in.
func TestThePageIsClosed(t *testing.T) {
	g := hostileGraph()
	page := string(written(t, "html", g, Page{Title: `</title><script>alert(1)</script>`, Open: "file:///노트/{id}"}))
	csp := policy.FindStringSubmatch(page)
	if csp == nil {
		t.Fatal("there is no policy")
	}
	want := "default-src 'none'; script-src '" + hash(script.FindStringSubmatch(page)[1]) + "'; style-src '" + hash(style.FindStringSubmatch(page)[1]) + "'; worker-src blob:; base-uri 'none'; form-action 'none'"
	if csp[1] != want {
		t.Errorf("the policy is %q, want %q", csp[1], want)
	}
	if strings.Contains(page, "<script>alert") || strings.Count(page, "</script>") != 2 {
		t.Error("a name ends an element of the page")
	}
	var got struct {
		Graph struct {
			Nodes []query.Node
		}
		Open string
	}
	if err := json.Unmarshal([]byte(data.FindStringSubmatch(page)[1]), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Graph.Nodes) != len(hostile) || got.Graph.Nodes[1].Title != hostile[1] || got.Open != "file:///노트/{id}" {
		t.Errorf("the page holds %+v", got)
	}
}

func TestAddress(t *testing.T) {
	for _, c := range []struct{ template, dir, want string }{
		{"file://{path}", "/홈/내 노트", "file:///%ED%99%88/%EB%82%B4%20%EB%85%B8%ED%8A%B8/{id}"},
		{"file://{path}", "/", "file:///{id}"},
		{"vscode://file{path}:1", "/a#b", "vscode://file/a%23b/{id}:1"},
		{"https://example.org/{name}", "/a", "https://example.org/{name}"},
		{"obsidian://open?vault=x&file={name}", "/a", "obsidian://open?vault=x&file={name}"},
		{"javascript:alert(1)//{id}", "/a", ""},
		{" JavaScript:alert(1)", "/a", ""},
		{"data:text/html,{id}", "/a", ""},
		{"{path}", "/a", ""},
		{"notes/{id}", "/a", ""},
	} {
		if got, err := Address(c.template, c.dir); got != c.want || (err == nil) == (c.want == "") {
			t.Errorf("Address(%q, %q) = %q, %v, want %q", c.template, c.dir, got, err, c.want)
		}
	}
}

func TestSavePage(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	t.Setenv("LocalAppData", t.TempDir())
	first, err := SavePage("/노트", []byte("1"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := SavePage("/노트", []byte("2"))
	other, err2 := SavePage("/다른", []byte("3"))
	if err != nil || err2 != nil || first != again || first == other {
		t.Fatalf("pages are at %q, %q and %q; %v, %v", first, again, other, err, err2)
	}
	if src, err := os.ReadFile(first); string(src) != "2" {
		t.Errorf("the page holds %q, %v", src, err)
	}
}
