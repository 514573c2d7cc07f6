package doctor

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/query"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// bigNote is the size in bytes from which an edit of a note can be felt.
const bigNote = 1 << 20

func (e *examination) vault() {
	e.section("Vault")
	e.fact("folder", "%s", e.place())
	e.fact("marks", "%s", e.marks())
	e.fact("profile", "%s", e.terms.Settings.Profile)
	st := query.Vault{Snapshot: e.snap, Shown: func(id vault.NoteID) string { return string(id) }}.Stats()
	l := st.Links
	e.fact("notes", "%d, with %s and %s, read in %.2f s", st.Notes, plural(st.Headings, "heading"), plural(st.Tags, "tag"), e.took.Seconds())
	e.fact("other files", "%d, in %s", st.Files, plural(e.folders, "folder"))
	e.fact("links", "%d wiki, %d inline, %d definitions, %d HTML; %d are missing", l.Wiki, l.Inline, l.Definition, l.HTML, st.Unresolved)
	var size, largest int64
	var big []string
	for n := range e.snap.Each() {
		size += int64(n.Doc.Size)
		largest = max(largest, int64(n.Doc.Size))
		if n.Doc.Size > bigNote {
			big = append(big, string(n.ID))
		}
	}
	e.fact("text", "%s, the largest note has %s", megabytes(size), megabytes(largest))
	e.fact("problems", "%s", e.counts())

	var unread []string
	for _, p := range e.problems {
		unread = append(unread, p.Error())
	}
	e.check(len(unread) == 0, "everything in the folder can be read", fmt.Sprintf("%s could not be read%s", plural(len(unread), "path"), e.some(unread)),
		"Make them readable, or leave them out with 'exclude' in the settings. --names tells which.")
	e.check(len(big) == 0, "no note is larger than 1 MB", fmt.Sprintf("notes larger than 1 MB: %d%s", len(big), e.some(big)), "Split them, or leave them out with 'exclude'.")
	twins := e.twins()
	e.check(len(twins) == 0, "no two names differ by case or Unicode form alone", fmt.Sprintf("names that differ by case or Unicode form alone: %d%s", len(twins), e.some(twins)),
		"Rename one of each pair: macOS and Windows can't keep both.")
}

// counts tells how many problems there are, by code.
func (e *examination) counts() string {
	byCode := map[string]int{}
	for n := range e.snap.Each() {
		for _, p := range feature.Problems(e.snap, n, e.terms.Judge) {
			byCode[p.Code]++
		}
	}
	var parts []string
	for _, code := range slices.Sorted(maps.Keys(byCode)) {
		parts = append(parts, fmt.Sprintf("%d %s", byCode[code], code))
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// twins lists notes and files whose paths are one where names are folded.
func (e *examination) twins() []string {
	by := map[string][]string{}
	for id := range e.snap.Files() {
		folded := vault.Fold(strings.TrimSuffix(string(id), "/"))
		by[folded] = append(by[folded], string(id))
	}
	var out []string
	for _, ids := range by {
		if len(ids) > 1 {
			slices.Sort(ids)
			out = append(out, strings.Join(ids, " = "))
		}
	}
	slices.Sort(out)
	return out
}

// texts tells how notes are encoded and end their lines.
func (e *examination) texts() {
	var notUTF8 []string
	var bom, crlf, mixed, decomposed int
	for n := range e.snap.Each() {
		if vault.NFC(string(n.ID)) != string(n.ID) {
			decomposed++
		}
		text := n.Text()
		if !utf8.Valid(text) {
			notUTF8 = append(notUTF8, string(n.ID))
		}
		if bytes.HasPrefix(text, []byte("\ufeff")) {
			bom++
		}
		switch windows, all := bytes.Count(text, []byte("\r\n")), bytes.Count(text, []byte("\n")); {
		case windows > 0 && windows == all:
			crlf++
		case windows > 0:
			mixed++
		}
	}
	slices.Sort(notUTF8)
	e.section("Texts")
	e.fact("line ends", "%d notes with CRLF, %d with both", crlf, mixed)
	e.fact("byte order marks", "%d notes", bom)
	e.fact("decomposed names", "%d notes (NFD, as macOS writes them)", decomposed)
	e.check(len(notUTF8) == 0, "every note is UTF-8", fmt.Sprintf("notes that are not UTF-8: %d%s", len(notUTF8), e.some(notUTF8)), "Convert them: columns in them may be wrong, and fixes leave them alone.")
}
