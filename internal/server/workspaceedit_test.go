package server

import (
	"path/filepath"
	"testing"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// Edits of other notes are announced to clients that show them to the user before they
// are made, and to Neovim, which would ask for ENTER after each note, they are not.
func TestWhoGetsAnnotations(t *testing.T) {
	const capabilities = `{"workspace":{"workspaceEdit":{"documentChanges":true,"resourceOperations":["rename"],"changeAnnotationSupport":{"groupsOnLabel":true}}}}`
	for _, c := range []struct {
		name      string
		annotated bool
	}{{"Visual Studio Code", true}, {"Neovim", false}, {"", true}} {
		e := newEditor(t)
		dir := garden(t, map[string]string{"노트.md": "## 절\n\n😀 [[#절]]", "가.md": "😀 [[노트#절]]", "나.md": "[[노트#절]]"})
		e.startAs(c.name, capabilities, dir)
		e.looked()
		var p protocol.RenameParams
		p.TextDocument.URI, p.Position, p.NewName = uri.File(filepath.Join(dir, "노트.md")), protocol.Position{Character: 4}, "새 절"
		edit, err := e.s.View().Rename(t.Context(), &p)
		e.ok(err)
		if got := len(edit.ChangeAnnotations) > 0; got != c.annotated || len(edit.DocumentChanges) != 3 {
			t.Errorf("client %q: annotations %v of %d notes, want %v of 3", c.name, edit.ChangeAnnotations, len(edit.DocumentChanges), c.annotated)
		}
		for _, change := range edit.DocumentChanges {
			doc, ok := change.(*protocol.TextDocumentEdit)
			if !ok {
				t.Fatalf("client %q: the edit is a %T", c.name, change)
			}
			for _, one := range doc.Edits {
				_, annotated := one.(*protocol.AnnotatedTextEdit)
				if want := c.annotated && doc.TextDocument.URI != p.TextDocument.URI; annotated != want {
					t.Errorf("client %q: an edit of %s is annotated: %v, want %v", c.name, doc.TextDocument.URI, annotated, want)
				}
			}
		}
	}
}
