package feature

import (
	"fmt"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// Whoever asks what can be done about a misspelt link waits for a look at every name.
func BenchmarkMisspeltLink(b *testing.B) {
	words := []string{"쿠버네티스", "클러스터", "bread", "배포", "recipe", "일지", "network", "설정", "index", "메모", "garden", "함수"}
	for _, size := range []int{10_000, 100_000} {
		var changes []vault.Change
		for i := range size {
			id := vault.NoteID(fmt.Sprintf("%s/%s %s %d.md", words[i%7], words[i%len(words)], words[(i/len(words))%len(words)], i/100))
			changes = append(changes, vault.Change{ID: id, Note: vault.NewNote(vault.Source{ID: id, Text: []byte("# " + words[i%5] + "\n\n글\n")})})
		}
		n := vault.NewNote(vault.Source{ID: "here.md", Text: []byte("😀 [[쿠버네티스 클러수터 20]] [[bread recpie]] [[znqjspxltm]] [[아무도 모르는 긴 이름의 글]]\n")})
		s, _ := (&vault.Snapshot{}).Update(append(changes, vault.Change{ID: n.ID, Note: n})...)
		for i := range n.Doc.Links {
			at := n.Doc.Links[i].TargetSpan
			b.Run(fmt.Sprintf("%d/%d", size, i), func(b *testing.B) {
				for b.Loop() {
					Actions(s, n, at, strict(), time.Time{})
				}
			})
		}
	}
}
