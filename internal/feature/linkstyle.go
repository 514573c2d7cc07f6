package feature

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A linkStyle writes links of a note as completion does: as the note's own links are
// written, and where they don't tell, as the choices say.
type linkStyle struct {
	completer
	path  pathStyle
	names map[vault.NoteID]*headingNames
	rows  []text.Span // of tables, once they have been asked for
	read  bool
}

func newLinkStyle(s *vault.Snapshot, n *vault.Note, choices Choices) *linkStyle {
	y := &linkStyle{
		completer: completer{s: s, note: n, src: n.Text(), off: -1, choices: choices},
		path:      pathStyle{from: n.ID},
		names:     map[vault.NoteID]*headingNames{},
	}
	y.readHabit(&y.path, true)
	return y
}

// prefersWiki reports whether the note's links are wiki links rather than Markdown
// links. Where it has as many of both, wiki links are for vaults in which a Markdown
// link can't have a slug: all other tools read Markdown links.
func (y *linkStyle) prefersWiki() bool {
	if y.s.Rules().Syntax.NoWikiLinks {
		return false
	}
	wiki, inline := 0, 0
	for i := range y.note.Doc.Links[:min(len(y.note.Doc.Links), maxStyleLinks)] {
		switch l := &y.note.Doc.Links[i]; {
		case l.Embed:
		case l.Kind == markdown.Wiki:
			wiki++
		case l.Kind == markdown.Inline && y.s.Resolve(y.note.ID, l).Status == vault.Found:
			inline++
		}
	}
	return wiki > inline || wiki == inline && y.s.Rules().Slugs == markdown.ObsidianSlugs
}

// namesOf finds the fragments of a note's headings.
func (y *linkStyle) namesOf(n *vault.Note) *headingNames {
	names := y.names[n.ID]
	if names == nil {
		names = &headingNames{n: n}
		y.names[n.ID] = names
	}
	return names
}

// inlineFragment is how a Markdown link names what l, which leads to t, names; ok is
// false where l names nothing, or nothing that a Markdown link can name.
func (y *linkStyle) inlineFragment(l *markdown.Link, t vault.Target) (fragment string, ok bool) {
	forms := []string{encodePath(vault.Decode(l.Fragment), false)}
	return y.fragment(l, t, markdown.Inline, forms, func(n *vault.Note, at vault.Place) (string, bool) {
		if at.Kind == vault.HeadingPlace {
			return y.namesOf(n).inline(at.Index)
		}
		return "", false
	})
}

// wikiFragmentOf is inlineFragment for wiki links.
func (y *linkStyle) wikiFragmentOf(l *markdown.Link, t vault.Target) (fragment string, ok bool) {
	forms := []string{vault.Decode(l.Fragment), l.Fragment}
	return y.fragment(l, t, markdown.Wiki, forms, func(n *vault.Note, at vault.Place) (string, bool) {
		if at.Kind == vault.HeadingPlace {
			return y.namesOf(n).wiki(at.Index)
		}
		return "", false
	})
}

// fragment finds the first of what name gives and forms that leads, in a link of kind,
// to where l does.
func (y *linkStyle) fragment(l *markdown.Link, t vault.Target, kind markdown.LinkKind, forms []string, name func(*vault.Note, vault.Place) (string, bool)) (string, bool) {
	n, isNote := y.s.Note(t.ID)
	if l.Fragment == "" || !isNote || t.Folder {
		return forms[0], true
	}
	place, ok := n.PlaceOf(l)
	if !ok {
		return "", false
	}
	if best, ok := name(n, place); ok {
		forms = append([]string{best}, forms...)
	}
	for _, form := range forms {
		if at, ok := n.PlaceOf(&markdown.Link{Kind: kind, Fragment: form, HasFragment: true}); ok && at == place {
			return form, true
		}
	}
	return "", false
}

// A headingNames finds fragments for the headings of a note.
type headingNames struct {
	n   *vault.Note
	ids []string
	// asked counts the headings that were looked for below those above them, which
	// looks at all headings each time.
	asked int
}

// maxAsked is for how many headings of one text a note is searched for a chain that
// leads to the one that is meant. The others are named by their slugs.
const maxAsked = 50

// wiki is how a wiki link names heading i: by its text, where that names another
// heading too with the ones above it.
func (h *headingNames) wiki(i int) (string, bool) {
	if plain := plainFragment(h.n.Doc.Headings[i].Text); leadsTo(h.n, plain, i) {
		return plain, true
	}
	if h.asked++; h.asked <= maxAsked {
		if quoted, ok := quotedHeading(h.n, "", i); ok {
			return quoted, true
		}
	}
	id := h.id(i)
	return id, id != "" && leadsTo(h.n, id, i)
}

// inline is how a Markdown link names heading i: by its own id, its slug, or where
// the vault has none, its text.
func (h *headingNames) inline(i int) (string, bool) {
	heading := h.n.Doc.Headings[i]
	for _, form := range []string{heading.ID, h.id(i), plainFragment(heading.Text), strings.TrimSpace(heading.Text)} {
		form = encodePath(form, false)
		at, ok := h.n.PlaceOf(&markdown.Link{Kind: markdown.Inline, Fragment: form, HasFragment: true})
		if ok && form != "" && at == (vault.Place{Kind: vault.HeadingPlace, Index: i}) {
			return form, true
		}
	}
	return "", false
}

func (h *headingNames) id(i int) string {
	if h.ids == nil {
		h.ids = h.n.HeadingIDs()
	}
	return h.ids[i]
}

// marks are the characters that may be markup in a line of text.
const marks = "\\`*_[]<>$~&#!|%^{}=:@\"/"

// shown is what a reader sees of a link's text; ok is false where it has markup that a
// wiki link's label would lose.
func (y *linkStyle) shown(raw string) (string, bool) {
	seen, ok := y.render(raw)
	return strings.TrimSpace(seen), ok && seen == markdown.Unescape(raw)
}

// render is what a reader sees of a line of Markdown. It is read as a heading, because
// of headings the Document has the text that is shown.
func (y *linkStyle) render(raw string) (string, bool) {
	switch {
	case strings.ContainsAny(raw, "\r\n"):
		return "", false
	case !strings.ContainsAny(raw, marks):
		return raw, true
	}
	doc := y.s.Rules().Syntax.Parse([]byte("# . " + raw + " ."))
	if len(doc.Headings) != 1 {
		return "", false
	}
	seen, ok := strings.CutPrefix(doc.Headings[0].Text, ". ")
	return strings.TrimSuffix(seen, " ."), ok && strings.HasSuffix(seen, " .")
}

// linkText writes a text so that a reader sees it as it is in a link's brackets, with
// as few escapes as that takes.
func (y *linkStyle) linkText(shown string) (string, bool) {
	if !strings.ContainsAny(shown, marks+"\r\n") {
		return shown, true
	}
	for _, special := range []string{"", "\\`*_[]<", marks} {
		var b strings.Builder
		for i := range len(shown) {
			if strings.IndexByte(special, shown[i]) >= 0 {
				b.WriteByte('\\')
			}
			b.WriteByte(shown[i])
		}
		raw := b.String()
		doc := y.s.Rules().Syntax.Parse([]byte("# . [" + raw + "](x) ."))
		if len(doc.Headings) == 1 && doc.Headings[0].Text == ". "+shown+" ." && len(doc.Links) == 1 && doc.Links[0].Target == "x" &&
			len(doc.References)+len(doc.Tags)+len(doc.Footnotes) == 0 {
			return raw, true
		}
	}
	return "", false
}

// pictureSize matches what Obsidian takes for the size of a picture and not its text.
var pictureSize = regexp.MustCompile(`^\d+(x\d+)?$`)

// wikiShown is what a reader sees of a wiki link without a label: the target, and the
// headings of the fragment behind ">" (Obsidian). Where the label stands first or
// behind the brackets, that is the note's title (Dendron, Jekyll's plugin).
func (y *linkStyle) wikiShown(target, fragment string, t vault.Target) string {
	syntax := y.s.Rules().Syntax
	if n, ok := y.s.Note(t.ID); ok && (syntax.LabelFirst || syntax.LabelBehind) {
		return n.Title()
	}
	var parts []string
	for part := range strings.SplitSeq(target+"#"+fragment, "#") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " > ")
}

// wikiText writes a wiki link. An empty label is none.
func (y *linkStyle) wikiText(target, fragment, label string, inTable bool) string {
	syntax, pipe := y.s.Rules().Syntax, "|"
	if inTable {
		pipe = "\\|"
	}
	inner := writtenIn(syntax, target)
	if fragment != "" {
		inner += "#" + writtenIn(syntax, fragment)
	}
	switch {
	case label == "":
		return "[[" + inner + "]]"
	case syntax.LabelFirst:
		return "[[" + label + pipe + inner + "]]"
	case syntax.LabelBehind:
		return "[[" + inner + "]]{" + label + "}"
	}
	return "[[" + inner + pipe + label + "]]"
}

// inRow reports whether span is in a row of a table, where a pipe ends the cell.
func (y *linkStyle) inRow(span text.Span) bool {
	if line := lineAround(y.src, int(span.Start)); bytes.IndexByte(line.Of(y.src), '|') < 0 {
		return false
	}
	if !y.read {
		y.read = true
		structure := y.note.Syntax().Structure(y.src)
		y.addRows(&structure.Note)
	}
	i, _ := slices.BinarySearchFunc(y.rows, span.End, func(row text.Span, end int32) int { return cmp.Compare(row.End, end) })
	return i < len(y.rows) && y.rows[i].Start <= span.Start
}

func (y *linkStyle) addRows(e *markdown.Element) {
	if e.Kind == markdown.KindTable {
		y.rows = append(y.rows, e.Span)
		return
	}
	for i := range e.Children {
		y.addRows(&e.Children[i])
	}
}
