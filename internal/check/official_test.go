package check

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// The schema of SARIF 2.1.0 with errata 01 is OASIS's, whose terms let it be passed on
// with their notice only. So it is not kept here: a Go module that carries it unchanged
// is fetched, and held to the sum.
const (
	sarifSchemaModule = "github.com/securego/gosec/v2@v2.30.0"
	sarifSchemaFile   = "report/sarif/testdata/sarif-schema-2.1.0.json"
	sarifSchemaSum    = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
)

// sarifSchema is the official schema, from the module cache or the module proxy.
func sarifSchema(t *testing.T) []byte {
	t.Helper()
	cmd := exec.Command("go", "mod", "download", "-json", sarifSchemaModule)
	cmd.Dir = t.TempDir() // outside of a module, so that go.mod does not matter
	out, err := cmd.Output()
	var module struct{ Dir, Error string }
	if json.Unmarshal(out, &module); module.Dir == "" {
		lacking(t, fmt.Sprintf("the schema of SARIF can't be had: %v %s", err, module.Error))
	}
	src, err := os.ReadFile(filepath.Join(module.Dir, filepath.FromSlash(sarifSchemaFile)))
	if err != nil {
		t.Fatal(err)
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256(src)); sum != sarifSchemaSum {
		t.Fatalf("the schema of SARIF has the sum %s, want %s", sum, sarifSchemaSum)
	}
	return src
}

// compiled makes a schema, or the part of it that the pointer names, which checks formats
// such as "uri" too.
func compiled(t *testing.T, src []byte, pointer string) *jsonschema.Schema {
	t.Helper()
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("schema.json", parsed); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json#" + pointer)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// obeys reports an error where JSON is not what a schema asks for.
func obeys(t *testing.T, s *jsonschema.Schema, what string, src []byte) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(src))
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if err := s.Validate(v); err != nil {
		t.Errorf("%s: %v", what, err)
	}
}

func printed(t *testing.T, r *Report, write func(io.Writer, *Report) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What is printed as SARIF is SARIF, with findings that have related places and fixes,
// and without any.
func TestSARIFObeysTheOfficialSchema(t *testing.T) {
	schema := compiled(t, sarifSchema(t), "")
	r := hostileReport(t, Options{})
	src := printed(t, r, writeSARIF)
	for _, part := range []string{`"relatedLocations"`, `"fixes"`, `"semanticVersion"`} {
		if !bytes.Contains(src, []byte(part)) {
			t.Errorf("the report has no %s to try the schema with", part)
		}
	}
	obeys(t, schema, "findings", src)
	r.Findings, r.Version = nil, "ce57a9a-dirty"
	obeys(t, schema, "no findings", printed(t, r, writeSARIF))
	if v, _ := jsonschema.UnmarshalJSON(strings.NewReader(`{"version": "2.1.0", "runs": [{}]}`)); schema.Validate(v) == nil {
		t.Error("the schema lets a run without a tool pass")
	}
}

// What is printed as JSON obeys docs/check.schema.json, and each line of jsonl the part
// of it that its type names.
func TestJSONObeysItsSchema(t *testing.T) {
	src, err := os.ReadFile(filepath.Join("..", "..", "docs", "check.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	whole := compiled(t, src, "")
	r := hostileReport(t, Options{Frames: true})
	obeys(t, whole, "findings", printed(t, r, writeJSON))
	seen := map[string]bool{}
	for line := range bytes.Lines(printed(t, r, writeJSONLines)) {
		var of struct{ Type string }
		if err := json.Unmarshal(line, &of); err != nil {
			t.Fatal(err)
		}
		obeys(t, compiled(t, src, "/$defs/"+of.Type), of.Type, line)
		seen[of.Type] = true
	}
	if !seen["problem"] || !seen["stale"] || !seen["summary"] {
		t.Errorf("jsonl has the types %v", seen)
	}
	r.Findings, r.Stale = nil, nil
	obeys(t, whole, "no findings", printed(t, r, writeJSON))
}
