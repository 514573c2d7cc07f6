package server

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// restarted is an editor whose server keeps indexes of vaults of any size in folder.
func restarted(t *testing.T, folder string, dirs ...string) *editor {
	t.Helper()
	e := newEditor(t)
	e.s.indexes = folder
	e.s.worthKeeping = func(_, changed int) bool { return changed > 0 }
	e.start(`{}`, dirs...)
	e.looked()
	return e
}

// kept is how many files there are in a folder.
func kept(t *testing.T, folder string) int {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return len(entries)
}

// fresh is how many notes of the first root are not as they were kept.
func (e *editor) fresh() int {
	e.s.mu.Lock()
	defer e.s.mu.Unlock()
	return (*e.s.roots.Load())[0].unkept
}

// aged writes files that were written long ago.
func aged(t *testing.T, dir string, files map[string]string, at time.Time) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
}

var lastYear = time.Date(2025, 1, 1, 0, 0, 0, 1, time.UTC)

func TestTheNextStartReadsNoNotes(t *testing.T) {
	dir, folder := t.TempDir(), t.TempDir()
	aged(t, dir, map[string]string{"빵.md": "# 빵\n[[떡]] [[없음]]\n", "떡.md": "# 떡\n"}, lastYear)
	first := restarted(t, folder, dir)
	first.s.Close()
	if first.fresh() != 0 || kept(t, folder) != 1 {
		t.Errorf("after the first session %d notes are unkept, in %d files", first.fresh(), kept(t, folder))
	}
	second := restarted(t, folder, dir)
	if n := second.fresh(); n != 0 {
		t.Errorf("the second start parsed %d notes", n)
	}
	second.problems(uri.File(filepath.Join(dir, "빵.md")), "no-such-note")
	aged(t, dir, map[string]string{"없음.md": "# 이제\n"}, lastYear)
	second.noticed(filepath.Join(dir, "없음.md"))
	second.looked()
	second.problems(uri.File(filepath.Join(dir, "빵.md")))
	second.s.Close()
	third := restarted(t, folder, dir)
	if n := third.fresh(); n != 0 || (*third.s.roots.Load())[0].snap.Load().Len() != 3 {
		t.Errorf("the third start parsed %d notes", n)
	}
}

func TestTheIndexIsKeptWhenItIsQuiet(t *testing.T) {
	dir, folder := t.TempDir(), t.TempDir()
	aged(t, dir, map[string]string{"빵.md": "# 빵\n"}, lastYear)
	e := newEditor(t)
	e.s.indexes, e.s.keepAfter = folder, time.Millisecond
	asked := make(chan int, 100)
	e.s.worthKeeping = func(_, changed int) bool {
		asked <- changed
		return changed > 0
	}
	e.start(`{}`, dir)
	for changed := -1; changed != 1; { // the first time may come before the first look ends
		changed = <-asked
	}
	select { // asked about once more, it has been kept
	case e.s.looked <- struct{}{}:
	default:
	}
	if changed := <-asked; changed != 0 || kept(t, folder) != 1 {
		t.Errorf("%d notes are unkept, in %d files", changed, kept(t, folder))
	}
}

func TestNothingIsKeptWhereNobodyWantsIt(t *testing.T) {
	dir, folder := t.TempDir(), t.TempDir()
	aged(t, dir, map[string]string{"빵.md": "# 빵\n", ".notes-lsp.toml": "[server]\ncache = false\n"}, lastYear)
	restarted(t, folder, dir).s.Close()
	if n := kept(t, folder); n != 0 {
		t.Errorf("%d files are kept", n)
	}
	// Where it can't be kept, nothing is told and nothing fails.
	file := filepath.Join(t.TempDir(), "file")
	aged(t, dir, map[string]string{".notes-lsp.toml": ""}, lastYear)
	aged(t, filepath.Dir(file), map[string]string{"file": ""}, lastYear)
	e := restarted(t, file, dir)
	e.s.Close()
	if len(e.messages) > 0 {
		t.Errorf("the user is told %q", e.messages)
	}
}

// TestWarmSessionsTellWhatColdOnesTell changes a vault between sessions.
func TestWarmSessionsTellWhatColdOnesTell(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	dir, folder := t.TempDir(), t.TempDir()
	at := lastYear
	for round := range 8 {
		for range 1 + r.IntN(6) {
			name := fmt.Sprintf("글 %d.md", r.IntN(8))
			at = at.Add(time.Second)
			if r.IntN(5) == 0 {
				_ = os.Remove(filepath.Join(dir, name))
				continue
			}
			aged(t, dir, map[string]string{name: fmt.Sprintf("# 제목 %d\n[[글 %d]] [[글 %d#제목 %d]] #태그\n", r.IntN(3), r.IntN(9), r.IntN(8), r.IntN(3))}, at)
		}
		warm, cold := restarted(t, folder, dir), restarted(t, "", dir)
		warm.published()
		cold.published()
		snap := (*cold.s.roots.Load())[0].snap.Load()
		for n := range snap.Notes() {
			u := uri.File(filepath.Join(dir, string(n.ID)))
			if got, want := fmt.Sprint(warm.now(u)), fmt.Sprint(cold.now(u)); got != want {
				t.Errorf("round %d: %s has %s, want %s", round, n.ID, got, want)
			}
		}
		if got := files((*warm.s.roots.Load())[0].snap.Load()); got != files(snap) {
			t.Errorf("round %d: a warm start has %s, want %s", round, got, files(snap))
		}
		warm.s.Close()
		cold.s.Close()
	}
}

func files(s *vault.Snapshot) string {
	seen := map[vault.NoteID]bool{}
	for id := range s.Files() {
		seen[id] = true
	}
	return fmt.Sprint(seen) // in order
}
