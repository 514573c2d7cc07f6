package check

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// A schemaObject is what the test reads of a JSON Schema.
type schemaObject struct {
	Properties map[string]struct {
		Ref   string          `json:"$ref"`
		Const json.RawMessage `json:"const"`
	} `json:"properties"`
	Required []string                `json:"required"`
	Defs     map[string]schemaObject `json:"$defs"`
}

// docs/check.schema.json describes the fields that are printed, all of them, and says
// rightly which are always there.
func TestTheSchemaDescribesTheFormat(t *testing.T) {
	src, err := os.ReadFile(filepath.Join("..", "..", "docs", "check.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	var schema schemaObject
	if err := json.Unmarshal(src, &schema); err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]any{
		"": jsonReport{}, "summary": jsonSummary{}, "problem": jsonProblem{}, "related": jsonRelated{},
		"range": jsonRange{}, "place": jsonPlace{}, "stale": Entry{}, "fixed": jsonFixed{},
	} {
		object := schema
		if name != "" {
			object = schema.Defs[name]
		}
		var fields, always, described []string
		typ := reflect.TypeOf(v)
		for i := range typ.NumField() {
			field, omit, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			fields = append(fields, field)
			if omit == "" {
				always = append(always, field)
			}
		}
		for p := range object.Properties {
			described = append(described, p)
		}
		slices.Sort(fields)
		slices.Sort(described)
		slices.Sort(always)
		slices.Sort(object.Required)
		if !slices.Equal(fields, described) || !slices.Equal(always, object.Required) {
			t.Errorf("the schema's %q has %q, of them always %q; printed are %q and %q", name, described, object.Required, fields, always)
		}
	}
	if got := string(schema.Properties["version"].Const); got != "1" || jsonVersion != 1 {
		t.Errorf("the schema is for version %s, and %d is printed", got, jsonVersion)
	}
}
