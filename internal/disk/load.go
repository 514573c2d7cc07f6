package disk

import (
	"context"
	"hash/maphash"
	"slices"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// Load compares the root with what old knows of it and returns the changes that
// make old what the root is now, by old's rules: notes whose stamp differs are read and parsed,
// on all processors. For the first load old is empty. The text of open notes is the editor's
// and left alone. What a link revealed is gone afterwards, for Reveal to find again.
//
// progress is called, from any goroutine, with how many notes of how many are
// done. Problems are sentences about what could not be read; the rest is loaded
// all the same.
func (r *Root) Load(ctx context.Context, rules Rules, old *vault.Snapshot, progress func(done, total int)) (changes []vault.Change, problems []error, err error) {
	var notes []Entry
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
				changes = append(changes, vault.Change{ID: vault.NoteID(e.ID), File: true})
			}
		case e.Target != "":
			aliases = append(aliases, e)
		default:
			listed[e.ID] = true
			notes = append(notes, e)
		}
		seen[vault.NoteID(e.ID)] = true
	})
	if err != nil {
		return nil, problems, err
	}
	// A symlink to a note that is listed itself is another file of that content,
	// not another note: its links would count twice.
	for _, e := range aliases {
		if listed[e.Target] {
			changes = append(changes, vault.Change{ID: vault.NoteID(e.ID), File: true})
		} else {
			notes = append(notes, e)
		}
	}
	for id := range old.Files() {
		switch n, isNote := old.Note(id); {
		case seen[id]:
		case isNote && n.Open:
			changes = append(changes, touched(n, time.Time{})...)
		default:
			changes = append(changes, vault.Change{ID: id})
		}
	}
	notes = slices.DeleteFunc(notes, func(e Entry) bool {
		n, ok := old.Note(vault.NoteID(e.ID))
		if ok && n.Open {
			changes = append(changes, touched(n, e.ModTime)...)
		}
		return ok && (n.Open || !n.Doubtful && n.Modified.Equal(e.ModTime) && int64(n.Doc.Size) == e.Size)
	})
	if len(notes) > old.Len() {
		var size int64
		for _, e := range notes {
			size += e.Size
		}
		defer collectSeldom(len(notes), size)()
	}
	read, unread := r.readNotes(ctx, notes, old.Rules(), progress)
	return append(changes, read...), append(problems, unread...), ctx.Err()
}

// touched is the change of an open note whose file was written at t; none where that is
// known.
func touched(n *vault.Note, t time.Time) []vault.Change {
	if n.Modified.Equal(t) {
		return nil
	}
	return []vault.Change{{ID: n.ID, Note: n.ModifiedAt(t)}}
}

// Touched looks at when the file of an open note was written, and returns the change of
// the note where that is news.
func (r *Root) Touched(n *vault.Note) (c vault.Change, ok bool) {
	var t time.Time
	if e, err := r.Stat(string(n.ID)); err == nil {
		t = e.ModTime
	}
	changes := touched(n, t)
	if len(changes) == 0 {
		return vault.Change{}, false
	}
	return changes[0], true
}

var contentSeed = maphash.MakeSeed()

// Note reads and parses one note for a vault with rules. Where it can't be read, the change says that it
// is a file that is no note, or nothing when it is gone.
func (r *Root) Note(id string, rules *vault.Rules) (vault.Change, error) {
	data, stamp, err := r.ReadFile(id)
	if err != nil {
		return vault.Change{ID: vault.NoteID(id), File: !isGone(err)}, err
	}
	return r.parsed(id, rules, data, stamp)
}

// parsed is the note id, which keeps nothing of data.
func (r *Root) parsed(id string, rules *vault.Rules, data []byte, stamp Stamp) (vault.Change, error) {
	sum := maphash.Bytes(contentSeed, data)
	src := vault.Source{
		ID: vault.NoteID(id), Text: data, Modified: stamp.ModTime, Doubtful: !proves(stamp.ModTime, time.Now()), Rules: rules,
		Reread: func() []byte {
			data, _, err := r.ReadFile(id)
			if err != nil || maphash.Bytes(contentSeed, data) != sum {
				return nil
			}
			return data
		},
	}
	note, err := vault.Analyse(src.ID, func() *vault.Note {
		_ = r.take("analyse " + id)
		return vault.NewNote(src)
	})
	if err != nil {
		return vault.Change{ID: src.ID, File: true}, err
	}
	return vault.Change{ID: src.ID, Note: note}, nil
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
	return age < 0 || age > tick
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
