package server

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// gardenOf lists a garden of n notes with twelve links each, one note in twenty with
// two more that lead nowhere.
func gardenOf(n int, seed uint64) map[string]string {
	random := rand.New(rand.NewPCG(seed, 1))
	name := func(i int) string { return fmt.Sprintf("%02d/note %d.md", i%40, i) }
	files := map[string]string{".gitignore": "*.tmp\n"}
	for i := range n {
		var b strings.Builder
		fmt.Fprintf(&b, "# Note %d, %d\n\n", i, seed)
		for range 6 {
			fmt.Fprintf(&b, "Words before [[note %d]] and a [way](../%s), then more.\n", random.IntN(n), strings.ReplaceAll(name(random.IntN(n)), " ", "%20"))
		}
		if i%20 == 0 {
			fmt.Fprintf(&b, "[[nowhere %d]] [gone](gone%d.md)\n", i, i)
		}
		files[name(i)] = b.String()
	}
	return files
}

// rewrite makes dir hold files instead of what it held, and lists every path of
// either, as a watcher does that tells of files only.
func rewrite(t testing.TB, dir string, old, files map[string]string) (paths []string) {
	t.Helper()
	for name := range old {
		if _, stays := files[name]; !stays {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
			os.Remove(filepath.Join(dir, filepath.Dir(name))) // fails where something is left
		}
		paths = append(paths, filepath.Join(dir, name))
	}
	for name, text := range files {
		write(t, filepath.Join(dir, name), text)
		if _, was := old[name]; !was {
			paths = append(paths, filepath.Join(dir, name))
		}
	}
	return paths
}

// held lists what a root's vault holds.
func held(r *root) map[vault.NoteID]string {
	out := map[vault.NoteID]string{}
	snap := r.snap.Load()
	for id := range snap.Files() {
		out[id] = "a file"
	}
	for n := range snap.Each() {
		out[n.ID] = string(n.Text())
	}
	return out
}

// sameAsFresh checks that a server that lived through changes holds what one that
// starts now does.
func sameAsFresh(e *editor, dir string) {
	e.t.Helper()
	e.looked()
	fresh := open(e.t, dir)
	fresh.looked()
	got, want := held((*e.s.roots.Load())[0]), held((*fresh.s.roots.Load())[0])
	for _, id := range slices.Sorted(maps.Keys(want)) {
		if got[id] != want[id] {
			e.t.Errorf("%s is %.40q, want %.40q", id, got[id], want[id])
		}
	}
	for _, id := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[id]; !ok {
			e.t.Errorf("%s is held, and a fresh start does not know it", id)
		}
	}
}

func TestStormEndsLikeAFreshStart(t *testing.T) {
	old, now := gardenOf(600, 1), gardenOf(500, 2)
	old["only old/a.md"] = "[[b]]"
	old["only old/deep/b.md"] = "b"
	now["only new/deep/a.md"] = "[[hidden]] ![](../../.hidden/x.png)"
	now["picture.png"] = "x"
	for _, c := range []struct {
		name     string
		early    bool // before the first load is done
		oneByOne bool
	}{{name: "in one message"}, {name: "one by one", oneByOne: true}, {name: "while it starts", early: true}} {
		t.Run(c.name, func(t *testing.T) {
			dir := garden(t, old)
			write(t, filepath.Join(dir, ".hidden/x.png"), "x")
			e := open(t, dir)
			if !c.early {
				e.looked()
			}
			paths := rewrite(t, dir, old, now)
			doc := uri.File(filepath.Join(dir, "01/note 1.md"))
			e.didOpen(doc, 1, "mine")
			if c.oneByOne {
				for _, p := range paths {
					e.noticed(p)
				}
			} else {
				e.noticed(paths...)
			}
			e.didChange(doc, 2, whole("mine again"))
			e.looked()
			if got := held((*e.s.roots.Load())[0])["01/note 1.md"]; got != "mine again" {
				t.Errorf("the open note is %.40q, want the editor's text", got)
			}
			e.didClose(doc)
			sameAsFresh(e, dir)
		})
	}
}

func TestBufferClosedDuringAStorm(t *testing.T) {
	files := gardenOf(300, 1)
	dir := garden(t, files)
	e := open(t, dir)
	e.looked()
	var paths []string
	for name := range files {
		paths = append(paths, filepath.Join(dir, name))
	}
	for i := range 20 {
		path := filepath.Join(dir, "01/note 1.md")
		e.didOpen(uri.File(path), 1, "unsaved")
		e.noticed(paths...)
		write(t, path, fmt.Sprintf("saved %d", i))
		e.didClose(uri.File(path))
	}
	sameAsFresh(e, dir)
}

// BenchmarkStorm tells how long an editor waits at worst, for a change and a hover,
// while 10,000 notes change on disk.
func BenchmarkStorm(b *testing.B) {
	files := gardenOf(10_000, 1)
	dir := garden(b, files)
	e := open(b, dir)
	e.looked()
	doc := uri.File(filepath.Join(dir, "00/note 0.md"))
	e.didOpen(doc, 1, "# Open\n[[note 5]]\n")
	var worst time.Duration
	version := int32(1)
	for b.Loop() {
		paths := rewrite(b, dir, files, gardenOf(10_000, uint64(version)+1))
		done := make(chan struct{})
		start := time.Now()
		e.noticed(paths...)
		worst = max(worst, time.Since(start))
		go func() { defer close(done); e.looked() }()
		for looking := true; looking; {
			start, version = time.Now(), version+1
			e.didChange(doc, version, whole(fmt.Sprintf("# Open %d\n[[note 5]]\n", version)))
			e.hover(doc, 1, 3)
			worst = max(worst, time.Since(start))
			select {
			case <-done:
				looking = false
			case <-time.After(2 * time.Millisecond):
			}
		}
	}
	b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
}

// BenchmarkFirstPublish tells how long after the first load the open note's
// problems are told, and those of all 3,000 notes.
func BenchmarkFirstPublish(b *testing.B) {
	files := gardenOf(3000, 1)
	for name, text := range files {
		files[name] = text + "[[nowhere at all]]\n"
	}
	dir := garden(b, files)
	doc := uri.File(filepath.Join(dir, "39/note 39.md"))
	var first, all time.Duration
	for b.Loop() {
		e := open(b, dir)
		e.didOpen(doc, 1, "[[nowhere at all]]")
		e.looked()
		start := time.Now()
		e.problems(doc, "no-such-note")
		first += time.Since(start)
		e.await("all notes", func() bool { return len(e.told) >= 3000 })
		all += time.Since(start)
		e.s.Close()
	}
	b.ReportMetric(float64(first.Milliseconds())/float64(b.N), "open-ms")
	b.ReportMetric(float64(all.Milliseconds())/float64(b.N), "all-ms")
}
