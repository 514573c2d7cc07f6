package move

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/batch"
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A report is what --format json prints. Fields are not renamed; docs/commands.md
// explains them.
type report struct {
	Done   bool       `json:"done"`
	Moved  []movedRow `json:"moved"`
	Edited []editRow  `json:"edited"`
	Lost   []lostRow  `json:"lost"`
}

type movedRow struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Folder bool   `json:"folder"`
	Files  int    `json:"files"` // of the vault, in it
}

type editRow struct {
	Path  string `json:"path"` // after the move
	Links int    `json:"links"`
}

type lostRow struct {
	Path   string `json:"path"` // as it is now
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Text   string `json:"text"`
}

// reportOf tells what a revision of v does; done is whether it was made.
func reportOf(v *batch.Vault, rev *feature.Revision, lost []lostRow, done bool) report {
	r := report{Done: done, Moved: []movedRow{}, Edited: []editRow{}, Lost: append([]lostRow{}, lost...)}
	for _, m := range rev.Moves {
		r.Moved = append(r.Moved, movedRow{v.Shown(m.From), v.Shown(m.To), m.Folder, filesIn(v.Snap, m)})
	}
	for _, id := range edited(rev) {
		r.Edited = append(r.Edited, editRow{v.Shown(rev.Moved(id)), mendedIn(v.Snap, rev, id)})
	}
	return r
}

func (r report) print(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

// filesIn counts the files of the vault that m moves.
func filesIn(s *vault.Snapshot, m feature.Move) int {
	if !m.Folder {
		return 1
	}
	files := 0
	for id := range s.Files() {
		if strings.HasPrefix(string(id), string(m.From)+"/") && !strings.HasSuffix(string(id), "/") {
			files++
		}
	}
	return files
}

// mendedIn counts the links of a note that are mended.
func mendedIn(s *vault.Snapshot, rev *feature.Revision, id vault.NoteID) (links int) {
	n, _ := s.Note(id)
	for i := range n.Doc.Links {
		span := n.Doc.Links[i].Span
		if slices.ContainsFunc(rev.Edits[id], func(e text.Edit) bool { return span.Contains(e.Span) }) {
			links++
		}
	}
	return links
}

// lostOf lists the links that would lead nowhere.
func lostOf(v *batch.Vault, lost []feature.Location) []lostRow {
	var out []lostRow
	for _, at := range lost {
		n, _ := v.Snap.Note(at.ID)
		src := n.Text()
		where := text.NewLineIndex(src).OffsetPosition(int(at.Span.Start), text.UTF32)
		out = append(out, lostRow{v.Shown(at.ID), where.Line + 1, where.Column + 1, text.OneLine(string(at.Span.Of(src)))})
	}
	return out
}

// tellLost prints the links that would lead nowhere.
func tellLost(lost []lostRow, log io.Writer) {
	for _, l := range lost {
		fmt.Fprintf(log, "%s:%d:%d: %s\n", l.Path, l.Line, l.Column, l.Text)
	}
}

// String is a summary for people.
func (r report) String() string {
	files, links := 0, 0
	for _, m := range r.Moved {
		files += m.Files
	}
	for _, e := range r.Edited {
		links += e.Links
	}
	if links == 0 {
		return fmt.Sprintf("Moved %s; no link had to be mended.", plural(files, "file"))
	}
	return fmt.Sprintf("Moved %s, mended %s in %s.", plural(files, "file"), plural(links, "link"), plural(len(r.Edited), "note"))
}
