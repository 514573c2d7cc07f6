package bench

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// openBuffers is how many notes TestSoakOpenBuffers has open at a time.
const openBuffers = 10_000

// Ten thousand notes that are open at a time cost their texts, and answers cost what
// they do with a few. Once they are closed the memory is given back.
func TestSoakOpenBuffers(t *testing.T) {
	if os.Getenv("SOAK") == "" {
		t.Skip("SOAK is not set: make soak")
	}
	dir := t.TempDir()
	if err := Generate(dir, openBuffers); err != nil {
		t.Fatal(err)
	}
	notes, err := filepath.Glob(filepath.Join(dir, "*", "*.md"))
	if err != nil || len(notes) != openBuffers {
		t.Fatal(len(notes), err)
	}
	c := startWith(t, dir, t.TempDir(), io.Discard)
	defer c.stop()
	c.settle()
	before, _ := c.memory()
	few := c.openAndAsk(notes[:40])
	start := time.Now()
	many := c.openAndAsk(notes[40:])
	took := time.Since(start)
	c.settle()
	open, _ := c.memory()
	for _, note := range notes {
		c.notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": fileURI(note)}})
	}
	c.settle()
	after, _ := c.memory()
	slices.Sort(few)
	slices.Sort(many)
	t.Logf("%d notes opened, edited and asked about in %.1f s; a question %.2f ms at the median with 40 open, %.2f ms up to all; memory %.0f MB before, %.0f MB with all open, %.0f MB when they are closed",
		len(notes), took.Seconds(), percentile(few, 0.5), percentile(many, 0.5), before, open, after)
	if a, b := percentile(few, 0.5), percentile(many, 0.5); b > 2*a+1 {
		t.Errorf("a question takes %.2f ms with many notes open, %.2f ms with few", b, a)
	}
	if after > (before+open)/2 {
		t.Errorf("%.0f MB are held when all notes are closed, %.0f MB before they were opened", after, before)
	}
}

// openAndAsk opens notes, edits each, and asks about some; it returns how long the
// answers took.
func (c *client) openAndAsk(notes []string) (times []time.Duration) {
	for i, note := range notes {
		text, err := os.ReadFile(note)
		if err != nil {
			c.tb.Fatal(err)
		}
		doc := map[string]any{"uri": fileURI(note), "languageId": "markdown", "version": 1, "text": string(text)}
		c.notify("textDocument/didOpen", map[string]any{"textDocument": doc})
		c.notify("textDocument/didChange", map[string]any{
			"textDocument":   map[string]any{"uri": fileURI(note), "version": 2},
			"contentChanges": []any{map[string]any{"range": span(0, 0, 0, 0), "text": fmt.Sprintf("# 열린 글 %d\n", i)}},
		})
		if i%20 == 0 {
			start := time.Now()
			found := c.request("textDocument/documentSymbol", map[string]any{"textDocument": map[string]any{"uri": fileURI(note)}})
			times = append(times, time.Since(start))
			if want := fmt.Sprintf("열린 글 %d\"", i); !bytes.Contains(found, []byte(want)) {
				c.tb.Fatalf("the outline of %s is %.300s, want %s in it", note, found, want)
			}
		}
	}
	return times
}
