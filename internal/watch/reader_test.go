package watch

import (
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// deadline is how long a test waits before it calls the Watcher stuck. No test that
// passes waits for it.
const deadline = time.Minute

// A reader keeps a vault up to date by what a Watcher tells, as the server does.
type reader struct {
	t    testing.TB
	dir  string
	root *disk.Root
	w    *Watcher

	mu      sync.Mutex
	snap    *vault.Snapshot
	batches []Batch
	told    []string
	changed chan struct{} // closed and replaced with every batch
}

// real is a System that listens, and sweeps so seldom that all must be heard.
var real = System{Quiet: 10 * time.Millisecond, Often: time.Hour, Seldom: time.Hour}

// watch reads a folder and watches it.
func watch(t testing.TB, dir string, system System, mode Mode) *reader {
	t.Helper()
	root, err := disk.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{t: t, dir: dir, root: root, snap: vault.New(nil), changed: make(chan struct{})}
	r.look(Batch{Whole: true})
	r.w = Start(t.Context(), Options{
		Root: root, Mode: mode, Rules: func() disk.Rules { return disk.Rules{} }, Known: r.known,
		Told: func(sentence string) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.told = append(r.told, sentence)
		},
		Log: slog.New(slog.DiscardHandler), System: system,
	})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for b := range r.w.Batches() {
			r.look(b)
		}
	}()
	t.Cleanup(func() { <-done; root.Close() }) // t.Context ends before
	return r
}

func (r *reader) known() *vault.Snapshot {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.snap
}

// look puts what a batch tells of into the vault.
func (r *reader) look(b Batch) {
	ctx := r.t.Context()
	whole := r.root.Renew() || b.Whole
	snap := r.known()
	paths, doubted := []vault.NoteID{}, map[vault.NoteID]bool{}
	for _, p := range b.Paths {
		paths, doubted[vault.NoteID(p)] = append(paths, vault.NoteID(p)), true
	}
	var changes []vault.Change
	if !whole {
		changes, whole, _ = r.root.ChangesAt(ctx, disk.Rules{}, snap, paths, disk.Spread)
	}
	if whole {
		var err error
		if changes, _, err = r.root.Load(ctx, disk.Rules{}, snap, doubted, func(int, int) {}); err != nil {
			changes = nil // the root is gone, or the test is over
		}
	}
	next, _ := snap.Update(changes...)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.snap = next
	r.batches = append(r.batches, b)
	close(r.changed)
	r.changed = make(chan struct{})
}

// held lists what a vault holds.
func held(snap *vault.Snapshot) map[vault.NoteID]string {
	out := map[vault.NoteID]string{}
	for id := range snap.Files() {
		out[id] = "a file"
	}
	for n := range snap.Each() {
		out[n.ID] = "the note " + string(n.Text())
	}
	return out
}

// fresh is what a vault that is read now holds.
func (r *reader) fresh() map[vault.NoteID]string {
	r.t.Helper()
	root, err := disk.Open(r.dir)
	if err != nil {
		r.t.Fatal(err)
	}
	defer root.Close()
	changes, _, err := root.Load(r.t.Context(), disk.Rules{}, vault.New(nil), nil, func(int, int) {})
	r.ok(err)
	snap, _ := vault.New(nil).Update(changes...)
	return held(snap)
}

// await waits until ok holds, which is asked after every batch.
func (r *reader) await(what string, ok func() bool) {
	r.t.Helper()
	late := time.NewTimer(deadline)
	defer late.Stop()
	for {
		r.mu.Lock()
		changed := r.changed
		r.mu.Unlock()
		if ok() {
			return
		}
		select {
		case <-changed:
		case <-late.C:
			r.t.Fatalf("within %v there was not %s", deadline, what)
		}
	}
}

// agrees waits until the vault is what a fresh one would be. The disk must be at rest.
func (r *reader) agrees(after string) {
	r.t.Helper()
	want := r.fresh()
	var got map[vault.NoteID]string
	defer func() {
		if r.t.Failed() {
			r.t.Logf("after %s:\n%s", after, differences(got, want))
		}
	}()
	r.await("the vault of a fresh start after "+after, func() bool {
		got = held(r.known())
		return maps.Equal(got, want)
	})
}

func differences(got, want map[vault.NoteID]string) (out string) {
	all := maps.Clone(got)
	maps.Copy(all, want)
	for _, id := range slices.Sorted(maps.Keys(all)) {
		if got[id] != want[id] {
			out += fmt.Sprintf("%s is %.40q, want %.40q\n", id, got[id], want[id])
		}
	}
	return out
}

// counted is how many batches there were.
func (r *reader) counted() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.batches)
}

// ready waits until the Watcher listens to all folders.
func (r *reader) ready() {
	r.t.Helper()
	r.await("a Watcher that hears", func() bool {
		r.put("ready.md", time.Now().String())
		return r.w.Hears() && r.counted() > 1
	})
	r.agrees("the start")
}

func (r *reader) path(name string) string { return filepath.Join(r.dir, filepath.FromSlash(name)) }

// put writes a file.
func (r *reader) put(name, text string) {
	r.t.Helper()
	r.ok(os.MkdirAll(filepath.Dir(r.path(name)), 0o755))
	r.ok(os.WriteFile(r.path(name), []byte(text), 0o644))
}

func (r *reader) remove(name string) {
	r.t.Helper()
	r.ok(os.RemoveAll(r.path(name)))
}

func (r *reader) rename(from, to string) {
	r.t.Helper()
	r.ok(os.Rename(r.path(from), r.path(to)))
}

func (r *reader) ok(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// folder makes a folder with files.
func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
