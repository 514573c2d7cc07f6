package text

import (
	"bytes"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/pack"
)

// A Counted is an offset of a text whose position is known in every encoding without
// the text.
type Counted struct {
	line    uint32
	columns [3]uint16 // by Encoding; math.MaxUint16 for one that is too far right
}

// Position returns the position in e; ok is false where it was too far right to keep.
func (c Counted) Position(e Encoding) (p Position, ok bool) {
	return Position{int(c.line), int(c.columns[e])}, c.columns[e] < math.MaxUint16
}

// Pack writes c, for Unpack to read.
func (c Counted) Pack(w *pack.Writer) {
	w.Uint(uint64(c.line))
	w.Uint(uint64(c.columns[UTF8]))
	w.Int(int64(c.columns[UTF8]) - int64(c.columns[UTF16]))
	w.Int(int64(c.columns[UTF16]) - int64(c.columns[UTF32]))
}

// Unpack reads c.
func (c *Counted) Unpack(r *pack.Reader) {
	c.line = uint32(r.Uint())
	c.columns[UTF8] = uint16(r.Uint())
	c.columns[UTF16] = uint16(int64(c.columns[UTF8]) - r.Int())
	c.columns[UTF32] = uint16(int64(c.columns[UTF16]) - r.Int())
}

// Count counts offsets of src, which lie in it and on rune boundaries, in any order.
// It reads src once, and costs little where they are few.
func Count(src []byte, offsets []int32) []Counted {
	out := make([]Counted, len(offsets))
	n := counter{src: src, crs: bytes.IndexByte(src, '\r') >= 0}
	if slices.IsSorted(offsets) {
		for i, off := range offsets {
			out[i] = n.count(int(off))
		}
		return out
	}
	order := make([]int32, len(offsets))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return int(offsets[a]) - int(offsets[b]) })
	for _, i := range order {
		out[i] = n.count(int(offsets[i]))
	}
	return out
}

// A counter counts offsets in their order.
type counter struct {
	src         []byte
	crs         bool // src has carriage returns, which end lines too
	line, start int  // of the line of the last offset
	at          checkpoint
}

func (n *counter) count(off int) Counted {
	line, start := n.line, n.start
	if n.crs {
		for {
			next, ok := lineEnd(n.src, start)
			if !ok || next > off {
				break
			}
			line, start = line+1, next
		}
	} else {
		behind := n.src[start+int(n.at.bytes) : max(off, start+int(n.at.bytes))]
		if ends := bytes.Count(behind, []byte{'\n'}); ends > 0 {
			line += ends
			start = off - len(behind) + bytes.LastIndexByte(behind, '\n') + 1
		}
	}
	if line > n.line {
		n.line, n.start, n.at = line, start, checkpoint{}
	}
	n.at = n.at.to(n.src[start:off])
	c := Counted{line: uint32(line)}
	for _, e := range [...]Encoding{UTF16, UTF8, UTF32} {
		c.columns[e] = uint16(min(n.at.column(e), math.MaxUint16))
	}
	return c
}

// to counts from c to the end of line.
func (c checkpoint) to(line []byte) checkpoint {
	for int(c.bytes) < len(line) {
		if line[c.bytes] < utf8.RuneSelf {
			c.bytes, c.utf16, c.utf32 = c.bytes+1, c.utf16+1, c.utf32+1
		} else {
			c = c.step(line)
		}
	}
	return c
}

// lineEnd is where the line behind the one at start begins (LSP, Text Documents).
func lineEnd(src []byte, start int) (next int, ok bool) {
	i := bytes.IndexAny(src[start:], "\r\n")
	if i < 0 {
		return 0, false
	}
	next = start + i + 1
	if src[next-1] == '\r' && next < len(src) && src[next] == '\n' {
		next++
	}
	return next, true
}

// Width is how many units s takes in e.
func Width(s string, e Encoding) int {
	var c checkpoint
	for b := []byte(s); int(c.bytes) < len(b); {
		c = c.step(b)
	}
	return c.column(e)
}
