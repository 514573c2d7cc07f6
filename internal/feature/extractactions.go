package feature

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// maxMoves is how many notes a section can be moved to by an action: those that it
// links to first.
const maxMoves = 3

// extracting offers to make a note of the section that the cursor is in, or of the
// blocks that are selected.
func (a *actor) extracting() []Action {
	top := a.topLevel()
	if !a.span.Empty() {
		part, ok := top.touched(a.span)
		if !ok || !a.span.Contains(part.span) && bytes.IndexByte(a.span.Of(a.src), '\n') < 0 {
			return nil // a word of a paragraph
		}
		to := a.freeID(nameOfPart(top, part))
		return []Action{{
			Title: "Extract the selection to " + path.Base(string(to)), Kind: RefactorExtract,
			Do: func() (*Revision, error) { return extract(a.s, a.note, part, to, false) },
		}}
	}
	part, ok := top.section(int(a.span.Start))
	if !ok || part.heading < 0 {
		return nil
	}
	h := a.note.Doc.Headings[part.heading]
	name := headingName(h.Text, h.Raw, h.Level)
	var out []Action
	if len(strings.TrimSpace(string(a.src[top.body():part.span.Start]))) > 0 || int(part.cut.End) < len(a.src) {
		to := a.freeID(nameOfPart(top, part))
		file := path.Base(string(to))
		out = append(out, Action{
			Title: fmt.Sprintf("Extract section \"%s\" to %s", name, file), Kind: RefactorExtract,
			Do: func() (*Revision, error) { return extract(a.s, a.note, part, to, false) },
		})
		if !a.s.Rules().Syntax.NoWikiLinks {
			out = append(out, Action{
				Title: fmt.Sprintf("Extract section \"%s\" to %s and embed it here", name, file), Kind: RefactorExtract,
				Do: func() (*Revision, error) { return extract(a.s, a.note, part, to, true) },
			})
		}
	}
	for _, to := range a.linkedFrom(part.span) {
		out = append(out, Action{
			Title: fmt.Sprintf("Move section \"%s\" to %s", name, to.ID), Kind: RefactorMove,
			Do: func() (*Revision, error) { return moveSection(a.s, a.note, part, to, -1) },
		})
	}
	return out
}

// topLevel is the structure of the note, which is read once.
func (a *actor) topLevel() *topLevel {
	if a.top == nil {
		a.top = newTopLevel(a.note, a.src)
	}
	return a.top
}

// linkedFrom are the first notes that links in span lead to.
func (a *actor) linkedFrom(span text.Span) []*vault.Note {
	var out []*vault.Note
	seen := map[vault.NoteID]bool{a.note.ID: true}
	links := a.note.Doc.Links
	for i := firstFrom(links, span.Start); i < len(links) && links[i].Span.End <= span.End && len(out) < maxMoves; i++ {
		t := a.s.Resolve(a.note.ID, &links[i])
		if n, ok := a.s.Note(t.ID); ok && t.Status == vault.Found && !seen[t.ID] {
			seen[t.ID] = true
			out = append(out, n)
		}
	}
	return out
}

// nameOfPart is what a note that is made of a part is called: by its first heading, or
// by its first words.
func nameOfPart(top *topLevel, part stretch) string {
	for _, h := range top.note.Doc.Headings {
		if part.span.Contains(h.Span) {
			if name := fileNameOf(h.Text, maxFileName); name != "" {
				return name
			}
		}
	}
	for line := range strings.Lines(string(part.span.Of(top.src))) {
		if name := fileNameOf(line, maxFirstWords); name != "" {
			return name
		}
	}
	return "New note"
}

// maxFirstWords is how long a name made of a note's first words is, in bytes.
const maxFirstWords = 60

// fileNameOf makes a name that a note's file can have anywhere of what is shown, at
// most limit bytes of whole words; "" where nothing is left.
func fileNameOf(shown string, limit int) string {
	limit = min(limit, maxFileName-len(".markdown")-len(" 1000"))
	fields := strings.FieldsFunc(shown, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError || strings.ContainsRune("#|^[]:/\\<>\"?*`%!()", r)
	})
	var b strings.Builder
	for _, word := range fields {
		if b.Len()+len(word)+1 > limit {
			if b.Len() == 0 {
				b.WriteString(strings.ToValidUTF8(word[:limit], ""))
			}
			break
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word)
	}
	name := strings.Trim(b.String(), ". -_=~")
	if !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsSymbol(r) }) {
		return ""
	}
	return name
}

// freeID is the path of a new note next to this one: of its name, or where that is
// taken, of the name with the first free number behind it.
func (a *actor) freeID(name string) vault.NoteID {
	ext := path.Ext(string(a.note.ID))
	file := name + ext
	for i := 2; a.isTaken(file); i++ {
		file = fmt.Sprintf("%s %d%s", name, i, ext)
	}
	return vault.NoteID(path.Join(a.note.ID.Dir(), file))
}

// isTaken reports whether a file of that name, in whatever case, is next to the note.
func (a *actor) isTaken(file string) bool {
	id := vault.NoteID(path.Join(a.note.ID.Dir(), file))
	t := a.s.Resolve(a.note.ID, &markdown.Link{Kind: markdown.Inline, Target: "./" + encodePath(file, false)})
	return a.s.Has(a.s.Canonical(id)) || t.Status == vault.Found && vault.Fold(string(t.ID)) == vault.Fold(string(id))
}

// inlining offers to put the text that a link names in its place, where the link is
// alone in its paragraph.
func (a *actor) inlining() []Action {
	for _, e := range a.topLevel().blocks {
		if e.Kind != markdown.KindParagraph || !a.touches(e.Span) {
			continue
		}
		i := firstFrom(a.note.Doc.Links, e.Span.Start)
		if i == len(a.note.Doc.Links) || a.note.Doc.Links[i].Span != e.Span {
			continue
		}
		return a.inliningLink(&a.note.Doc.Links[i])
	}
	return nil
}

func (a *actor) inliningLink(l *markdown.Link) []Action {
	t := a.s.Resolve(a.note.ID, l)
	other, ok := a.s.Note(t.ID)
	if !ok || t.Status != vault.Found || other == a.note {
		return nil
	}
	place, ok := other.PlaceOf(l)
	switch {
	case !ok:
		return nil
	case place.Kind != vault.NotePlace:
		return []Action{{
			Title: fmt.Sprintf("Inline this part of %s here", other.ID), Kind: RefactorInline,
			Do: func() (*Revision, error) { return inline(a.s, a.note, l.Span, other, place, false) },
		}}
	}
	return []Action{{
		Title: fmt.Sprintf("Inline %s here", other.ID), Kind: RefactorInline,
		Do: func() (*Revision, error) { return inline(a.s, a.note, l.Span, other, place, false) },
	}, {
		Title: fmt.Sprintf("Inline %s here and delete it", other.ID), Kind: RefactorInline,
		Do: func() (*Revision, error) { return inline(a.s, a.note, l.Span, other, place, true) },
	}}
}
