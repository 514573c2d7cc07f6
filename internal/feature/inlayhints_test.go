package feature

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

func TestIsBare(t *testing.T) {
	for name, want := range map[string]bool{
		"202411181230": true, "2024-11-18": true, "1": true, "①": true, "20241118T1230": true, "2024-W47": true, "2024-11-18T12:30Z": true, "1.2": true, "😀": true,
		"": false, "v1.2": false, "1장": false, "2024-11-18 회의": false, "T1": false, "3rd": false, "1x": false, "Ⅷ장": false,
	} {
		if got := isBare(name); got != want {
			t.Errorf("isBare(%q) = %v, want %v", name, got, want)
		}
	}
}

// A long title is cut at a whole character.
func TestShortened(t *testing.T) {
	if got, want := shortened("  두\n낱말 "), "두 낱말"; got != want {
		t.Errorf("shortened = %q, want %q", got, want)
	}
	if got, want := shortened(strings.Repeat("글😀", 50)), strings.Repeat("글😀", 29)+"글…"; got != want {
		t.Errorf("shortened = %q, want %q", got, want)
	}
}

// The count at a block's id is that of References, and hints of the whole are those
// of its parts.
func TestHintsOfRandomNotes(t *testing.T) {
	shown := 0
	for seed := range uint64(rounds(40)) {
		g := newLinkedGarden(seed)
		for _, n := range g.notes {
			whole := text.Between(0, n.Doc.Size)
			hints := InlayHints(g.base, n, whole)
			shown += len(hints)
			at := map[int]string{}
			for _, h := range hints {
				if h.Offset < 0 || h.Offset > n.Doc.Size || h.Label == "" {
					t.Fatalf("seed %d: a hint %+v in %s of %d bytes", seed, h, n.ID, n.Doc.Size)
				}
				if h.Link.Empty() {
					at[h.Offset] = h.Label
				}
			}
			for i, b := range n.Doc.Blocks {
				uses := len(slices.Collect(References(g.base, Subject{Kind: PlaceSubject, ID: n.ID, Place: vault.Place{Kind: vault.BlockPlace, Index: i}})))
				want := ""
				if uses > 0 {
					want = count(uses, "link")
				}
				if got := at[int(b.IDSpan.End)]; got != want {
					t.Errorf("seed %d: %s shows %q at ^%s, want %q", seed, n.ID, got, b.ID, want)
				}
			}
			half := n.Doc.Size / 2
			var parts []Hint
			parts = append(parts, InlayHints(g.base, n, text.Between(0, half))...)
			parts = append(parts, InlayHints(g.base, n, text.Between(half+1, n.Doc.Size))...)
			if !slices.Equal(parts, hints) {
				t.Errorf("seed %d: %s in two parts has the hints\n%+v, want\n%+v", seed, n.ID, parts, hints)
			}
		}
	}
	if shown == 0 {
		t.Error("nothing was shown")
	}
}

// However many links and ids a note has, its hints cost what it holds.
func TestHintsOfHostileNotes(t *testing.T) {
	timed(t)
	for name, src := range map[string]string{
		"links":  "# 글\n" + strings.Repeat("[[1]]\n\n", 50_000),
		"blocks": "# 글\n" + strings.Repeat("글 ^1\n\n[[1#^1]]\n\n", 20_000),
	} {
		n := vault.NewNote(vault.Source{ID: "1.md", Text: []byte(src)})
		s, _ := vault.New(nil).Update(vault.Change{ID: n.ID, Note: n})
		start := time.Now()
		InlayHints(s, n, text.Between(0, len(src)))
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s: hints take %v", name, took)
		}
	}
}
