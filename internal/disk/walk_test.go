package disk

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestWalkNames(t *testing.T) {
	const nfc, nfd = "\ud55c\uae00.md", "\u1112\u1161\u11ab\u1100\u1173\u11af.md" // 한글
	dir := tree(t, "b.md", "a.MD", "c.Markdown", "img.png", "README", "dir.md/in.md", "empty/", "old~/n.md",
		".hidden.md", ".obsidian/app.md", ".git/x.md", "node_modules/p/README.md", "sub/node_modules/x.md",
		"#auto.md#", "old.md~", "v.md.swp", "v.swo", nfc, nfd, "🍞 bread.md", "Ärger/é.md", ".md", "x.md.txt")
	checkWalk(t, dir, Rules{},
		"README (attachment)", "a.MD", "b.md", "c.Markdown", "dir.md/", "dir.md/in.md", "empty/",
		"img.png (attachment)", "old~/", "old~/n.md", "sub/", "x.md.txt (attachment)", "Ärger/", "Ärger/é.md", nfd, nfc, "🍞 bread.md")
}

func TestWalkRules(t *testing.T) {
	files := []string{"a.md", "keep.md", "build/b.md", "sub/build/c.md", "sub/a.md", "docs/keep.md", "docs/x/y.md", "drafts/d.md"}
	for _, test := range []struct {
		name  string
		files []string
		rules Rules
		want  string // notes, separated by spaces
	}{
		{"no rules", nil, Rules{}, "a.md build/b.md docs/keep.md docs/x/y.md drafts/d.md keep.md sub/a.md sub/build/c.md"},
		{"the last match wins", []string{".gitignore: *.md\n!keep.md\n"}, Rules{}, "docs/keep.md keep.md"},
		{"a slash in front anchors", []string{".gitignore: /build\n"}, Rules{}, "a.md docs/keep.md docs/x/y.md drafts/d.md keep.md sub/a.md sub/build/c.md"},
		{"a nested file rules below it", []string{"sub/.gitignore: a.md\n"}, Rules{}, "a.md build/b.md docs/keep.md docs/x/y.md drafts/d.md keep.md sub/build/c.md"},
		{"a nested file overrules", []string{".gitignore: a.md\nbuild/\n", "sub/.gitignore: !a.md\n"}, Rules{}, "docs/keep.md docs/x/y.md drafts/d.md keep.md sub/a.md"},
		{"all of a folder but one note", []string{".gitignore: docs/**\n!docs/keep.md\n"}, Rules{}, "a.md build/b.md docs/keep.md drafts/d.md keep.md sub/a.md sub/build/c.md"},
		{"nothing comes back below an ignored folder", []string{".gitignore: docs\n!docs/keep.md\n"}, Rules{}, "a.md build/b.md drafts/d.md keep.md sub/a.md sub/build/c.md"},
		{"info/exclude", []string{".git/info/exclude: build\n"}, Rules{}, "a.md docs/keep.md docs/x/y.md drafts/d.md keep.md sub/a.md"},
		{".gitignore overrules info/exclude", []string{".git/info/exclude: build\n", ".gitignore: !/build\n"}, Rules{}, "a.md build/b.md docs/keep.md docs/x/y.md drafts/d.md keep.md sub/a.md"},
		{".ignore is another program's", []string{".ignore: *.md\n"}, Rules{}, "a.md build/b.md docs/keep.md docs/x/y.md drafts/d.md keep.md sub/a.md sub/build/c.md"},
		{"a folder named .gitignore", []string{".gitignore/x: *.md\n"}, Rules{}, "a.md build/b.md docs/keep.md docs/x/y.md drafts/d.md keep.md sub/a.md sub/build/c.md"},
		{"the settings exclude", nil, Rules{Exclude: []string{"/sub", "build"}}, "a.md docs/keep.md docs/x/y.md drafts/d.md keep.md"},
		{"the settings come last", []string{".gitignore: drafts\nsub\n"}, Rules{Exclude: []string{"!drafts"}}, "a.md build/b.md docs/keep.md docs/x/y.md drafts/d.md keep.md"},
		{"the settings alone", []string{".gitignore: drafts\n", ".git/info/exclude: build\n"}, Rules{Exclude: []string{"sub"}, NoIgnoreFiles: true}, "a.md build/b.md docs/keep.md docs/x/y.md drafts/d.md keep.md"},
		{"hidden stays hidden", []string{".h/x.md", "node_modules/x.md"}, Rules{Exclude: []string{"!.h", "!node_modules", "[a-z]*"}}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := tree(t, slices.Concat(files, test.files)...)
			r := open(t, dir)
			var notes []string
			if _, err := r.Walk(context.Background(), test.rules, func(e Entry) {
				if e.Note {
					notes = append(notes, e.ID)
				}
			}); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(notes, " "); got != test.want {
				t.Errorf("Walk(%+v) = %s, want %s", test.rules, got, test.want)
			}
			checkIgnored(t, r, test.rules)
		})
	}
}

// A root inside a work tree follows the .gitignore files above it, unless they
// ignore the root itself.
func TestWalkBelowWorkTree(t *testing.T) {
	for _, test := range []struct {
		ignore string // of the top
		want   []string
	}{
		{"drafts\n", []string{"a.md", "sub/", "sub/c.md"}},
		{"/drafts\n", []string{"a.md", "drafts/", "drafts/b.md", "sub/", "sub/c.md"}},
		{"/vault/notes/sub/\n", []string{"a.md", "drafts/", "drafts/b.md"}},
		{"/vault/**/c.md\n", []string{"a.md", "drafts/", "drafts/b.md", "sub/"}},
		{"vault/notes/*\n!vault/notes/a.md\n", []string{"a.md"}},
		// Dot files in the home folder.
		{"*\n", []string{"a.md", "drafts/", "drafts/b.md", "sub/", "sub/c.md"}},
		{"/vault/\na.md\n", []string{"a.md", "drafts/", "drafts/b.md", "sub/", "sub/c.md"}},
	} {
		dir := tree(t, ".git/config", ".gitignore: "+test.ignore,
			"vault/notes/a.md", "vault/notes/drafts/b.md", "vault/notes/sub/c.md")
		t.Logf("the top ignores %q", test.ignore)
		checkWalk(t, filepath.Join(dir, "vault", "notes"), Rules{}, test.want...)
	}
	dir := tree(t, ".gitignore: *\n", "notes/a.md")
	checkWalk(t, filepath.Join(dir, "notes"), Rules{}, "a.md") // no work tree, no rules
}

// In a submodule or a linked work tree .git is a file. That is nothing to report.
func TestWalkLinkedWorkTree(t *testing.T) {
	dir := tree(t, ".git: gitdir: ../main/.git/worktrees/x\n", ".gitignore: drafts\n", "notes/a.md", "notes/drafts/b.md")
	problems, err := open(t, filepath.Join(dir, "notes")).Walk(context.Background(), Rules{}, func(Entry) {})
	if err != nil || len(problems) > 0 {
		t.Errorf("Walk reports %v, %v", problems, err)
	}
	checkWalk(t, filepath.Join(dir, "notes"), Rules{}, "a.md")
}

func TestWalkHiddenRoot(t *testing.T) {
	dir := tree(t, ".notes/a.md", ".notes/.b/c.md", ".notes/node_modules/d.md")
	checkWalk(t, filepath.Join(dir, ".notes"), Rules{}, "a.md")
	checkWalk(t, filepath.Join(dir, ".notes", "node_modules"), Rules{}, "d.md")
}

func TestWalkSymlinks(t *testing.T) {
	dir := tree(t, "real/a.md", "real/sub/b.md", ".store/c.md", ".store/more/d.md", "build/e.md", ".gitignore: build\n",
		"node_modules/m.md", ".git/g.md")
	symlink(t, dir, "note.md", "real/a.md")
	symlink(t, dir, "hidden.md", ".store/c.md")
	symlink(t, dir, "alias", "real/sub")       // listed as real/sub
	symlink(t, dir, "real/loop", "..")         // a loop
	symlink(t, dir, "real/sub/self", ".")      // another
	symlink(t, dir, "absolute", dir+"/.store") // back into the root
	symlink(t, dir, "real/far.md", dir+"/.store/c.md")
	symlink(t, dir, ".store/again", "../.store") // not a third time
	symlink(t, dir, ".store/real", "../real")
	symlink(t, dir, "latest", "build") // ignored under its own name
	symlink(t, dir, "mods", "node_modules")
	symlink(t, dir, "git", ".git/")
	symlink(t, dir, ".#lock.md", "user@host.1234:5678") // what Emacs leaves
	symlink(t, dir, "gone.md", "nowhere.md")
	symlink(t, dir, "round.md", "about.md")
	symlink(t, dir, "about.md", "round.md")
	symlink(t, dir, "chain.md", "note.md")
	checkWalk(t, dir, Rules{},
		"absolute/ -> .store",
		"absolute/again/ -> .store",
		"absolute/c.md -> .store/c.md",
		"absolute/more/ -> .store/more",
		"absolute/more/d.md -> .store/more/d.md",
		"absolute/real/ -> real",
		"alias/ -> real/sub",
		"chain.md -> real/a.md",
		"git/ -> .git",
		"hidden.md -> .store/c.md",
		"latest/ -> build",
		"latest/e.md -> build/e.md",
		"mods/ -> node_modules",
		"note.md -> real/a.md",
		"real/", "real/a.md",
		"real/far.md -> .store/c.md",
		"real/loop/ -> .",
		"real/sub/", "real/sub/b.md",
		"real/sub/self/ -> real/sub",
	)
}

// Git does not follow a symlink named .gitignore, so a checkout cannot make it
// read another file.
func TestIgnoreFileSymlink(t *testing.T) {
	dir := tree(t, "a.md", "rules.txt: a.md")
	symlink(t, dir, ".gitignore", "rules.txt")
	checkWalk(t, dir, Rules{}, "a.md", "rules.txt (attachment)")
}

// No symlink leads out of the root, whatever it says.
func TestSymlinksOutside(t *testing.T) {
	dir := tree(t, "secret/key.md: key", "notes/a.md", "notes-old/b.md")
	notes := filepath.Join(dir, "notes")
	for name, target := range map[string]string{
		"up":        "..",
		"file.md":   "../secret/key.md",
		"abs.md":    dir + "/secret/key.md",
		"folder":    "../secret",
		"sibling":   dir + "/notes-old",
		"twice.md":  "folder/key.md",
		"hosts.md":  "../../../../../../../../../../../etc/hosts",
		"inner.md":  "a.md/../../secret/key.md",
		"quiet.log": "../secret/key.md",
	} {
		symlink(t, notes, name, target)
	}
	r := open(t, notes)
	rules := Rules{Exclude: []string{"*.log"}}
	got, problems := walk(t, r, rules)
	if want := []string{"a.md"}; !slices.Equal(got, want) {
		t.Errorf("Walk = %q, want %q", got, want)
	}
	want := []string{"abs.md", "file.md", "folder", "hosts.md", "inner.md", "sibling", "twice.md", "up"}
	for i := range want {
		want[i] += " cannot be read: it leads out of the notes folder."
	}
	if got := strings.Split(errors.Join(problems...).Error(), "\n"); !slices.Equal(got, want) {
		t.Errorf("Walk has the problems %q, want %q", got, want)
	}
	for _, id := range []string{"up", "file.md", "abs.md", "up/secret/key.md", "folder/key.md", "hosts.md", "twice.md",
		"../secret/key.md", "/etc/hosts", "inner.md", "", "a/../../secret/key.md"} {
		if data, _, err := r.ReadFile(id); err == nil {
			t.Errorf("ReadFile(%q) = %q, want an error", id, data)
		}
		if e, err := r.Stat(id); err == nil {
			t.Errorf("Stat(%q) = %+v, want an error", id, e)
		}
		if !r.Ignored(id, rules) {
			t.Errorf("Ignored(%q) = false, want true", id)
		}
	}
}

func TestWalkUnreadable(t *testing.T) {
	dir := tree(t, "a.md", "closed/b.md", "open/c.md", "open/.gitignore: x", "secret.md")
	for _, name := range []string{"closed", "open/.gitignore", "secret.md"} {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.Chmod(at, 0); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.Chmod(at, 0o700) })
	}
	if f, err := os.Open(filepath.Join(dir, "secret.md")); err == nil {
		f.Close()
		t.Log("not tested: this user may read everything, so nothing is unreadable (root, or Windows)")
		return
	}
	r := open(t, dir)
	got, problems := walk(t, r, Rules{})
	if want := []string{"a.md", "closed/", "open/", "open/c.md", "secret.md"}; !slices.Equal(got, want) {
		t.Errorf("Walk = %q, want %q", got, want)
	}
	want := "The folder closed cannot be read: permission denied.\n" +
		"open/.gitignore cannot be read, so what it ignores is shown: permission denied."
	if got := errors.Join(problems...); got == nil || got.Error() != want {
		t.Errorf("Walk has the problems\n%v\nwant\n%s", got, want)
	}
	if _, _, err := r.ReadFile("secret.md"); !errors.Is(err, fs.ErrPermission) || err.Error() != "secret.md cannot be read: permission denied." {
		t.Errorf("ReadFile(secret.md): %v", err)
	}
	if err := os.Chmod(dir, 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o700)
	if _, err := Open(dir); !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "do not have the permission") {
		t.Errorf("Open of a closed folder: %v", err)
	}
}

// What vanishes during the walk is no problem, and the walk goes on.
func TestWalkVanishing(t *testing.T) {
	dir := tree(t, "a.md", "b/c.md", "b/d/e.md", "f.md", "g/h.md")
	r := open(t, dir)
	var got []string
	problems, err := r.Walk(context.Background(), Rules{}, func(e Entry) {
		got = append(got, e.ID)
		if e.ID == "a.md" {
			os.RemoveAll(filepath.Join(dir, "b"))
			os.RemoveAll(filepath.Join(dir, "f.md"))
		}
	})
	if err != nil || len(problems) > 0 {
		t.Errorf("Walk: %v, problems %v, want none", err, problems)
	}
	if !slices.Contains(got, "g/h.md") || slices.Contains(got, "b/c.md") {
		t.Errorf("Walk = %q, want g/h.md and nothing in b", got)
	}
}

func TestWalkStops(t *testing.T) {
	dir := tree(t, "a.md", "b.md", "c/d.md")
	r := open(t, dir)
	ctx, cancel := context.WithCancel(context.Background())
	visits := 0
	_, err := r.Walk(ctx, Rules{}, func(Entry) { visits++; cancel() })
	if !errors.Is(err, context.Canceled) || visits != 1 {
		t.Errorf("Walk = %v after %d entries, want canceled after 1", err, visits)
	}
	r.Close()
	if _, err := r.Walk(context.Background(), Rules{}, func(Entry) {}); err == nil {
		t.Error("Walk of a closed root = nil, want an error")
	}
}

// The folders that the walk goes into are those in which it lists files.
func TestWalkFolders(t *testing.T) {
	dir := tree(t, "a.md", "글/b.md", "글/deep/c.md", "empty/", ".git/x.md", "node_modules/p/x.md", "out/x.md", ".gitignore: out\n", ".hidden/h.md", "notes.md/x.md")
	for link, to := range map[string]string{"again": "글", "shown": ".hidden", "file.md": "a.md", "loop": "."} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	r := open(t, dir)
	var got []string
	enter := func(id string) error {
		got = append(got, id)
		return nil
	}
	if err := r.WalkFolders(t.Context(), Rules{}, enter); err != nil {
		t.Fatal(err)
	}
	if want := []string{".", "empty", "notes.md", "shown", "글", "글/deep"}; !slices.Equal(got, want) {
		t.Errorf("WalkFolders enters %q, want %q", got, want)
	}
	stop := errors.New("stop")
	if err := r.WalkFolders(t.Context(), Rules{}, func(string) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("an error of enter's is %v in the end", err)
	}
}
