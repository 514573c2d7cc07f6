package watch

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/notes-lsp/notes-lsp/internal/disk"
)

// Whatever other programs do to files and folders is heard.
func TestHears(t *testing.T) {
	t.Parallel()
	outside := folder(t, map[string]string{"나무/가지/잎.md": "[[뿌리]]", "나무/뿌리.md": "🌳"})
	r := watch(t, folder(t, map[string]string{"글.md": "😀 [[하나]]", "방/하나.md": "1", "방/둘.md": "2"}), real, Listen)
	r.ready()
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"a new note", func() { r.put("새.md", "new") }},
		{"a changed note", func() { r.put("방/하나.md", "one") }},
		{"a note of the same size", func() { r.put("방/하나.md", "two") }},
		{"a note that is saved by a rename", func() { r.put("방/.tmp", "three"); r.rename("방/.tmp", "방/하나.md") }},
		{"a note with another name", func() { r.rename("방/하나.md", "방/셋.md") }},
		{"a note in another folder", func() { r.rename("방/셋.md", "셋.md") }},
		{"two notes that change names", func() { r.rename("셋.md", ".x"); r.rename("새.md", "셋.md"); r.rename(".x", "새.md") }},
		{"a note that is gone", func() { r.remove("방/둘.md") }},
		{"a folder that is gone", func() { r.remove("방") }},
		{"a new folder with notes", func() { r.put("방/깊은/글.md", "deep"); r.put("방/하나.md", "1") }},
		{"a note in a new folder", func() { r.put("방/깊은/더.md", "more") }},
		{"a folder with another name", func() { r.rename("방", "집") }},
		{"a note in a folder with another name", func() { r.put("집/깊은/더.md", "yet more") }},
		{"a folder in the place of another", func() { r.put("방/깊은/다른.md", "else"); r.put("방/깊은/더.md", "else") }},
		{"notes in both", func() { r.put("집/깊은/글.md", "a"); r.put("방/깊은/다른.md", "b") }},
		{"a folder in another one", func() { r.rename("방/깊은", "집/속") }},
		{"a note in it", func() { r.put("집/속/다른.md", "c") }},
		{"a tree that is moved in", func() { r.ok(os.Rename(filepath.Join(outside, "나무"), r.path("나무"))) }},
		{"a note in it", func() { r.put("나무/가지/잎.md", "[[나무]]") }},
		{"a tree that is moved out", func() { r.ok(os.Rename(r.path("나무/가지"), filepath.Join(outside, "가지"))) }},
		{"a file in the place of a folder", func() { r.remove("집/속"); r.put("집/속", "a file") }},
		{"a folder in the place of a file", func() { r.remove("집/속"); r.put("집/속/글.md", "d") }},
		{"an ignored folder", func() { r.put(".gitignore", "집\n") }},
		{"no ignored folder", func() { r.put("집/글.md", "unheard"); r.remove(".gitignore") }},
		{"a note in it", func() { r.put("집/속/글.md", "e") }},
		{"folders one by one", func() {
			for i := range 20 {
				r.put(strings.Repeat("아래/", i)+"글.md", "x")
			}
		}},
	} {
		step.do()
		r.agrees(step.name)
	}
}

// Folders that hold no notes are not listened to, and a symlink is followed where the
// walk follows it.
func TestFolders(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{
		"a.md": "", "글/b.md": "", ".git/objects/aa/x": "", ".obsidian/plugins/x.md": "", "node_modules/p/README.md": "", "out/x.md": "",
		".gitignore": "out\n", ".shown/c.md": "",
	})
	for link, to := range map[string]string{"again": "글", "in": ".shown", "loop": "."} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	r := watch(t, dir, real, Listen)
	r.ready()
	r.w.ear.mu.Lock()
	got := []string{}
	for id := range r.w.ear.folders {
		got = append(got, id)
	}
	r.w.ear.mu.Unlock()
	slices.Sort(got)
	if want := []string{".", "in", "글"}; !slices.Equal(got, want) {
		t.Errorf("listens to %q, want %q", got, want)
	}
	r.put("in/c.md", "changed behind a symlink")
	r.agrees("a change behind a symlink")
}

// A change of branches is one batch, and what follows another.
func TestStormIsOneBatch(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("there is no git")
		}
		t.Skip("there is no git")
	}
	const notes = 2000
	dir := folder(t, branch(notes, "하나"))
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "core.hooksPath="}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", args, err, out)
		}
	}
	git("init", "-q", "-b", "one")
	git("add", ".")
	git("commit", "-q", "-m", "one")
	git("checkout", "-q", "-b", "two")
	for name, text := range branch(notes, "둘") {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(filepath.Join(dir, "03"), filepath.Join(dir, "셋")); err != nil {
		t.Fatal(err)
	}
	git("add", ".")
	git("commit", "-q", "-m", "two")
	old := time.Now().Add(-time.Hour) // so that the first sweep has nothing to tell
	for name := range branch(notes, "") {
		_ = os.Chtimes(filepath.Join(dir, name), old, old)
	}
	storm := real
	storm.Quiet = 700 * time.Millisecond // so that a busy machine makes no pause
	r := watch(t, dir, storm, Listen)
	r.ready()
	for _, to := range []string{"one", "two"} {
		before := r.counted()
		git("checkout", "-q", to)
		r.agrees("a change of branches")
		if n := r.counted() - before; n != 1 {
			t.Errorf("the change to %s came in %d batches, want 1", to, n)
			r.mu.Lock()
			for _, b := range r.batches[before:] {
				t.Logf("%v %d %.3q", b.Whole, len(b.Paths), b.Paths)
			}
			r.mu.Unlock()
		}
	}
}

// branch is n notes in 40 folders.
func branch(n int, word string) map[string]string {
	files := map[string]string{}
	for i := range n {
		files[fmt.Sprintf("%02d/note %d.md", i%40, i)] = fmt.Sprintf("# %s %d\n\n[[note %d]]\n", word, i, (i*7)%n)
	}
	return files
}

// When the system has lost events, all is looked at.
func TestOverflow(t *testing.T) {
	t.Parallel()
	lost := make(chan error)
	drop := make(chan bool, 1)
	system := real
	system.Open = between(func(in <-chan fsnotify.Event, out chan<- fsnotify.Event) {
		dropping := false
		for e := range in {
			select {
			case dropping = <-drop:
			default:
			}
			if !dropping {
				out <- e
			}
		}
	}, lost)
	r := watch(t, folder(t, map[string]string{"글.md": "1"}), system, Listen)
	r.ready()
	drop <- true
	r.put("글.md", "2")
	r.put("속/깊이/글.md", "3")
	before := r.counted()
	lost <- fsnotify.ErrEventOverflow
	r.agrees("an overflow")
	if n := r.counted() - before; n != 1 {
		t.Errorf("the overflow came in %d batches, want 1", n)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if b := r.batches[len(r.batches)-1]; !b.Whole {
		t.Errorf("the batch is %+v, want the whole", b)
	}
}

// Events that come twice, late and in another order lead to the same.
func TestEventsInDisorder(t *testing.T) {
	t.Parallel()
	system := real
	system.Open = between(func(in <-chan fsnotify.Event, out chan<- fsnotify.Event) {
		random := rand.New(rand.NewPCG(1, 2))
		var late []fsnotify.Event
		flush := time.NewTimer(time.Hour)
		for {
			select {
			case e, ok := <-in:
				if !ok {
					return
				}
				late = append(late, e)
				if random.IntN(3) == 0 {
					late = append(late, e)
				}
				flush.Reset(20 * time.Millisecond)
			case <-flush.C:
				random.Shuffle(len(late), func(i, j int) { late[i], late[j] = late[j], late[i] })
				for _, e := range late {
					out <- e
				}
				late = nil
			}
		}
	}, nil)
	r := watch(t, folder(t, branch(30, "글")), system, Listen)
	r.ready()
	m := model{r, rand.New(rand.NewPCG(3, 4))}
	for range 15 {
		for range 10 {
			m.step()
		}
		r.agrees("events in disorder")
	}
}

// between lets what happens go through pass before it is heard, and errs be heard too.
func between(pass func(in <-chan fsnotify.Event, out chan<- fsnotify.Event), errs <-chan error) func(*disk.Root) (*Listener, error) {
	return func(root *disk.Root) (*Listener, error) {
		l, err := openListener(root)
		if err != nil {
			return nil, err
		}
		out := make(chan fsnotify.Event)
		go func(in <-chan fsnotify.Event) {
			defer close(out)
			pass(in, out)
		}(l.Events)
		l.Events = out
		both := make(chan error)
		go func(theirs <-chan error) {
			defer close(both)
			for {
				select {
				case err, ok := <-theirs:
					if !ok {
						return
					}
					both <- err
				case err := <-errs:
					both <- err
				}
			}
		}(l.Errors)
		l.Errors = both
		return l, nil
	}
}

// Where the system's limit is reached, sweeps find what changes, and the user is told
// once what to do.
func TestLimit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		open func(*disk.Root) (*Listener, error)
		says string // on Linux
	}{
		{"folders", func(root *disk.Root) (*Listener, error) {
			l, err := openListener(root)
			if err != nil {
				return nil, err
			}
			left, add := 12, l.Add
			l.Add = func(id string) error {
				if left--; left < 0 {
					return os.NewSyscallError("inotify_add_watch", syscall.ENOSPC)
				}
				return add(id)
			}
			return l, nil
		}, "max_user_watches"},
		{"instances", func(*disk.Root) (*Listener, error) {
			return nil, fmt.Errorf("couldn't initialize: %w", syscall.EMFILE)
		}, "max_user_instances"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			system := System{Open: test.open, Quiet: time.Millisecond, Often: 10 * time.Millisecond}
			r := watch(t, folder(t, map[string]string{"글.md": "1"}), system, Listen)
			for i := range 20 {
				r.put(fmt.Sprintf("%d/글.md", i), "folders one after the other")
				r.agrees("a new folder")
			}
			r.put("글.md", "2")
			r.agrees("a change")
			r.remove("3")
			r.agrees("a folder that is gone")
			r.mu.Lock()
			defer r.mu.Unlock()
			if len(r.told) != 1 || runtime.GOOS == "linux" && !strings.Contains(r.told[0], test.says) {
				t.Errorf("the user is told %q, want one sentence with %s", r.told, test.says)
			}
			if r.w.Hears() {
				t.Error("it says that it hears")
			}
		})
	}
}

// A note that can't be read differs from what is known in every sweep, and is told once.
func TestUnreadableNoteIsToldOnce(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"글.md": "1", "큰.md": strings.Repeat("x", disk.MaxNoteSize+1)})
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(filepath.Join(dir, "큰.md"), old, old); err != nil {
		t.Fatal(err)
	}
	r := watch(t, dir, System{Quiet: time.Millisecond, Often: 5 * time.Millisecond}, Sweep)
	for i := range 10 {
		r.put("글.md", fmt.Sprint("change ", i))
		r.agrees("a change")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	told := 0
	for _, b := range r.batches {
		if slices.Contains(b.Paths, "큰.md") {
			told++
		}
	}
	if told != 1 {
		t.Errorf("the note that is too big is told %d times", told)
	}
}

// A root that is deleted, or moved away, and made again is watched again.
func TestRootMadeAgain(t *testing.T) {
	t.Parallel()
	for _, mode := range []Mode{Listen, Sweep} {
		for _, how := range []string{"deleted", "moved"} {
			t.Run(fmt.Sprint(how, mode), func(t *testing.T) {
				t.Parallel()
				dir := filepath.Join(folder(t, map[string]string{"글/하나.md": "1", "글/속/둘.md": "2"}), "글")
				r := watch(t, dir, System{Quiet: time.Millisecond, Often: 10 * time.Millisecond}, mode)
				r.agrees("the start")
				for i := range 3 {
					if how == "deleted" {
						r.ok(os.RemoveAll(dir))
					} else {
						r.ok(os.Rename(dir, fmt.Sprint(dir, i)))
					}
					r.put("새/셋.md", fmt.Sprint("a new root ", i))
					r.agrees("the root was made again")
					r.put("새/셋.md", fmt.Sprint("changed ", i))
					r.agrees("a change in it")
				}
			})
		}
	}
}
