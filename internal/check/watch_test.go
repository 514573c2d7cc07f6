package check

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// A screen is what a run has printed so far.
type screen struct {
	mu      sync.Mutex
	b       bytes.Buffer
	changed chan struct{}
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.changed)
	s.changed = make(chan struct{})
	return s.b.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// A watchRun is a run with --watch.
type watchRun struct {
	t        *testing.T
	dir      string
	out, log *screen
	end      context.CancelFunc
	code     chan int
}

// watchRunIn starts a run.
func watchRunIn(t *testing.T, dir string, o Options) *watchRun {
	t.Helper()
	ctx, end := context.WithCancel(t.Context())
	r := &watchRun{t, dir, &screen{changed: make(chan struct{})}, &screen{changed: make(chan struct{})}, end, make(chan int, 1)}
	o.Watch = true
	go func() { r.code <- Run(ctx, o, Streams{Out: r.out, Log: r.log}) }()
	t.Cleanup(func() { end(); <-r.code })
	return r
}

// await waits until ok holds of what is on a screen.
func (r *watchRun) await(what string, s *screen, ok func(text string) bool) {
	r.t.Helper()
	late := time.NewTimer(20 * time.Second)
	defer late.Stop()
	for {
		s.mu.Lock()
		text, changed := s.b.String(), s.changed
		s.mu.Unlock()
		if ok(text) {
			return
		}
		select {
		case <-changed:
		case <-late.C:
			r.t.Fatalf("there was not %s:\n%s\n%s", what, r.out, r.log)
		}
	}
}

func (r *watchRun) put(name, text string) {
	r.t.Helper()
	path := filepath.Join(r.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// shows waits until a cleared screen shows what a check prints that is made now.
func (r *watchRun) shows(after string, o Options) {
	r.t.Helper()
	var out, log bytes.Buffer
	Run(r.t.Context(), o, Streams{Out: &out, Log: &log})
	r.await("what a check prints after "+after+":\n"+out.String(), r.out, func(text string) bool {
		i := strings.LastIndex(text, clearScreen)
		return i >= 0 && text[i+len(clearScreen):] == out.String()
	})
}

// After every change the screen shows what a check would print that is made then.
func TestWatchShowsWhatACheckPrints(t *testing.T) {
	for name, options := range map[string]Options{
		"all":          {},
		"one folder":   {Paths: []string{"방"}},
		"a pattern":    {Paths: []string{"*/글*.md"}},
		"with frames":  {Frames: true, Only: []string{"no-such-note", "no-such-heading"}},
		"two vaults":   {Paths: []string{"방", "other"}},
		"own severity": {Severities: []string{"no-such-note=error"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			t.Chdir(dir)
			for path, text := range map[string]string{
				"글.md": "[[없음]]", "방/글.md": "🍞 [[글#없음]]", "other/글.md": "[[없음]]", "other/.notes-lsp.toml": "", ".notes-lsp.toml": "",
			} {
				(&watchRun{t: t, dir: dir}).put(path, text)
			}
			o := options
			o.Clear = true
			r := watchRunIn(t, dir, o)
			r.shows("the start", options)
			seed := rand.Uint64()
			t.Logf("seed %d", seed)
			random := rand.New(rand.NewPCG(seed, 0))
			for round := range 6 {
				for range random.IntN(6) {
					r.step(random)
				}
				r.shows(fmt.Sprint("round ", round), options)
			}
			r.put(".notes-lsp.toml", "[problems]\nno-such-note = \"hint\"\n")
			r.shows("other settings", options)
			r.put(".notes-lsp.toml", "exclude = [\"글.md\", \"!/방/글.md\"]\n")
			r.shows("notes that are left out", options)
		})
	}
}

// step changes something.
func (r *watchRun) step(random *rand.Rand) {
	names := []string{"글", "글둘", "note"}
	name := func() string { return names[random.IntN(len(names))] }
	folder := []string{"", "방/", "other/", "새/"}[random.IntN(4)]
	path := filepath.Join(r.dir, folder, name()+".md")
	switch random.IntN(5) {
	case 0:
		if path != filepath.Join(r.dir, "방", "글.md") && path != filepath.Join(r.dir, "other", "글.md") { // what is named stays
			os.Remove(path)
		}
	case 1:
		os.RemoveAll(filepath.Join(r.dir, "새"))
	default:
		r.put(folder+name()+".md", fmt.Sprintf("# %s\n[[%s#%s]] 🍞 [[%s]]", name(), name(), name(), name()))
	}
}

// Where the screen is no terminal, findings are told when they are others, and a line
// with the time after each change that concerns what is looked at.
func TestWatchIntoAPipe(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	r := &watchRun{t: t, dir: dir}
	r.put("방/글.md", "[[하나]] [[둘]]")
	r.put("밖.md", "[[없음]]")
	r.put(".notes-lsp.toml", "")
	r = watchRunIn(t, dir, Options{Paths: []string{"방"}})
	times := func(n int) func(string) bool {
		return func(text string) bool { return strings.Count(text, "\n") == n }
	}
	r.await("the first line", r.log, times(1))
	r.put("밖.md", "[[없음]] and more") // is not looked at
	r.put("하나.md", "")
	r.await("the second line", r.log, times(2))
	r.put("방/글.md", "[[하나]] [[둘]]\n") // nothing else is found
	r.await("the third line", r.log, times(3))
	r.put("둘.md", "")
	r.await("the fourth line", r.log, times(4))
	want := strings.Join([]string{
		`방/글.md:1:3: warning: No note is called "하나". [no-such-note]`,
		`방/글.md:1:10: warning: No note is called "둘". [no-such-note]`,
		`방/글.md:1:10: warning: No note is called "둘". [no-such-note]`, "",
	}, "\n")
	if got := r.out.String(); got != want {
		t.Errorf("printed\n%s\nwant\n%s", got, want)
	}
	for i, summary := range []string{"1 note, 2 problems in 1 note", "1 note, 1 problem in 1 note", "1 note, 1 problem in 1 note", "1 note, no problems"} {
		line := strings.Split(r.log.String(), "\n")[i]
		if _, err := time.Parse(time.TimeOnly, line[:8]); err != nil || line[8:] != "  "+summary {
			t.Errorf("line %d is %q, want the time and %q", i, line, summary)
		}
	}
}

// When it is interrupted, a run ends with the exit code of its last check.
func TestWatchEnds(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	(&watchRun{t: t, dir: dir}).put("글.md", "[[하나]]")
	for _, mended := range []bool{false, true} {
		r := watchRunIn(t, dir, Options{})
		r.await("a finding", r.log, func(text string) bool { return strings.Contains(text, "1 problem") })
		want := Found
		if mended {
			r.put("하나.md", "")
			r.await("none", r.log, func(text string) bool { return strings.Contains(text, "no problems") })
			want = Clean
		}
		r.end()
		code := <-r.code
		if r.code <- code; code != want {
			t.Errorf("the exit code is %d, want %d", code, want)
		}
	}
}

// The baseline and the revision count as in a single check, and a baseline that is
// written anew counts from then on.
func TestWatchWithBaselineAndSince(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	gitIn(t, dir, "init", "-q")
	put := (&watchRun{t: t, dir: dir}).put
	put("글.md", "[[하나]] [[둘]]")
	put("둘.md", "")
	gitIn(t, dir, "add", ".")
	gitIn(t, dir, "commit", "-q", "-m", "one")
	baseline := filepath.Join(dir, ".baseline")
	if code := Run(t.Context(), Options{WriteBaseline: baseline}, Streams{Out: &bytes.Buffer{}, Log: &bytes.Buffer{}}); code != Clean {
		t.Fatalf("the baseline could not be written: %d", code)
	}
	for name, o := range map[string]Options{"baseline": {Baseline: baseline}, "since": {Since: "HEAD"}} {
		t.Run(name, func(t *testing.T) {
			clearing := o
			clearing.Clear = true
			r := watchRunIn(t, dir, clearing)
			r.shows("the start", o)
			r.put("새.md", "[[셋]]")
			r.shows("a new note", o)
			if err := os.Remove(filepath.Join(dir, "둘.md")); err != nil {
				t.Fatal(err)
			}
			r.shows("a note that is gone", o)
			r.put("둘.md", "")
			r.shows("a note that is there again", o)
			if o.Baseline != "" {
				Run(t.Context(), Options{WriteBaseline: baseline}, Streams{Out: &bytes.Buffer{}, Log: &bytes.Buffer{}})
				r.shows("a new baseline", o)
			}
		})
	}
}

// gitIn runs git, by no settings but its own.
func gitIn(t *testing.T, dir string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		lacking(t, "there is no git")
	}
	cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=t", "-c", "user.email=t@example.com"}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %s: %v\n%s", args, err, out)
	}
}
