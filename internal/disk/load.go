package disk

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"sync"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/cache"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A comparison is how a root differs from what a vault knows of it.
type comparison struct {
	changes []vault.Change // of folders, of files that are no notes and of open notes, and what is gone
	notes   []Entry        // to read: those that are new, or whose stamp differs
}

// compare walks the root and compares it with old. Notes that doubted holds count as
// different whatever their stamp says, and so do those whose stamp proves nothing. Of open
// notes only when their files were written is compared: their text is the editor's.
func (r *Root) compare(ctx context.Context, rules Rules, old *vault.Snapshot, doubted func(vault.NoteID) bool) (c comparison, problems []error, err error) {
	seen := map[vault.NoteID]bool{}
	listed := map[string]bool{}
	var aliases []Entry
	problems, err = r.Walk(ctx, rules, func(e Entry) {
		switch {
		case e.Dir:
			e.ID += "/"
			fallthrough
		case !e.Note:
			if id := vault.NoteID(e.ID); !old.Has(id) || old.IsRevealed(id) {
				c.changes = append(c.changes, vault.Change{ID: vault.NoteID(e.ID), File: true})
			}
		case e.Target != "":
			aliases = append(aliases, e)
		default:
			listed[e.ID] = true
			c.notes = append(c.notes, e)
		}
		seen[vault.NoteID(e.ID)] = true
	})
	if err != nil {
		return comparison{}, problems, err
	}
	// A symlink to a note that is listed itself is another file of that content,
	// not another note: its links would count twice.
	for _, e := range aliases {
		id := vault.NoteID(e.ID)
		if !listed[e.Target] {
			c.notes = append(c.notes, e)
		} else if _, isNote := old.Note(id); isNote || !old.Has(id) || old.IsRevealed(id) {
			c.changes = append(c.changes, vault.Change{ID: id, File: true})
		}
	}
	for id := range old.Files() {
		switch n, isNote := old.Note(id); {
		case seen[id]:
		case isNote && n.Open:
			if change, ok := r.Touched(n); ok {
				c.changes = append(c.changes, change)
			}
		default:
			c.changes = append(c.changes, vault.Change{ID: id})
		}
	}
	c.notes = slices.DeleteFunc(c.notes, func(e Entry) bool {
		id := vault.NoteID(e.ID)
		n, ok := old.Note(id)
		if ok && n.Open && !n.Modified.Equal(e.ModTime) {
			c.changes = append(c.changes, vault.Change{ID: id, Note: n.ModifiedAt(e.ModTime, false, 0)})
		}
		return ok && (n.Open || !n.Doubtful && n.Modified.Equal(e.ModTime) && int64(n.Doc.Size) == e.Size && !doubted(id))
	})
	return c, problems, nil
}

// Load compares the root with what old knows of it and returns the changes that
// make old what the root is now, by old's rules: notes whose stamp differs or proves
// nothing, or that doubted holds, are read, on all processors, and parsed if their text
// is another. For the first load old is empty. The text of open notes is the editor's and
// left alone. What a link revealed is gone afterwards, for Reveal to find again.
//
// progress is called, from any goroutine, with how many notes of how many are
// done. Problems are sentences about what could not be read; the rest is loaded
// all the same.
func (r *Root) Load(ctx context.Context, rules Rules, old *vault.Snapshot, doubted map[vault.NoteID]bool, progress func(done, total int)) (changes []vault.Change, problems []error, err error) {
	l, err := r.LoadKept(ctx, rules, old, doubted, cache.Place{}, progress)
	return l.Changes, l.Problems, err
}

// A Loading is what [Root.LoadKept] found.
type Loading struct {
	Changes  []vault.Change
	Problems []error
	// Read is how many notes were read, and Parsed how many of them were parsed: of the
	// others the same text was known.
	Read, Parsed int
	// Unkept is why there were no kept notes, nil where there were.
	Unkept error
}

// LoadKept is Load, with the notes that were kept in place by old's rules: those whose
// stamp says that they are still the same are not read, and those with the same text are
// not parsed.
func (r *Root) LoadKept(ctx context.Context, rules Rules, old *vault.Snapshot, doubted map[vault.NoteID]bool, place cache.Place, progress func(done, total int)) (Loading, error) {
	var l Loading
	n := notesReader{root: r, old: old, doubted: doubted}
	var reading sync.WaitGroup
	reading.Go(func() { n.kept, l.Unkept = place.Read(Spread) })
	c, problems, err := r.compare(ctx, rules, old, func(id vault.NoteID) bool { return doubted[id] })
	reading.Wait()
	l.Problems = problems
	if err != nil {
		return l, err
	}
	if len(c.notes) > old.Len() {
		var size int64
		for _, e := range c.notes {
			size += e.Size
		}
		defer collectSeldom(len(c.notes), size)()
	}
	read, unread := n.read(ctx, c.notes, progress)
	l.Changes, l.Problems = append(c.changes, read...), append(problems, unread...)
	l.Read, l.Parsed = int(n.opened.Load()), int(n.parsed.Load())
	return l, ctx.Err()
}

// Touched looks at when the file of an open note was written, and returns the change of
// the note where that is news.
func (r *Root) Touched(n *vault.Note) (c vault.Change, ok bool) {
	var t time.Time
	if e, err := r.Stat(string(n.ID)); err == nil {
		t = e.ModTime
	}
	if n.Modified.Equal(t) {
		return vault.Change{}, false
	}
	return vault.Change{ID: n.ID, Note: n.ModifiedAt(t, false, 0)}, true
}

// textSum tells texts apart, in this process and in those that come: notes are kept with
// it.
func textSum(text []byte) uint64 {
	sum := sha256.Sum256(text)
	return binary.LittleEndian.Uint64(sum[:])
}

// Note reads one note and parses it by old's rules, unless old has it with the same
// text. Then the change is none, or the note with another time. Where it can't be read,
// the change says that it is a file that is no note, or nothing when it is gone.
func (r *Root) Note(id string, old *vault.Snapshot) (vault.Change, error) {
	n := notesReader{root: r, old: old}
	return n.readNamed(id)
}

// readNamed is Note.
func (n *notesReader) readNamed(id string) (vault.Change, error) {
	data, stamp, err := n.root.ReadFile(id)
	if err != nil {
		return vault.Change{ID: vault.NoteID(id), File: !isGone(err)}, err
	}
	return n.taken(id, data, stamp)
}

// taken is the change to the note id that Note tells of; it keeps nothing of data.
func (n *notesReader) taken(id string, data []byte, stamp Stamp) (vault.Change, error) {
	sum := textSum(data)
	doubtful := !proves(stamp.ModTime, time.Now())
	if was, ok := n.old.Note(vault.NoteID(id)); ok && !was.Open && was.Sum == sum {
		if was.Modified.Equal(stamp.ModTime) && was.Doubtful == doubtful {
			return vault.Change{}, nil
		}
		return vault.Change{ID: was.ID, Note: was.ModifiedAt(stamp.ModTime, doubtful, stamp.Mark)}, nil
	}
	src := n.root.source(id, stamp, doubtful, sum, n.old.Rules())
	if k, ok := n.kept.Find(src.ID); ok && k.Sum == sum && k.Size == int64(len(data)) {
		if note, ok := n.kept.Note(k, src); ok {
			return vault.Change{ID: src.ID, Note: note}, nil
		}
	}
	n.parsed.Add(1)
	src.Text = data
	note, err := vault.Analyse(src.ID, func() *vault.Note {
		_ = n.root.take("analyse " + id)
		return vault.NewNote(src)
	})
	if err != nil {
		return vault.Change{ID: src.ID, File: true}, err
	}
	return vault.Change{ID: src.ID, Note: note}, nil
}

// source is where a note comes from, but for its text.
func (r *Root) source(id string, stamp Stamp, doubtful bool, sum uint64, rules *vault.Rules) vault.Source {
	return vault.Source{
		ID: vault.NoteID(id), Modified: stamp.ModTime, Doubtful: doubtful, Sum: sum, Mark: stamp.Mark, Rules: rules,
		Reread: func() []byte {
			data, _, err := r.ReadFile(id)
			if err != nil || textSum(data) != sum {
				return nil
			}
			return data
		},
	}
}

// known is the note of e as it was kept, where e's stamp says that it is still that.
func (n *notesReader) known(e Entry) (vault.Change, bool) {
	id := vault.NoteID(e.ID)
	k, ok := n.kept.Find(id)
	if !ok || k.Doubtful || k.Size != e.Size || k.Mark != e.Mark || e.Mark == 0 || !k.Modified.Equal(e.ModTime) || n.doubted[id] {
		return vault.Change{}, false
	}
	note, ok := n.kept.Note(k, n.root.source(e.ID, e.Stamp, false, k.Sum, n.old.Rules()))
	return vault.Change{ID: id, Note: note}, ok
}

// proves reports whether the time at which a file was written tells its content from any
// other, for a note that was read by now. A file that is written twice within a tick of
// its file system's clock, and read in between, looks as before: so what was read that
// soon is read again by the next look at the whole. Git does the same ("racy git"). The
// ticks are those of Linux, 10 ms at most, and where times are whole seconds those of
// FAT, two of them.
func proves(modified, now time.Time) bool {
	tick := 20 * time.Millisecond
	if modified.Nanosecond() == 0 {
		tick = 2 * time.Second
	}
	age := now.Sub(modified)
	return age < -skew || age > tick
}

// Reveal returns the files and folders among paths that are there although the
// walk leaves them out, being hidden or ignored: a link to one of them is good.
func (r *Root) Reveal(rules Rules, paths []vault.NoteID) []vault.Change {
	var changes []vault.Change
	for _, id := range paths {
		e, err := r.Stat(string(id))
		if err != nil || !r.Ignored(string(id), rules) {
			continue
		}
		if e.Dir {
			id += "/"
		}
		changes = append(changes, vault.Change{ID: id, File: true, Revealed: true})
	}
	return changes
}
