package disk

import (
	"errors"
	"io/fs"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestOpenErrors(t *testing.T) {
	dir := tree(t, "note.md")
	symlink(t, dir, "dangling", "nowhere")
	for _, test := range []struct {
		name  string
		cause error
		want  string
	}{
		{"nowhere", fs.ErrNotExist, "There is no folder " + filepath.Join(dir, "nowhere") + "; create it, or open another one."},
		{"dangling", fs.ErrNotExist, "There is no folder " + filepath.Join(dir, "dangling") + "; create it, or open another one."},
		{"note.md", fs.ErrInvalid, filepath.Join(dir, "note.md") + " is not a folder; open the folder that holds it."},
	} {
		_, err := Open(filepath.Join(dir, test.name))
		if err == nil || err.Error() != test.want || !errors.Is(err, test.cause) {
			t.Errorf("Open(%s) = %v, want %s", test.name, err, test.want)
		}
	}
}

func TestOpenRelative(t *testing.T) {
	t.Chdir(tree(t, "sub/a.md"))
	for _, dir := range []string{"sub", "./sub/", "sub/../sub"} {
		r := open(t, dir)
		if !filepath.IsAbs(r.Dir()) || filepath.Base(r.Dir()) != "sub" {
			t.Errorf("Open(%q).Dir() = %q, want an absolute path to sub", dir, r.Dir())
		}
	}
}

func TestRel(t *testing.T) {
	dir := tree(t, "real/notes/a.md")
	symlink(t, dir, "link", "real")
	dir = open(t, dir).Dir() // TempDir is behind a symlink on macOS
	r := open(t, filepath.Join(dir, "link", "notes"))
	if want := filepath.Join(dir, "real", "notes"); r.Dir() != want {
		t.Errorf("Dir() = %q, want %q", r.Dir(), want)
	}
	for _, test := range []struct {
		path, want string
		ok         bool
	}{
		{dir + "/link/notes/a.md", "a.md", true},
		{dir + "/real/notes/a.md", "a.md", true},
		{dir + "/real/notes", ".", true},
		{dir + "/link/notes/", ".", true},
		{dir + "/real/notes/not/there/한글.md", "not/there/한글.md", true},
		{dir + "/real/notes//x/./y/../a.md", "x/a.md", true},
		{dir + "/real/notes/../notes/a.md", "a.md", true},
		{dir + "/real/notes/../a.md", "", false},
		{dir + "/real/notes-old/a.md", "", false},
		{dir + "/real", "", false},
		{"notes/a.md", "", false},
		{"a.md", "", false},
		{"", "", false},
	} {
		got, ok := r.Rel(filepath.FromSlash(test.path))
		if got != test.want || ok != test.ok {
			t.Errorf("Rel(%q) = %q, %v, want %q, %v", test.path, got, ok, test.want, test.ok)
		}
		if !ok {
			continue
		}
		if back, ok := r.Rel(r.Path(got)); back != got || !ok {
			t.Errorf("Rel(Path(%q)) = %q, %v", got, back, ok)
		}
	}
}

func TestRelativeToDrive(t *testing.T) {
	whole := filepath.VolumeName(t.TempDir()) + string(filepath.Separator)
	if got, ok := relativeTo(whole, filepath.Join(whole, "a", "b.md")); got != "a/b.md" || !ok {
		t.Errorf("relativeTo(%q) = %q, %v, want a/b.md", whole, got, ok)
	}
	if got, ok := relativeTo(whole, whole); got != "." || !ok {
		t.Errorf("relativeTo(%q) = %q, %v, want .", whole, got, ok)
	}
	if runtime.GOOS != "windows" {
		t.Log("not tested: drive letters, which only Windows has")
		return
	}
	if got, ok := relativeTo(`C:\notes`, `c:\notes\a.md`); got != "a.md" || !ok {
		t.Errorf("a drive letter in lower case: %q, %v, want a.md", got, ok)
	}
}

func TestNames(t *testing.T) {
	for name, want := range map[string]bool{
		"a.md": true, "a.MD": true, "a.markdown": true, "a.MarkDown": true, "a.b.md": true, "한글.md": true,
		".md": false, "md": false, "a.mdx": false, "a.md.txt": false, "a": false, "": false,
		"#a.md#": false, ".#a.md": false, "a.md~": false, "a.md.swp": false,
		"#1 priority.md": true, "~draft.md": true,
	} {
		if got := isNote(name); got != want {
			t.Errorf("isNote(%q) = %v, want %v", name, got, want)
		}
	}
}

func TestReadFile(t *testing.T) {
	dir := tree(t, "a.md: # A\n", "sub/b.png: png", "empty.md")
	write(t, dir, "full.md", strings.Repeat("x", MaxNoteSize))
	write(t, dir, "big.md", strings.Repeat("x", MaxNoteSize+1))
	symlink(t, dir, "link.md", "a.md")
	symlink(t, dir, "folder", dir+"/sub")
	r := open(t, dir)
	for _, test := range []struct {
		id   string
		size int
		err  string
	}{
		{"a.md", 4, ""},
		{"link.md", 4, ""},
		{"sub/b.png", 3, ""},
		{"folder/b.png", 3, ""},
		{"empty.md", 0, ""},
		{"full.md", MaxNoteSize, ""},
		{"big.md", 0, "big.md is too big for a note: it has 8.0 MiB, and notes above 8 MiB are not read; split it."},
		{"gone.md", 0, "gone.md cannot be read: "},
		{"sub", 0, "sub is a folder, so it has no text."},
		{".", 0, ". is a folder, so it has no text."},
		{"../a.md", 0, `"../a.md" does not name a file in the notes folder.`},
	} {
		data, stamp, err := r.ReadFile(test.id)
		if test.err != "" {
			if err == nil || !strings.HasPrefix(err.Error(), test.err) {
				t.Errorf("ReadFile(%q): %v, want %s", test.id, err, test.err)
			}
			continue
		}
		if err != nil || len(data) != test.size {
			t.Errorf("ReadFile(%q) = %d bytes, %v, want %d bytes", test.id, len(data), err, test.size)
		}
		if e, err := r.Stat(test.id); err != nil || e.Stamp != stamp || stamp.Size != int64(test.size) {
			t.Errorf("Stat(%q) = %+v, %v, want the stamp %+v that ReadFile gives", test.id, e, err, stamp)
		}
	}
	if _, _, err := r.ReadFile("gone.md"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("ReadFile(gone.md): %v, want fs.ErrNotExist", err)
	}
}

func TestStat(t *testing.T) {
	dir := tree(t, "sub/a.md", ".hidden/b.md", "node_modules/c.md", "x.md~", "folder.md/")
	symlink(t, dir, "link", "sub")
	r := open(t, dir)
	for _, want := range []Entry{
		{ID: ".", Dir: true},
		{ID: "sub", Dir: true},
		{ID: "sub/a.md", Note: true},
		{ID: ".hidden/b.md", Note: true},
		{ID: "node_modules/c.md", Note: true},
		{ID: "x.md~"},
		{ID: "folder.md", Dir: true},
		{ID: "link", Dir: true, Target: "sub"},
		{ID: "link/a.md", Note: true, Target: "sub/a.md"},
	} {
		got, err := r.Stat(want.ID)
		if got.ModTime.IsZero() {
			t.Errorf("Stat(%q) has no time", want.ID)
		}
		got.Stamp = Stamp{}
		if err != nil || got != want {
			t.Errorf("Stat(%q) = %+v, %v, want %+v", want.ID, got, err, want)
		}
	}
	if _, err := r.Stat("gone.md"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Stat(gone.md): %v, want fs.ErrNotExist", err)
	}
}
