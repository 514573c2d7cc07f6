package query

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A schemaObject is what the test reads of a JSON Schema.
type schemaObject struct {
	Properties map[string]struct {
		Const         json.RawMessage `json:"const"`
		Enum          []string        `json:"enum"`
		PropertyNames struct {
			Enum []string `json:"enum"`
		} `json:"propertyNames"`
	} `json:"properties"`
	Required []string                `json:"required"`
	Defs     map[string]schemaObject `json:"$defs"`
}

// docs/graph.schema.json describes the fields that are printed, all of them, and says
// rightly which are always there.
func TestTheSchemaDescribesTheGraph(t *testing.T) {
	src, err := os.ReadFile(filepath.Join("..", "..", "docs", "graph.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	var schema schemaObject
	if err := json.Unmarshal(src, &schema); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		object schemaObject
		value  any
	}{"graph": {schema, Graph{}}, "node": {schema.Defs["node"], Node{}}, "edge": {schema.Defs["edge"], Edge{}}} {
		var fields, always, described []string
		typ := reflect.TypeOf(c.value)
		for i := range typ.NumField() {
			field, omit, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			fields = append(fields, field)
			if omit == "" {
				always = append(always, field)
			}
		}
		for p := range c.object.Properties {
			described = append(described, p)
		}
		for _, list := range [][]string{fields, always, described, c.object.Required} {
			slices.Sort(list)
		}
		if !slices.Equal(fields, described) || !slices.Equal(always, c.object.Required) {
			t.Errorf("the schema's %s has %q, of them always %q; printed are %q and %q", name, described, c.object.Required, fields, always)
		}
	}
	if got := string(schema.Properties["version"].Const); got != fmt.Sprint(GraphVersion) {
		t.Errorf("the schema is for version %s, and %d is printed", got, GraphVersion)
	}
	var all Kinds
	for i := range all {
		all[i] = 1
	}
	printed, _ := json.Marshal(all)
	var kinds map[string]int
	if err := json.Unmarshal(printed, &kinds); err != nil {
		t.Fatal(err)
	}
	for _, kind := range schema.Defs["edge"].Properties["kinds"].PropertyNames.Enum {
		delete(kinds, kind)
	}
	if len(kinds) > 0 {
		t.Errorf("the schema does not name the kinds %v", kinds)
	}
}

// garden is a vault of notes that the maps has.
func garden(texts map[string]string) Vault {
	empty := vault.New(&vault.Rules{})
	var changes []vault.Change
	for id, src := range texts {
		n := vault.NewNote(vault.Source{ID: vault.NoteID(id), Text: []byte(src), Rules: empty.Rules()})
		changes = append(changes, vault.Change{ID: n.ID, Note: n})
	}
	snap, _ := empty.Update(changes...)
	return Vault{snap, func(id vault.NoteID) string { return string(id) }}
}

// Links that look for the same in vain meet in one node, whatever their syntax and case.
func TestMissingNotesMeet(t *testing.T) {
	g := garden(map[string]string{
		"a.md":   "😀 [[Foo]] [[foo.md]] [x](Foo.md) [[Föö]]",
		"b/c.md": "😀 [[FOO]] [x](../foo.md) [y](foo.md)",
	}).Graph(Scope{Missing: true})
	got := map[string]int{}
	for _, n := range g.Nodes {
		if n.Kind == MissingNode {
			got[n.ID] = n.In
		}
	}
	want := map[string]int{"missing://foo": 5, "missing://föö": 1, "missing://b/foo": 1}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("missing are %v, want %v", got, want)
	}
}

// A local graph is what a walk over all links from its center meets, at each depth.
func TestLocalGraphsAreBalls(t *testing.T) {
	texts := map[string]string{}
	const notes = 60
	for i := range notes {
		texts[fmt.Sprintf("노트%d.md", i)] = fmt.Sprintf("😀 [[노트%d]] [[노트%d]] #태그%d", (i*7+3)%notes, (i*i+1)%notes, i%9)
	}
	v := garden(texts)
	whole := v.Graph(Scope{Tags: true})
	for n := range v.Notes() {
		distance := map[string]int{string(n.ID): 0}
		for d := 1; d <= 4; d++ {
			for _, e := range whole.Edges {
				for _, ends := range [][2]string{{e.From, e.To}, {e.To, e.From}} {
					if at, near := distance[ends[0]]; near && at == d-1 {
						if _, met := distance[ends[1]]; !met {
							distance[ends[1]] = d
						}
					}
				}
			}
			local := v.Graph(Scope{Tags: true, Around: n, Depth: d})
			if len(local.Nodes) != len(distance) {
				t.Fatalf("%s has %d nodes at most %d links away, want %d", n.ID, len(local.Nodes), d, len(distance))
			}
			within := 0
			for _, e := range whole.Edges {
				_, from := distance[e.From]
				_, to := distance[e.To]
				if from && to {
					within++
				}
			}
			if len(local.Edges) != within {
				t.Fatalf("around %s, depth %d, there are %d edges, want %d", n.ID, d, len(local.Edges), within)
			}
		}
	}
}
