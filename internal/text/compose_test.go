package text

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// randomEdits are some that Apply takes, of a text of size bytes, in order.
func randomEdits(rng *rand.Rand, size int) []Edit {
	words := []string{"", "", "a", "한글", "😀\r\n", "긴 글 [[x]]"}
	var out []Edit
	for at := rng.IntN(8); at <= size; at += rng.IntN(8) {
		end := min(at+rng.IntN(5), size)
		out = append(out, Edit{Between(at, end), words[rng.IntN(len(words))]})
		at = end
	}
	return out
}

// Two rounds of edits and what they are composed to make the same text.
func TestCompose(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 5000 {
		src := bytes.Repeat([]byte("가나 b\n"), rng.IntN(6))
		first := randomEdits(rng, len(src))
		middle, err := Apply(src, first)
		if err != nil {
			t.Fatal(err)
		}
		second := randomEdits(rng, len(middle))
		want, err := Apply(middle, second)
		if err != nil {
			t.Fatal(err)
		}
		both := Compose(len(src), first, second)
		got, err := Apply(src, both)
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%q: %v, then %v, composed %v: %q, %v, want %q", src, first, second, both, got, err, want)
		}
		for i, e := range both {
			if i > 0 && e.Start <= both[i-1].End {
				t.Fatalf("%v and %v touch", both[i-1], e)
			}
		}
	}
	if got := Compose(3, []Edit{{Between(1, 2), "x"}}, nil); len(got) != 1 || got[0] != (Edit{Between(1, 2), "x"}) {
		t.Errorf("Compose with nothing = %v", got)
	}
}

func TestShift(t *testing.T) {
	edits := []Edit{{Between(2, 4), "abcd"}, {Between(6, 6), "+"}, {Between(8, 10), ""}}
	s := NewShift(edits)
	for _, test := range []struct{ span, want Span }{
		{Between(0, 1), Between(0, 1)},
		{Between(0, 2), Between(0, 2)},
		{Between(2, 4), Between(2, 6)}, // what is replaced
		{Between(3, 5), Between(2, 7)}, // in part
		{Between(4, 6), Between(6, 8)}, // what is put behind is not of it
		{Between(6, 7), Between(8, 10)},
		{Between(8, 10), Between(11, 11)},
		{Between(9, 12), Between(11, 13)},
		{Between(12, 12), Between(13, 13)},
	} {
		if got := s.Span(test.span); got != test.want {
			t.Errorf("Span(%v) = %v, want %v", test.span, got, test.want)
		}
	}
	for off, want := range []int32{0, 1, 2, 2, 2, 2, 4, 5, 6, 6, 7, 10, 11} {
		if got := s.Origin(int32(off)); got != want {
			t.Errorf("Origin(%d) = %d, want %d", off, got, want)
		}
	}
}
