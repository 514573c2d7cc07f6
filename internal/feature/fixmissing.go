package feature

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// missingNote offers to make the note that a link looks for in vain.
func (a *actor) missingNote() []Action {
	var out []Action
	for _, p := range a.found("no-such-note") {
		l := linkOf(a.note, p)
		if l == nil {
			continue
		}
		if id, ok := NewNoteID(a.s, a.note.ID, l); ok {
			out = append(out, Action{
				Title: "Create " + string(id), Kind: QuickFix, Preferred: !a.guessed[p], Problem: p,
				Do: func() (*Revision, error) { return a.newNote(l, id) },
			})
		}
	}
	return out
}

// newNote makes the note that l looks for, with the heading that l names in it. Links
// that would mean the new note then, or might, are mended.
func (a *actor) newNote(l *markdown.Link, id vault.NoteID) (*Revision, error) {
	src := NewNoteText(a.s, id, a.judge.Settings.NewNote.Template, a.today)
	n := vault.NewNote(vault.Source{ID: id, Text: []byte(src), Rules: a.s.Rules()})
	if _, there := n.PlaceOf(l); !there && !isBlockFragment(l) {
		for _, heading := range headingsFor(l) {
			after, err := text.Apply([]byte(src), []text.Edit{appended([]byte(src), "## "+heading, false)})
			if err != nil {
				return nil, err
			}
			n := vault.NewNote(vault.Source{ID: id, Text: after, Rules: a.s.Rules()})
			if _, there := n.PlaceOf(l); there {
				src = string(after)
				break
			}
		}
	}
	r := &Revision{New: map[vault.NoteID]string{id: src}, Edits: map[vault.NoteID][]text.Edit{}, old: a.s}
	if err := r.build(); err != nil {
		return nil, err
	}
	if t := r.next.Resolve(a.note.ID, l); t.Status != vault.Found || t.ID != id {
		return nil, obstacle("The link would not lead to %s: something else answers to its name then.", id)
	}
	return r.whole()
}

func isBlockFragment(l *markdown.Link) bool {
	said := vault.Decode(l.Fragment)
	return strings.HasPrefix(said[strings.LastIndexByte(said, '#')+1:], "^")
}

// headingsFor lists what a heading may say that l names by its fragment, the most
// likely first.
func headingsFor(l *markdown.Link) []string {
	said := strings.TrimSpace(text.OneLine(vault.Decode(l.Fragment)))
	if l.Kind == markdown.Wiki {
		said = strings.TrimSpace(said[strings.LastIndexByte(said, '#')+1:])
	}
	if said == "" {
		return nil
	}
	spaced := strings.ReplaceAll(said, "-", " ")
	if l.Kind == markdown.Wiki && !isSlugLike(said) || spaced == said {
		return []string{said, escape(said)}
	}
	return []string{spaced, said, escape(said)}
}

// missingHeading offers to add the heading that a link names: at the end of its note,
// or of the section that a chain A#B says.
func (a *actor) missingHeading() []Action {
	var out []Action
	for _, p := range a.found("no-such-heading") {
		l := linkOf(a.note, p)
		if l == nil {
			continue
		}
		to, ok := a.s.Note(a.s.Resolve(a.note.ID, l).ID)
		if names := headingsFor(l); ok && len(names) > 0 {
			out = append(out, Action{
				Title: "Add the heading " + names[0] + " to " + string(to.ID), Kind: QuickFix, Problem: p,
				Do: func() (*Revision, error) { return a.newHeading(l, to, names) },
			})
		}
	}
	return out
}

// missingBlock offers to give the last block of a note that has none the id that a link
// looks for: which block was meant, nobody can tell, and the id is quickly moved.
func (a *actor) missingBlock() []Action {
	var out []Action
	for _, p := range a.found("no-such-block") {
		l := linkOf(a.note, p)
		if l == nil {
			continue
		}
		if to, ok := a.s.Note(a.s.Resolve(a.note.ID, l).ID); ok {
			id := l.Fragment[strings.LastIndexByte(l.Fragment, '^')+1:]
			out = append(out, Action{
				Title: fmt.Sprintf("Give the last block of %s the id ^%s", to.ID, text.OneLine(id)), Kind: QuickFix, Problem: p,
				Do: func() (*Revision, error) { return a.newBlock(l, to, id) },
			})
		}
	}
	return out
}

// newBlock gives the last block of to that has no id this one.
func (a *actor) newBlock(l *markdown.Link, to *vault.Note, id string) (*Revision, error) {
	if src := to.Text(); src == nil && to.Doc.Size > 0 {
		return nil, obstacle("%s has changed on disk since it was read. Try again.", to.ID)
	}
	blocks := namelessBlocks(to)
	slices.SortFunc(blocks, func(x, y markdown.Block) int { return cmp.Compare(y.IDSpan.Start, x.IDSpan.Start) })
	for _, b := range blocks[:min(len(blocks), maxTried)] {
		r, err := revise(a.s, map[vault.NoteID][]text.Edit{to.ID: {{Span: b.IDSpan, New: " ^" + id}}}, nil)
		if err != nil {
			return nil, err
		}
		now, _ := r.next.Note(to.ID)
		place, found := now.PlaceOf(l)
		if found && place.Kind == vault.BlockPlace && len(now.Doc.Blocks) == len(to.Doc.Blocks)+1 && sameShape(to, now) {
			return r, nil
		}
	}
	return nil, obstacle("No block of %s can have the id ^%s. An id has letters, digits, - and _.", to.ID, id)
}

// maxTried is how many blocks are tried for an id.
const maxTried = 3

// newHeading adds a heading that says one of names to the note to.
func (a *actor) newHeading(l *markdown.Link, to *vault.Note, names []string) (*Revision, error) {
	src := to.Text()
	if src == nil && to.Doc.Size > 0 {
		return nil, obstacle("%s has changed on disk since it was read. Try again.", to.ID)
	}
	level, at, ok := headingPlace(l, to, src)
	for _, name := range names {
		if !ok {
			break
		}
		edit := inserted(src, at, strings.Repeat("#", level)+" "+name)
		r, err := revise(a.s, map[vault.NoteID][]text.Edit{to.ID: {edit}}, nil)
		if err != nil {
			return nil, err
		}
		if now, _ := r.next.Note(to.ID); addsHeading(a.s, to, now, l, at) {
			return r, nil
		}
	}
	return nil, obstacle("No heading can be added to %s that this link alone leads to.", to.ID)
}

// headingPlace is where the heading that l names goes, and of which level it is. ok is
// false where it would be below the sixth, or below one that is not there.
func headingPlace(l *markdown.Link, to *vault.Note, src []byte) (level, at int, ok bool) {
	i := strings.LastIndexByte(strings.TrimRight(l.Fragment, "#"), '#')
	if i < 1 || l.Kind != markdown.Wiki {
		return 2, len(src), true
	}
	above, ok := to.PlaceOf(&markdown.Link{Kind: l.Kind, Fragment: l.Fragment[:i], HasFragment: true})
	if !ok || above.Kind != vault.HeadingPlace || to.Doc.Headings[above.Index].Level == 6 {
		return 0, 0, false
	}
	level, at = to.Doc.Headings[above.Index].Level, len(src)
	for _, next := range to.Doc.Headings[above.Index+1:] {
		if next.Level <= level {
			at = int(lineAround(src, int(next.Span.Start)).Start)
			break
		}
	}
	return level + 1, at, true
}

// addsHeading reports whether now is the note old with one heading more, at offset at,
// to which l leads, and all other links lead where they did.
func addsHeading(s *vault.Snapshot, old, now *vault.Note, l *markdown.Link, at int) bool {
	i := 0
	for i < len(old.Doc.Headings) && int(old.Doc.Headings[i].Span.Start) < at {
		i++
	}
	if got, ok := now.PlaceOf(l); !ok || got != (vault.Place{Kind: vault.HeadingPlace, Index: i}) || len(now.Doc.Headings) != len(old.Doc.Headings)+1 || len(now.Doc.Links) != len(old.Doc.Links) {
		return false
	}
	for b := range s.Backlinks(old.ID) {
		was, ok := old.PlaceOf(b.Link)
		if !ok {
			continue
		}
		if was.Kind == vault.HeadingPlace && was.Index >= i {
			was.Index++
		}
		if is, ok := now.PlaceOf(b.Link); !ok || is != was {
			return false
		}
	}
	return true
}

// missingLabel offers to define a reference or a footnote that is not defined.
func (a *actor) missingLabel() []Action {
	var out []Action
	for _, p := range a.found("no-such-footnote") {
		mark := "[^" + string(p.Span.Of(a.src)) + "]:"
		out = append(out, Action{
			Title: "Add the footnote " + mark, Kind: QuickFix, Preferred: true, Problem: p,
			Do: a.mend(p, appended(a.src, mark+" ", a.endsIn("[^"))),
		})
	}
	for _, p := range a.found("no-such-reference") {
		label := string(p.Span.Of(a.src))
		out = append(out, Action{
			Title: "Add the definition [" + label + "]:", Kind: QuickFix, Preferred: true, Problem: p,
			Do: a.mend(p, appended(a.src, "["+label+"]: "+a.destinationFor(label), a.endsInDefinition())),
		})
	}
	return out
}

// destinationFor is what a definition of label leads to: the note or file of that
// name, if there is one, or nothing yet, which is written <>.
func (a *actor) destinationFor(label string) string {
	if named := a.s.FilesNamed(label); len(named) == 1 {
		if dest, ok := destinationOf(a.s, a.note, named[0]); ok {
			return dest
		}
	}
	return "<>"
}

// endsIn reports whether the note's last line that is not blank starts with prefix.
func (a *actor) endsIn(prefix string) bool {
	body := bytes.TrimRight(a.src, " \t\r\n")
	return bytes.HasPrefix(body[bytes.LastIndexByte(body, '\n')+1:], []byte(prefix))
}

// endsInDefinition reports whether a link definition is the last thing in the note.
func (a *actor) endsInDefinition() bool {
	end := len(bytes.TrimRight(a.src, " \t\r\n"))
	for i := len(a.note.Doc.Links) - 1; i >= 0; i-- {
		if l := &a.note.Doc.Links[i]; l.Kind == markdown.Definition {
			return int(l.Span.End) >= end
		}
	}
	return false
}

// appended adds a block at the end of a text, below a blank line unless tight says
// that it goes with the line before. The text ends in a line end where it did.
func appended(src []byte, block string, tight bool) text.Edit {
	eol := lineEndOf(src)
	body := len(bytes.TrimRight(src, " \t\r\n"))
	at := len(src)
	before, after := "", eol
	switch tail := string(src[body:]); {
	case body == 0:
	case !strings.HasSuffix(tail, "\n"):
		before, after = eol+eol, ""
		if tight {
			before = eol
		}
	case strings.Count(tail, "\n") == 1 && !tight:
		before = eol
	}
	return text.Edit{Span: text.Between(at, at), New: before + block + after}
}

// inserted adds a block at the start of a line, with blank lines around it.
func inserted(src []byte, at int, block string) text.Edit {
	if at >= len(src) {
		return appended(src, block, false)
	}
	eol := lineEndOf(src)
	if before := src[:at]; len(bytes.TrimSpace(before)) > 0 && !bytes.HasSuffix(bytes.TrimRight(bytes.TrimSuffix(bytes.TrimSuffix(before, []byte("\n")), []byte("\r")), " \t"), []byte("\n")) {
		block = eol + block
	}
	return text.Edit{Span: text.Between(at, at), New: block + eol + eol}
}

// lineEndOf is how the first line of a text ends.
func lineEndOf(src []byte) string {
	if i := bytes.IndexByte(src, '\n'); i > 0 && src[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}
