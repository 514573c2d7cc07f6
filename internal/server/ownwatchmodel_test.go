package server

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"testing"
	"time"

	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/watch"
)

// After any history of what other programs do on disk and the user in the editor, a
// server that nobody tells of the disk knows what one that starts now does.
func TestDiskAndEditorAtRandom(t *testing.T) {
	rounds := 8
	if testing.Short() {
		rounds = 2
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	dir := garden(t, map[string]string{"글.md": "[[방]] [[note]]"})
	e := newEditor(t)
	e.s.system = watch.System{Quiet: time.Millisecond}
	e.start(`{}`, dir)
	e.loaded()
	m := diskModel{random, dir}
	opened := map[uri.URI]int32{}
	for round := range rounds {
		for range random.IntN(40) {
			m.step()
			doc := uri.File(m.path(m.place() + ".md"))
			switch version, ok := opened[doc]; {
			case random.IntN(3) > 0:
			case !ok:
				opened[doc] = 1
				e.didOpen(doc, 1, "[[글]] open")
			case random.IntN(2) == 0:
				opened[doc] = version + 1
				e.didChange(doc, version+1, whole(fmt.Sprintf("[[note]] %d", version)))
			default:
				delete(opened, doc)
				e.didClose(doc)
			}
		}
		for doc := range opened { // what a fresh start does not know of
			e.didClose(doc)
			delete(opened, doc)
		}
		m.agree(e, fmt.Sprint("round ", round))
	}
}

// diskModel does on disk what people and programs do.
type diskModel struct {
	random *rand.Rand
	dir    string
}

func (m diskModel) path(name string) string { return filepath.Join(m.dir, filepath.FromSlash(name)) }

func (m diskModel) name() string {
	return []string{"글", "방", "note", "🍞", "나라"}[m.random.IntN(5)]
}

func (m diskModel) place() string {
	p := m.name()
	for range m.random.IntN(3) {
		p = path.Join(m.name(), p)
	}
	return p
}

// step changes something; what can't be done is left out. No link leads to what is
// ignored: nobody listens there, so what comes to be there is known when a note that links to it is edited.
func (m diskModel) step() {
	at, note := m.path(m.place()), m.path(m.place()+".md")
	switch m.random.IntN(8) {
	case 0, 1:
		_ = os.WriteFile(note, fmt.Appendf(nil, "[[%s]] %d", []string{"글", "방", "note"}[m.random.IntN(3)], m.random.IntN(10)), 0o644)
	case 2:
		if os.MkdirAll(at, 0o755) == nil {
			_ = os.WriteFile(filepath.Join(at, m.name()+".md"), []byte("[[../글]] in a new folder"), 0o644)
		}
	case 3:
		_ = os.RemoveAll(at)
	case 4:
		_ = os.Rename(at, m.path(m.place()))
	case 5:
		_ = os.Rename(note, m.path(m.place()+".md"))
	case 6:
		_ = os.WriteFile(filepath.Join(m.dir, ".gitignore"), []byte(m.name()+"/나라/\n"), 0o644)
	case 7:
		_ = os.WriteFile(filepath.Join(m.dir, ".notes-lsp.toml"), fmt.Appendf(nil, "exclude = [%q]\n", m.name()+"/나라"), 0o644)
	}
}

// agree waits until e holds what a server that starts now does, and has been told the
// same problems.
func (m diskModel) agree(e *editor, after string) {
	e.t.Helper()
	fresh := open(e.t, m.dir)
	fresh.loaded()
	want := held((*fresh.s.roots.Load())[0])
	late := time.Now().Add(patience)
	for !maps.Equal(held((*e.s.roots.Load())[0]), want) {
		if time.Now().After(late) {
			sameAsFresh(e, m.dir)
			e.t.Fatalf("after %s a fresh start holds something else", after)
		}
		e.published()
	}
	e.published()
	if got, want := told(e), told(fresh); !maps.Equal(got, want) {
		e.t.Errorf("after %s the client was told %v, want %v", after, got, want)
	}
	fresh.s.Close()
}

// told is what a client has been told, without what is well.
func told(e *editor) map[uri.URI]string {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := map[uri.URI]string{}
	for u, p := range e.told {
		if len(p.Diagnostics) > 0 {
			out[u] = fmt.Sprint(codesOf(p))
		}
	}
	return out
}
