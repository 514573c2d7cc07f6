package pack

import (
	"math"
	"testing"
)

func TestValuesComeBack(t *testing.T) {
	numbers := []int64{0, 1, -1, 63, -64, 64, 127, 128, 1 << 20, math.MaxInt64, math.MinInt64}
	texts := []string{"", "빵", "a", "빵", "", "빵집", "a\x00b", "a"}
	var w Writer
	for range 2 { // the second time with the room of the first
		w.Reset()
		w.Len(len(texts))
		for i, s := range texts {
			w.String(s)
			w.Fixed(uint64(i) << 60)
		}
		for _, n := range numbers {
			w.Int(n)
			w.Uint(uint64(n))
			w.Byte(byte(n))
		}
	}
	r := Open(w.Record([]byte("before"))[len("before"):])
	if n := r.Len(2); n != len(texts) {
		t.Fatalf("Len() = %d, want %d", n, len(texts))
	}
	for i, want := range texts {
		if got := r.String(); got != want {
			t.Errorf("String() = %q, want %q", got, want)
		}
		if got := r.Fixed(); got != uint64(i)<<60 {
			t.Errorf("Fixed() = %x, want %x", got, uint64(i)<<60)
		}
	}
	for _, want := range numbers {
		if a, b, c := r.Int(), r.Uint(), r.Byte(); a != want || b != uint64(want) || c != byte(want) {
			t.Errorf("%d comes back as %d, %d, %d", want, a, b, c)
		}
	}
	if err := r.End(); err != nil {
		t.Error(err)
	}
}

// FuzzReader reads bytes as each kind of value until there is no more.
func FuzzReader(f *testing.F) {
	f.Add([]byte{2, 'a', 'b', 4, 5, 0, 0x80, 1}, []byte{0, 1, 2, 3, 4, 5})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}, []byte{5})
	f.Add([]byte{0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}, []byte{5, 4, 3})
	f.Fuzz(func(t *testing.T, record, kinds []byte) {
		r := Open(record)
		for _, kind := range kinds {
			left := len(r.numbers)
			switch kind % 6 {
			case 0:
				r.Uint()
			case 1:
				r.Int()
			case 2:
				r.Fixed()
			case 3:
				r.Byte()
			case 4:
				if n := r.Len(3); n*3 > left {
					t.Fatalf("%d items of 3 bytes in %d bytes", n, left)
				}
			case 5:
				if s := r.String(); len(s) > len(record) {
					t.Fatalf("a string of %d bytes in a record of %d", len(s), len(record))
				}
			}
			if r.Err() != nil && len(r.numbers) > 0 {
				t.Fatal("it reads on after an error")
			}
		}
		if r.End() == nil && len(r.numbers) > 0 {
			t.Fatal("what is left is no error")
		}
	})
}
