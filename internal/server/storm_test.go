package server

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// gardenOf lists a garden of n notes with six links each, one note in twenty with
// one that leads nowhere.
func gardenOf(n int, seed uint64) map[string]string {
	random := rand.New(rand.NewPCG(seed, 1))
	name := func(i int) string { return fmt.Sprintf("%02d/note %d.md", i%40, i) }
	files := map[string]string{".gitignore": "*.tmp\n"}
	for i := range n {
		var b strings.Builder
		fmt.Fprintf(&b, "# Note %d, %d\n\n", i, seed)
		for range 6 {
			fmt.Fprintf(&b, "Words before [[note %d]] and a [way](../%s), then more of them.\n", random.IntN(n), strings.ReplaceAll(name(random.IntN(n)), " ", "%20"))
		}
		if i%20 == 0 {
			fmt.Fprintf(&b, "[[nowhere %d]] [gone](gone%d.md)\n", i, i)
		}
		files[name(i)] = b.String()
	}
	return files
}

func TestMeasureStorm(t *testing.T) {
	dir := garden(t, gardenOf(10000, 1))
	e := open(t, dir)
	doc := uri.File(filepath.Join(dir, "00/note 0.md"))
	began := time.Now()
	e.didOpen(doc, 1, "# Open\n[[note 5]] [[nowhere]]\n")
	e.problems(doc, "no-such-note")
	t.Logf("first diagnostics of the open note after %v", time.Since(began))
	e.await("all", func() bool { return len(e.told) >= 500 })
	t.Logf("all diagnostics after %v", time.Since(began))
	var paths []string
	for name, text := range gardenOf(10000, 2) {
		path := filepath.Join(dir, name)
		write(t, path, text)
		paths = append(paths, path)
	}
	began = time.Now()
	e.noticed(paths...)
	worst := time.Since(began)
	t.Logf("notification %v", worst)
	for i := range 300 {
		start := time.Now()
		e.didChange(doc, int32(i+2), whole(fmt.Sprintf("# Open\n[[note 5]] [[nowhere]] %d\n", i)))
		e.hover(doc, 1, 3)
		worst = max(worst, time.Since(start))
		<-time.After(5 * time.Millisecond)
	}
	t.Logf("worst %v", worst)
}

func TestMeasurePublish(t *testing.T) {
	files := gardenOf(3000, 1)
	for name, text := range files {
		files[name] = text + "[[nowhere at all]]\n"
	}
	dir := garden(t, files)
	e := open(t, dir)
	e.await("the first", func() bool { return len(e.told) > 0 })
	began := time.Now()
	e.await("all", func() bool { return len(e.told) >= 3000 })
	t.Logf("3000 published within %v of the first", time.Since(began))
}

func TestTyped(t *testing.T) { _ = protocol.Position{} }
