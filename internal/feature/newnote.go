package feature

import (
	"bytes"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// maxFileName is the longest name of a file that common file systems take, in bytes.
const maxFileName = 255

// NewNoteID is where the note is to be made that l, a link of from, looks for in
// vain. ok is false where l is not in want of a note: it leads somewhere, or out of
// the root, or to what is no note, or no file can be named so.
//
// A path says where. A wiki link's bare name does not: its note is made next to the
// one that links, which finds it there first among notes of one name. Obsidian has
// the vault's own folder unless a setting says otherwise, but there notes pile up
// that nobody chose a place for. Where names alone don't find notes in folders, the
// name is a path from the root.
func NewNoteID(s *vault.Snapshot, from vault.NoteID, l *markdown.Link) (id vault.NoteID, ok bool) {
	t := s.Resolve(from, l)
	if t.Status != vault.Missing || t.ID == "" || strings.HasSuffix(l.Target, "/") || isFileName(l) {
		return "", false
	}
	id = t.ID
	bare := l.Kind == markdown.Wiki && id.Dir() == "" && !strings.HasPrefix(l.Target, "/") && !strings.HasPrefix(l.Target, ".")
	if dir := from.Dir(); bare && dir != "" && !s.Rules().NoPathEnd {
		id = vault.NoteID(dir) + "/" + id
	}
	if id.Name() == path.Base(string(id)) {
		if l.Kind != markdown.Wiki && s.Rules().ExactExtension {
			return "", false
		}
		id += ".md"
	}
	for name := range strings.SplitSeq(string(id), "/") {
		if !isFileNameAnywhere(name) {
			return "", false
		}
	}
	return id, true
}

// isFileNameAnywhere reports whether a file can have this name on a common system.
func isFileNameAnywhere(name string) bool {
	return len(name) <= maxFileName && utf8.ValidString(name) && strings.TrimSpace(name) != "" && name[0] != '.' && !strings.ContainsFunc(name, func(r rune) bool {
		return unicode.IsControl(r) || r == '\\' || r == '/'
	})
}

// NewNoteText is what the note that is to be made at id holds: the text of the
// template, the path of a note of the vault, with the name and the day in their places, or else its
// name as a heading.
func NewNoteText(s *vault.Snapshot, id vault.NoteID, template string, today time.Time) string {
	if n, ok := s.Note(s.Canonical(vault.NoteID(path.Clean(template)))); ok {
		if src := n.Text(); src != nil {
			src = bytes.TrimPrefix(src, []byte("\ufeff"))
			return strings.NewReplacer("{{title}}", id.Name(), "{{date}}", today.Format(dateForm)).Replace(string(src))
		}
	}
	return "# " + id.Name() + "\n\n"
}
