package text

import (
	"bytes"
	"math"
	"slices"
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

// Count counts offsets of src, which lie in it and on rune boundaries, in any order.
// It reads src once, and costs little where they are few.
func Count(src []byte, offsets []int32) []Counted {
	order := make([]int32, len(offsets))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return int(offsets[a]) - int(offsets[b]) })
	out := make([]Counted, len(offsets))
	line, start := 0, 0
	crs := bytes.IndexByte(src, '\r') >= 0
	for _, i := range order {
		off := int(offsets[i])
		if crs {
			for {
				next, ok := lineEnd(src, start)
				if !ok || next > off {
					break
				}
				line, start = line+1, next
			}
		} else if n := bytes.Count(src[start:off], []byte{'\n'}); n > 0 {
			line += n
			start = bytes.LastIndexByte(src[:off], '\n') + 1
		}
		out[i] = Counted{line: uint32(line), columns: columns(src[start:off])}
	}
	return out
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

func columns(b []byte) [3]uint16 {
	var c checkpoint
	if isASCII(b) {
		c = checkpoint{int32(len(b)), int32(len(b)), int32(len(b))}
	}
	for int(c.bytes) < len(b) {
		c = c.step(b)
	}
	var out [3]uint16
	for _, e := range [...]Encoding{UTF16, UTF8, UTF32} {
		out[e] = uint16(min(c.column(e), math.MaxUint16))
	}
	return out
}

// Width is how many units s takes in e.
func Width(s string, e Encoding) int {
	var c checkpoint
	for b := []byte(s); int(c.bytes) < len(b); {
		c = c.step(b)
	}
	return c.column(e)
}
