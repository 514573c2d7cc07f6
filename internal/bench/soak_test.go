package bench

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// soaked is what one session is put through. SOAK sets another number of rounds, each
// of five edits and a request.
const (
	soakRounds = 20_000
	soakEdits  = 5
	soakOpen   = 40 // notes that are open at a time
)

// A long session costs no more at its end than at its beginning: memory, goroutines and
// time. It takes minutes, so it runs where SOAK is set only: make soak.
func TestSoak(t *testing.T) {
	set := os.Getenv("SOAK")
	if set == "" {
		t.Skip("SOAK is not set: make soak")
	}
	rounds := soakRounds
	if n, err := strconv.Atoi(set); err == nil && n > 1 {
		rounds = n
	}
	dir := t.TempDir()
	if err := Generate(dir, 1000); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	c := startWith(t, dir, t.TempDir(), &stderr)
	s := &soak{c: c, dir: dir, random: rand.New(rand.NewPCG(1, 1))}
	s.notes, _ = filepath.Glob(filepath.Join(dir, "*.md"))
	if more, _ := filepath.Glob(filepath.Join(dir, "*", "*.md")); len(s.notes) < soakOpen {
		s.notes = append(s.notes, more...)
	}
	for i := range soakOpen {
		s.open(i)
	}
	quarters := make([]quarter, 4)
	for i := range rounds {
		q := &quarters[i*4/rounds]
		for range soakEdits {
			s.edit()
		}
		begin := time.Now()
		s.ask(i)
		q.times = append(q.times, time.Since(begin))
		if i%50 == 0 {
			now, _ := c.memory()
			q.memory = append(q.memory, now)
			s.disturb()
		}
	}
	for i, q := range quarters {
		slices.Sort(q.times)
		t.Logf("quarter %d: memory %.1f MB, request median %.2f ms, 99%% %.2f ms, worst %.1f ms",
			i+1, q.median(), percentile(q.times, 0.5), percentile(q.times, 0.99), percentile(q.times, 1))
	}
	goroutines := s.goroutines(&stderr)
	t.Logf("%d edits, %d requests, %d goroutines at the end", s.edits, rounds, goroutines)
	second, last := quarters[1], quarters[3]
	if grown := last.median() / second.median(); grown > 1.1 {
		t.Errorf("memory grew to %.0f%% of the second quarter's", grown*100)
	}
	if a, b := percentile(second.times, 0.5), percentile(last.times, 0.5); b > a*1.5+1 {
		t.Errorf("requests take %.2f ms in the last quarter, %.2f ms in the second", b, a)
	}
	if goroutines > 40 {
		t.Errorf("%d goroutines are left:\n%.20000s", goroutines, &stderr)
	}
}

// A quarter is a part of the session.
type quarter struct {
	times  []time.Duration
	memory []float64
}

func (q quarter) median() float64 {
	sorted := slices.Sorted(slices.Values(q.memory))
	return sorted[len(sorted)/2]
}

type soak struct {
	c      *client
	dir    string
	random *rand.Rand
	notes  []string
	docs   [soakOpen]soakDoc
	edits  int
}

type soakDoc struct {
	uri     string
	version int
	lines   int
}

// open has slot i hold some note, instead of what it held.
func (s *soak) open(i int) {
	d := &s.docs[i]
	if d.uri != "" {
		s.c.notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": d.uri}})
	}
	path := s.notes[(s.random.IntN(len(s.notes)/soakOpen))*soakOpen+i] // no note in two slots
	text, err := os.ReadFile(path)
	if err != nil {
		s.c.tb.Fatal(err)
	}
	*d = soakDoc{uri: fileURI(path), version: 1, lines: bytes.Count(text, []byte("\n"))}
	s.c.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": d.uri, "languageId": "markdown", "version": 1, "text": string(text)}})
}

// edit types a line into an open note, or takes one out that is too many.
func (s *soak) edit() {
	d := &s.docs[s.random.IntN(soakOpen)]
	d.version++
	s.edits++
	line := s.random.IntN(d.lines + 1)
	r, text := span(line, 0, line, 0), [...]string{"[[note 7]] 한글 😀\n", "# 제목\n", "[[없는 노트]] #태그\n", "글\n", "[x](note.md#제목)\n"}[s.random.IntN(5)]
	d.lines++
	if d.lines > 200 {
		r, text = span(0, 0, 100, 0), ""
		d.lines -= 101
	}
	s.c.notify("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": d.uri, "version": d.version}, "contentChanges": []any{map[string]any{"range": r, "text": text}},
	})
}

func span(line, column, endLine, endColumn int) map[string]any {
	return map[string]any{"start": map[string]any{"line": line, "character": column}, "end": map[string]any{"line": endLine, "character": endColumn}}
}

// ask asks one question of many.
func (s *soak) ask(i int) {
	d := &s.docs[s.random.IntN(soakOpen)]
	doc := map[string]any{"uri": d.uri}
	at := map[string]any{"line": s.random.IntN(d.lines + 1), "character": s.random.IntN(8)}
	params := map[string]any{"textDocument": doc, "position": at, "range": span(0, 0, d.lines, 0), "context": map[string]any{"includeDeclaration": true, "diagnostics": []any{}}, "query": "not"}
	s.c.request([...]string{
		"textDocument/hover", "textDocument/completion", "textDocument/definition", "textDocument/references", "textDocument/documentSymbol",
		"textDocument/documentLink", "textDocument/codeLens", "textDocument/codeAction", "textDocument/foldingRange", "textDocument/inlayHint", "workspace/symbol",
		"textDocument/documentHighlight",
	}[i%12], params)
}

// disturb closes a note and opens another, and changes a file on disk.
func (s *soak) disturb() {
	s.open(s.random.IntN(soakOpen))
	path := filepath.Join(s.dir, fmt.Sprintf("새 %d.md", s.random.IntN(100)))
	if s.random.IntN(3) == 0 {
		os.Remove(path) // it may not be there
	} else if err := os.WriteFile(path, []byte(strings.Repeat("[[note 3]] 글\n", s.random.IntN(50))), 0o666); err != nil {
		s.c.tb.Fatal(err)
	}
	s.c.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": fileURI(path), "type": 2}}})
}

// goroutines ends the process as only its author would, and counts what was running.
func (s *soak) goroutines(stderr *bytes.Buffer) int {
	s.c.request("textDocument/hover", map[string]any{"textDocument": map[string]any{"uri": s.docs[0].uri}, "position": map[string]any{"line": 0, "character": 0}})
	if err := s.c.cmd.Process.Signal(syscall.SIGQUIT); err != nil {
		s.c.tb.Fatal(err)
	}
	_ = s.c.cmd.Wait() // it ends with 2
	return strings.Count(stderr.String(), "\ngoroutine ")
}
