package lsptest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// operations is how many steps TestHistories plays; OPERATIONS sets another number.
func operations(t *testing.T) int {
	set := os.Getenv("OPERATIONS")
	if set == "" {
		return 300
	}
	n, err := strconv.Atoi(set)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// calmEvery is how many steps are played before the server is compared with one that
// starts anew; EVERY sets another number.
func calmEvery(t *testing.T) int {
	set := os.Getenv("EVERY")
	if set == "" {
		return 100
	}
	n, err := strconv.Atoi(set)
	if err != nil || n < 1 {
		t.Fatalf("EVERY=%s is no number of steps", set)
	}
	return n
}

// Whatever an editor, other programs and a watcher do, in whatever order it becomes
// known: in the end the server says what one says that starts then. SEED picks other
// histories; with SHORTEN a failure tells the shortest part of its history that fails
// too, which may take minutes.
func TestHistories(t *testing.T) {
	seed := uint64(1)
	if set := os.Getenv("SEED"); set != "" {
		seed, _ = strconv.ParseUint(set, 10, 64)
	}
	for _, mode := range []struct {
		encoding  string
		unwatched bool
	}{{"utf-8", false}, {"utf-16", false}, {"utf-16", true}} {
		t.Run(fmt.Sprintf("%s unwatched %t", mode.encoding, mode.unwatched), func(t *testing.T) {
			t.Parallel()
			steps := randomHistory(operations(t), seed)
			if err := playHistory(t, steps, mode.encoding, mode.unwatched); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		})
	}
}

// A mismatch is a history after which the server is not as one that starts then.
type mismatch struct {
	after int // steps
	what  string
}

func (m *mismatch) Error() string { return fmt.Sprintf("after %d steps:\n%s", m.after, m.what) }

func playHistory(t *testing.T, steps []step, encoding string, unwatched bool) error {
	err := replay(t, steps, encoding, unwatched)
	m, ok := errors.AsType[*mismatch](err)
	if !ok || os.Getenv("SHORTEN") == "" {
		return err
	}
	short := shortest(steps[:m.after], func(part []step) bool {
		_, still := errors.AsType[*mismatch](replay(t, part, encoding, unwatched))
		return still
	})
	var list strings.Builder
	for _, s := range short {
		fmt.Fprintf(&list, "\t%v,\n", s)
	}
	return fmt.Errorf("%w\nThe shortest history that fails:\n%s%w", m, &list, replay(t, short, encoding, unwatched))
}

// shortest leaves steps out as long as what is left fails. It is bounded: a failure
// that has to do with time may not come again.
func shortest(steps []step, fails func([]step) bool) []step {
	tries := 150
	for size := (len(steps) + 1) / 2; size > 0; size /= 2 {
		for from := 0; from < len(steps) && tries > 0; {
			part := append(append([]step(nil), steps[:from]...), steps[min(len(steps), from+size):]...)
			if tries--; fails(part) {
				steps = part
			} else {
				from += size
			}
		}
	}
	return steps
}

// replay plays steps in a new folder, and compares the server with a fresh one now and
// then and at the end.
func replay(t *testing.T, steps []step, encoding string, unwatched bool) error {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		return err
	}
	dir = filepath.Join(dir, "notes")
	// A lone note's folder is named in answers; so that one is there.
	for _, sub := range []string{".hidden", "ignored"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o777); err != nil {
			return err
		}
	}
	p := &player{dir: dir, unwatched: unwatched, open: map[string]*openDoc{}, events: rand.New(rand.NewPCG(1, 2))}
	if p.c, err = p.connect(encoding); err != nil {
		return err
	}
	every := calmEvery(t)
	for i, s := range steps {
		if err := p.play(s); err != nil {
			return fmt.Errorf("step %d, %v: %w", i, s, err)
		}
		if (i+1)%every == 0 || i+1 == len(steps) {
			what, err := p.compare(encoding)
			if err != nil {
				return fmt.Errorf("after %d steps: %w", i+1, err)
			}
			if what != "" {
				_ = p.c.Close() // the failure is told already
				return &mismatch{i + 1, what}
			}
		}
	}
	return p.c.Close()
}

func (p *player) connect(encoding string) (*Client, error) {
	c, err := Start(Options{Encodings: []string{encoding}, Folders: []string{p.dir}, Adjust: func(params map[string]any) {
		if p.unwatched {
			workspace := params["capabilities"].(map[string]any)["workspace"].(map[string]any)
			delete(workspace, "didChangeWatchedFiles")
		}
	}})
	if err != nil {
		return nil, err
	}
	c.UseBarrier(filepath.Join(filepath.Dir(p.dir), "barrier.md"))
	return c, c.Indexed(p.dir)
}

// compare returns how the server differs from a fresh one, once it has had time for
// what it does in the background.
func (p *player) compare(encoding string) (string, error) {
	if err := p.answered(); err != nil {
		return "", err
	}
	if err := p.calm(); err != nil {
		return "", err
	}
	want, err := p.fresh(encoding)
	if err != nil {
		return "", err
	}
	var what string
	for range 20 {
		if err := p.c.settleAgain(); err != nil {
			return "", err
		}
		got, err := p.view(p.c)
		if err != nil {
			return "", err
		}
		if what = difference(got, want); what == "" {
			return "", nil
		}
	}
	return what, nil
}

// fresh is the view of a server that starts now.
func (p *player) fresh(encoding string) (map[string]string, error) {
	c, err := p.connect(encoding)
	if err != nil {
		return nil, err
	}
	for _, d := range p.order() {
		if err := p.tellOpen(c, d); err != nil {
			return nil, err
		}
	}
	if err := c.settleAgain(); err != nil {
		return nil, err
	}
	v, err := p.view(c)
	return v, errors.Join(err, c.Close())
}
