package vault

import (
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// What is told of a link without its note is what the note's text says.
func TestLinkRangesAreThoseOfTheText(t *testing.T) {
	told := 0
	for seed := range uint64(300) {
		w := newWorld(seed)
		src := []byte("한글 😀 " + w.draft().String() + "\r\n| 표 | [[n#절\\|이름]] | [x](<a b.md#c> 't') [![i](i.png)](b.md#d)\n<a href=\"x&amp;y.md#z\">\n")
		n := NewNote(Source{ID: "n.md", Text: src})
		lines := text.NewLineIndex(src)
		for _, l := range n.Doc.Links {
			for _, span := range []text.Span{l.TargetSpan, l.FragmentSpan} {
				for _, e := range []text.Encoding{text.UTF8, text.UTF16, text.UTF32} {
					start, end, ok := n.LinkRange(span, e)
					if !ok {
						continue
					}
					told++
					if want := lines.OffsetPosition(int(span.Start), e); start != want {
						t.Fatalf("seed %d: %q starts at %v in %v, want %v", seed, l.Span.Of(src), start, e, want)
					}
					if want := lines.OffsetPosition(int(span.End), e); end != want {
						t.Fatalf("seed %d: %q ends at %v in %v, want %v", seed, l.Span.Of(src), end, e, want)
					}
				}
			}
		}
	}
	if told < 5000 {
		t.Errorf("only %d ranges were told", told)
	}
}
