package text

import (
	"bytes"
	"iter"
	"sort"
	"unicode/utf8"
)

// An Encoding says in which units a Position counts its column
// (LSP 3.17, positionEncoding). The zero value is LSP's default.
type Encoding uint8

const (
	UTF16 Encoding = iota // code units; a rune beyond U+FFFF counts two
	UTF8                  // bytes
	UTF32                 // runes
)

// String is LSP's name of the encoding.
func (e Encoding) String() string {
	return [...]string{"utf-16", "utf-8", "utf-32"}[e]
}

// A Position is a place as an editor names it: both numbers count from 0, the
// column in the units of an Encoding.
type Position struct{ Line, Column int }

// checkpointEvery is how many bytes of a long line with wide runes lie between
// two counted columns: it bounds what a lookup has to count.
const checkpointEvery = 512

// A LineIndex converts between byte offsets and positions of one text.
// Lines end at "\n", "\r\n" or a lone "\r" (LSP, Text Documents). A byte that
// is not UTF-8 counts as one unit in every encoding: editors show it as U+FFFD.
// It keeps src, which must not change.
type LineIndex struct {
	src    []byte
	starts []int32
	wide   []uint64 // bit l: line l holds a byte beyond ASCII
	long   map[int][]checkpoint
}

// A checkpoint is a counted place in a long line, all from the line's start.
type checkpoint struct{ bytes, utf16, utf32 int32 }

// NewLineIndex reads src once. It costs about a nanosecond a byte.
func NewLineIndex(src []byte) *LineIndex {
	x := &LineIndex{src: src, starts: lineStarts(src)}
	x.wide = make([]uint64, len(x.starts)/64+1)
	for l := range x.starts {
		line := x.line(l)
		if isASCII(line) {
			continue
		}
		x.wide[l/64] |= 1 << (l % 64)
		if len(line) > 2*checkpointEvery {
			if x.long == nil {
				x.long = map[int][]checkpoint{}
			}
			x.long[l] = checkpoints(line)
		}
	}
	return x
}

func lineStarts(src []byte) []int32 {
	starts := make([]int32, 1, 1+len(src)/32)
	ends := "\n"
	if bytes.IndexByte(src, '\r') >= 0 {
		ends = "\r\n"
	}
	for i := 0; ; {
		var j int
		if ends == "\n" {
			j = bytes.IndexByte(src[i:], '\n')
		} else {
			j = bytes.IndexAny(src[i:], ends)
		}
		if j < 0 {
			return starts
		}
		i += j + 1
		if src[i-1] == '\r' && i < len(src) && src[i] == '\n' {
			i++
		}
		starts = append(starts, int32(i))
	}
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func checkpoints(line []byte) []checkpoint {
	var cps []checkpoint
	var c checkpoint
	for next := 0; int(c.bytes) < len(line); {
		if int(c.bytes) >= next {
			cps = append(cps, c)
			next = int(c.bytes) + checkpointEvery
		}
		c = c.step(line)
	}
	return cps
}

// step counts the rune of line at c.
func (c checkpoint) step(line []byte) checkpoint {
	r, n := utf8.DecodeRune(line[c.bytes:])
	c.bytes += int32(n)
	c.utf32++
	c.utf16++
	if r > 0xFFFF {
		c.utf16++
	}
	return c
}

// column is what c counts in e.
func (c checkpoint) column(e Encoding) int {
	switch e {
	case UTF8:
		return int(c.bytes)
	case UTF32:
		return int(c.utf32)
	}
	return int(c.utf16)
}

// Lines is the number of lines; a text that ends in a line end has an empty
// last one.
func (x *LineIndex) Lines() int { return len(x.starts) }

// Len is the length of the text in bytes.
func (x *LineIndex) Len() int { return len(x.src) }

// Line returns the Span of line l without its line end.
func (x *LineIndex) Line(l int) Span {
	line := bytes.TrimRight(x.line(l), "\r\n")
	return Between(int(x.starts[l]), int(x.starts[l])+len(line))
}

func (x *LineIndex) line(l int) []byte {
	end := len(x.src)
	if l+1 < len(x.starts) {
		end = int(x.starts[l+1])
	}
	return x.src[x.starts[l]:end]
}

// Split cuts s at line ends: it yields what s covers of each line, without the line
// ends, where that is not empty.
func (x *LineIndex) Split(s Span) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		l := sort.Search(len(x.starts), func(i int) bool { return x.starts[i] > s.Start }) - 1
		for ; l >= 0 && l < len(x.starts) && x.starts[l] < s.End; l++ {
			line := x.Line(l)
			part := Span{max(s.Start, line.Start), min(s.End, line.End)}
			if !part.Empty() && !yield(part) {
				return
			}
		}
	}
}

func (x *LineIndex) isWide(l int) bool { return x.wide[l/64]&(1<<(l%64)) != 0 }

// near returns the last checkpoint of line l for which after is false.
func (x *LineIndex) near(l int, after func(checkpoint) bool) checkpoint {
	cps := x.long[l]
	if i := sort.Search(len(cps), func(i int) bool { return after(cps[i]) }); i > 0 {
		return cps[i-1]
	}
	return checkpoint{}
}

// LineAt returns the number of the line that holds the byte at off, from 0; of one
// outside the text, the nearer line.
func (x *LineIndex) LineAt(off int) int {
	return max(0, sort.Search(len(x.starts), func(i int) bool { return int(x.starts[i]) > off })-1)
}

// OffsetPosition returns the position of the byte at off. An offset outside the
// text counts as its nearer end, one inside a rune as the rune's start.
func (x *LineIndex) OffsetPosition(off int, e Encoding) Position {
	off = min(max(off, 0), len(x.src))
	l := x.LineAt(off)
	col := int32(off) - x.starts[l]
	if !x.isWide(l) {
		return Position{l, int(col)}
	}
	line := x.line(l)
	at := x.near(l, func(c checkpoint) bool { return c.bytes > col })
	for at.bytes < col {
		next := at.step(line)
		if next.bytes > col {
			break
		}
		at = next
	}
	return Position{l, at.column(e)}
}

// PositionOffset returns the byte at p. A column beyond its line counts as the
// line's end (before the line end's bytes), a line beyond the text as the text's
// end, and a column inside a rune or a surrogate pair as the rune's start
// (LSP, Position).
func (x *LineIndex) PositionOffset(p Position, e Encoding) int {
	if p.Line < 0 {
		return 0
	}
	if p.Line >= len(x.starts) {
		return len(x.src)
	}
	s := x.Line(p.Line)
	line := s.Of(x.src)
	if !x.isWide(p.Line) {
		return int(s.Start) + min(max(p.Column, 0), len(line))
	}
	at := x.near(p.Line, func(c checkpoint) bool { return c.column(e) > p.Column })
	for int(at.bytes) < len(line) {
		next := at.step(line)
		if next.column(e) > p.Column {
			break
		}
		at = next
	}
	return int(s.Start) + int(at.bytes)
}
