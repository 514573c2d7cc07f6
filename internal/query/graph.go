package query

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// GraphVersion grows when a field of a Graph goes or changes its meaning
// (docs/graph.schema.json).
const GraphVersion = 1

// A Graph is notes, and what they link to.
type Graph struct {
	Version int    `json:"version"`
	Root    string `json:"root"` // the vault's folder, as whoever asks can open it
	// Center is the node that a local graph is around, and Depth how far it goes.
	Center string `json:"center,omitempty"`
	Depth  int    `json:"depth,omitempty"`
	Nodes  []Node `json:"nodes"` // notes, files, missing and tags, each kind by id
	Edges  []Edge `json:"edges"` // in the order of their nodes
}

// The kinds of nodes.
const (
	NoteNode    = "note"
	FileNode    = "file"    // a file that is no note
	MissingNode = "missing" // what links look for in vain
	TagNode     = "tag"
)

// A Node is something that notes are linked by. Of a note and a file the ID is the path
// from the root. The IDs of the others hold "//", which no path does.
type Node struct {
	ID    string   `json:"id"`
	Kind  string   `json:"kind"`
	Title string   `json:"title"`          // of a missing note its name as it is written first, of a tag with "#"
	Tags  []string `json:"tags,omitempty"` // of a note, without "#", each as the vault's first note writes it
	In    int      `json:"in"`             // links of this graph that lead here from other nodes
	Out   int      `json:"out"`            // and from here to other nodes
}

// An Edge is all links from one node to another, or all uses of a tag in a note.
type Edge struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Count  int    `json:"count"`
	Kinds  Kinds  `json:"kinds"`
	Embeds int    `json:"embeds,omitempty"` // of the links
}

// Kinds counts links by their kind, as Link.Kind has it, and uses of tags as "tag".
type Kinds [len(kindNames) + 1]int

const tagKind = len(kindNames)

// MarshalJSON makes an object of the kinds that there are.
func (k Kinds) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for kind, n := range k {
		if n == 0 {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		name := TagNode
		if kind != tagKind {
			name = kindNames[kind]
		}
		out = strconv.AppendQuote(out, name)
		out = append(out, ':')
		out = strconv.AppendInt(out, int64(n), 10)
	}
	return append(out, '}'), nil
}

// A Scope is what of a vault a Graph shows. Of the zero Scope that is each note.
type Scope struct {
	Files, Missing, Tags bool // whether there are such nodes
	// Has tells, where it is set, which notes are shown, by their path from the root.
	Has func(path string) bool
	// Tagged are tags, without "#": where there are any, notes are shown that have one
	// of them, or one below it.
	Tagged []string
	// Around is the note that is shown with all that is at most Depth links away,
	// in whatever direction. It is shown whatever the rest says. Without it, all is shown.
	Around *vault.Note
	Depth  int
}

// Graph draws the notes of a scope. Links to the web, out of the vault and to folders
// without a note of their own are not in it.
func (v Vault) Graph(scope Scope) Graph {
	b := graphBuilder{v: v, scope: scope, at: map[string]int32{}, tags: map[vault.Key]string{}}
	var notes []*vault.Note
	for n := range v.Notes() {
		if n == scope.Around || scope.shows(n) {
			b.addNode(Node{ID: string(n.ID), Kind: NoteNode, Title: n.Title(), Tags: b.tagsOf(n)})
			notes = append(notes, n)
		}
	}
	for i, n := range notes {
		b.addLinks(int32(i), n)
		if scope.Tags {
			b.addTags(int32(i), n)
		}
	}
	b.keep()
	b.sort()
	return b.graph()
}

// shows tells whether a note is in scope, Around apart.
func (s *Scope) shows(n *vault.Note) bool {
	if s.Has != nil && !s.Has(string(n.ID)) {
		return false
	}
	if len(s.Tagged) == 0 {
		return true
	}
	for _, wanted := range s.Tagged {
		key := string(vault.TagKey(wanted))
		for _, tag := range n.Tags() {
			if rest, ok := strings.CutPrefix(string(tag), key); ok && (rest == "" || rest[0] == '/') {
				return true
			}
		}
	}
	return false
}

// A graphBuilder makes a Graph with nodes as numbers.
type graphBuilder struct {
	v     Vault
	scope Scope
	nodes []Node
	at    map[string]int32     // the nodes by their IDs
	tags  map[vault.Key]string // how tags are written
	edges []graphEdge          // each pair of nodes once
}

type graphEdge struct {
	from, to, embeds int32
	kinds            Kinds
}

func (b *graphBuilder) addNode(n Node) int32 {
	i, known := b.at[n.ID]
	if !known {
		i = int32(len(b.nodes))
		b.at[n.ID] = i
		b.nodes = append(b.nodes, n)
	}
	return i
}

func (b *graphBuilder) tagsOf(n *vault.Note) []string {
	var out []string
	for _, tag := range n.Tags() {
		out = append(out, b.spelling(tag))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (b *graphBuilder) spelling(tag vault.Key) string {
	s, known := b.tags[tag]
	if !known {
		s = b.v.TagSpelling(tag)
		b.tags[tag] = s
	}
	return s
}

// addLinks adds the links of n, the node from.
func (b *graphBuilder) addLinks(from int32, n *vault.Note) {
	edges := map[int32]int{} // by where they lead
	for i := range n.Doc.Links {
		l := &n.Doc.Links[i]
		to, ok := b.target(n, l)
		if !ok {
			continue
		}
		at, known := edges[to]
		if !known {
			at = len(b.edges)
			edges[to] = at
			b.edges = append(b.edges, graphEdge{from: from, to: to})
		}
		b.edges[at].kinds[l.Kind]++
		if l.Embed {
			b.edges[at].embeds++
		}
	}
}

// target is the node that a link leads to; ok is false where the graph has none.
func (b *graphBuilder) target(from *vault.Note, l *markdown.Link) (node int32, ok bool) {
	t := b.v.Resolve(from.ID, l)
	switch {
	case t.Status == vault.Missing && b.scope.Missing:
		return b.missing(t, l), true
	case t.Status != vault.Found || t.Folder:
		return 0, false
	}
	if node, ok = b.at[string(t.ID)]; ok {
		return node, true
	}
	if _, isNote := b.v.Note(t.ID); isNote || !b.scope.Files {
		return 0, false
	}
	return b.addNode(Node{ID: string(t.ID), Kind: FileNode, Title: string(t.ID[strings.LastIndexByte(string(t.ID), '/')+1:])}), true
}

// missing is the node of what l looks for in vain: one for all links whose path, or
// name, is the same but for case and ".md".
func (b *graphBuilder) missing(t vault.Target, l *markdown.Link) int32 {
	name := string(t.ID)
	if name == "" || l.Kind == markdown.Wiki && !strings.HasPrefix(l.Target, ".") {
		name = l.Target
	}
	name = strings.TrimSuffix(strings.Trim(name, "/"), ".md")
	return b.addNode(Node{ID: "missing://" + vault.Fold(name), Kind: MissingNode, Title: name})
}

// addTags adds the tags of n, the node from.
func (b *graphBuilder) addTags(from int32, n *vault.Note) {
	edges := map[vault.Key]int{}
	for i := range n.Doc.Tags {
		key := vault.TagKey(n.Doc.Tags[i].Name)
		at, known := edges[key]
		if !known {
			at = len(b.edges)
			edges[key] = at
			to := b.addNode(Node{ID: "tag://" + string(key), Kind: TagNode, Title: "#" + b.spelling(key)})
			b.edges = append(b.edges, graphEdge{from: from, to: to})
		}
		b.edges[at].kinds[tagKind]++
	}
}

// keep leaves out what is too far from the note that is asked about.
func (b *graphBuilder) keep() {
	if b.scope.Around == nil {
		return
	}
	near := b.near(b.at[string(b.scope.Around.ID)])
	to := make([]int32, len(b.nodes))
	var nodes []Node
	for i, n := range b.nodes {
		if near[i] {
			to[i] = int32(len(nodes))
			nodes = append(nodes, n)
		}
	}
	b.nodes = nodes
	b.edges = slices.DeleteFunc(b.edges, func(e graphEdge) bool { return !near[e.from] || !near[e.to] })
	for i := range b.edges {
		b.edges[i].from, b.edges[i].to = to[b.edges[i].from], to[b.edges[i].to]
	}
}

// near tells of each node whether it is at most Depth links from the node center.
func (b *graphBuilder) near(center int32) []bool {
	beside := make([][]int32, len(b.nodes))
	for _, e := range b.edges {
		beside[e.from] = append(beside[e.from], e.to)
		beside[e.to] = append(beside[e.to], e.from)
	}
	near := make([]bool, len(b.nodes))
	near[center] = true
	edge := []int32{center}
	for range b.scope.Depth {
		var next []int32
		for _, i := range edge {
			for _, j := range beside[i] {
				if !near[j] {
					near[j] = true
					next = append(next, j)
				}
			}
		}
		if edge = next; len(edge) == 0 {
			break
		}
	}
	return near
}

var nodeOrder = map[string]int{NoteNode: 0, FileNode: 1, MissingNode: 2, TagNode: 3}

// sort brings nodes and edges into their order.
func (b *graphBuilder) sort() {
	order := make([]int32, len(b.nodes))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		m, n := &b.nodes[i], &b.nodes[j]
		return cmp.Or(cmp.Compare(nodeOrder[m.Kind], nodeOrder[n.Kind]), cmp.Compare(m.ID, n.ID))
	})
	to := make([]int32, len(order))
	nodes := make([]Node, len(order))
	for i, was := range order {
		to[was] = int32(i)
		nodes[i] = b.nodes[was]
	}
	b.nodes = nodes
	for i := range b.edges {
		b.edges[i].from, b.edges[i].to = to[b.edges[i].from], to[b.edges[i].to]
	}
	slices.SortFunc(b.edges, func(x, y graphEdge) int {
		return cmp.Or(cmp.Compare(x.from, y.from), cmp.Compare(x.to, y.to))
	})
}

func (b *graphBuilder) graph() Graph {
	g := Graph{Version: GraphVersion, Root: b.v.Shown(""), Nodes: b.nodes, Edges: make([]Edge, len(b.edges))}
	if b.scope.Around != nil {
		g.Center, g.Depth = string(b.scope.Around.ID), b.scope.Depth
	}
	for i, e := range b.edges {
		count := 0
		for _, n := range e.kinds {
			count += n
		}
		g.Edges[i] = Edge{g.Nodes[e.from].ID, g.Nodes[e.to].ID, count, e.kinds, int(e.embeds)}
		if e.from != e.to {
			g.Nodes[e.from].Out += count
			g.Nodes[e.to].In += count
		}
	}
	return g
}
