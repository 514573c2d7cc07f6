package disk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// The environment of a process that makes a change and is ended on the way.
const (
	envDo   = "DISK_TEST_DO" // commit or recover
	envDir  = "DISK_TEST_DIR"
	envSeed = "DISK_TEST_SEED"
	envStep = "DISK_TEST_STEP" // the one, from 1, before which it ends
)

// killed is the exit code of a process that ended on the way.
const killed = 137

func TestMain(m *testing.M) {
	if do := os.Getenv(envDo); do != "" {
		os.Exit(child(do))
	}
	os.Exit(m.Run())
}

// child is the process that is ended.
func child(do string) int {
	seed, _ := strconv.ParseUint(os.Getenv(envSeed), 10, 64)
	end, _ := strconv.Atoi(os.Getenv(envStep))
	r, err := Open(os.Getenv(envDir))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	steps := make(chan int, 1)
	steps <- 0
	r.before = func(string) error {
		n := <-steps + 1
		if n == end {
			os.Exit(killed) // nothing deferred is run, and the others wait for ever
		}
		steps <- n
		return nil
	}
	if do == "recover" {
		_, err = r.Recover()
	} else {
		s := newScene(seed)
		err = r.Commit(context.Background(), s.writes, s.renames)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// endedAt runs do in a process that ends before a step, and reports whether it did.
func endedAt(t *testing.T, do, dir string, seed uint64, step int) bool {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), envDo+"="+do, envDir+"="+dir, envSeed+"="+fmt.Sprint(seed), envStep+"="+fmt.Sprint(step))
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == killed {
		return true
	}
	if err != nil {
		t.Fatalf("seed %d: %s, ended at step %d: %v\n%s", seed, do, step, err, out)
	}
	return false
}

// A scene is a tree and a change of it.
type scene struct {
	files   map[string]string // a folder ends in a slash, a symlink's content starts with "-> "
	writes  []Write
	renames []Rename
}

// newScene is the same for the same seed. Names are odd, some files are hidden, in
// folders that move too, and some notes are symlinks.
func newScene(seed uint64) scene {
	rng := rand.New(rand.NewPCG(seed, 1))
	s := scene{files: map[string]string{"비었음/": "", ".git/config": "x"}}
	folders := []string{"", "가/", "가/나 다/", "b/", "\u1112\u1161\u11ab/", "b/😀/"}
	var notes []string
	for i := range 3 + rng.IntN(5) {
		id := fmt.Sprintf("%s%s %d.md", folders[rng.IntN(len(folders))], []string{"노트", "\u1102\u1169", "a#b", ".hidden"}[rng.IntN(4)], i)
		s.files[id] = fmt.Sprintf("# %d\r\n[[x]] %d", i, rng.IntN(1000))
		notes = append(notes, id)
	}
	s.files["가/숨은/.x"] = "hidden"
	if rng.IntN(2) == 0 {
		s.files["sym.md"] = "-> " + notes[0]
	}
	for i, id := range notes {
		switch {
		case i == 0 && s.files["sym.md"] != "":
			id = "sym.md" // written to through the symlink
		case rng.IntN(3) == 0:
			continue
		}
		s.writes = append(s.writes, Write{ID: id, Old: []byte(s.files[notes[i]]), New: fmt.Appendf(nil, "%s and [[y]]", s.files[notes[i]])})
	}
	to := []string{"새 곳/x", "b2", "c/d/e", "Z"}[rng.IntN(4)]
	switch from := []string{"가", "b", "가/나 다", notes[1]}[rng.IntN(4)]; {
	case s.has(from) && from == notes[1]:
		s.renames = append(s.renames, Rename{from, to + ".md"})
	case s.has(from):
		s.renames = append(s.renames, Rename{from, to})
	}
	s.renames = append(s.renames, Rename{".git", "비었음/.git"})
	return s
}

func (s scene) has(id string) bool {
	for f := range s.files {
		if isBelow(f, id) {
			return true
		}
	}
	return false
}

// lay makes the tree in a new folder.
func (s scene) lay(t testing.TB) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for id, content := range s.files {
		if target, ok := strings.CutPrefix(content, "-> "); ok {
			symlink(t, dir, id, target)
		} else {
			write(t, dir, id, content)
		}
	}
	return dir
}

// after is the tree that the change leads to.
func (s scene) after() map[string]string {
	files := maps.Clone(s.files)
	for _, w := range s.writes {
		id := w.ID
		if target, ok := strings.CutPrefix(files[id], "-> "); ok {
			id = target
		}
		files[id] = string(w.New)
	}
	moved := map[string]string{}
	for id, content := range files {
		to := id
		for _, m := range s.renames {
			if isBelow(id, m.From) {
				to = m.To + id[len(m.From):]
			}
		}
		moved[to] = content
	}
	for _, m := range s.renames {
		if dir := path.Dir(m.From); dir != "." {
			moved[dir+"/"] = "" // it stays, be it empty
		}
	}
	return moved
}

// treeOf lists what is beneath dir, folders too, as a scene does.
func treeOf(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(at string, e fs.DirEntry, err error) error {
		if err != nil || at == dir {
			return err
		}
		rel, err := filepath.Rel(dir, at)
		if err != nil {
			return err
		}
		id := filepath.ToSlash(rel)
		switch e.Type() {
		case fs.ModeDir:
			files[id+"/"] = ""
		case fs.ModeSymlink:
			target, err := os.Readlink(at)
			files[id] = "-> " + target
			return err
		default:
			data, err := os.ReadFile(at)
			files[id] = string(data)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// withFolders adds the folders that files lie in.
func withFolders(files map[string]string) map[string]string {
	out := maps.Clone(files)
	for id := range files {
		for dir := path.Dir(strings.TrimSuffix(id, "/")); dir != "."; dir = path.Dir(dir) {
			out[dir+"/"] = ""
		}
	}
	return out
}

// difference shows in what two trees differ, "" for nothing.
func difference(got, want map[string]string) string {
	var b strings.Builder
	for _, id := range slices.Sorted(maps.Keys(got)) {
		if w, ok := want[id]; !ok {
			fmt.Fprintf(&b, "+ %s\n", id)
		} else if w != got[id] {
			fmt.Fprintf(&b, "~ %s: %q, want %q\n", id, got[id], w)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(want)) {
		if _, ok := got[id]; !ok {
			fmt.Fprintf(&b, "- %s\n", id)
		}
	}
	return b.String()
}

// state gives the test a state folder of its own, and returns it.
func state(t testing.TB) string {
	dir := t.TempDir()
	t.Setenv("XDG_STATE_HOME", dir)
	return filepath.Join(dir, "notes-lsp")
}

// checkNoJournal reports what is left in the state folder but the lock.
func checkNoJournal(t testing.TB, state string) {
	t.Helper()
	entries, err := os.ReadDir(state)
	if err != nil && !isGone(err) {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != "lock" && e.Name() != "next" {
			t.Errorf("%s is left in the state folder", e.Name())
		}
	}
}

// Wherever the process is killed, and wherever the one that recovers is, the tree is in
// the end what it was before, or what it was to become.
func TestKilledAtEveryStep(t *testing.T) {
	left := state(t)
	made, undone, cut := 0, 0, 0
	for seed := range uint64(4) {
		s := newScene(seed)
		before, after := withFolders(s.files), withFolders(s.after())
		rng := rand.New(rand.NewPCG(seed, 2))
		returned := false // no more before it once it was after
		for step := 1; ; step++ {
			dir := s.lay(t)
			if !endedAt(t, "commit", dir, seed, step) {
				if d := difference(treeOf(t, dir), after); d != "" {
					t.Fatalf("seed %d: not what it was to become:\n%s", seed, d)
				}
				break
			}
			for range rng.IntN(4) {
				if endedAt(t, "recover", dir, seed, 1+rng.IntN(8)) {
					cut++
				}
			}
			r := open(t, dir)
			if _, err := r.Recover(); err != nil {
				t.Fatalf("seed %d, killed at step %d: %v", seed, step, err)
			}
			got := treeOf(t, dir)
			switch {
			case difference(got, after) == "":
				made, returned = made+1, true
			case difference(got, before) == "" && !returned:
				undone++
			default:
				t.Fatalf("seed %d, killed at step %d: neither before nor after:\n%s\n%s", seed, step, difference(got, before), difference(got, after))
			}
			checkNoJournal(t, left)
		}
	}
	t.Logf("killed %d times before the point of no return, %d times after it, and %d times while recovering", undone, made, cut)
	if undone < 20 || made < 20 || cut < 20 {
		t.Errorf("killed %d times before the point of no return, %d times after it, %d times while recovering; want 20 at least", undone, made, cut)
	}
}

// Whatever step fails, once or from then on, all is taken back, or nothing but litter is
// left; what could not be taken back is with the next one.
func TestFailingAtEveryStep(t *testing.T) {
	left := state(t)
	for seed := range uint64(4) {
		s := newScene(seed)
		before, after := withFolders(s.files), withFolders(s.after())
		for _, forGood := range []bool{false, true} {
			for step := 1; ; step++ {
				dir := s.lay(t)
				r := open(t, dir)
				steps := make(chan int, 1)
				steps <- 0
				r.before = func(string) error {
					n := <-steps + 1
					steps <- n
					if n == step || forGood && n > step {
						return syscall.ENOSPC
					}
					return nil
				}
				err := r.Commit(context.Background(), s.writes, s.renames)
				if n := <-steps; n < step {
					if err != nil {
						t.Fatalf("seed %d: %v", seed, err)
					}
					break
				}
				got := treeOf(t, dir)
				switch {
				case err == nil:
					t.Fatalf("seed %d: step %d failed and nobody was told", seed, step)
				case !strings.Contains(err.Error(), "no space left"):
					t.Errorf("seed %d: step %d failed: %v", seed, step, err)
				}
				if !forGood && strings.HasSuffix(err.Error(), "Nothing was changed.") {
					if d := difference(got, before); d != "" {
						t.Fatalf("seed %d, failed at step %d: %v\n%s", seed, step, err, d)
					}
				}
				r.before = nil
				if _, err := r.Recover(); err != nil {
					t.Fatalf("seed %d, failed at step %d: %v", seed, step, err)
				}
				got = treeOf(t, dir)
				if was, is := difference(got, before), difference(got, after); was != "" && is != "" {
					t.Fatalf("seed %d, failed at step %d: %v: neither before nor after:\n%s\n%s", seed, step, err, was, is)
				}
				checkNoJournal(t, left)
			}
		}
	}
}
