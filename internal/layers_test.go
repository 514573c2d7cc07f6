package internal

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/notes-lsp/notes-lsp"

// layers is the floor table of ARCHITECTURE.md: what each package may import of
// the module, and which libraries beyond the standard one. A new edge is a line
// here.
var layers = map[string]struct{ internal, libraries string }{
	"internal/text":     {"pack", ""},
	"internal/config":   {"", "go-toml"},
	"internal/pack":     {"", ""},
	"internal/markdown": {"text pack", "goldmark yaml go-toml x/text"},
	"internal/vault":    {"text pack markdown", "x/text"},
	"internal/feature":  {"text markdown vault config", "fuzzy"},
	"internal/cache":    {"pack vault", ""},
	"internal/disk":     {"cache vault", "x/sync"},
	"internal/watch":    {"vault disk", "fsnotify"},
	"internal/weblink":  {"", "backoff x/net x/sync x/time"},
	"internal/terms":    {"config disk feature vault weblink", ""},
	"internal/batch":    {"cache config disk terms vault", ""},
	"internal/query":    {"text markdown vault feature", ""},
	"internal/graph":    {"query", ""},
	"internal/rpc":      {"", "jsonrpc2 protocol"},
	"internal/server":   {"text config vault cache disk watch feature query graph terms rpc weblink", "protocol uri"},
	"internal/check":    {"text config vault disk watch feature batch terms weblink", "x/sync"},
	"internal/move":     {"text vault feature disk batch", ""},
	"internal/doctor":   {"config vault cache disk feature query terms weblink", ""},
	"internal/cli":      {"server check move query graph doctor batch config vault disk terms weblink", "cobra x/term"},
	"cmd/notes-lsp":     {"cli", ""},
	// For tests only: nothing of the product imports them.
	"internal/lsptest": {"server cli text protocol weblink", "protocol jsonrpc2 uri testscript go-cmp"},
	"internal/bench":   {"", ""},
	"internal":         {"", ""},
}

// libraries names the modules of go.mod as the table does.
var libraries = map[string]string{
	"github.com/yuin/goldmark":        "goldmark",
	"github.com/sahilm/fuzzy":         "fuzzy",
	"github.com/pelletier/go-toml/v2": "go-toml",
	"github.com/spf13/cobra":          "cobra",
	"github.com/fsnotify/fsnotify":    "fsnotify",
	"github.com/google/go-cmp":        "go-cmp",
	"github.com/rogpeppe/go-internal": "testscript",
	"go.yaml.in/yaml/v3":              "yaml",
	"go.lsp.dev/protocol":             "protocol",
	"go.lsp.dev/jsonrpc2":             "jsonrpc2",
	"go.lsp.dev/uri":                  "uri",
	"golang.org/x/text":               "x/text",
	"golang.org/x/term":               "x/term",
	"golang.org/x/sync":               "x/sync",
	"golang.org/x/net":                "x/net",
	"golang.org/x/time":               "x/time",
	"github.com/cenkalti/backoff/v5":  "backoff",
}

type listedPackage struct {
	ImportPath string
	Imports    []string
}

func TestPackagesImportOnlyTheFloorsBelow(t *testing.T) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := map[string]bool{}
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p listedPackage
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		seen[name] = true
		checkImports(t, name, p.Imports)
	}
	for name := range layers {
		if !seen[name] && name != "internal" {
			t.Errorf("the floor table names %s, which does not exist", name)
		}
	}
}

func checkImports(t *testing.T, name string, imports []string) {
	t.Helper()
	allowed, ok := layers[name]
	if !ok {
		t.Errorf("%s is on no floor: add it to the table in internal/layers_test.go and to ARCHITECTURE.md", name)
		return
	}
	for _, path := range imports {
		if own, ok := strings.CutPrefix(path, module+"/internal/"); ok {
			if !slices.Contains(strings.Fields(allowed.internal), own) {
				t.Errorf("%s imports %s, which the floor table does not allow", name, own)
			}
			continue
		}
		if lib, ok := libraryOf(path); ok && !slices.Contains(strings.Fields(allowed.libraries), lib) {
			t.Errorf("%s imports %s, which the floor table does not allow", name, path)
		}
	}
}

// libraryOf names the library that path belongs to; ok is false for the standard
// library, whose paths have no dot in their first segment.
func libraryOf(path string) (string, bool) {
	first, _, _ := strings.Cut(path, "/")
	if !strings.Contains(first, ".") {
		return "", false
	}
	for module, name := range libraries {
		if path == module || strings.HasPrefix(path, module+"/") {
			return name, true
		}
	}
	return path, true
}
