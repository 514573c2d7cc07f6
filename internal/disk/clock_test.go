package disk

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// clockSteps are the times that files may have, seen from now: of a clock that was wrong,
// that was set since, or that is another machine's.
var clockSteps = []time.Duration{-50 * 365 * 24 * time.Hour, -time.Hour, -time.Second, 0, time.Second, 30 * time.Second, time.Hour, 10 * 365 * 24 * time.Hour}

// Whatever the clock said when a note was written, and when it was written again, with
// text of the same size: a look at the disk has the new text, and a sweep tells of it.
func TestEveryPairOfTimes(t *testing.T) {
	now := time.Now()
	for _, before := range clockSteps {
		for _, after := range clockSteps {
			dir := t.TempDir()
			put := func(text string, at time.Duration) {
				t.Helper()
				file := filepath.Join(dir, "글.md")
				if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
				if err := os.Chtimes(file, now.Add(at), now.Add(at)); err != nil {
					t.Fatal(err)
				}
			}
			put("하나", before)
			r := open(t, dir)
			old := known(t, r)
			put("두울", after)
			checkTold(t, r, old)
			if before == after { // no clock stands still so long: somebody has set the time
				continue
			}
			if got := differing(t, r, old, false); !slices.Contains(got, "글.md") {
				t.Errorf("written at %v and at %v: a sweep finds %q", before, after, got)
			}
			changes, _, err := r.Load(t.Context(), Rules{}, old, nil, func(int, int) {})
			if err != nil || len(changes) != 1 || string(changes[0].Note.Text()) != "두울" {
				t.Errorf("written at %v and at %v: a look finds %+v, %v", before, after, changes, err)
			}
		}
	}
}

// checkTold checks that who is told of the note reads it, whatever its stamp.
func checkTold(t *testing.T, r *Root, old *vault.Snapshot) {
	t.Helper()
	changes, _, problems := r.ChangesAt(t.Context(), Rules{}, old, []vault.NoteID{"글.md"}, Spread)
	if len(problems) > 0 || len(changes) != 1 || string(changes[0].Note.Text()) != "두울" {
		t.Errorf("who is told finds %+v, %v", changes, problems)
	}
}

// Times that lie far ahead, as those of files from a machine whose clock was wrong, do not
// have a sweep tell of the notes again and again.
func TestTimesAheadAreNoNews(t *testing.T) {
	dir := tree(t, "글.md", "방/글.md")
	for _, name := range []string{"글.md", "방/글.md"} {
		ahead := time.Now().Add(24 * time.Hour)
		if err := os.Chtimes(filepath.Join(dir, name), ahead, ahead); err != nil {
			t.Fatal(err)
		}
	}
	r := open(t, dir)
	if got := differing(t, r, known(t, r), false); len(got) > 0 {
		t.Errorf("a sweep finds %q, want nothing", got)
	}
}
