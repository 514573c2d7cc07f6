package server

import (
	"path/filepath"
	"testing"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// The notes of today, yesterday and tomorrow open by the server's clock; one that is
// missing is made, and one that is there is left as it is.
func TestDailyNotesOpen(t *testing.T) {
	e := newEditor(t)
	edits, shown := e.making()
	dir := garden(t, map[string]string{"일지/2024-02-29.md": "😀 어제", ".notes-lsp.toml": "[daily]\npattern = \"일지/YYYY-MM-DD\"\n"})
	e.startAs("Visual Studio Code", codeClient, dir)
	e.looked()
	e.s.now = func() time.Time { return time.Date(2024, 3, 1, 0, 30, 0, 0, time.Local) }
	for _, c := range []struct {
		command, file string
		made          int
	}{
		{"notes-lsp.yesterday", "2024-02-29.md", 0},
		{"notes-lsp.today", "2024-03-01.md", 1},
		{"notes-lsp.tomorrow", "2024-03-02.md", 1},
		{"notes-lsp.previousDay", "2024-02-29.md", 0},
	} {
		*edits, *shown = nil, nil
		e.ok(e.run(c.command, map[string]any{}))
		want := uri.File(filepath.Join(dir, "일지", c.file))
		if len(*shown) != 1 || (*shown)[0] != want || len(*edits) != c.made {
			t.Errorf("%s made %d notes and showed %v, want %d and %s", c.command, len(*edits), *shown, c.made, want)
		}
		for _, edit := range *edits {
			if create, ok := edit.DocumentChanges[0].(*protocol.CreateFile); !ok || create.URI != want {
				t.Errorf("%s made %+v, want %s", c.command, edit.DocumentChanges[0], want)
			}
		}
	}
}
