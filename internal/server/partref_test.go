package server

import (
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// What a client keeps is found again after edits: by what is written there, of several
// the nearest to where it was, and not at all when it is gone.
func TestPartRefAfterEdits(t *testing.T) {
	const before = "# 글\n\n## 하나\n\n## 둘\n\n## 하나\n\n문단 ^아이디\n"
	note := func(text string) *vault.Note { return vault.NewNote(vault.Source{ID: "글.md", Text: []byte(text)}) }
	for _, tt := range []struct {
		name, after string
		kind        vault.PlaceKind
		at, want    int // want is -1 for nowhere
	}{
		{"nothing changed", before, vault.HeadingPlace, 1, 1},
		{"the second of a text", before, vault.HeadingPlace, 3, 3},
		{"one above", "# 🐶\n" + before, vault.HeadingPlace, 2, 3},
		{"the second of a text, one above", "# 🐶\n" + before, vault.HeadingPlace, 3, 4},
		{"the first of a text is gone", "# 글\n\n## 둘\n\n## 하나\n", vault.HeadingPlace, 1, 2},
		{"gone", "# 글\n\n## 셋\n", vault.HeadingPlace, 2, -1},
		{"a block", "새 문단 ^가\n\n" + before, vault.BlockPlace, 0, 1},
		{"no block", "글\n", vault.BlockPlace, 0, -1},
		{"the note", "", vault.NotePlace, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ref := partRef{Kind: tt.kind, At: tt.at}
			ref.Name, _ = placeName(note(before), vault.Place{Kind: tt.kind, Index: tt.at})
			got, ok := ref.place(note(tt.after))
			if want := (vault.Place{Kind: tt.kind, Index: tt.want}); ok != (tt.want >= 0) || ok && got != want {
				t.Errorf("place = %v, %v, want %v", got, ok, want)
			}
		})
	}
	// What no server of ours sends does no harm.
	for _, ref := range []partRef{{Kind: 77}, {Kind: vault.HeadingPlace, At: -5, Name: "하나"}, {Kind: vault.FootnotePlace, At: 1 << 40}} {
		if p, ok := ref.place(note(before)); ok && (p.Index < 0 || p.Kind != vault.HeadingPlace) {
			t.Errorf("place of %+v = %v", ref, p)
		}
	}
}
