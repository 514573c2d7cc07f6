package vault

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
)

// noteAt is a Change to a note of this text.
func noteAt(id NoteID, text string) Change {
	return Change{ID: id, Note: NewNote(Source{ID: id, Text: []byte(text)})}
}

// vaultOf builds a vault from paths, each followed by "=" and a note's text where
// it has one; a path without a note's extension is another file.
func vaultOf(files ...string) *Snapshot {
	var changes []Change
	for _, f := range files {
		id, text, _ := strings.Cut(f, "=")
		if cutNoteExt(id) == id {
			changes = append(changes, Change{ID: NoteID(id), File: true})
		} else {
			changes = append(changes, noteAt(NoteID(id), text))
		}
	}
	s, _ := new(Snapshot).Update(changes...)
	return s
}

// linkIn parses a note that holds one link.
func linkIn(t testing.TB, src string) *markdown.Link {
	t.Helper()
	links := markdown.Parse([]byte(src)).Links
	if len(links) == 0 {
		t.Fatalf("%q holds no link", src)
	}
	return &links[0]
}

// shown is a Target as the tests write it.
func shown(t Target) string {
	var b strings.Builder
	switch t.Status {
	case Missing:
		return "missing " + string(t.ID)
	case External:
		return "external"
	case Outside:
		return "outside"
	case Unknown:
		return "unknown"
	}
	b.WriteString(string(t.ID))
	if t.Folder {
		b.WriteString("/")
	}
	if t.OtherCase {
		b.WriteString(" in another case")
	}
	for i, id := range t.Rivals {
		b.WriteString([]string{" not ", ", "}[min(i, 1)] + string(id))
	}
	return b.String()
}

// checkResolve resolves links of the note from, each paired with what it means.
func checkResolve(t *testing.T, s *Snapshot, from NoteID, pairs ...string) {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		src, want := pairs[i], pairs[i+1]
		if got := shown(s.Resolve(from, linkIn(t, src))); got != want {
			t.Errorf("Resolve(%q) from %s = %q, want %q", src, from, got, want)
		}
	}
}

func nfd(s string) string { return norm.NFD.String(s) }

// percent encodes every byte of s that is not ASCII.
func percent(s, format string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] < 0x80 {
			b.WriteByte(s[i])
		} else {
			fmt.Fprintf(&b, format, s[i])
		}
	}
	return b.String()
}
