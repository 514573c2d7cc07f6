package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// debounce is how long the server waits for a pause in typing before it publishes.
const debounce = 80 * time.Millisecond

// sizes are the numbers of notes of the generated vaults: those in SIZES, "100000" or
// "1000 10000", or else two that are made in a moment.
func sizes(b *testing.B) []int {
	set := strings.Fields(os.Getenv("SIZES"))
	if len(set) == 0 {
		return []int{1000, 10_000}
	}
	var out []int
	for _, s := range set {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			b.Fatalf("SIZES has %q, want numbers of notes", s)
		}
		out = append(out, n)
	}
	return out
}

// vaults are what is measured: the folder in NOTES, or generated ones.
func vaults(b *testing.B, run func(b *testing.B, dir string)) {
	if dir := os.Getenv("NOTES"); dir != "" {
		abs, err := filepath.Abs(dir)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(filepath.Base(abs), func(b *testing.B) { run(b, abs) })
		return
	}
	for _, n := range sizes(b) {
		dir := b.TempDir()
		if err := Generate(dir, n); err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("notes=%d", n), func(b *testing.B) { run(b, dir) })
	}
}

// notesOf lists the notes of a vault, and reads them: the physical limit of a start.
func notesOf(b *testing.B, dir string) (notes []string, size int, took time.Duration) {
	begin := time.Now()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && strings.HasSuffix(path, ".md") {
			data, err := os.ReadFile(path)
			notes, size = append(notes, path), size+len(data)
			return err
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return notes, size, time.Since(begin)
}

// BenchmarkStart is from the start of the process to the complete index: the time on
// the clock, and that of all processors, which a busy machine bends less. The metric
// "read-ms" is the physical limit, reading the same files on one processor, and
// "x-read" the ratio to it. Memory is measured when the vault's problems are sent.
func BenchmarkStart(b *testing.B) { starts(b, b.TempDir) }

// BenchmarkWarmStart is BenchmarkStart where an earlier server kept the index.
func BenchmarkWarmStart(b *testing.B) {
	caches := b.TempDir()
	starts(b, func() string { return caches })
}

// starts measures starts with these folders for caches.
func starts(b *testing.B, caches func() string) {
	vaults(b, func(b *testing.B, dir string) {
		_, size, read := notesOf(b, dir)
		startWith(b, dir, caches(), nil).stop()
		var times, processor []time.Duration
		var now, peak float64
		for range b.N {
			begin := time.Now()
			c := startWith(b, dir, caches(), nil)
			times = append(times, time.Since(begin))
			processor = append(processor, time.Duration(c.ticks())*10*time.Millisecond)
			c.settle()
			n, p := c.memory()
			now, peak = max(now, n), max(peak, p)
			c.stop()
		}
		slices.Sort(times)
		slices.Sort(processor)
		b.ReportMetric(percentile(times, 0.5), "ready-p50-ms")
		b.ReportMetric(percentile(processor, 0.5), "ready-cpu-ms")
		b.ReportMetric(float64(read.Microseconds())/1000, "read-ms")
		b.ReportMetric(percentile(times, 0.5)/(float64(read.Microseconds())/1000), "x-read")
		b.ReportMetric(float64(size)/1e6, "notes-MB")
		b.ReportMetric(now, "memory-MB")
		b.ReportMetric(peak, "peak-MB")
	})
}

// BenchmarkKeystroke is from a change to the diagnostics it causes, the debounce
// taken off.
func BenchmarkKeystroke(b *testing.B) {
	vaults(b, func(b *testing.B, dir string) {
		notes, _, _ := notesOf(b, dir)
		c := start(b, dir)
		defer c.stop()
		uri := fileURI(notes[len(notes)/2])
		text, err := os.ReadFile(notes[len(notes)/2])
		if err != nil {
			b.Fatal(err)
		}
		c.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "languageId": "markdown", "version": 0, "text": string(text)}})
		c.until(published(uri, 0))
		line := bytes.Count(text, []byte("\n"))
		var times []time.Duration
		b.ResetTimer()
		for i := range b.N {
			end := map[string]any{"line": line + i, "character": 0}
			begin := time.Now()
			c.notify("textDocument/didChange", map[string]any{
				"textDocument":   map[string]any{"uri": uri, "version": i + 1},
				"contentChanges": []any{map[string]any{"range": map[string]any{"start": end, "end": end}, "text": "[[없는 링크]]\n"}},
			})
			c.until(published(uri, i+1))
			times = append(times, time.Since(begin)-debounce)
		}
		slices.Sort(times)
		b.ReportMetric(percentile(times, 0.5), "keystroke-p50-ms")
		b.ReportMetric(percentile(times, 0.95), "keystroke-p95-ms")
		now, peak := c.memory()
		b.ReportMetric(now, "memory-MB")
		b.ReportMetric(peak, "peak-MB")
	})
}

// BenchmarkHeading is from a heading typed in one note to the diagnostics of another
// note that links to it, the debounce taken off. The metric "notes-told" is how many
// notes the client hears of for one edit, in the median, since the first edits meet
// the whole vault's problems on their way: the two.
func BenchmarkHeading(b *testing.B) {
	vaults(b, func(b *testing.B, dir string) {
		notes, _, _ := notesOf(b, dir)
		c := start(b, dir)
		defer c.stop()
		target, from := notes[len(notes)/2], notes[len(notes)/3]
		rel, err := filepath.Rel(filepath.Dir(from), target)
		if err != nil {
			b.Fatal(err)
		}
		toURI, fromURI := fileURI(target), fileURI(from)
		c.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": toURI, "languageId": "markdown", "version": 0, "text": "# 제목\n"}})
		c.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": fromURI, "languageId": "markdown", "version": 0, "text": "[x](<" + filepath.ToSlash(rel) + "#새-제목>)\n"}})
		c.until(published(fromURI, 0))
		var times []time.Duration
		var told []int
		b.ResetTimer()
		for i := range b.N {
			text := "# 제목\n"
			if i%2 == 0 {
				text += "## 새 제목\n"
			}
			begin := time.Now()
			c.notify("textDocument/didChange", map[string]any{
				"textDocument":   map[string]any{"uri": toURI, "version": i + 1},
				"contentChanges": []any{map[string]any{"text": text}},
			})
			seen := map[string]bool{}
			c.until(func(m message) bool {
				var p struct {
					URI string `json:"uri"`
				}
				if m.Method == "textDocument/publishDiagnostics" && json.Unmarshal(m.Params, &p) == nil {
					seen[p.URI] = true
				}
				return seen[toURI] && seen[fromURI]
			})
			times = append(times, time.Since(begin)-debounce)
			told = append(told, len(seen))
		}
		slices.Sort(times)
		b.ReportMetric(percentile(times, 0.5), "heading-p50-ms")
		b.ReportMetric(percentile(times, 0.95), "heading-p95-ms")
		slices.Sort(told)
		b.ReportMetric(float64(told[len(told)/2]), "notes-told")
	})
}

func published(uri string, version int) func(message) bool {
	return func(m message) bool {
		if m.Method != "textDocument/publishDiagnostics" {
			return false
		}
		var p struct {
			URI     string `json:"uri"`
			Version int    `json:"version"`
		}
		return json.Unmarshal(m.Params, &p) == nil && p.URI == uri && p.Version == version
	}
}
