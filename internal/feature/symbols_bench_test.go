package feature

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// oftenHeadings are those that many notes of a vault share.
var oftenHeadings = strings.Fields("개요 설치 방법 참고 정리 결론 배경 Summary References TODO 회고 문제 해결 Usage")

// symbolsVault has notes with eight headings each: some that many notes share, others
// of up to four words; every second note has a block id.
func symbolsVault(size int) *vault.Snapshot {
	r := rand.New(rand.NewPCG(8, 4))
	zipf := rand.NewZipf(r, 1.1, 3, uint64(len(benchWords)-1))
	changes := make([]vault.Change, 0, size)
	for i := range size {
		var b strings.Builder
		fmt.Fprintf(&b, "# %s %s %d\n\n#t%d/%d\n\n", benchWords[zipf.Uint64()], benchWords[zipf.Uint64()], i, i%50, i%7)
		for range 8 {
			b.WriteString("##")
			if r.IntN(3) == 0 {
				b.WriteString(" " + pick(r, oftenHeadings))
			}
			for range 1 + r.IntN(3) {
				b.WriteString(" " + benchWords[zipf.Uint64()])
			}
			b.WriteString("\n\n")
		}
		if i%2 == 0 {
			fmt.Fprintf(&b, "글 ^블록-%d\n", i)
		}
		id := vault.NoteID(fmt.Sprintf("폴더%d/%s %s %d.md", i/100, benchWords[zipf.Uint64()], benchWords[zipf.Uint64()], i))
		n := vault.NewNote(vault.Source{ID: id, Text: []byte(b.String()), Modified: time.Unix(int64(r.IntN(1e9)), 0), Reread: func() []byte { return nil }})
		changes = append(changes, vault.Change{ID: id, Note: n})
	}
	s, _ := new(vault.Snapshot).Update(changes...)
	return s
}

// BenchmarkSearch types queries into a large vault. Beside the mean it prints the
// 95th percentile, which is what people feel.
func BenchmarkSearch(b *testing.B) {
	for _, size := range []int{10_000, 100_000} {
		vaultOf := sync.OnceValue(func() *vault.Snapshot { return symbolsVault(size) })
		for _, typed := range []string{
			"", "쿠", "쿠버", "쿱", "ㅋㅂㄴ", "ㅅㅊ", "설치", "설ㅊ", "방법", "공부기록", "ㅎㄱㄷㅂ", "znqj", "k", "kub", "kbn", "summary", "zsh not", "힣힣힣", "#t1", "#", "쿠버#설치", "블록-4",
		} {
			b.Run(fmt.Sprintf("%d/%s", size, typed), func(b *testing.B) {
				took := make([]time.Duration, 0, b.N)
				found := 0
				b.ReportAllocs()
				b.ResetTimer()
				s := vaultOf()
				parts := runtime.GOMAXPROCS(0)
				for range b.N {
					start := time.Now()
					search := NewSearch([]*vault.Snapshot{s}, typed, parts, func() bool { return false })
					var looks sync.WaitGroup
					for part := range parts {
						looks.Go(func() { search.Look(part) })
					}
					looks.Wait()
					found = len(search.Found())
					took = append(took, time.Since(start))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
				b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
				b.ReportMetric(float64(found), "found")
			})
		}
	}
}
