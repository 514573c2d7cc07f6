// Package pack writes values as few bytes and reads them back. It knows neither what
// the values mean nor where the bytes are kept.
//
// A record is the texts of all strings in it, and then its numbers: so a reader makes
// one string for all of them. Who reads takes nothing for granted: damaged or hostile
// bytes end in an error, and never take more memory than a small multiple of their
// own length.
package pack

import (
	"encoding/binary"
	"errors"
)

// A Writer collects the values of a record. The zero Writer is ready.
type Writer struct {
	numbers, texts []byte
	known          map[string]int // where in texts a string starts
}

// Reset empties w for another record and keeps its room.
func (w *Writer) Reset() {
	w.numbers, w.texts = w.numbers[:0], w.texts[:0]
	clear(w.known)
}

// Record appends the record of what was written to dst.
func (w *Writer) Record(dst []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(w.texts)))
	return append(append(dst, w.texts...), w.numbers...)
}

// Uint writes a number that is small mostly.
func (w *Writer) Uint(n uint64) { w.numbers = binary.AppendUvarint(w.numbers, n) }

// Int writes a number that is near zero mostly.
func (w *Writer) Int(n int64) { w.numbers = binary.AppendVarint(w.numbers, n) }

// Fixed writes a number of which all bits count, as those of a sum do.
func (w *Writer) Fixed(n uint64) { w.numbers = binary.LittleEndian.AppendUint64(w.numbers, n) }

// Byte writes a byte, as for flags.
func (w *Writer) Byte(b byte) { w.numbers = append(w.numbers, b) }

// Len writes how many items follow.
func (w *Writer) Len(n int) { w.Uint(uint64(n)) }

// Append writes the numbers of other, which has no strings, behind those of w.
func (w *Writer) Append(other *Writer) { w.numbers = append(w.numbers, other.numbers...) }

// String writes a string. One that the record has already takes no room for its text
// again, here and where it is read.
func (w *Writer) String(s string) {
	if s == "" {
		w.Uint(0)
		return
	}
	at, ok := w.known[s]
	if !ok {
		if w.known == nil {
			w.known = map[string]int{}
		}
		w.known[s] = len(w.texts)
		w.texts = append(w.texts, s...)
		w.Uint(uint64(len(s)) << 1)
		return
	}
	w.Uint(uint64(len(s))<<1 | 1)
	w.Uint(uint64(at))
}

var errDamaged = errors.New("the record is damaged")

// A Reader reads a record in the order in which it was written. After the first error
// all that it returns is zero, so it is enough to ask for the error at the end.
type Reader struct {
	numbers []byte
	texts   string
	at      int // in texts: where the next new string starts
	err     error
}

// Open returns a Reader of a record. What it reads keeps nothing of it.
func Open(record []byte) *Reader {
	size, n := binary.Uvarint(record)
	if n <= 0 || size > uint64(len(record)-n) {
		return &Reader{err: errDamaged}
	}
	record = record[n:]
	return &Reader{texts: string(record[:size]), numbers: record[size:]}
}

// Fail has the Reader fail, as when a value makes no sense.
func (r *Reader) Fail() {
	if r.err == nil {
		r.err = errDamaged
	}
	r.numbers = nil
}

// Err is the first error.
func (r *Reader) Err() error { return r.err }

// End is the first error; something that is left unread is one.
func (r *Reader) End() error {
	if len(r.numbers) > 0 {
		r.Fail()
	}
	return r.err
}

// Uint reads what Writer.Uint wrote.
func (r *Reader) Uint() uint64 {
	if len(r.numbers) > 0 && r.numbers[0] < 0x80 {
		n := r.numbers[0]
		r.numbers = r.numbers[1:]
		return uint64(n)
	}
	n, size := binary.Uvarint(r.numbers)
	if size <= 0 {
		r.Fail()
		return 0
	}
	r.numbers = r.numbers[size:]
	return n
}

// Int reads what Writer.Int wrote.
func (r *Reader) Int() int64 {
	n := r.Uint()
	return int64(n>>1) ^ -int64(n&1)
}

// Fixed reads what Writer.Fixed wrote.
func (r *Reader) Fixed() uint64 {
	if len(r.numbers) < 8 {
		r.Fail()
		return 0
	}
	n := binary.LittleEndian.Uint64(r.numbers)
	r.numbers = r.numbers[8:]
	return n
}

// Byte reads a byte.
func (r *Reader) Byte() byte {
	if len(r.numbers) == 0 {
		r.Fail()
		return 0
	}
	b := r.numbers[0]
	r.numbers = r.numbers[1:]
	return b
}

// Len reads how many items follow, of which each takes at least so many bytes: a number
// that cannot be is an error, before anyone makes room for it.
func (r *Reader) Len(least int) int {
	n := r.Uint()
	if n > uint64(len(r.numbers)/least) {
		r.Fail()
		return 0
	}
	return int(n)
}

// String reads what Writer.String wrote.
func (r *Reader) String() string {
	n := r.Uint()
	if n == 0 {
		return ""
	}
	from := uint64(r.at)
	if n&1 == 1 {
		from = r.Uint()
	}
	n >>= 1
	if size := uint64(len(r.texts)); from > size || n > size-from {
		r.Fail()
		return ""
	}
	if from == uint64(r.at) {
		r.at += int(n)
	}
	return r.texts[from : from+n]
}
