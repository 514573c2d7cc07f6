package disk

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// known loads a root.
func known(t *testing.T, r *Root) *vault.Snapshot {
	t.Helper()
	changes, problems, err := r.Load(t.Context(), Rules{}, vault.New(nil), nil, func(int, int) {})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	snap, _ := vault.New(nil).Update(changes...)
	return snap
}

// differing lists what differs, sorted.
func differing(t *testing.T, r *Root, old *vault.Snapshot, whole bool) []string {
	t.Helper()
	d, err := r.Differing(t.Context(), Rules{}, old)
	if err != nil {
		t.Fatal(err)
	}
	if d.Whole != whole {
		t.Errorf("Whole is %v, want %v", d.Whole, whole)
	}
	return slices.Sorted(maps.Keys(d.Paths))
}

// age sets the time of the last change of files to a while ago.
func age(t *testing.T, dir string, names ...string) {
	t.Helper()
	then := time.Now().Add(-time.Hour).Truncate(time.Second)
	for _, name := range names {
		if err := os.Chtimes(filepath.Join(dir, name), then, then); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDiffering(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	names := []string{"같은.md", "바뀜.md", "갓.md", "sub/gone.md", "pic.png"}
	for _, name := range names {
		put(name, "😀 [[글]]")
	}
	put(".hidden/x.png", "")
	put(".hidden/y.png", "")
	age(t, dir, "같은.md", "바뀜.md", "sub/gone.md", "pic.png")
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	snap := known(t, r)
	snap, _ = snap.Update(r.Reveal(Rules{}, []vault.NoteID{".hidden/x.png", ".hidden/y.png"})...)
	// A note that was written a moment ago may have been written again within the same
	// tick of the clock.
	if got := differing(t, r, snap, false); !slices.Equal(got, []string{"갓.md"}) {
		t.Errorf("with nothing changed, %q differ", got)
	}
	age(t, dir, "갓.md")
	snap = known(t, r)
	snap, _ = snap.Update(r.Reveal(Rules{}, []vault.NoteID{".hidden/x.png", ".hidden/y.png"})...)
	if got := differing(t, r, snap, false); len(got) > 0 {
		t.Errorf("with nothing changed and all old, %q differ", got)
	}
	put("바뀜.md", "else")
	put("새/새.md", "new")
	for _, gone := range []string{"sub", ".hidden/y.png", "pic.png"} {
		if err := os.RemoveAll(filepath.Join(dir, gone)); err != nil {
			t.Fatal(err)
		}
	}
	age(t, dir, "바뀜.md", "새/새.md")
	want := []string{".hidden/y.png", "pic.png", "sub", "sub/gone.md", "바뀜.md", "새", "새/새.md"}
	if got := differing(t, r, snap, false); !slices.Equal(got, want) {
		t.Errorf("Differing = %q, want %q", got, want)
	}
	snap = known(t, r)
	put(".gitignore", "새\n")
	if got := differing(t, r, snap, true); !slices.Equal(got, []string{"새", "새/새.md"}) {
		t.Errorf("with a folder ignored, %q differ", got)
	}
}

// What has the same text is not parsed again, whatever its stamp says; and what has the
// same stamp is read where the path is named.
func TestSameTextIsNotParsedAgain(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "글.md")
	if err := os.WriteFile(path, []byte("# 하나"), 0o644); err != nil {
		t.Fatal(err)
	}
	age(t, dir, "글.md")
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	snap := known(t, r)
	was, _ := snap.Note("글.md")
	look := func() (*vault.Note, []vault.Change) {
		t.Helper()
		changes, whole, problems := r.ChangesAt(t.Context(), Rules{}, snap, []vault.NoteID{"글.md"}, Spread)
		if whole || len(problems) > 0 {
			t.Fatal(whole, problems)
		}
		next, _ := snap.Update(changes...)
		n, _ := next.Note("글.md")
		return n, changes
	}
	if _, changes := look(); len(changes) > 0 {
		t.Errorf("nothing has happened, and the changes are %v", changes)
	}
	now := time.Now()
	if err := os.Chtimes(path, now, now); err != nil {
		t.Fatal(err)
	}
	if n, _ := look(); n.Doc != was.Doc || n.Modified.Equal(was.Modified) {
		t.Errorf("a touched note: parsed again %v, time %v of %v", n.Doc != was.Doc, n.Modified, was.Modified)
	}
	if err := os.WriteFile(path, []byte("# 두울"), 0o644); err != nil { // as many bytes
		t.Fatal(err)
	}
	if err := os.Chtimes(path, was.Modified, was.Modified); err != nil {
		t.Fatal(err)
	}
	if n, _ := look(); string(n.Text()) != "# 두울" {
		t.Errorf("a note with another text and the same stamp is %q", n.Text())
	}
}
