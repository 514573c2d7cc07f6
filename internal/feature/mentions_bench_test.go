package feature

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// benchProse is a text of about size bytes: words that names are made of, particles,
// links, and what stands between them.
func benchProse(r *rand.Rand, size int) string {
	var b strings.Builder
	for b.Len() < size {
		switch word := pick(r, benchWords); r.IntN(20) {
		case 0:
			fmt.Fprintf(&b, "[[%s]]는 ", word)
		case 1:
			fmt.Fprintf(&b, "`%s` — ", word)
		case 2:
			fmt.Fprintf(&b, "%s %s %d에서는.\n\n", word, pick(r, benchWords), r.IntN(1000))
		case 3, 4, 5:
			b.WriteString("the quick brown fox, 그리고 여러 가지 이야기를 했다. ")
		default:
			b.WriteString(word + pick(r, []string{"를 ", "에서는 ", " ", " ", "\n"}))
		}
	}
	return b.String()
}

// BenchmarkMentionsIn looks through one note for all names of the vault.
func BenchmarkMentionsIn(b *testing.B) {
	for _, size := range []int{10_000, 100_000} {
		for _, length := range []int{4 << 10, 1 << 20} {
			b.Run(fmt.Sprintf("%d/%dKB", size, length>>10), func(b *testing.B) {
				if benchVaults[size] == nil {
					benchVaults[size] = benchVault(size)
				}
				n := noteOf("폴더0/here.md", benchProse(rand.New(rand.NewPCG(8, 1)), length))
				s, _ := benchVaults[size].Update(changeTo(n))
				took := make([]time.Duration, 0, b.N)
				count := 0
				b.ReportAllocs()
				b.ResetTimer()
				for range b.N {
					start := time.Now()
					count = len(MentionsIn(s, n))
					took = append(took, time.Since(start))
				}
				b.StopTimer()
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
				b.ReportMetric(float64(count), "mentions")
			})
		}
	}
}

// BenchmarkMentionsOf looks through ten thousand notes of 4 KB for one name, on one
// processor and without the disk.
func BenchmarkMentionsOf(b *testing.B) {
	r := rand.New(rand.NewPCG(8, 2))
	var changes []vault.Change
	for i := range 10_000 {
		text := benchProse(r, 500)
		changes = append(changes, changeTo(noteOf(vault.NoteID(fmt.Sprintf("폴더%d/%s %s %d.md", i/100, pick(r, benchWords), pick(r, benchWords), i)), strings.Repeat(text, 8))))
	}
	for _, name := range []string{"드문 이름", "Rare Name", "쿠버네티스"} {
		changes = append(changes, changeTo(noteOf(vault.NoteID(name+".md"), "")))
	}
	s, _ := new(vault.Snapshot).Update(changes...)
	for _, name := range []string{"드문 이름", "Rare Name", "쿠버네티스"} {
		b.Run(strings.ReplaceAll(name, " ", "_"), func(b *testing.B) {
			count := 0
			for range b.N {
				count = 0
				finder := MentionsOf(s, vault.NoteID(name+".md"))
				for n := range s.Each() {
					count += len(finder.In(n))
				}
			}
			b.ReportMetric(float64(count), "mentions")
		})
	}
}
