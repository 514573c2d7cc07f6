package move

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/batch"
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// writeDiff prints a revision as git diff does, with paths from the root of the vault:
// git apply makes it there. Of a folder each file is told, hidden ones too.
func writeDiff(w io.Writer, v *batch.Vault, rev *feature.Revision) error {
	touched := map[string]bool{}
	for _, id := range edited(rev) {
		touched[string(id)] = true
	}
	for _, m := range rev.Moves {
		if !m.Folder {
			touched[string(m.From)] = true
			continue
		}
		files, err := v.FilesIn(string(m.From))
		if err != nil {
			return err
		}
		for _, id := range files {
			touched[id] = true
		}
	}
	for _, file := range slices.Sorted(maps.Keys(touched)) {
		id := vault.NoteID(file)
		hunks := ""
		if edits := rev.Edits[id]; len(edits) > 0 {
			n, _ := v.Snap.Note(id)
			src := n.Text()
			if src == nil {
				return sentence("%s has changed on disk since it was read. Try again.", id)
			}
			var err error
			if hunks, err = text.Hunks(src, edits); err != nil {
				return fmt.Errorf("edit %s: %w", id, err)
			}
		}
		writeFileDiff(w, file, string(rev.Moved(id)), hunks)
	}
	return nil
}

// writeFileDiff prints what becomes of one file.
func writeFileDiff(w io.Writer, from, to, hunks string) {
	fmt.Fprintf(w, "diff --git %s %s\n", quote("a/"+from), quote("b/"+to))
	if from != to {
		if hunks == "" {
			fmt.Fprintln(w, "similarity index 100%")
		}
		fmt.Fprintf(w, "rename from %s\nrename to %s\n", quote(from), quote(to))
	}
	if hunks != "" {
		fmt.Fprintf(w, "--- %s\n+++ %s\n%s", ended(quote("a/"+from)), ended(quote("b/"+to)), hunks)
	}
}

// quote writes a path as git does with core.quotePath off: in C's way where it must be.
func quote(p string) string {
	if !strings.ContainsFunc(p, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r == 0x7f }) {
		return p
	}
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(p) {
		switch c := p[i]; {
		case c == '"', c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ', c == 0x7f:
			octal := strconv.FormatInt(int64(c), 8)
			b.WriteString("\\" + strings.Repeat("0", 3-len(octal)) + octal)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// ended marks the end of a path with spaces, which git else takes for the space before a
// date.
func ended(p string) string {
	if strings.Contains(p, " ") && p[0] != '"' {
		return p + "\t"
	}
	return p
}
