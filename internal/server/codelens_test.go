package server

import (
	"path/filepath"
	"testing"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// A client that wants titles at once gets each lens with a command, and at a click
// resolves what the command was given into the places that the title counts.
func TestLensTitlesAtOnce(t *testing.T) {
	e := newEditor(t)
	dir := garden(t, map[string]string{"노트.md": "[[가]]\n\n## 😀 절\n\n[위](#-절)\n", "가.md": "😀 [[노트]] [[노트#😀 절]]"})
	e.start(`{"experimental":{"notesLsp":{"showReferences":true,"lensTitles":true}}}`, dir)
	e.looked()
	var p protocol.CodeLensParams
	p.TextDocument.URI = uri.File(filepath.Join(dir, "노트.md"))
	lenses, err := e.s.View().CodeLens(t.Context(), &p)
	e.ok(err)
	if len(lenses) != 2 {
		t.Fatalf("lenses = %+v, want one over the note and one over its heading", lenses)
	}
	for i, want := range []struct {
		title string
		links int
	}{{"2 links from 1 note", 2}, {"2 links", 2}} {
		command := lenses[i].Command
		if command.Title != want.title || command.Command != showReferences || len(command.Arguments) != 1 {
			t.Fatalf("lens %d has the command %+v, want %q with one argument", i, command, want.title)
		}
		var unresolved protocol.CodeLens
		e.ok(protocol.Unmarshal(command.Arguments[0], &unresolved))
		lens, err := e.s.View().CodeLensResolve(t.Context(), &unresolved)
		e.ok(err)
		if lens.Command.Title != want.title || len(lens.Command.Arguments) != 3 {
			t.Fatalf("lens %d resolves to %+v", i, lens.Command)
		}
		var places []protocol.Location
		e.ok(protocol.Unmarshal(lens.Command.Arguments[2], &places))
		if len(places) != want.links {
			t.Errorf("lens %q lists %+v, want %d places", want.title, places, want.links)
		}
	}
}
