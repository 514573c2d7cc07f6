package server

import (
	"strings"
	"testing"
	"unicode/utf8"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

var encodings = []text.Encoding{text.UTF8, text.UTF16, text.UTF32}

// naiveOffset finds a position by counting, as the protocol describes it: lines end in
// \n, \r\n or \r, what lies beyond a line or the text counts as its end, and a column
// inside a character as its start.
func naiveOffset(src string, p protocol.Position, e text.Encoding) int {
	at, line := 0, uint32(0)
	for ; line < p.Line; line++ {
		i := strings.IndexAny(src[at:], "\r\n")
		if i < 0 {
			return len(src)
		}
		at += i + 1
		if src[at-1] == '\r' && strings.HasPrefix(src[at:], "\n") {
			at++
		}
	}
	column := uint32(0)
	for at < len(src) && src[at] != '\n' && src[at] != '\r' {
		r, size := utf8.DecodeRuneInString(src[at:])
		width := uint32(1)
		switch {
		case e == text.UTF8:
			width = uint32(size)
		case e == text.UTF16 && r > 0xffff:
			width = 2
		}
		if column+width > p.Character || column+width < column {
			break
		}
		column += width
		at += size
	}
	return at
}

// What a client edits by ranges is what it would have by counting characters, in each
// encoding, wherever the range lies.
func FuzzEdits(f *testing.F) {
	for _, src := range []string{"", "한글 😀\r\nb\rc\n", "\xff😀\xf0\x9f", "a\n\n\r\r\n", "e\u0301 👨‍👩‍👧"} {
		f.Add(src, "x", uint32(0), uint32(1), uint32(0), uint32(3))
		f.Add(src, "글\n", uint32(1), uint32(1<<31), uint32(1<<31), uint32(0))
	}
	f.Fuzz(func(t *testing.T, src, new string, line, column, endLine, endColumn uint32) {
		at := protocol.Range{Start: protocol.Position{Line: line, Character: column}, End: protocol.Position{Line: endLine, Character: endColumn}}
		for _, e := range encodings {
			start, end := naiveOffset(src, at.Start, e), naiveOffset(src, at.End, e)
			start, end = min(start, end), max(start, end)
			want := src[:start] + new + src[end:]
			got, err := text.Apply([]byte(src), []text.Edit{{Span: newMapper([]byte(src), e).span(at), New: new}})
			if err != nil || string(got) != want {
				t.Fatalf("%v of %q in %v: %q, %v, want %q", at, src, e, got, err, want)
			}
		}
	})
}
