package cache

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/pack"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// margin is how long a file must have been left alone, as seen when it is kept, for its
// stamp to count: clocks of file servers differ, and those of old disks tick slowly. What
// was written later is read again at the next start, and parsed if it is another text.
const margin = 2 * time.Second

// Write keeps the notes of s in p's file, in the place of what was there: whoever reads
// sees the old file or the new one, and of two that write the later wins. What an editor
// holds is left out. It calls pause now and then, and ends without a file where that
// reports false. Files of vaults that nobody has asked for lately are removed.
func (p Place) Write(s *vault.Snapshot, now time.Time, pause func() (goOn bool)) (err error) {
	dir := filepath.Dir(p.File)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("keep the index: %w", err)
	}
	f, err := os.CreateTemp(dir, draftName) // for the user's eyes only: it tells what they write about
	if err != nil {
		return fmt.Errorf("keep the index: %w", err)
	}
	w := writer{to: f, now: now, pause: pause}
	err = w.file(p, s)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), p.File)
	}
	if err != nil {
		return fmt.Errorf("keep the index: %w", errors.Join(err, os.Remove(f.Name())))
	}
	p.prune(now)
	return nil
}

// errStopped ends a Write whose caller does not want it any more.
var errStopped = errors.New("it was called off")

// A writer writes a file.
type writer struct {
	to    io.Writer
	now   time.Time
	pause func() bool

	heads, note, table pack.Writer
	records, out       []byte
	notes, blocks      int
}

func (w *writer) file(p Place, s *vault.Snapshot) error {
	w.records = make([]byte, 0, 1<<18)
	var sums pack.Writer // of the blocks, which the table counts first
	for n := range s.Notes() {
		if n.Open || n.Modified.IsZero() {
			continue
		}
		w.add(n)
		if w.notes == blockOfNotes {
			if err := w.block(&sums); err != nil {
				return err
			}
		}
	}
	if w.notes > 0 {
		if err := w.block(&sums); err != nil {
			return err
		}
	}
	w.table.String(p.identity)
	w.table.Int(w.now.UnixNano())
	w.table.Len(w.blocks)
	w.table.Append(&sums)
	table := w.table.Record(nil)
	out := binary.LittleEndian.AppendUint32(table, uint32(len(table)))
	out = binary.LittleEndian.AppendUint32(out, crc32.Checksum(table, castagnoli))
	_, err := w.to.Write(append(out, magic...))
	return err
}

// add puts a note into the block that is being made.
func (w *writer) add(n *vault.Note) {
	w.note.Reset()
	n.Pack(&w.note)
	before := len(w.records)
	w.records = w.note.Record(w.records)
	doubtful := byte(0)
	if n.Doubtful || !n.Modified.Before(w.now.Add(-margin)) {
		doubtful = 1
	}
	w.heads.String(string(n.ID))
	w.heads.Int(n.Modified.Unix())
	w.heads.Uint(uint64(n.Modified.Nanosecond()))
	w.heads.Int(int64(n.Doc.Size))
	w.heads.Byte(doubtful)
	w.heads.Fixed(n.Sum)
	w.heads.Fixed(n.Mark)
	w.heads.Uint(uint64(len(w.records) - before))
	w.notes++
}

// block writes the block that was made.
func (w *writer) block(sums *pack.Writer) error {
	heads := w.heads.Record(nil)
	w.out = binary.AppendUvarint(w.out[:0], uint64(len(heads)))
	w.out = append(append(w.out, heads...), w.records...)
	sums.Uint(uint64(len(w.out)))
	sums.Fixed(uint64(crc32.Checksum(w.out, castagnoli)))
	sums.Uint(uint64(w.notes))
	w.blocks++
	w.heads.Reset()
	w.records, w.notes = w.records[:0], 0
	if _, err := w.to.Write(w.out); err != nil {
		return err
	}
	if !w.pause() {
		return errStopped
	}
	return nil
}

// used notes that the file in p was of use at t: those that are not for a month are
// removed.
func (p Place) used(t time.Time) { _ = os.Chtimes(p.File, t, t) }

const (
	draftName = ".draft-*"
	// A file is kept so long after it was of use, and a draft that someone left behind
	// when they were killed so long.
	longestUnused = 30 * 24 * time.Hour
	longestDraft  = time.Hour
	// mostOfRoot is how many files, one for each set of rules, a root has.
	mostOfRoot = 3
)

// prune removes files that are of no use any more. What can't be removed stays.
func (p Place) prune(now time.Time) {
	dir := filepath.Dir(p.File)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	type file struct {
		path string
		used time.Time
	}
	var own []file // of this root
	root, _, _ := strings.Cut(filepath.Base(p.File), "-")
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		path, unused := filepath.Join(dir, e.Name()), now.Sub(info.ModTime())
		switch isDraft := strings.HasPrefix(e.Name(), ".draft-"); {
		case isDraft && unused > longestDraft, filepath.Ext(path) == ending && unused > longestUnused:
			_ = os.Remove(path)
		case filepath.Ext(path) == ending && strings.HasPrefix(e.Name(), root+"-") && path != p.File:
			own = append(own, file{path, info.ModTime()})
		}
	}
	slices.SortFunc(own, func(a, b file) int { return b.used.Compare(a.used) })
	for _, f := range own[min(mostOfRoot-1, len(own)):] {
		_ = os.Remove(f.path)
	}
}
