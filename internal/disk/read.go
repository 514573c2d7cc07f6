package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"time"
)

// MaxNoteSize is the size in bytes of the largest note that is read. A book is
// a tenth of it; a bigger file is a database dump with the wrong extension, and
// parsing it would hold up every other note.
const MaxNoteSize = 8 << 20

// A Stamp is a cheap identity of a file's content: while it stays the same,
// the file need not be read again.
type Stamp struct {
	Size    int64 // bytes
	ModTime time.Time
	// Mark tells files of one size and time apart as far as the system does: by the
	// file's number, and by when it was changed in any way, which no program sets. 0 is
	// unknown.
	Mark uint64
}

// Fresh reports whether a file was written so shortly before now that a further change
// may leave its stamp the same: file systems keep times in ticks, of 2 seconds on FAT.
func (s Stamp) Fresh(now time.Time) bool {
	age := now.Sub(s.ModTime)
	return -skew < age && age < 2*time.Second
}

// skew is how far the clock of whoever keeps the files may be ahead of ours, and how far
// ours may have been set back since. A time that lies further ahead is no time of a
// write that has just been: were it taken for one, a vault with such times would be
// read again and again until they have come.
const skew = time.Minute

// An Entry is a file or folder beneath the root.
type Entry struct {
	ID   string
	Dir  bool
	Note bool // a regular file that is Markdown by its name; others are attachments
	// Target is the id of what a symlink leads to, with no symlink left in it;
	// empty where ID itself is free of symlinks. It is how two names of one
	// file are told from two files.
	Target string
	Stamp
}

// Stat looks at one path, hidden and ignored ones too. It follows symlinks
// while they stay beneath the root. What is neither a regular file nor a folder
// is an error, as is anything outside the root.
func (r *Root) Stat(id string) (Entry, error) {
	if !isID(id) {
		return Entry{}, notAnID(id)
	}
	real, info, err := r.resolve(id)
	if err != nil {
		return Entry{}, unreadable(id, err)
	}
	if !info.IsDir() && !info.Mode().IsRegular() {
		return Entry{}, notRegular(id, info)
	}
	return entry(id, real, info), nil
}

// entry describes the regular file or folder id, which is real on disk.
func entry(id, real string, info fs.FileInfo) Entry {
	e := Entry{ID: id, Dir: info.IsDir(), Stamp: stamp(info)}
	e.Note = !e.Dir && isNote(path.Base(id))
	if real != id {
		e.Target = real
	}
	return e
}

func stamp(info fs.FileInfo) Stamp {
	return Stamp{Size: info.Size(), ModTime: info.ModTime(), Mark: mark(info)}
}

// mixed makes a mark of a file's number and of a time in nanoseconds.
func mixed(number uint64, t int64) uint64 {
	sum := (number*0x9E3779B97F4A7C15 ^ uint64(t)) * 0xff51afd7ed558ccd
	return sum ^ sum>>33 | 1
}

// ReadFile returns the content of a regular file beneath the root and the stamp
// it had before it was read: if the file is written to meanwhile, its stamp has
// moved on and the next look reads it again. An error is a sentence; it is
// fs.ErrNotExist when the file is gone. A file above [MaxNoteSize] is an error.
func (r *Root) ReadFile(id string) ([]byte, Stamp, error) {
	f, info, err := r.openFile(id)
	if err != nil {
		return nil, Stamp{}, err
	}
	defer f.Close()
	return content(id, f, info, nil)
}

// content reads the open file id into buffer, or into more room where that is too
// small.
func content(id string, f *os.File, info fs.FileInfo, buffer []byte) ([]byte, Stamp, error) {
	data, err := readAll(f, buffer, info.Size(), MaxNoteSize)
	switch {
	case errors.Is(err, errTooBig):
		size := max(info.Size(), MaxNoteSize+1)
		text := fmt.Sprintf("%s is too big for a note: it has %.1f MiB, and notes above %d MiB are not read; split it.",
			id, float64(size)/(1<<20), MaxNoteSize>>20)
		return nil, Stamp{}, &sentence{text, err}
	case err != nil:
		return nil, Stamp{}, unreadable(id, err)
	}
	return data, stamp(info), nil
}

// ReadHead returns the first bytes of a regular file beneath the root, at most n,
// and the size of all of it in bytes.
func (r *Root) ReadHead(id string, n int) (head []byte, size int64, err error) {
	f, info, err := r.openFile(id)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	head, err = io.ReadAll(io.LimitReader(f, int64(n)))
	if err != nil {
		return nil, 0, unreadable(id, err)
	}
	return head, info.Size(), nil
}

// openFile opens a regular file. It looks before it opens, since to open a FIFO
// or a device already does something to it.
func (r *Root) openFile(id string) (*os.File, fs.FileInfo, error) {
	if !isID(id) {
		return nil, nil, notAnID(id)
	}
	real := id
	info, err := r.top().Lstat(id)
	if err != nil || info.Mode().Type() == fs.ModeSymlink {
		// Only the slow way knows absolute symlinks, here or in a folder above.
		real, info, err = r.resolve(id)
	}
	if err != nil {
		return nil, nil, unreadable(id, err)
	}
	if !info.Mode().IsRegular() {
		return nil, nil, notRegular(id, info)
	}
	f, info, err := openRegular(real, r.top().OpenFile)
	if err != nil {
		return nil, nil, unreadable(id, err)
	}
	return f, info, nil
}

// An opener is os.OpenFile, or that of an os.Root.
type opener func(name string, flag int, perm fs.FileMode) (*os.File, error)

// openRegular opens a file that was seen to be regular, and looks once more at
// what it opened, since the name may have changed hands in between.
func openRegular(name string, open opener) (*os.File, fs.FileInfo, error) {
	f, err := open(name, os.O_RDONLY|nonBlock, 0)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrInvalid
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

// errTooBig is the cause when a file is above the limit it is read with.
var errTooBig = errors.New("it is too big")

// readAll reads a file of about size bytes, into buffer where it is big enough; more
// than limit is errTooBig. The limit holds for a file that grows while it is read, too.
func readAll(f *os.File, buffer []byte, size, limit int64) ([]byte, error) {
	if size > limit {
		return nil, errTooBig
	}
	data := buffer[:0]
	if int64(cap(data)) <= size {
		data = make([]byte, 0, size+1) // one more, so the end is found without growing
	}
	for {
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case int64(len(data)) > limit:
			return nil, errTooBig
		case err == io.EOF:
			return data, nil
		case err != nil:
			return nil, err
		case len(data) == cap(data):
			data = append(data, 0)[:len(data)]
		}
	}
}

// notRegular says why there is nothing to read: a folder, or what a program
// talks through.
func notRegular(id string, info fs.FileInfo) error {
	if info.IsDir() {
		return &sentence{id + " is a folder, so it has no text.", fs.ErrInvalid}
	}
	return &sentence{id + " is a device, a socket or a pipe, so it is not read.", fs.ErrInvalid}
}

func notAnID(id string) error {
	return &sentence{fmt.Sprintf("%q does not name a file in the notes folder.", id), fs.ErrInvalid}
}
