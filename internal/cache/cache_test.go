package cache

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

var (
	longAgo = time.Date(2020, 1, 1, 0, 0, 0, 1, time.UTC)
	now     = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
)

func goOn() bool { return true }

// inOrder is a vault.Spread.
func inOrder(parts int, do func(part int)) {
	for i := range parts {
		do(i)
	}
}

// notes is a vault of n notes.
func notes(n int) *vault.Snapshot {
	var changes []vault.Change
	for i := range n {
		id := vault.NoteID(fmt.Sprintf("글 %03d.md", i))
		text := []byte(fmt.Sprintf("# 글 %d\n[[글 %03d]] #태그\n", i, i/2))
		changes = append(changes, vault.Change{ID: id, Note: vault.NewNote(vault.Source{ID: id, Text: text, Modified: longAgo, Sum: uint64(i), Mark: 7})})
	}
	s, _ := vault.New(nil).Update(changes...)
	return s
}

func TestWhatIsKeptIsRead(t *testing.T) {
	place := PlaceOf(t.TempDir(), "/vault", nil)
	s := notes(300)
	if err := place.Write(s, now, goOn); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(place.File); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("Stat() = %v, %v, want what nobody else may read", info, err)
	}
	kept, err := place.Read(inOrder)
	if err != nil || kept.Len() != s.Len() || !kept.Written.Equal(now) {
		t.Fatalf("Read() = %d notes of %v, %v", kept.Len(), kept.Written, err)
	}
	for n := range s.Each() {
		k, ok := kept.Find(n.ID)
		if !ok || !k.Modified.Equal(longAgo) || k.Sum != n.Sum || k.Mark != 7 || k.Doubtful {
			t.Fatalf("Find(%q) = %+v, %v", n.ID, k, ok)
		}
		if back, ok := kept.Note(k, vault.Source{Reread: func() []byte { return nil }}); !ok || back.Title() != n.Title() {
			t.Fatalf("%s comes back as %+v, %v", n.ID, back, ok)
		}
	}
}

func TestOfOtherPlacesNothingIsRead(t *testing.T) {
	folder := t.TempDir()
	place := PlaceOf(folder, "/vault", nil)
	if err := place.Write(notes(3), now, goOn); err != nil {
		t.Fatal(err)
	}
	for _, other := range []Place{{}, PlaceOf(folder, "/other", nil), PlaceOf(folder, "/vault", &vault.Rules{NoTitles: true})} {
		if kept, err := other.Read(inOrder); err == nil {
			t.Errorf("%+v has %d notes", other, kept.Len())
		}
	}
	moved := PlaceOf(folder, "/other", nil)
	if err := os.Rename(place.File, moved.File); err != nil {
		t.Fatal(err)
	}
	if kept, err := moved.Read(inOrder); !errors.Is(err, errDamaged) {
		t.Errorf("of a file of another vault %d notes are read, %v", kept.Len(), err)
	}
}

// TestADamagedFileCountsAsNone changes each byte, and cuts the file everywhere.
func TestADamagedFileCountsAsNone(t *testing.T) {
	place := PlaceOf(t.TempDir(), "/vault", nil)
	if err := place.Write(notes(4), now, goOn); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(place.File)
	if err != nil {
		t.Fatal(err)
	}
	read := func(src []byte) error {
		_, err := place.read(reader(src), int64(len(src)), inOrder)
		return err
	}
	if err := read(good); err != nil {
		t.Fatal(err)
	}
	for i := range good {
		bad := slices.Clone(good)
		bad[i] ^= 0x10
		if read(bad) == nil {
			t.Errorf("a file is read with another byte %d of %d", i, len(good))
		}
		if i >= tailSize && read(good[:i]) == nil {
			t.Errorf("a file is read that ends at byte %d of %d", i, len(good))
		}
	}
}

type reader []byte

func (r reader) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 || off > int64(len(r)) {
		return 0, io.EOF
	}
	n := copy(p, r[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func FuzzRead(f *testing.F) {
	place := PlaceOf(f.TempDir(), "/vault", nil)
	if err := place.Write(notes(3), now, goOn); err != nil {
		f.Fatal(err)
	}
	good, err := os.ReadFile(place.File)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) < tailSize {
			return
		}
		kept, err := place.read(reader(src), int64(len(src)), inOrder)
		if err != nil {
			return
		}
		for _, k := range kept.byID {
			kept.Note(k, vault.Source{Reread: func() []byte { return nil }})
		}
	})
}

func TestAWriteThatFailsLeavesTheOldFile(t *testing.T) {
	folder := t.TempDir()
	place := PlaceOf(folder, "/vault", nil)
	if err := place.Write(notes(3), now, goOn); err != nil {
		t.Fatal(err)
	}
	if err := place.Write(notes(300), now, func() bool { return false }); !errors.Is(err, errStopped) {
		t.Errorf("Write() = %v, want that it was called off", err)
	}
	if kept, err := place.Read(inOrder); err != nil || kept.Len() != 3 {
		t.Errorf("Read() = %d notes, %v, want the old ones", kept.Len(), err)
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
		t.Errorf("%d files are there, %v, want one", len(entries), err)
	}
	inFile := PlaceOf(filepath.Join(place.File, "x"), "/vault", nil)
	if err := inFile.Write(notes(3), now, goOn); err == nil {
		t.Error("Write() in a folder that can't be made is no error")
	}
}

func TestFilesThatNobodyUsesAreRemoved(t *testing.T) {
	folder := t.TempDir()
	make := func(root string, rules *vault.Rules, unused time.Duration) string {
		p := PlaceOf(folder, root, rules)
		if err := os.WriteFile(p.File, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		p.used(now.Add(-unused))
		return p.File
	}
	const day = 24 * time.Hour
	draft := filepath.Join(folder, ".draft-1")
	if err := os.WriteFile(draft, nil, 0o600); err != nil || os.Chtimes(draft, longAgo, longAgo) != nil {
		t.Fatal(err)
	}
	stranger := filepath.Join(folder, "notes.txt")
	if err := os.WriteFile(stranger, nil, 0o600); err != nil || os.Chtimes(stranger, longAgo, longAgo) != nil {
		t.Fatal(err)
	}
	want := map[string]bool{
		stranger: true, draft: false,
		make("/a", nil, 31*day): false, make("/b", nil, 29*day): true,
		make("/vault", &vault.Rules{NoTitles: true}, 3*day):  false,
		make("/vault", &vault.Rules{NoAliases: true}, 2*day): true,
		make("/vault", &vault.Rules{HTML: true}, 1*day):      true,
	}
	place := PlaceOf(folder, "/vault", nil)
	want[place.File] = true
	if err := place.Write(notes(3), now, goOn); err != nil {
		t.Fatal(err)
	}
	for path, stays := range want {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) == stays {
			t.Errorf("%s: %v, want that it stays: %v", filepath.Base(path), err, stays)
		}
	}
}
