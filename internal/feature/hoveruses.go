package feature

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

const (
	// maxCounted is how many notes a hover or lens looks at to count who names
	// something. A hub of 10,000 would take longer than either may.
	maxCounted = 1000
	// maxLines is how many lines of one note a hover shows.
	maxLines = 2
	// maxLine is how long such a line is, in runes.
	maxLine = 120
)

// A tally is how often a subject is named, as References finds it.
type tally struct {
	uses, notes int
	more        bool // there are notes that were not looked at
	first       []noteUses
}

// noteUses are the places in a note that name a subject.
type noteUses struct {
	note  *vault.Note
	spans []text.Span
}

// tally counts who names subject, and keeps the places of the first few notes.
func (h hover) tally(subject Subject, keep int) tally {
	var t tally
	for i, id := range NotesNaming(h.s, subject) {
		if i == maxCounted {
			t.more = true
			break
		}
		n, ok := h.s.Note(id)
		if !ok {
			continue
		}
		spans := usesIn(h.s, n, subject)
		if len(spans) == 0 {
			continue
		}
		t.uses += len(spans)
		t.notes++
		if len(t.first) < keep {
			t.first = append(t.first, noteUses{n, spans})
		}
	}
	return t
}

// String says how often, of things called what, as in "3 links in 2 notes".
func (t tally) String(what string) string {
	switch {
	case t.uses == 0 && t.more:
		return what + "s not counted"
	case t.uses == 0:
		return "no " + what + "s"
	case t.more:
		return fmt.Sprintf("%d+ %ss in %d+ notes", t.uses, what, t.notes)
	}
	return count(t.uses, what) + " in " + count(t.notes, "note")
}

// uses shows who names subject, note by note; there is nothing to show where nobody
// does.
func (h hover) uses(subject Subject, what string) string {
	t := h.tally(subject, maxListed)
	if t.uses == 0 {
		return ""
	}
	h.printf("%s\n\n", h.strong(t.String(what)))
	h.list(t)
	return h.String()
}

// list writes the notes of a tally with the first lines that name its subject.
func (h hover) list(t tally) {
	for _, u := range t.first {
		src := u.note.Text()
		line := 0
		if int(u.spans[0].Start) <= len(src) {
			line = bytes.Count(src[:u.spans[0].Start], []byte("\n")) + 1
		}
		h.printf("- %s", h.noteLink(u.note, line))
		if len(u.spans) > 1 {
			h.printf(" · %d", len(u.spans))
		}
		h.printf("\n")
		shown, last := 0, text.Span{Start: -1}
		for _, span := range u.spans {
			if shown == maxLines || int(span.End) > len(src) {
				break
			}
			if at := lineAround(src, int(span.Start)); at != last {
				h.printf("  - %s\n", h.verbatim(shortLine(src, at, span)))
				shown, last = shown+1, at
			}
		}
	}
	h.more(t.notes - len(t.first))
}

// shortLine is the text of a line without the marks of lists and quotes before it,
// and of a long line what stands around span.
func shortLine(src []byte, line, span text.Span) string {
	const around = maxLine / 2
	start, end := int(line.Start), int(line.End)
	cutStart, cutEnd := false, false
	if utf8.RuneCount(src[start:end]) > maxLine {
		from, to := runesBack(src[start:span.Start], around), runesOn(src[min(int(span.End), end):end], around)
		cutStart, cutEnd = from > 0, min(int(span.End), end)+to < end
		start, end = start+from, min(int(span.End), end)+to
	}
	shown := src[start:end]
	if !cutStart {
		shown = unmarked(shown)
	}
	out := strings.TrimSpace(strings.ToValidUTF8(string(shown), "\ufffd"))
	if cutStart {
		out = "…" + out
	}
	if cutEnd {
		out += "…"
	}
	return out
}

// runesBack is where the last n runes of b start.
func runesBack(b []byte, n int) int {
	end := len(b)
	for ; n > 0 && end > 0; n-- {
		_, size := utf8.DecodeLastRune(b[:end])
		end -= size
	}
	return end
}

// runesOn is where the first n runes of b end.
func runesOn(b []byte, n int) int {
	at := 0
	for ; n > 0 && at < len(b); n-- {
		_, size := utf8.DecodeRune(b[at:])
		at += size
	}
	return at
}

// unmarked cuts the marks of quotes and list items that a line starts with.
func unmarked(line []byte) []byte {
	for {
		line = bytes.TrimLeft(line, " \t>")
		rest := bytes.TrimLeft(line, "0123456789")
		switch {
		case len(rest) < len(line) && len(line)-len(rest) < 10 && len(rest) > 1 && (rest[0] == '.' || rest[0] == ')') && rest[1] == ' ':
			line = rest[2:]
		case len(line) > 1 && (line[0] == '-' || line[0] == '*' || line[0] == '+') && line[1] == ' ':
			line = line[2:]
		default:
			return line
		}
	}
}

// missing shows who else looks for what l looks for in vain, and the note that would
// serve them. At is where it was looked for.
func (h hover) missing(l *markdown.Link, at vault.NoteID) string {
	name := at.Name()
	if at == "" {
		name = l.Target
	}
	what := "no such note"
	if isFileName(l) {
		what = "no such file"
	}
	h.printf("%s · %s", h.strong(name), what)
	h.day(string(at))
	if id, ok := NewNoteID(h.s, h.note.ID, l); ok {
		h.printf("\n\nIt would be created as %s.", h.plainly(string(id)))
	}
	if t := h.tally(Subject{Kind: MissingSubject, ID: h.note.ID, Link: l}, maxListed); t.uses > 1 {
		h.rule()
		h.printf("Wanted by %s\n\n", t.String("link"))
		h.list(t)
	}
	return h.String()
}
