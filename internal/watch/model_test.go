package watch

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"testing"
	"time"
)

// A model does what people and programs do to a folder of notes, at random.
type model struct {
	r      *reader
	random *rand.Rand
}

var names = []string{"글", "방", "note", "Note", "🍞", "index"}

// place is a random path, three folders deep at most, which may be there or not.
func (m model) place() string {
	p := m.pick(names)
	for range m.random.IntN(3) {
		p = path.Join(m.pick(names), p)
	}
	return p
}

func (m model) pick(list []string) string { return list[m.random.IntN(len(list))] }

// step changes something. What can't be done, as there is a file where a folder would
// have to be, is left out: errors count for nothing.
func (m model) step() {
	at, note := m.r.path(m.place()), m.r.path(m.place()+".md")
	switch m.random.IntN(12) {
	case 0, 1, 2: // few sizes, so that many notes have the same
		_ = os.WriteFile(note, []byte(fmt.Sprintf("[[%s]] %d", m.pick(names), m.random.IntN(10))), 0o644)
	case 3:
		_ = os.MkdirAll(at, 0o755)
	case 4:
		if os.MkdirAll(at, 0o755) == nil {
			_ = os.WriteFile(at+"/"+m.pick(names)+".md", []byte("in a new folder"), 0o644)
		}
	case 5:
		_ = os.RemoveAll(at)
	case 6:
		_ = os.Remove(note)
	case 7:
		_ = os.Rename(at, m.r.path(m.place()))
	case 8:
		_ = os.Rename(note, m.r.path(m.place()+".md"))
	case 9: // a save by rename
		if os.WriteFile(note+"~", []byte("saved"), 0o644) == nil {
			_ = os.Rename(note+"~", note)
		}
	case 10:
		now := time.Now().Add(-time.Duration(m.random.IntN(1000)) * time.Second)
		_ = os.Chtimes(note, now, now)
	case 11:
		ignore := m.r.path(path.Join(path.Dir(m.place()), ".gitignore"))
		if m.random.IntN(2) == 0 {
			_ = os.Remove(ignore)
		} else {
			_ = os.WriteFile(ignore, []byte(m.pick(names)+"\n!"+m.pick(names)+".md\n"), 0o644)
		}
	}
}

// After any history of changes a reader knows what a fresh one does.
func TestModel(t *testing.T) {
	t.Parallel()
	steps := 40
	if testing.Short() {
		steps = 10
	}
	for _, test := range []struct {
		name   string
		system System
		mode   Mode
	}{
		{"heard", real, Listen},
		{"swept", System{Quiet: time.Millisecond, Often: 5 * time.Millisecond}, Sweep},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			seed := rand.Uint64()
			t.Logf("seed %d", seed)
			r := watch(t, folder(t, map[string]string{"글.md": "1"}), test.system, test.mode)
			if test.mode == Listen {
				r.ready()
			}
			m := model{r, rand.New(rand.NewPCG(seed, 0))}
			for i := range steps {
				for range m.random.IntN(20) {
					m.step()
				}
				r.agrees(fmt.Sprint("round ", i))
			}
		})
	}
}
