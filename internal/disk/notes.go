package disk

import (
	"context"
	"os"
	"path"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/notes-lsp/notes-lsp/internal/cache"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// Spread is a vault.Spread over all processors.
func Spread(parts int, do func(part int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), parts) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < parts; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	workers.Wait()
}

// batchOfNotes is how many notes, of one folder mostly, a processor reads at a time.
const batchOfNotes = 32

// A notesReader reads notes of a root, of which old and kept may know some.
type notesReader struct {
	root    *Root
	old     *vault.Snapshot
	kept    *cache.Notes
	doubted map[vault.NoteID]bool
	// How many notes were read, and how many of them were new.
	opened, parsed atomic.Int64
}

// read reads notes on all processors, and parses them as Note does.
func (n *notesReader) read(ctx context.Context, notes []Entry, progress func(done, total int)) ([]vault.Change, []error) {
	changes := make([]vault.Change, len(notes))
	failed := make([]error, len(notes))
	var done atomic.Int64
	Spread((len(notes)+batchOfNotes-1)/batchOfNotes, func(batch int) {
		reader := batchReader{notesReader: n}
		defer reader.close()
		for i := batch * batchOfNotes; i < min((batch+1)*batchOfNotes, len(notes)) && ctx.Err() == nil; i++ {
			changes[i], failed[i] = reader.read(notes[i])
			progress(int(done.Add(1)), len(notes))
		}
	})
	unread := slices.DeleteFunc(failed, func(err error) bool { return err == nil || isGone(err) })
	return slices.DeleteFunc(changes, func(c vault.Change) bool { return c.ID == "" }), unread
}

// A batchReader reads notes that a walk has just found, one after the other. It keeps
// their folder open and reads into one buffer, so that a note takes half the calls to
// the system that Root.Note makes.
type batchReader struct {
	*notesReader
	dir    string
	folder *os.Root // of dir, nil for none
	buffer []byte
}

func (n *batchReader) close() {
	if n.folder != nil {
		_ = n.folder.Close()
		n.folder = nil
	}
}

func (n *batchReader) read(e Entry) (vault.Change, error) {
	if c, ok := n.known(e); ok {
		return c, nil
	}
	n.opened.Add(1)
	if e.Target == "" {
		if c, ok := n.readFound(e.ID); ok {
			return c, nil
		}
	}
	return n.readNamed(e.ID)
}

// readFound reads what a walk saw to be a regular file behind no symlink. If it is
// something else by now, or whatever may be wrong, ok is false.
func (n *batchReader) readFound(id string) (c vault.Change, ok bool) {
	if !n.enter(path.Dir(id)) {
		return c, false
	}
	f, info, err := openRegular(path.Base(id), n.folder.OpenFile)
	if err != nil {
		return c, false
	}
	defer f.Close()
	data, stamp, err := content(id, f, info, n.buffer)
	if err != nil {
		return c, false
	}
	n.buffer = data[:0]
	c, err = n.taken(id, data, stamp)
	return c, err == nil
}

// enter opens a folder, unless it is open.
func (n *batchReader) enter(dir string) bool {
	if n.folder != nil && n.dir == dir {
		return true
	}
	n.close()
	folder, err := n.root.top().OpenRoot(dir)
	if err != nil {
		return false
	}
	n.dir, n.folder = dir, folder
	return true
}
