package feature

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

const rankings = "../../testdata/ranking"

// TestRankings reads the tables of testdata/ranking; its README says how they are
// written.
func TestRankings(t *testing.T) {
	files, err := filepath.Glob(rankings + "/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no rankings in %s: %v", rankings, err)
	}
	rows, hangul := 0, 0
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			r := ranking{t: t, file: filepath.Base(file), from: "here.md"}
			for i, line := range strings.Split(string(b), "\n") {
				r.line(i+1, strings.TrimSpace(line))
			}
			rows, hangul = rows+r.rows, hangul+r.hangul
		})
	}
	if rows < 80 || 3*hangul < rows {
		t.Errorf("%d rows, %d of them in Hangul: want 80, and a third", rows, hangul)
	}
}

// A ranking is a table as far as it was read.
type ranking struct {
	t            *testing.T
	file         string
	from         vault.NoteID
	says         string // by the note that is typed into
	files        []vault.Change
	rows, hangul int
}

func (r *ranking) line(n int, line string) {
	query, want, isRow := strings.Cut(line, "=>")
	switch {
	case line == "" || strings.HasPrefix(line, "//"):
	case isRow:
		r.rows++
		if vault.HasHangul(query) {
			r.hangul++
		}
		r.check(n, strings.TrimSpace(query), listOf(want))
	case strings.HasPrefix(line, "vault "):
		r.files, r.from, r.says = nil, "here.md", ""
	case strings.HasPrefix(line, "from "):
		id, says, _ := strings.Cut(line[len("from "):], "|")
		r.from, r.says = vault.NoteID(strings.TrimSpace(id)), strings.TrimSpace(says)
	default:
		r.files = append(r.files, noteListed(line))
	}
}

// noteListed reads "path | title | alias, alias".
func noteListed(line string) vault.Change {
	parts := append(strings.Split(line, "|"), "", "")
	var b strings.Builder
	b.WriteString("---\n")
	if title := strings.TrimSpace(parts[1]); title != "" {
		fmt.Fprintf(&b, "title: %q\n", title)
	}
	for i, alias := range listOf(parts[2]) {
		if i == 0 {
			b.WriteString("aliases:\n")
		}
		fmt.Fprintf(&b, "  - %q\n", alias)
	}
	b.WriteString("---\n")
	id := vault.NoteID(strings.TrimSpace(parts[0]))
	return vault.Change{ID: id, Note: vault.NewNote(vault.Source{ID: id, Text: []byte(b.String())})}
}

func listOf(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func (r *ranking) check(n int, query string, want []string) {
	r.t.Helper()
	more := len(want) > 0 && want[len(want)-1] == "..."
	if more {
		want = want[:len(want)-1]
	}
	open := "[["
	if strings.HasPrefix(query, "](") {
		open = "[글"
	}
	src := r.says + "\n\n" + open + query
	from := vault.NewNote(vault.Source{ID: r.from, Text: []byte(src)})
	s, _ := new(vault.Snapshot).Update(append(slices.Clone(r.files), vault.Change{ID: r.from, Note: from})...)
	var got []string
	for _, item := range Complete(r.t.Context(), s, Cursor{from, len(src)}, Choices{}).Items {
		shown := norm.NFC.String(strings.TrimSuffix(string(item.ID), ".md"))
		if item.Kind == FolderItem {
			shown += "/"
		}
		got = append(got, shown)
	}
	first := got
	if more || len(want) == 3 {
		first = got[:min(len(got), len(want))]
	}
	if !slices.Equal(first, want) {
		r.t.Errorf("%s:%d: %q lists %s, want %s", r.file, n, query, strings.Join(got[:min(len(got), 6)], ", "), strings.Join(want, ", "))
	}
}
