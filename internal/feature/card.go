package feature

import (
	"fmt"
	"strings"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

const (
	// maxPreview is how much of a section a hover shows, in bytes.
	maxPreview = 2000
	// maxListed is how many notes or tags a hover lists.
	maxListed = 10
	// dateForm is how hovers write a day.
	dateForm = time.DateOnly
)

// Cards say how what is shown of notes is written.
type Cards struct {
	// Plain has text in place of Markdown, for a client that does not render it.
	Plain bool
	// URI names a note or file wherever a card is shown; without it, links and
	// images in a card are written as they are in their note.
	URI func(vault.NoteID) string
	// File says what the bytes of a file tell of it, as in "640 × 480 px, 12 KB";
	// without it, or where it says nothing, a card has the file's path alone.
	File func(vault.NoteID) string
	// Daily has Today for how long ago a day is; without it no card says so.
	Daily Daily
}

// A hover is one card that is being written.
type hover struct {
	Cards
	s    *vault.Snapshot
	note *vault.Note // the one that the cursor is in
	out  *strings.Builder
}

func newHover(s *vault.Snapshot, n *vault.Note, with Cards) hover {
	return hover{with, s, n, &strings.Builder{}}
}

// String is the card as it is written so far.
func (h hover) String() string { return strings.TrimSpace(h.out.String()) }

func (h hover) printf(format string, args ...any) { fmt.Fprintf(h.out, format, args...) }

// rule sets what follows apart.
func (h hover) rule() {
	if h.Plain {
		h.printf("\n\n")
		return
	}
	h.printf("\n\n---\n\n")
}

// plainly keeps a name from being read as Markdown.
func (h hover) plainly(name string) string {
	if h.Plain {
		return strings.ReplaceAll(name, "\n", " ")
	}
	return escape(name)
}

// verbatim shows a line of a note as it is written. It is a code span: in one nothing
// is read as Markdown, and no client shows more than the line. Neovim shows the
// backslashes of an escaped one.
func (h hover) verbatim(line string) string {
	if h.Plain || line == "" {
		return line
	}
	fence, run := "`", 0
	for _, c := range line {
		if c != '`' {
			run = 0
			continue
		}
		if run++; run >= len(fence) {
			fence += "`"
		}
	}
	if len(fence) > 1 {
		line = " " + line + " " // which are not shown (CommonMark 6.1)
	}
	return fence + line + fence
}

func (h hover) strong(name string) string {
	if h.Plain {
		return h.plainly(name)
	}
	return "**" + h.plainly(name) + "**"
}

// link is a name that leads to a note or file: to a line of it, from 1, or with 0
// to its start. VS Code reads "#L12" as a line.
func (h hover) link(name string, id vault.NoteID, line int) string {
	switch {
	case h.Plain || h.URI == nil:
		return h.plainly(name)
	case line == 0:
		return fmt.Sprintf("[%s](%s)", h.plainly(name), h.URI(id))
	}
	return fmt.Sprintf("[%s](%s#L%d)", h.plainly(name), h.URI(id), line)
}

// noteLink is link by the note's title; its path follows where the title is not
// the file's name.
func (h hover) noteLink(n *vault.Note, line int) string {
	out := h.link(n.Title(), n.ID, line)
	if n.ID.Name() != n.Title() {
		out += " · " + h.plainly(string(n.ID))
	}
	return out
}

// more ends a list of which n items are not shown.
func (h hover) more(n int) {
	if n > 0 {
		h.printf("- … %d more\n", n)
	}
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// escape keeps a name from being read as Markdown.
func escape(s string) string {
	return strings.NewReplacer("\\", "\\\\", "*", "\\*", "_", "\\_", "[", "\\[", "]", "\\]", "`", "\\`", "<", "\\<", "\r", " ", "\n", " ").Replace(s)
}
