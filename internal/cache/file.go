package cache

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/pack"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A file is blocks, each of some notes; a table of the blocks; and a tail that tells
// where the table is:
//
//	block   length of the heads (uvarint), heads, records
//	heads   a record: how many notes, and of each what head has
//	table   a record: Place.identity, when it was written, and of each block its length,
//	        sum and number of notes; blocks follow on each other from the file's start
//	tail    length of the table (32 bits), its sum (32 bits), magic
const (
	magic    = "notes-lsp index 1\n"
	tailSize = 8 + len(magic)
	// blockOfNotes is how many notes a block has: what a processor takes at a time.
	blockOfNotes = 128
	// largest is how big a file may be, in bytes: ten times that of 100,000 notes.
	largest = 2 << 30
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

var errDamaged = errors.New("the file is damaged, or not of this version")

// A Kept is a note as it was kept.
type Kept struct {
	ID       vault.NoteID
	Modified time.Time
	Size     int64 // in bytes
	Doubtful bool  // as in vault.Source
	Sum      uint64
	Mark     uint64

	record []byte
}

// Notes are those of a file. Nil are none.
type Notes struct {
	byID    map[vault.NoteID]*Kept
	place   Place
	Written time.Time
}

// A block is a part of a file, as its table has it.
type block struct {
	start, length int64
	sum           uint32
	notes         int
}

// Read reads the file in place. The error says why there is nothing: for a log, since
// nobody has to do anything about it.
func (p Place) Read(spread vault.Spread) (*Notes, error) {
	if p.File == "" {
		return nil, os.ErrNotExist
	}
	info, err := os.Lstat(p.File)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > largest || info.Size() < int64(tailSize) {
		return nil, fmt.Errorf("%s: %w", p.File, errDamaged)
	}
	f, err := os.Open(p.File)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	n, err := p.read(f, info.Size(), spread)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.File, err)
	}
	p.used(time.Now())
	return n, nil
}

func (p Place) read(f io.ReaderAt, size int64, spread vault.Spread) (*Notes, error) {
	blocks, written, err := p.table(f, size)
	if err != nil {
		return nil, err
	}
	kept, failed, total := make([][]Kept, len(blocks)), make([]error, len(blocks)), 0
	spread(len(blocks), func(i int) { kept[i], failed[i] = blocks[i].read(f) })
	for i := range blocks {
		if failed[i] != nil {
			return nil, failed[i]
		}
		total += len(kept[i])
	}
	n := &Notes{byID: make(map[vault.NoteID]*Kept, total), place: p, Written: written}
	for _, list := range kept {
		for i := range list {
			n.byID[list[i].ID] = &list[i]
		}
	}
	return n, nil
}

// table reads which blocks a file has.
func (p Place) table(f io.ReaderAt, size int64) (blocks []block, written time.Time, err error) {
	tail := make([]byte, tailSize)
	if _, err := f.ReadAt(tail, size-int64(tailSize)); err != nil {
		return nil, written, err
	}
	length, end := int64(binary.LittleEndian.Uint32(tail)), size-int64(tailSize)
	if string(tail[8:]) != magic || length > end {
		return nil, written, errDamaged
	}
	table := make([]byte, length)
	if _, err := f.ReadAt(table, end-length); err != nil {
		return nil, written, err
	}
	if crc32.Checksum(table, castagnoli) != binary.LittleEndian.Uint32(tail[4:]) {
		return nil, written, errDamaged
	}
	r := pack.Open(table)
	if r.String() != p.identity {
		return nil, written, errDamaged
	}
	written = time.Unix(0, r.Int())
	blocks = make([]block, r.Len(6))
	at := int64(0)
	for i := range blocks {
		b := block{start: at, length: int64(r.Uint()), sum: uint32(r.Fixed()), notes: int(r.Uint())}
		if b.length < 0 || b.length > end-length-at || b.notes < 0 || b.notes > blockOfNotes {
			return nil, written, errDamaged
		}
		at += b.length
		blocks[i] = b
	}
	if at != end-length {
		return nil, written, errDamaged
	}
	return blocks, written, r.End()
}

// read reads what a block has of its notes.
func (b block) read(f io.ReaderAt) ([]Kept, error) {
	data := make([]byte, b.length)
	if _, err := f.ReadAt(data, b.start); err != nil {
		return nil, err
	}
	if crc32.Checksum(data, castagnoli) != b.sum {
		return nil, errDamaged
	}
	length, n := binary.Uvarint(data)
	if n <= 0 || length > uint64(len(data)-n) {
		return nil, errDamaged
	}
	r, records := pack.Open(data[n:n+int(length)]), data[n+int(length):]
	list := make([]Kept, b.notes)
	for i := range list {
		k := &list[i]
		k.ID, k.Modified, k.Size = vault.NoteID(r.String()), time.Unix(r.Int(), int64(r.Uint())), r.Int()
		k.Doubtful, k.Sum, k.Mark = r.Byte() != 0, r.Fixed(), r.Fixed()
		size := r.Uint()
		if size > uint64(len(records)) {
			return nil, errDamaged
		}
		k.record, records = records[:size:size], records[size:]
	}
	return list, r.End()
}

// Len is how many notes there are.
func (n *Notes) Len() int {
	if n == nil {
		return 0
	}
	return len(n.byID)
}

// Find returns what was kept of the note at id.
func (n *Notes) Find(id vault.NoteID) (*Kept, bool) {
	if n == nil {
		return nil, false
	}
	k, ok := n.byID[id]
	return k, ok
}

// Note makes the note that was kept. Of src it takes what is known of the file now. ok is
// false where the record makes no sense.
func (n *Notes) Note(k *Kept, src vault.Source) (note *vault.Note, ok bool) {
	src.ID, src.Sum, src.Rules = k.ID, k.Sum, n.place.rules
	r := pack.Open(k.record)
	note = vault.UnpackNote(r, src)
	return note, r.End() == nil && int64(note.Doc.Size) == k.Size
}
