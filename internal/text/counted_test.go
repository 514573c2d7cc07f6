package text

import (
	"strings"
	"testing"
	"time"
)

func TestCountIsLinearInALongLine(t *testing.T) {
	took := func(n int) time.Duration {
		src := []byte(strings.Repeat("[[한글]] 😀 ", n))
		offsets := make([]int32, n)
		for i := range offsets {
			offsets[i] = int32(i * len(src) / n)
		}
		best := time.Hour
		for range 3 {
			start := time.Now()
			Count(src, offsets)
			best = min(best, time.Since(start))
		}
		return best
	}
	if small, large := took(2_000), took(40_000); large > 100*small {
		t.Errorf("20 times the links take %v, not %v: %.0f times as long", large, small, float64(large)/float64(small))
	}
}
