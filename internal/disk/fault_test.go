package disk

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// loaded is what a look at the whole makes of what was known.
func loaded(t *testing.T, r *Root, old *vault.Snapshot) *vault.Snapshot {
	t.Helper()
	changes, _, err := r.Load(t.Context(), Rules{}, old, nil, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	next, _ := old.Update(changes...)
	return next
}

func textIn(s *vault.Snapshot, id vault.NoteID) string {
	n, ok := s.Note(id)
	if !ok {
		return "(no note)"
	}
	return string(n.Text())
}

// A note that is written twice within a tick of the clock looks the same, and yet its
// second text is found.
func TestWrittenTwiceInATick(t *testing.T) {
	dir := t.TempDir()
	r := open(t, dir)
	for {
		write(t, dir, "글.md", "# 하나")
		tick := time.Now().Truncate(time.Second) // of a file system that counts in seconds
		chtimes(t, dir, "글.md", tick)
		s := loaded(t, r, vault.New(nil))
		if time.Since(tick) > 1500*time.Millisecond {
			continue // too slow for what is to be shown
		}
		write(t, dir, "글.md", "# 두울")
		chtimes(t, dir, "글.md", tick)
		if got := textIn(loaded(t, r, s), "글.md"); got != "# 두울" {
			t.Fatalf("the note is %q", got)
		}
		return
	}
}

func TestTimeThatProves(t *testing.T) {
	now := time.Unix(1000, 500_000_000)
	for _, c := range []struct {
		age  time.Duration
		want bool
	}{
		{10 * time.Millisecond, false}, {30 * time.Millisecond, true}, {-time.Second - 1, false}, {-2 * time.Minute, true}, {500 * time.Millisecond, false}, {1500 * time.Millisecond, false}, {2500 * time.Millisecond, true},
	} {
		if got := proves(now.Add(-c.age), now); got != c.want {
			t.Errorf("the time of a file %v old proves its content: %t, want %t", c.age, got, c.want)
		}
	}
}

// A clock that is set back or forth, and files that bring older times along, change
// nothing: another time is another content.
func TestClockSteps(t *testing.T) {
	dir := t.TempDir()
	r := open(t, dir)
	write(t, dir, "글.md", "# 0")
	s := loaded(t, r, vault.New(nil))
	now := time.Now()
	for i, at := range []time.Time{now.Add(24 * time.Hour), now.Add(-24 * time.Hour), time.Unix(0, 0), now.AddDate(50, 0, 0), now} {
		want := fmt.Sprintf("# %d", i+1)
		write(t, dir, "글.md", want)
		chtimes(t, dir, "글.md", at)
		s = loaded(t, r, s)
		if got := textIn(s, "글.md"); got != want {
			t.Fatalf("at %v the note is %q, want %q", at, got, want)
		}
	}
}

func chtimes(t *testing.T, dir, name string, at time.Time) {
	t.Helper()
	if err := os.Chtimes(filepath.Join(dir, name), at, at); err != nil {
		t.Fatal(err)
	}
}

// Notes that come, go, and are half written while they are read: each is there as it was
// at some moment, or not, and in the end all are as they are on disk.
func TestLoadWhileFilesChange(t *testing.T) {
	dir := t.TempDir()
	r := open(t, dir)
	const notes = 60
	half, whole := strings.Repeat("가", 3000), strings.Repeat("가", 6000)+" 끝"
	var stop atomic.Bool
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := 0; !stop.Load(); i++ {
			name := filepath.Join(dir, fmt.Sprintf("%d.md", i%notes))
			switch i % 5 {
			case 0:
				os.Remove(name)
			case 1:
				os.WriteFile(name+".tmp", []byte(whole), 0o666)
				os.Rename(name+".tmp", name)
			default:
				os.WriteFile(name, []byte(half), 0o666)
				if f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0); err == nil {
					f.WriteString(whole[len(half):])
					f.Close()
				}
			}
		}
	}()
	s := vault.New(nil)
	for range 40 {
		s = loaded(t, r, s)
		for n := range s.Each() {
			if text := n.Text(); text != nil && !strings.HasPrefix(whole, string(text)) {
				t.Errorf("%s is %.60q", n.ID, text)
			}
		}
	}
	stop.Store(true)
	<-done
	s = loaded(t, r, s)
	for i := range notes {
		id := fmt.Sprintf("%d.md", i)
		data, err := os.ReadFile(filepath.Join(dir, id))
		if err != nil {
			data = []byte("(no note)")
		}
		if got := textIn(s, vault.NoteID(id)); got != string(data) {
			t.Errorf("%s is %.60q, want %.60q", id, got, data)
		}
	}
}

// A folder that is exchanged for a symlink out of the root, at whatever moment, lets
// nothing of the outside in, and nothing is written there.
func TestSymlinkRace(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	const secret = "my diary says"
	for i := range 20 {
		write(t, dir, fmt.Sprintf("folder/%d.md", i), "# inside")
		write(t, outside, fmt.Sprintf("%d.md", i), secret)
	}
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	r := open(t, dir)
	folder, aside := filepath.Join(dir, "folder"), filepath.Join(dir, "aside")
	symlink(t, dir, "link", outside)
	link := filepath.Join(dir, "link")
	var stop atomic.Bool
	var turns atomic.Int64
	done := make(chan struct{})
	go func() {
		defer close(done)
		for !stop.Load() {
			os.Rename(folder, aside)
			os.Rename(link, folder)
			turns.Add(1)
			os.Rename(folder, link)
			os.Rename(aside, folder)
		}
	}()
	for i := 0; i < 300 || turns.Load() < 300; i++ {
		if i%10 == 0 {
			for n := range loaded(t, r, vault.New(nil)).Each() {
				if strings.Contains(string(n.Text()), secret) {
					t.Errorf("%s was read from outside", n.ID)
				}
			}
		}
		id := fmt.Sprintf("folder/%d.md", i%20)
		if data, _, err := r.ReadFile(id); err == nil && strings.Contains(string(data), secret) {
			t.Errorf("%s was read from outside", id)
		}
		_ = r.Commit(t.Context(), []Write{{ID: id, Old: []byte("# inside"), New: []byte("# inside")}}, nil) // what counts is where it writes
		_ = r.Commit(t.Context(), []Write{{ID: id, Old: []byte(secret), New: []byte("written")}}, nil)
		if _, err := r.Recover(); err != nil {
			t.Logf("recover: %v", err)
		}
	}
	stop.Store(true)
	<-done
	entries, err := os.ReadDir(outside)
	if err != nil || len(entries) != 20 {
		t.Errorf("outside there are %d files, %v", len(entries), err)
	}
	for _, e := range entries {
		if data, err := os.ReadFile(filepath.Join(outside, e.Name())); string(data) != secret {
			t.Errorf("outside %s is %q, %v", e.Name(), data, err)
		}
	}
	t.Logf("%d turns", turns.Load())
}
