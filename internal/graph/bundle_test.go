package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is embedded was built from the sources as they are. The sum is build.mjs's.
func TestThePageIsBuiltFromItsSources(t *testing.T) {
	sources := filepath.Join("..", "..", "editors", "graph")
	files := []string{"build.mjs", "package.json"}
	entries, err := os.ReadDir(filepath.Join(sources, "src"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		files = append(files, "src/"+e.Name())
	}
	sum := sha256.New()
	for _, file := range files {
		src, err := os.ReadFile(filepath.Join(sources, filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		sum.Write([]byte(file + "\n"))
		sum.Write(src)
	}
	want := hex.EncodeToString(sum.Sum(nil))
	if first, _, _ := strings.Cut(pageScript, "packages:"); !strings.Contains(first, want) {
		t.Errorf("the sources in editors/graph have the sum %s, the page was built from others: run make graph-page", want)
	}
}

// The bundle carries the licences of what it holds.
func TestThePageNamesWhatItIsMadeOf(t *testing.T) {
	for _, name := range []string{"sigma 3.", "graphology 0.", "graphology-layout-forceatlas2 0.", "Permission is hereby granted"} {
		if !strings.Contains(pageScript, name) {
			t.Errorf("the page does not say %q", name)
		}
	}
}
