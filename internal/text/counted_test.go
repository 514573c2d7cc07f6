package text

import (
	"fmt"
	"strings"
	"testing"
)

// A long line of links is read once: counted from its start for each of them, 40,000
// would take minutes.
func BenchmarkCountInALongLine(b *testing.B) {
	for _, n := range []int{2_000, 40_000} {
		src := []byte(strings.Repeat("[[한글]] 😀 ", n))
		offsets := make([]int32, n)
		for i := range offsets {
			offsets[i] = int32(i * len(src) / n)
		}
		b.Run(fmt.Sprintf("links=%d", n), func(b *testing.B) {
			for b.Loop() {
				Count(src, offsets)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/link")
		})
	}
}
