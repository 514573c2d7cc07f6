package disk

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/cache"
	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/pack"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// start loads a vault from nothing, with what is kept in place.
func start(t testing.TB, r *Root, rules *vault.Rules, place cache.Place) (*vault.Snapshot, Loading) {
	t.Helper()
	empty := vault.New(rules)
	l, err := r.LoadKept(context.Background(), Rules{}, empty, nil, place, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	s, _ := empty.Load(l.Changes, Spread)
	return s, l
}

// goOn never ends a Write.
func goOn() bool { return true }

// dump is all that a vault holds, and all that is known of its notes.
func dump(s *vault.Snapshot) string {
	var b strings.Builder
	for _, id := range slices.Sorted(s.Files()) {
		fmt.Fprintf(&b, "%s\n", id)
	}
	for n := range s.Notes() {
		var w pack.Writer
		n.Pack(&w)
		fmt.Fprintf(&b, "%s %d %d %x %s\n", n.ID, n.Modified.UnixNano(), n.Sum, w.Record(nil), n.Text())
	}
	return b.String()
}

// An oldVault is a folder whose files were all written long ago, so that what is kept of
// them counts, and which is changed as people and programs change folders.
type oldVault struct {
	*rand.Rand
	dir   string
	names []string
	clock time.Time
}

func (v *oldVault) path(name string) string { return filepath.Join(v.dir, name) }

func (v *oldVault) text() string {
	return fmt.Sprintf("---\naliases: [a%d]\n---\n# 제목 %d\n[[n%d#제목 %d|빵]] #t%d %s\n", v.IntN(9), v.IntN(9), v.IntN(9), v.IntN(9), v.IntN(9), strings.Repeat("가", v.IntN(3)))
}

// write writes a note some time after the last one was.
func (v *oldVault) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(v.path(name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	v.clock = v.clock.Add(time.Duration(1+v.IntN(1e9)) * time.Nanosecond)
	v.age(t, name, v.clock)
}

func (v *oldVault) age(t *testing.T, name string, at time.Time) {
	t.Helper()
	if err := os.Chtimes(v.path(name), at, at); err != nil {
		t.Fatal(err)
	}
}

// change makes one change; some leave a file's size and time as they were.
func (v *oldVault) change(t *testing.T) {
	t.Helper()
	name := v.names[v.IntN(len(v.names))]
	other := v.names[v.IntN(len(v.names))]
	src, err := os.ReadFile(v.path(name))
	if err != nil {
		v.write(t, name, v.text())
		return
	}
	info, err := os.Stat(v.path(name))
	if err != nil {
		t.Fatal(err)
	}
	edited := bytes.Replace(src, []byte("빵"), []byte("떡"), 1)
	switch v.IntN(8) {
	case 0:
		v.write(t, name, v.text())
	case 1: // of the same size
		v.write(t, name, string(edited))
	case 2: // of the same size and time, in the same file
		if err := os.WriteFile(v.path(name), edited, 0o600); err != nil {
			t.Fatal(err)
		}
		v.age(t, name, info.ModTime())
	case 3: // of the same size and time, in another file that takes its place
		if err := os.WriteFile(v.path("new"), edited, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(v.path("new"), v.path(name)); err != nil {
			t.Fatal(err)
		}
		v.age(t, name, info.ModTime())
	case 4: // touched
		v.clock = v.clock.Add(time.Second)
		v.age(t, name, v.clock)
	case 5:
		if err := os.Remove(v.path(name)); err != nil {
			t.Fatal(err)
		}
	case 6:
		if err := os.Rename(v.path(name), v.path(other)); err != nil {
			t.Fatal(err)
		}
	case 7: // two files change places
		if _, err := os.Stat(v.path(other)); err != nil || name == other {
			return
		}
		for _, step := range [][2]string{{name, "new"}, {other, name}, {"new", other}} {
			if err := os.Rename(v.path(step[0]), v.path(step[1])); err != nil {
				t.Fatal(err)
			}
		}
	}
}

var keptRules = []*vault.Rules{{}, {Mentions: true}, {Syntax: markdown.Syntax{NoTags: true}, NoTitles: true}}

// TestAWarmStartEqualsAColdOne changes a folder between starts, and what is kept of it.
func TestAWarmStartEqualsAColdOne(t *testing.T) {
	spared := 0
	for seed := range uint64(40) {
		v := &oldVault{Rand: rand.New(rand.NewPCG(seed, 9)), dir: t.TempDir(), clock: time.Date(2020, 1, 1, 0, 0, 0, 1, time.UTC)}
		for i := range 12 {
			v.names = append(v.names, fmt.Sprintf("n%d.md", i))
			v.write(t, v.names[i], v.text())
		}
		r := open(t, v.dir)
		folder := t.TempDir()
		for round := range 12 {
			rules := keptRules[0]
			if v.IntN(4) == 0 {
				rules = keptRules[v.IntN(len(keptRules))]
			}
			place := cache.PlaceOf(folder, v.dir, rules)
			if v.IntN(6) == 0 {
				damage(t, v.Rand, place.File)
			}
			warm, l := start(t, r, rules, place)
			cold, _ := start(t, r, rules, cache.Place{})
			if got, want := dump(warm), dump(cold); got != want {
				t.Fatalf("seed %d, round %d: a warm start gives\n%s\nand a cold one\n%s", seed, round, got, want)
			}
			spared += warm.Len() - l.Parsed
			if err := place.Write(warm, time.Now(), goOn); err != nil {
				t.Fatal(err)
			}
			for range v.IntN(5) {
				v.change(t)
			}
		}
	}
	if spared < 1000 {
		t.Errorf("%d notes were not parsed again, want more", spared)
	}
}

// damage changes a byte of a file, cuts it or empties it.
func damage(t *testing.T, r *rand.Rand, path string) {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		return // there is none yet
	}
	switch r.IntN(4) {
	case 0:
		src = src[:r.IntN(len(src))]
	case 1:
		src = nil
	default:
		src[r.IntN(len(src))] ^= 1 << r.IntN(8)
	}
	if err := os.WriteFile(path, src, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestNotesOfTheSameTextAreNotParsedAgain(t *testing.T) {
	dir := t.TempDir()
	v := &oldVault{Rand: rand.New(rand.NewPCG(1, 9)), dir: dir, clock: time.Date(2020, 1, 1, 0, 0, 0, 1, time.UTC)}
	v.write(t, "빵.md", "# 빵\n")
	v.write(t, "떡.md", "# 떡\n[[빵]]\n")
	r := open(t, dir)
	place := cache.PlaceOf(t.TempDir(), dir, nil)
	s, l := start(t, r, nil, place)
	if l.Parsed != 2 || l.Unkept == nil {
		t.Errorf("a first start parses %d notes and has those kept: %v", l.Parsed, l.Unkept)
	}
	if err := place.Write(s, time.Now(), goOn); err != nil {
		t.Fatal(err)
	}
	v.write(t, "떡.md", "# 떡\n[[빵]]\n") // as a fresh clone writes it
	if _, l = start(t, r, nil, place); l.Read != 1 || l.Parsed != 0 || l.Unkept != nil {
		t.Errorf("a second start reads %d notes and parses %d, %v", l.Read, l.Parsed, l.Unkept)
	}
}

func TestANoteWrittenAMomentBeforeItWasKeptIsReadAgain(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "빵.md", "# 빵\n")
	r := open(t, dir)
	place := cache.PlaceOf(t.TempDir(), dir, nil)
	s, _ := start(t, r, nil, place)
	if err := place.Write(s, time.Now(), goOn); err != nil {
		t.Fatal(err)
	}
	kept, err := place.Read(Spread)
	if err != nil {
		t.Fatal(err)
	}
	if k, ok := kept.Find("빵.md"); !ok || !k.Doubtful {
		t.Errorf("Find() = %+v, %v, want what is doubtful", k, ok)
	}
}
