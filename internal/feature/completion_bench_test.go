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

// benchWords are a few words that are used most, and a thousand of two syllables.
var benchWords = func() []string {
	words := strings.Fields("쿠버네티스 도커 Kubernetes 클러스터 데이터베이스 cluster 기록 Docker 공부 회의 notes 오늘 할일 database 검색 쿠키 버그 노트 daily meeting zsh zero")
	for i := range 500 {
		words = append(words, string([]rune{rune(0xAC00 + i*37%11172), rune(0xAC00 + i*1009%11172)}))
		words = append(words, string([]byte{"bcdfghjklm"[i%10], "aeiou"[i/10%5], "nprstvwxyz"[i/50], "aeiou"[i%5]}))
	}
	return words
}()

// benchVault has notes of two or three words, often few of them and seldom the rest,
// half of them in Hangul; each has an alias, a tag, and links of which some
// lead nowhere. Every tenth has a picture beside it.
func benchVault(size int) *vault.Snapshot { return benchVaultOf(size, benchWords) }

// benchVaultOf is benchVault with names of these words.
func benchVaultOf(size int, words []string) *vault.Snapshot {
	r := rand.New(rand.NewPCG(3, 9))
	zipf := rand.NewZipf(r, 1.1, 3, uint64(len(words)-1))
	word := func() string { return words[zipf.Uint64()] }
	alias := func(i int) string { return fmt.Sprint(words[i*7%len(words)], " ", i) }
	changes := make([]vault.Change, 0, size*11/10)
	for i := range size {
		dir := fmt.Sprintf("폴더%d/", i/100)
		id := vault.NoteID(fmt.Sprintf("%s%s %s %d.md", dir, word(), word(), i))
		text := fmt.Sprintf("---\naliases: [%s]\n---\n# %s %s\n\n#t%d/%d [[%s]]\n", alias(i), word(), word(), i%50, i%7, alias(i/2))
		if i%20 == 0 {
			text += fmt.Sprintf("[[없는 %d]]\n", i)
		}
		n := vault.NewNote(vault.Source{ID: id, Text: []byte(text), Modified: time.Unix(int64(r.IntN(1e9)), 0)})
		changes = append(changes, vault.Change{ID: id, Note: n})
		if i%10 == 0 {
			changes = append(changes, vault.Change{ID: vault.NoteID(fmt.Sprintf("%s%s %d.png", dir, word(), i)), File: true})
		}
	}
	s, _ := new(vault.Snapshot).Update(changes...)
	return s
}

var benchVaults = map[int]*vault.Snapshot{}

// BenchmarkComplete types in a note with 100 links. Beside the mean it prints the
// median and the 95th percentile, which is what people feel.
func BenchmarkComplete(b *testing.B) {
	benchComplete(b, []int{1000, 10_000, 100_000}, func(size int) *vault.Snapshot {
		if benchVaults[size] == nil {
			benchVaults[size] = benchVault(size)
		}
		return benchVaults[size]
	})
}

// BenchmarkCompleteFewWords is the same where half of all names begin alike.
func BenchmarkCompleteFewWords(b *testing.B) {
	benchComplete(b, []int{10_000, 100_000}, func(size int) *vault.Snapshot {
		return benchVaultOf(size, []string{"쿠버네티스", "도커", "Kubernetes"})
	})
}

func benchComplete(b *testing.B, sizes []int, sized func(size int) *vault.Snapshot) {
	for _, size := range sizes {
		var s *vault.Snapshot
		for _, typed := range []string{"[[", "[[쿠버", "[[ㅋㅂ", "[[쿱", "[[znqj", "[[zz", "[[k", "[[kubernetes clus", "![[쿠", "[글](", "[글](쿠", "[글](../폴더1/쿠", "#t", "#t1/", "[[없"} {
			b.Run(fmt.Sprintf("%d/%s", size, strings.ReplaceAll(typed, "/", "∕")), func(b *testing.B) {
				if s == nil {
					s = sized(size)
				}
				src := strings.Repeat("[[쿠버네티스 1]] [글](../폴더1/x.md)\n", 50) + "\n" + typed
				n := vault.NewNote(vault.Source{ID: "폴더0/here.md", Text: []byte(src)})
				with, _ := s.Update(vault.Change{ID: n.ID, Note: n})
				took := make([]time.Duration, 0, b.N)
				b.ReportAllocs()
				b.ResetTimer()
				for range b.N {
					start := time.Now()
					Complete(b.Context(), with, Cursor{n, len(src)}, Choices{})
					took = append(took, time.Since(start))
				}
				b.StopTimer()
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
				b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			})
		}
	}
}
