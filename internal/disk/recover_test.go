package disk

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// errStop is a process that ends, as far as one that goes on can be: all later steps
// fail too.
var errStop = errors.New("stopped")

// interrupt lays a tree and begins a change of it that stops before the first step that
// has stop in its name, and all after it.
func interrupt(t *testing.T, stop string, files map[string]string, writes []Write, renames []Rename) *Root {
	t.Helper()
	r := open(t, scene{files: files}.lay(t))
	var stopped atomic.Bool // notes are staged by several goroutines
	r.before = func(step string) error {
		if strings.Contains(step, stop) {
			stopped.Store(true)
		}
		if stopped.Load() {
			return errStop
		}
		return nil
	}
	if err := r.Commit(context.Background(), writes, renames); !errors.Is(err, errStop) && !stopped.Load() {
		t.Fatalf("Commit: %v, want it to stop at %q", err, stop)
	}
	r.before = nil
	return r
}

// checkRecovered recovers and compares the tree, and what the user is told.
func checkRecovered(t *testing.T, r *Root, want map[string]string, says string) {
	t.Helper()
	told, err := r.Recover()
	if err != nil || len(told) != 1 || !strings.Contains(told[0], says) {
		t.Errorf("Recover = %q, %v, want one sentence with %q", told, err, says)
	}
	if d := difference(treeOf(t, r.dir), withFolders(want)); d != "" {
		t.Errorf("after Recover:\n%s", d)
	}
	if again, err := r.Recover(); len(again) != 0 || err != nil {
		t.Errorf("a second Recover = %q, %v, want nothing", again, err)
	}
}

// What someone has changed since the interruption is never overwritten.
func TestRecoverKeepsWhatChangedSince(t *testing.T) {
	files := map[string]string{"한글.md": "old 1", "b.md": "old 2", "가/x.md": "x"}
	writes := []Write{{"한글.md", []byte("old 1"), []byte("new 1")}, {"b.md", []byte("old 2"), []byte("new 2")}}
	renames := []Rename{{"가", "나/다"}}
	const afterOne = "-1.new to b.md" // 한글.md is written, b.md is not
	for _, test := range []struct {
		name, stop string
		since      func(t *testing.T, dir string)
		want       map[string]string
		says       string
	}{
		{"nothing", afterOne, func(*testing.T, string) {}, map[string]string{"한글.md": "new 1", "b.md": "new 2", "나/다/x.md": "x"}, "was ended"},
		{"a note that was not written yet", afterOne, func(t *testing.T, dir string) { write(t, dir, "b.md", "mine") },
			map[string]string{"한글.md": "old 1", "b.md": "mine", "가/x.md": "x"}, "but for what has changed since: b.md."},
		{"a note that was written", afterOne, func(t *testing.T, dir string) { write(t, dir, "한글.md", "mine") },
			map[string]string{"한글.md": "mine", "b.md": "old 2", "가/x.md": "x"}, "but for what has changed since: 한글.md."},
		{"something is where the folder leads", "rename 가", func(t *testing.T, dir string) { write(t, dir, "나/다/mine.md", "mine") },
			map[string]string{"한글.md": "old 1", "b.md": "old 2", "가/x.md": "x", "나/다/mine.md": "mine"}, "but for what has changed since: 가."},
		{"the folder is gone", "rename 가", func(t *testing.T, dir string) { os.RemoveAll(filepath.Join(dir, "가")) },
			map[string]string{"한글.md": "old 1", "b.md": "old 2"}, "but for what has changed since: 가."},
		{"the staged file is another", afterOne, func(t *testing.T, dir string) {
			staged, _ := filepath.Glob(filepath.Join(dir, ".notes-lsp-*-1.new"))
			if len(staged) != 1 {
				t.Fatalf("staged files: %q", staged)
			}
			if err := os.WriteFile(staged[0], []byte("evil"), 0o666); err != nil {
				t.Fatal(err)
			}
		}, map[string]string{"한글.md": "old 1", "b.md": "old 2", "가/x.md": "x"}, "was taken back."},
	} {
		t.Run(test.name, func(t *testing.T) {
			state(t)
			r := interrupt(t, test.stop, files, writes, renames)
			checkApplying(t)
			test.since(t, r.dir)
			checkRecovered(t, r, test.want, test.says)
		})
	}
}

// checkApplying checks that the journal says applying, as that of a process which is
// killed does: the one that interrupt stops can't note anything else any more.
func checkApplying(t *testing.T) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(os.Getenv("XDG_STATE_HOME"), "notes-lsp", "*"+journalEnd))
	if len(files) != 1 {
		t.Fatalf("journals: %q, want one", files)
	}
	data, err := os.ReadFile(files[0])
	if err != nil || !strings.Contains(string(data), `"applying"`) {
		t.Fatalf("the journal is %s, %v", data, err)
	}
}

// A journal meets another tree where the root was, which may be anyone's.
func TestRecoverInAnotherTree(t *testing.T) {
	state(t)
	r := interrupt(t, "-0.new to a.md", map[string]string{"a.md": "old"}, []Write{{"a.md", []byte("old"), []byte("new")}}, []Rename{{"a.md", "b.md"}})
	dir := r.dir
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	outside := tree(t, "a.md: secret")
	write(t, dir, "a.md", "another's")
	symlink(t, dir, "b.md", filepath.Join(outside, "a.md"))
	checkRecovered(t, open(t, dir), map[string]string{"a.md": "another's", "b.md": "-> " + filepath.Join(outside, "a.md")}, "but for what has changed since")
	if d := difference(treeOf(t, outside), map[string]string{"a.md": "secret"}); d != "" {
		t.Errorf("outside the root:\n%s", d)
	}
}

// What was interrupted in a folder is ended by who opens one above or below it, and by
// nobody else.
func TestRecoverOfRelatedRoots(t *testing.T) {
	for _, open := range []string{"", "notes/", "notes/sub/"} {
		state(t)
		files := map[string]string{"notes/a.md": "old", "notes/sub/": "", "other/": ""}
		dir := scene{files: files}.lay(t)
		r, err := Open(filepath.Join(dir, "notes"))
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		r.before = func(step string) error {
			if strings.Contains(step, "to b.md") || strings.Contains(step, "undoing") {
				return errStop
			}
			return nil
		}
		if err := r.Commit(context.Background(), nil, []Rename{{"a.md", "b.md"}}); !errors.Is(err, errStop) {
			t.Fatalf("Commit: %v", err)
		}
		other, err := Open(filepath.Join(dir, "other"))
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		if told, err := other.Recover(); len(told) > 0 || err != nil {
			t.Errorf("Recover of another folder = %q, %v", told, err)
		}
		related, err := Open(filepath.Join(dir, open))
		if err != nil {
			t.Fatal(err)
		}
		defer related.Close()
		if told, err := related.Recover(); len(told) != 1 || err != nil {
			t.Errorf("Recover of %q = %q, %v, want one sentence", open, told, err)
		}
		if _, err := os.Stat(filepath.Join(dir, "notes/b.md")); err != nil {
			t.Errorf("after Recover of %q: %v", open, err)
		}
	}
}

// A journal that this program did not write moves nothing, whatever it says.
func TestJournalOfAnother(t *testing.T) {
	const token = "00112233445566778899aabbccddeeff"
	for _, text := range []string{
		"", "{}", "[]", `{"Version":1}`,
		`{"Version":2,"Root":"\"/\"","Token":"` + token + `","Phase":"staging"}`,
		`{"Version":1,"Root":"\"/\"","Token":"../../../../../etc/aabbccddeeff00","Phase":"staging"}`,
		`{"Version":1,"Root":"\"/\"","Token":"` + token + `","Phase":"applying","Renames":[{"From":"\"../a\"","To":"\"b\""}]}`,
		`{"Version":1,"Root":"\"/\"","Token":"` + token + `","Phase":"applying","Writes":[{"File":"\"/etc/passwd\""}]}`,
		`{"Version":1,"Root":"\"/\"","Token":"` + token + `","Phase":"staging","Folders":["\".\""]}`,
	} {
		at := state(t)
		if err := os.MkdirAll(at, 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, at, token+journalEnd, text)
		r := open(t, tree(t, "a.md: a"))
		if told, err := r.Recover(); err == nil || len(told) > 0 || !strings.Contains(err.Error(), "is no journal of this notes-lsp") {
			t.Errorf("Recover with the journal %q = %q, %v, want an error", text, told, err)
		}
		if err := r.Commit(context.Background(), nil, []Rename{{"a.md", "b.md"}}); err == nil {
			t.Errorf("Commit with the journal %q = nil, want an error", text)
		}
		if d := difference(treeOf(t, r.dir), map[string]string{"a.md": "a"}); d != "" {
			t.Errorf("with the journal %q:\n%s", text, d)
		}
	}
}

// What can't be done is said in a sentence, before anything is.
func TestCommitRefuses(t *testing.T) {
	for _, test := range []struct {
		name    string
		writes  []Write
		renames []Rename
		want    string
	}{
		{"a note that changed", []Write{{"a.md", []byte("other"), nil}}, nil, "a.md has changed on disk since it was read."},
		{"a note that is gone", []Write{{"x.md", []byte("other"), nil}}, nil, "x.md cannot be read: no such file or directory."},
		{"a note outside", []Write{{"out.md", []byte("secret"), nil}}, nil, "out.md cannot be read: it leads out of the notes folder."},
		{"one file twice", []Write{{"a.md", []byte("a"), nil}, {"sym.md", []byte("a"), nil}}, nil, "a.md and sym.md are one file."},
		{"a note that is protected", []Write{{"fixed.md", []byte("fixed"), nil}}, nil, "fixed.md cannot be changed: it is write-protected."},
		{"a target that is there", nil, []Rename{{"a.md", "b/c.md"}}, "There is a file or folder b/c.md already."},
		{"a target that dangles", nil, []Rename{{"a.md", "gone.md"}}, "There is a file or folder gone.md already."},
		{"a folder that is a file", nil, []Rename{{"a.md", "b/c.md/d.md"}}, "b/c.md/d.md cannot be written: b/c.md is a file and no folder."},
		{"a folder that dangles", nil, []Rename{{"a.md", "gone.md/d.md"}}, "gone.md/d.md cannot be written: a symlink on the way leads nowhere."},
		{"a folder outside", nil, []Rename{{"a.md", "outdir/d.md"}}, "outdir/d.md cannot be written: it leads out of the notes folder."},
		{"into itself", nil, []Rename{{"b", "b/d"}}, "b cannot be moved into itself."},
		{"a folder and what is in it", nil, []Rename{{"b", "d"}, {"b/c.md", "c.md"}}, "b and b/c.md cannot be moved at once: one is in the way of the other."},
		{"two to one place", nil, []Rename{{"a.md", "x.md"}, {"b/c.md", "x.md"}}, "a.md and b/c.md cannot be moved at once: one is in the way of the other."},
		{"a path outside", nil, []Rename{{"a.md", "../a.md"}}, `"../a.md" does not name a file in the notes folder.`},
		{"the root", nil, []Rename{{".", "x"}}, `"." does not name a file in the notes folder.`},
		{"what is not there", nil, []Rename{{"x.md", "y.md"}}, "x.md cannot be read: no such file or directory."},
		{"a symlink to another folder", nil, []Rename{{"sym.md", "b/sym.md"}}, "sym.md is a symlink to a.md, which counts from its folder: it would lead elsewhere in another."},
	} {
		t.Run(test.name, func(t *testing.T) {
			left := state(t)
			dir := tree(t, "a.md: a", "b/c.md: c", "fixed.md: fixed")
			outside := tree(t, "out.md: secret")
			symlink(t, dir, "sym.md", "a.md")
			symlink(t, dir, "gone.md", "nowhere.md")
			symlink(t, dir, "out.md", filepath.Join(outside, "out.md"))
			symlink(t, dir, "outdir", outside)
			if err := os.Chmod(filepath.Join(dir, "fixed.md"), 0o444); err != nil {
				t.Fatal(err)
			}
			before := treeOf(t, dir)
			err := open(t, dir).Commit(context.Background(), test.writes, test.renames)
			if want := test.want + " Nothing was changed."; err == nil || err.Error() != want {
				t.Errorf("Commit: %v, want %s", err, want)
			}
			if d := difference(treeOf(t, dir), before); d != "" {
				t.Errorf("after it:\n%s", d)
			}
			checkNoJournal(t, left)
		})
	}
}

// Permissions, the time of what is only moved, and symlinks stay.
func TestCommitKeeps(t *testing.T) {
	state(t)
	dir := tree(t, "real/한글.md: old", "moved/x.png: x")
	symlink(t, dir, "sym.md", "real/한글.md")
	if err := os.Chmod(filepath.Join(dir, "real/한글.md"), 0o640); err != nil {
		t.Fatal(err)
	}
	was, err := os.Stat(filepath.Join(dir, "moved/x.png"))
	if err != nil {
		t.Fatal(err)
	}
	r := open(t, dir)
	if err := r.Commit(context.Background(), []Write{{"sym.md", []byte("old"), []byte("new")}}, []Rename{{"moved", "new/moved"}}); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"real/한글.md": "new", "sym.md": "-> real/한글.md", "new/moved/x.png": "x"}
	if d := difference(treeOf(t, dir), withFolders(want)); d != "" {
		t.Error(d)
	}
	if info, err := os.Stat(filepath.Join(dir, "real/한글.md")); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the note has the mode %v, %v, want 0640", info.Mode(), err)
	}
	if info, err := os.Stat(filepath.Join(dir, "new/moved/x.png")); err != nil || !info.ModTime().Equal(was.ModTime()) || !os.SameFile(info, was) {
		t.Errorf("the picture has another time or is another file: %v", err)
	}
}

// One change at a time.
func TestCommitLocks(t *testing.T) {
	state(t)
	unlock, err := lock()
	if err != nil {
		t.Fatal(err)
	}
	r := open(t, tree(t, "a.md"))
	if err := r.Commit(context.Background(), nil, []Rename{{"a.md", "b.md"}}); !errors.Is(err, errBusy) {
		t.Errorf("Commit while another is at work: %v, want %v", err, errBusy)
	}
	unlock()
	if err := r.Commit(context.Background(), nil, []Rename{{"a.md", "b.md"}}); err != nil {
		t.Errorf("Commit: %v", err)
	}
}

// A change that is cancelled leaves nothing behind.
func TestCommitCancelled(t *testing.T) {
	left := state(t)
	ctx, cancel := context.WithCancel(context.Background())
	r := open(t, tree(t, "a.md: a"))
	r.before = func(step string) error {
		if strings.HasPrefix(step, "keep") {
			cancel()
		}
		return nil
	}
	err := r.Commit(ctx, []Write{{"a.md", []byte("a"), []byte("b")}}, []Rename{{"a.md", "새/b.md"}})
	if !errors.Is(err, context.Canceled) || err.Error() != "The change was interrupted. Nothing was changed." {
		t.Errorf("Commit: %v", err)
	}
	if d := difference(treeOf(t, r.dir), map[string]string{"a.md": "a"}); d != "" {
		t.Error(d)
	}
	checkNoJournal(t, left)
}

// A folder that can't be written to is told of, and nothing is changed.
func TestCommitToReadOnlyFolder(t *testing.T) {
	state(t)
	dir := tree(t, "a.md: a", "fixed/b.md: b")
	fixed := filepath.Join(dir, "fixed")
	if err := os.Chmod(fixed, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(fixed, 0o700) })
	if f, err := os.Create(filepath.Join(fixed, "try")); err == nil {
		f.Close()
		os.Remove(f.Name())
		t.Log("not tested: this user may write everywhere (root, or Windows); TestFailingAtEveryStep has each step fail instead")
		return
	}
	err := open(t, dir).Commit(context.Background(), []Write{{"a.md", []byte("a"), []byte("x")}, {"fixed/b.md", []byte("b"), []byte("y")}}, nil)
	if !errors.Is(err, fs.ErrPermission) || !strings.HasSuffix(err.Error(), "fixed/b.md cannot be written: permission denied. Nothing was changed.") {
		t.Errorf("Commit: %v", err)
	}
	if d := difference(treeOf(t, dir), map[string]string{"a.md": "a", "fixed/": "", "fixed/b.md": "b"}); d != "" {
		t.Error(d)
	}
}
