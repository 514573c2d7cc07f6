// Package text holds what everything above it says about a piece of text:
// where something is (Span), how it changes (Edit, Apply), and how a byte
// offset and an editor's position name the same place (LineIndex, Encoding).
//
// Offsets are bytes and ours; positions are lines and columns in an encoding's
// units and the editor's. The package knows nothing of Markdown or of LSP's
// types.
package text

import (
	"strings"
	"unicode/utf8"
)

// A Span is a range of bytes: Start is in it, End is not.
// The zero Span is empty and stands at the start of the text. Its halves are
// 32 bits wide because a vault holds millions of spans; no text is longer than
// that.
type Span struct{ Start, End int32 }

// Between returns the Span from start to end, in bytes.
func Between(start, end int) Span { return Span{int32(start), int32(end)} }

// Len is the number of bytes that s covers.
func (s Span) Len() int { return int(s.End) - int(s.Start) }

// Empty reports whether s covers no byte.
func (s Span) Empty() bool { return s.End <= s.Start }

// Touches reports whether off lies in s or directly behind it, which is where
// an editor's cursor stands after the last character of a word.
func (s Span) Touches(off int) bool { return int(s.Start) <= off && off <= int(s.End) }

// Contains reports whether every byte of t is in s.
func (s Span) Contains(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// Of returns the bytes of src that s covers, and nothing where s lies outside.
func (s Span) Of(src []byte) []byte {
	if s.Start < 0 || s.End < s.Start || int(s.End) > len(src) {
		return nil
	}
	return src[s.Start:s.End]
}

// OneLine keeps s on its line when it is printed, whatever a note's author put into a
// name: what would end the line, or steer a terminal, is a space.
func OneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || 0x7f <= r && r < 0xa0 || r == utf8.RuneError {
			return ' '
		}
		return r
	}, s)
}
