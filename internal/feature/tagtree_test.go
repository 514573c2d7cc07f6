package feature

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// Up and down are one relation, over random vaults: each tag but those at the top is
// below the one above it, and every node is where the tag or one below it is used.
func TestTagsAboveAndBelow(t *testing.T) {
	levels := 0
	for seed := range uint64(rounds(80)) {
		s := newLinkedGarden(seed).base
		for _, node := range AllTags(s) {
			for {
				n, _ := s.Note(node.First.ID)
				at := strings.TrimPrefix(string(node.First.Span.Of(n.Text())), "#")
				if key := vault.TagKey(at); key != node.Tag && !strings.HasPrefix(string(key), string(node.Tag)+"/") {
					t.Fatalf("seed %d: the first use of %q is %q", seed, node.Tag, at)
				}
				if vault.TagKey(node.Name) != node.Tag {
					t.Fatalf("seed %d: %q is called %q", seed, node.Tag, node.Name)
				}
				above, ok := TagAbove(s, node.Tag)
				if !ok {
					break
				}
				levels++
				if !slices.Contains(TagsBelow(s, above.Tag), node) {
					t.Fatalf("seed %d: %q is not below %q: %v", seed, node.Tag, above.Tag, TagsBelow(s, above.Tag))
				}
				node = above
			}
		}
	}
	if levels < rounds(100) {
		t.Fatalf("only %d levels were climbed", levels)
	}
}

// A note with twenty thousand tags is looked at once.
func TestManyTagsBelow(t *testing.T) {
	timed(t)
	var b strings.Builder
	for i := range 20_000 {
		b.WriteString("#태그/n" + strings.Repeat("x", i%7) + string(rune('가'+i%10_000)) + " ")
	}
	note := vault.NewNote(vault.Source{ID: "a.md", Text: []byte(b.String())})
	s, _ := (&vault.Snapshot{}).Update(vault.Change{ID: note.ID, Note: note})
	begin := time.Now()
	if got := len(TagsBelow(s, "태그")); got < 10_000 {
		t.Fatalf("%d tags are below, want ten thousand", got)
	}
	if took := time.Since(begin); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}
