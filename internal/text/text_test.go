package text

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

var encodings = []Encoding{UTF16, UTF8, UTF32}

// naive counts from the start of the text, rune by rune: the model.
func naive(src string, off int, e Encoding) Position {
	var p Position
	for i := 0; i < off; {
		r, n := utf8.DecodeRuneInString(src[i:])
		if i+n > off {
			break
		}
		i += n
		switch {
		case r == '\n', r == '\r' && !(i < len(src) && src[i] == '\n'):
			p = Position{p.Line + 1, 0}
		case e == UTF8:
			p.Column += n
		case e == UTF16 && r != utf8.RuneError:
			p.Column += utf16.RuneLen(r)
		default:
			p.Column++
		}
	}
	return p
}

func checkRoundTrip(t *testing.T, src string) {
	t.Helper()
	x := NewLineIndex([]byte(src))
	for _, e := range encodings {
		for off := 0; off <= len(src); {
			p := x.OffsetPosition(off, e)
			if want := naive(src, off, e); p != want {
				t.Fatalf("%q: OffsetPosition(%d, %v) = %v, want %v", src, off, e, p, want)
			}
			inLineEnd := off > 0 && off < len(src) && src[off-1] == '\r' && src[off] == '\n'
			if got := x.PositionOffset(p, e); got != off && !inLineEnd {
				t.Fatalf("%q: PositionOffset(%v, %v) = %d, want %d", src, p, e, got, off)
			}
			_, n := utf8.DecodeRuneInString(src[off:])
			off += max(n, 1)
		}
	}
}

func TestPositionsRoundTripInEveryEncoding(t *testing.T) {
	for _, src := range []string{
		"", "\n", "a", "한글 [[링크]] 😀 [[b]]", "- 🗺[[link]]", "a\r\nb\rc\n", "\ufeff# 제목\n",
		"e\u0301 \u1112\u1161\u11ab", "\xff\xfe[[x]]", "\xed\xa0\x80", "가\r\n\r나\n\r", "👩‍👩‍👧‍👦[[x]]",
		strings.Repeat("한😀a", 2000), strings.Repeat("한", 513) + "\n" + strings.Repeat("😀", 400),
	} {
		checkRoundTrip(t, src)
	}
	tokens := []string{"a", "[[", "]]", "한글", "😀", "\n", "\r\n", "\r", "\xff", "\u0301", "\t", strings.Repeat("노트", 300)}
	rng := rand.New(rand.NewPCG(1, 2))
	notes := 300
	if testing.Short() {
		notes = 50
	}
	for range notes {
		var b strings.Builder
		for range rng.IntN(25) {
			b.WriteString(tokens[rng.IntN(len(tokens))])
		}
		checkRoundTrip(t, b.String())
	}
}

func TestColumnsAreThoseOfTheCase(t *testing.T) {
	src := "한글 [[링크]] 😀 [[b]]"
	x := NewLineIndex([]byte(src))
	for e, want := range map[Encoding]int{UTF16: 13, UTF32: 12, UTF8: 23} {
		if got := x.OffsetPosition(strings.Index(src, "[[b]]"), e).Column; got != want {
			t.Errorf("column of [[b]] in %v = %d, want %d", e, got, want)
		}
	}
}

func TestPositionsOutsideTheTextClamp(t *testing.T) {
	x := NewLineIndex([]byte("ab\r\n😀한\n"))
	for _, c := range []struct {
		p    Position
		e    Encoding
		want int
	}{
		{Position{0, 99}, UTF16, 2}, {Position{-1, 5}, UTF16, 0}, {Position{0, -3}, UTF8, 0},
		{Position{9, 0}, UTF16, 12}, {Position{1, 1}, UTF16, 4}, {Position{1, 2}, UTF8, 4},
		{Position{1, 9}, UTF32, 11}, {Position{2, 5}, UTF32, 12},
	} {
		if got := x.PositionOffset(c.p, c.e); got != c.want {
			t.Errorf("PositionOffset(%v, %v) = %d, want %d", c.p, c.e, got, c.want)
		}
	}
	if got, want := x.OffsetPosition(6, UTF16), (Position{1, 0}); got != want {
		t.Errorf("OffsetPosition inside a rune = %v, want %v", got, want)
	}
	if got, want := x.OffsetPosition(99, UTF16), (Position{2, 0}); got != want {
		t.Errorf("OffsetPosition beyond the text = %v, want %v", got, want)
	}
}

func TestCountedOffsetsAreThoseOfTheIndex(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	tokens := []string{"a", "[[", "한글", "😀", "\n", "\r\n", "\r", "\xff", "\u0301", "\t", strings.Repeat("노트", 300), strings.Repeat("x", 70_000)}
	for range 400 {
		var b strings.Builder
		for range rng.IntN(25) {
			b.WriteString(tokens[rng.IntN(len(tokens))])
		}
		src := []byte(b.String())
		x := NewLineIndex(src)
		var offsets []int32
		for range rng.IntN(10) {
			off := int32(rng.IntN(len(src) + 1))
			for off > 0 && int(off) < len(src) && !utf8.RuneStart(src[off]) {
				off--
			}
			if off > 0 && int(off) < len(src) && src[off-1] == '\r' && src[off] == '\n' {
				continue // within a line end
			}
			offsets = append(offsets, off)
		}
		for i, c := range Count(src, offsets) {
			for _, e := range encodings {
				want := x.OffsetPosition(int(offsets[i]), e)
				got, ok := c.Position(e)
				if ok && got != want || !ok && want.Column < math.MaxUint16 {
					t.Fatalf("%.60q: Count(%d) in %v = %v %v, want %v", src, offsets[i], e, got, ok, want)
				}
			}
		}
	}
}

func TestApply(t *testing.T) {
	check := func(src string, edits []Edit, want string) {
		t.Helper()
		got, err := Apply([]byte(src), edits)
		if err != nil || string(got) != want {
			t.Errorf("Apply(%q, %v) = %q, %v, want %q", src, edits, got, err, want)
		}
	}
	check("한글", []Edit{{Between(3, 6), "국"}}, "한국")
	check("abc", []Edit{{Between(2, 3), "C"}, {Between(0, 1), "A"}}, "AbC")
	check("ab", []Edit{{Between(1, 1), "x"}, {Between(1, 1), "y"}, {Between(1, 2), ""}}, "axy")
	for _, bad := range [][]Edit{{{Between(0, 9), ""}}, {{Between(-1, 0), ""}}, {{Between(0, 2), ""}, {Between(1, 3), ""}}, {{Between(2, 1), ""}}} {
		if got, err := Apply([]byte("abc"), bad); err == nil {
			t.Errorf("Apply(%v) = %q, want an error", bad, got)
		}
	}
}

func FuzzLineIndex(f *testing.F) {
	f.Add("한글 [[링크]] 😀\r\n\rb")
	f.Add("\xff\r\n\xf0\x9f")
	f.Fuzz(checkRoundTrip)
}

// A position lookup in one line of 1 MB must not read the line.
func BenchmarkOffsetPosition(b *testing.B) {
	src := []byte(strings.Repeat("한글 😀", 1<<20/11))
	x := NewLineIndex(src)
	b.ResetTimer()
	for i := range b.N {
		x.OffsetPosition(i*977%len(src), UTF16)
	}
}

func BenchmarkNewLineIndex(b *testing.B) {
	src := []byte(strings.Repeat("한글 노트 and a link\n", 1<<20/28))
	b.SetBytes(int64(len(src)))
	for range b.N {
		NewLineIndex(src)
	}
}

// The parts of a span are what it covers but for line ends, in order.
func TestSplit(t *testing.T) {
	for _, src := range []string{"", "\n", "한글", "가\r\n나\r다\n\n라\n", "\r\n\r\n", "😀\n"} {
		x := NewLineIndex([]byte(src))
		for start := range len(src) + 1 {
			for end := start; end <= len(src); end++ {
				var got strings.Builder
				for part := range x.Split(Between(start, end)) {
					if part.Empty() || strings.ContainsAny(string(part.Of([]byte(src))), "\r\n") {
						t.Fatalf("%q: Split(%d, %d) yields %v", src, start, end, part)
					}
					got.Write(part.Of([]byte(src)))
				}
				if want := strings.NewReplacer("\r", "", "\n", "").Replace(src[start:end]); got.String() != want {
					t.Fatalf("%q: Split(%d, %d) covers %q, want %q", src, start, end, got.String(), want)
				}
			}
		}
	}
}
