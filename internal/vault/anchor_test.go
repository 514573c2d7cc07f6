package vault

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestTextFormsThatArePlainStay(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	parts := []string{"a", "z", "A", "가", "힣", " ", " ", "-", "0", ".", ":", "|", "\t", "\u00a0", "\ufe0f", "é", "ㄱ", "\u11a8", "_", "'"}
	plain := 0
	for range 50_000 {
		var b strings.Builder
		for range rng.IntN(6) {
			b.WriteString(parts[rng.IntN(len(parts))])
		}
		if s := b.String(); isTextForm(s) {
			plain++
			if got := anyTextForm(s); got != s {
				t.Fatalf("textForm(%q) = %q, want it as it is", s, got)
			}
		}
	}
	if plain < 1000 {
		t.Errorf("%d texts are plain, want more", plain)
	}
}
