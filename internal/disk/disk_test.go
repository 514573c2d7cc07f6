package disk

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// open opens dir and closes it with the test.
func open(t testing.TB, dir string) *Root {
	t.Helper()
	r, err := Open(dir)
	if err != nil {
		t.Fatalf("Open(%q): %v", dir, err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// write makes the file name beneath dir, and the folders it needs. A name that
// ends in a slash is a folder.
func write(t testing.TB, dir, name, content string) {
	t.Helper()
	at := filepath.Join(dir, filepath.FromSlash(name))
	folder := filepath.Dir(at)
	if strings.HasSuffix(name, "/") {
		folder = at
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	if folder == at {
		return
	}
	if err := os.WriteFile(at, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

// tree makes a folder of empty files; "name: content" gives one content.
func tree(t testing.TB, names ...string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for _, name := range names {
		name, content, _ := strings.Cut(name, ": ")
		write(t, dir, name, content)
	}
	return dir
}

// symlink makes the symlink name beneath dir, which says target.
func symlink(t testing.TB, dir, name, target string) {
	t.Helper()
	if err := os.Symlink(filepath.FromSlash(target), filepath.Join(dir, filepath.FromSlash(name))); err != nil {
		lacking(t, "symlinks cannot be made here: "+err.Error())
	}
}

// lacking skips a test that needs what the machine does not have; in CI it
// fails, so that nothing goes untested there in silence.
func lacking(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// walk returns one line for each entry: folders end in a slash, attachments
// in " (attachment)", and what a symlink led to in " -> target".
func walk(t testing.TB, r *Root, rules Rules) (lines []string, problems []error) {
	t.Helper()
	problems, err := r.Walk(context.Background(), rules, func(e Entry) {
		line := e.ID
		switch {
		case e.Dir:
			line += "/"
		case !e.Note:
			line += " (attachment)"
		}
		if e.Target != "" {
			line += " -> " + e.Target
		}
		lines = append(lines, line)
	})
	if err != nil {
		t.Fatalf("Walk: %v", err)
	}
	return lines, problems
}

// checkWalk walks dir and compares; want is one line an entry, as walk has it.
// Then it asks Ignored of everything beneath dir, which must agree.
func checkWalk(t testing.TB, dir string, rules Rules, want ...string) {
	t.Helper()
	r := open(t, dir)
	got, problems := walk(t, r, rules)
	if !slices.Equal(got, want) {
		t.Errorf("Walk(%+v):\n%s\nwant:\n%s", rules, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, p := range problems {
		t.Errorf("Walk(%+v) has the problem %q, want none", rules, p)
	}
	checkIgnored(t, r, rules)
}

// checkIgnored compares Ignored with the walk for every regular file and folder
// beneath the root, also by the names they have through symlinked folders.
func checkIgnored(t testing.TB, r *Root, rules Rules) {
	t.Helper()
	listed := map[string]bool{}
	if _, err := r.Walk(context.Background(), rules, func(e Entry) { listed[e.ID] = true }); err != nil {
		t.Fatal(err)
	}
	seen := 0
	var look func(id string, depth int)
	look = func(id string, depth int) {
		e, err := r.Stat(id)
		if err != nil {
			return // dangling, outside or no file: Stat says so
		}
		if id != "." {
			seen++
			if got := r.Ignored(id, rules); got == listed[id] {
				t.Errorf("Ignored(%q, %+v) = %v, but the walk lists it: %v", id, rules, got, listed[id])
			}
		}
		if !e.Dir || depth == 0 {
			return
		}
		entries, err := os.ReadDir(r.Path(id))
		if err != nil {
			t.Logf("not compared: %v", err)
		}
		for _, e := range entries {
			look(join(id, e.Name()), depth-1)
		}
	}
	look(".", 8)
	if seen < len(listed) {
		t.Errorf("compared %d paths, fewer than the %d that the walk lists", seen, len(listed))
	}
}
