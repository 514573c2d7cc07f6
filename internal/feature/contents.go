package feature

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// The marks that a new table of contents stands between. Others are known too:
//
//	<!-- toc --> <!-- tocstop -->                   markdown-toc
//	<!-- START doctoc ... --> <!-- END doctoc ... -->
//	<!-- TOC depthFrom:2 --> <!-- /TOC -->          VS Code's extensions
const (
	contentsOpen  = "<!-- toc -->"
	contentsClose = "<!-- /toc -->"
)

// A contents is a table of contents: what stands between two marks.
type contents struct {
	open text.Span // the first mark
	body text.Span // the lines between the marks, with their line ends
	levels
}

// levels are those of the headings that a table of contents lists.
type levels struct{ min, max int }

// contentsLevels reads a setting such as "2-4".
func contentsLevels(s config.Settings) levels {
	from, to, ok := strings.Cut(s.Contents.Levels, "-")
	if !ok {
		to = from
	}
	first, err := strconv.Atoi(from)
	last, err2 := strconv.Atoi(to)
	if err != nil || err2 != nil {
		return levels{2, 3}
	}
	return levels{first, last}
}

// depthOption matches the levels that VS Code's extensions write into the first mark.
var depthOption = regexp.MustCompile(`(?i)\bdepth(from|to):([1-6])\b`)

// contentsOf finds the tables of contents of a note.
func contentsOf(doc *markdown.Document, src []byte, def levels) []contents {
	var out []contents
	var open *contents
	for at := 0; ; {
		i := bytes.Index(src[at:], []byte("<!--"))
		if i < 0 {
			return out
		}
		start := at + i
		at = start + len("<!--")
		if start > 0 && src[start-1] != '\n' { // a line is read for one comment, not for each
			continue
		}
		line := lineAround(src, start)
		comment, behind, closed := strings.Cut(string(src[at:line.End]), "-->")
		if int(line.Start) != start || !closed || strings.TrimSpace(behind) != "" || doc.IsOpaque(start) || !doc.IsOpaque(start+1) {
			continue
		}
		word, rest, _ := strings.Cut(strings.ToLower(strings.TrimSpace(comment)), " ")
		doctoc := strings.HasPrefix(rest, "doctoc ")
		switch {
		case word == "toc", word == "start" && doctoc:
			open = &contents{open: line, levels: def}
			for _, m := range depthOption.FindAllStringSubmatch(comment, -1) {
				if level, _ := strconv.Atoi(m[2]); strings.EqualFold(m[1], "from") {
					open.min = level
				} else {
					open.max = level
				}
			}
		case open == nil:
		case word == "/toc", word == "tocstop", word == "end" && doctoc:
			next := int(open.open.End) + bytes.IndexByte(src[open.open.End:], '\n') + 1
			open.body = text.Between(next, start)
			out, open = append(out, *open), nil
		}
	}
}

// UpdateContents returns the edits that bring the tables of contents of a note up to
// date, none where they are. Entries that are right stay as they are written. A table
// that holds more than a list is left alone.
func UpdateContents(s *vault.Snapshot, n *vault.Note, settings config.Settings) []text.Edit {
	src := n.Text()
	if !bytes.Contains(src, []byte("<!--")) {
		return nil
	}
	var edits []text.Edit
	for _, c := range contentsOf(n.Doc, src, contentsLevels(settings)) {
		w := newContentsWriter(s, n, ChoicesOf(settings, time.Time{}), c)
		if edit, ok := w.update(); ok {
			edits = append(edits, edit)
		}
	}
	return edits
}

// rewriteContents offers to insert a table of contents on a blank line, and to bring
// one up to date.
func (a *actor) rewriteContents() []Action {
	all := contentsOf(a.note.Doc, a.src, contentsLevels(a.judge.Settings))
	if len(all) > 0 {
		if edits := UpdateContents(a.s, a.note, a.judge.Settings); len(edits) > 0 {
			return []Action{{Title: "Bring the table of contents up to date", Kind: SourceContents, Do: a.edit(edits...)}}
		}
		return nil
	}
	line := lineAround(a.src, int(a.span.Start))
	blank := a.span.Empty() && len(bytes.TrimSpace(line.Of(a.src))) == 0
	if !blank || a.span.Start < a.note.Doc.FrontMatter.Span.End || a.note.Doc.IsOpaque(int(a.span.Start)) {
		return nil
	}
	c := contents{open: line, body: text.Span{Start: line.End, End: line.End}, levels: contentsLevels(a.judge.Settings)}
	w := newContentsWriter(a.s, a.note, a.choices, c)
	if len(w.headings()) < 2 {
		return nil
	}
	return []Action{{Title: "Insert a table of contents", Kind: RefactorRewrite, Do: func() (*Revision, error) { return a.insertContents(w, line) }}}
}

// insertContents puts a table of contents in the place of a blank line.
func (a *actor) insertContents(w *contentsWriter, line text.Span) (*Revision, error) {
	eol := lineEndOf(a.src)
	list := w.list()
	block := contentsOpen + eol + eol + strings.Join(list, eol) + eol + eol + contentsClose
	if above := bytes.TrimSuffix(a.src[:line.Start], []byte("\n")); line.Start > 0 && len(bytes.TrimSpace(lineAround(a.src, len(above)).Of(a.src))) > 0 {
		block = eol + block
	}
	switch below := a.src[line.End:]; {
	case len(below) == 0:
		block += eol
	case len(bytes.TrimSpace(below)) > 0:
		if _, next, _ := bytes.Cut(below, []byte("\n")); len(bytes.TrimSpace(lineAround(next, 0).Of(next))) > 0 {
			block += eol
		}
	}
	edit := text.Edit{Span: line, New: block}
	src, err := text.Apply(a.src, []text.Edit{edit})
	if err != nil {
		return nil, err
	}
	doc, syntax := a.note.Syntax().Parse(src), a.note.Syntax()
	added := text.Between(int(line.Start), int(line.Start)+len(block))
	was, now := shapeOf(nil, &syntax.Structure(a.src).Note, text.Span{}), shapeOf(nil, &syntax.Structure(src).Note, added)
	if len(contentsOf(doc, src, w.levels)) != 1 || len(doc.Links) != len(a.note.Doc.Links)+len(list) || !slices.Equal(was, now) {
		return nil, obstacle("A table of contents can't stand here. Put the cursor on a blank line between two paragraphs.")
	}
	return a.edit(edit)()
}

// A contentsWriter writes the list of one table of contents.
type contentsWriter struct {
	*linkStyle
	contents
	wiki bool
	// items are the lines of the list as it is.
	items []contentsItem
	other bool // the list has lines in it that are no items
	kept  map[int]string
}

// A contentsItem is a line of a table of contents.
type contentsItem struct {
	line           text.Span
	indent, bullet string
	start          int // of what is behind the bullet
}

var contentsBullet = regexp.MustCompile(`^([ \t]*)([-*+]|\d{1,9}[.)])[ \t]+`)

func newContentsWriter(s *vault.Snapshot, n *vault.Note, choices Choices, c contents) *contentsWriter {
	w := &contentsWriter{linkStyle: newLinkStyle(s, n, choices), contents: c, kept: map[int]string{}}
	w.readItems()
	w.wiki = w.prefersWiki()
	w.keep()
	return w
}

// readItems finds the list between the marks.
func (w *contentsWriter) readItems() {
	foreign := false
	for at := int(w.body.Start); at < int(w.body.End); {
		line := lineAround(w.src, at)
		m := contentsBullet.FindSubmatch(line.Of(w.src))
		switch {
		case m != nil:
			w.other = w.other || foreign && len(w.items) > 0
			w.items = append(w.items, contentsItem{line, string(m[1]), string(m[2]), int(line.Start) + len(m[0])})
		case len(bytes.TrimSpace(line.Of(w.src))) > 0:
			foreign = len(w.items) > 0
		}
		at = int(line.End) + 1 + bytes.IndexByte(w.src[line.End:], '\n')
	}
}

// keep remembers the entries that lead to a heading and say what it says, and whether
// the first of them is a wiki link.
func (w *contentsWriter) keep() {
	links, chains := w.note.Doc.Links, 0
	sorted := slices.IsSortedFunc(links, func(a, b markdown.Link) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	if !sorted {
		links = slices.Clone(links)
		slices.SortFunc(links, func(a, b markdown.Link) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	}
	for i, item := range w.items {
		at, ok := slices.BinarySearchFunc(links, item.start, func(l markdown.Link, at int) int { return cmp.Compare(int(l.Span.Start), at) })
		if !ok {
			continue
		}
		l := &links[at]
		if i == 0 && (l.Kind == markdown.Wiki || l.Kind == markdown.Inline) {
			w.wiki = l.Kind == markdown.Wiki
		}
		if strings.Contains(l.Fragment, "#") {
			chains++
		}
		behind := text.Span{Start: l.Span.End, End: item.line.End}.Of(w.src)
		t := w.s.Resolve(w.note.ID, l)
		if chains > maxAsked || t.Status != vault.Found || t.ID != w.note.ID || l.Fragment == "" || len(bytes.TrimSpace(behind)) > 0 {
			continue
		}
		place, ok := w.note.PlaceOf(l)
		if ok && place.Kind == vault.HeadingPlace && w.says(l, t) == strings.TrimSpace(w.note.Doc.Headings[place.Index].Text) {
			w.kept[place.Index] = string(l.Span.Of(w.src))
		}
	}
}

// says is what a reader sees of l, which leads to t.
func (w *contentsWriter) says(l *markdown.Link, t vault.Target) string {
	label := strings.TrimSpace(string(l.LabelSpan.Of(w.src)))
	switch {
	case l.Kind == markdown.Inline:
		shown, _ := w.render(label)
		return strings.TrimSpace(shown)
	case l.Kind == markdown.Wiki && label == "":
		return w.wikiShown(l.Target, l.Fragment, t)
	}
	return label
}

// headings are those that the table lists: of its levels, but not the note's title and
// not the one that stands over the table itself.
func (w *contentsWriter) headings() []int {
	var out []int
	title := w.note.Doc.TitleHeading()
	for i, h := range w.note.Doc.Headings {
		over := h.Span.End < w.open.Start && len(bytes.Trim(w.src[h.Span.End:w.open.Start], " \t\r\n#=-")) == 0
		if h.Level >= w.min && h.Level <= w.max && i != title && !over && strings.TrimSpace(h.Text) != "" && !(w.open.Start <= h.Span.Start && h.Span.End <= w.body.End) {
			out = append(out, i)
		}
	}
	return out
}

// list writes the entries, a line each, as the list that is there is written.
func (w *contentsWriter) list() []string {
	bullet, indent := "-", ""
	for i, item := range w.items {
		if i == 0 {
			bullet = item.bullet
		}
		if indent == "" {
			indent = item.indent
		}
	}
	number := strings.TrimLeft(bullet, "0123456789") // what is behind one
	ordered := number != bullet
	if indent == "" {
		indent = strings.Repeat(" ", 2)
		if ordered {
			indent = strings.Repeat(" ", 3)
		}
	}
	type level struct{ level, count int }
	var open []level
	var out []string
	for _, i := range w.headings() {
		entry, ok := w.entry(i)
		if !ok {
			continue
		}
		h := w.note.Doc.Headings[i]
		depth := 0
		for depth < len(open) && open[depth].level < h.Level {
			depth++
		}
		if depth == len(open) {
			open = append(open, level{})
		}
		open = open[:depth+1]
		open[depth] = level{h.Level, open[depth].count + 1}
		if ordered {
			bullet = fmt.Sprint(open[depth].count) + number
		}
		out = append(out, strings.Repeat(indent, depth)+bullet+" "+entry)
	}
	return out
}

// entry is a link to heading i. ok is false where no link can lead there.
func (w *contentsWriter) entry(i int) (string, bool) {
	if kept, ok := w.kept[i]; ok {
		return kept, true
	}
	first, second := w.inlineEntry, w.wikiEntry
	if w.wiki {
		first, second = second, first
	}
	shown := strings.TrimSpace(w.note.Doc.Headings[i].Text)
	if entry, ok := first(i, shown); ok {
		return entry, true
	}
	return second(i, shown)
}

func (w *contentsWriter) wikiEntry(i int, shown string) (string, bool) {
	if w.s.Rules().Syntax.NoWikiLinks || strings.ContainsAny(shown, "|[]") {
		return "", false
	}
	fragment, ok := w.namesOf(w.note).wiki(i)
	label := shown
	if w.wikiShown("", fragment, vault.Target{ID: w.note.ID}) == shown {
		label = ""
	}
	entry := w.wikiText("", fragment, label, false)
	if syntax := w.s.Rules().Syntax; ok && (syntax.LabelFirst || syntax.LabelBehind || strings.ContainsAny(fragment, marks)) {
		doc := syntax.Parse([]byte(entry)) // each has its own marks in a fragment
		ok = len(doc.Links) == 1 && doc.Links[0].Span.Len() == len(entry) && leadsTo(w.note, doc.Links[0].Fragment, i)
	}
	return entry, ok
}

func (w *contentsWriter) inlineEntry(i int, shown string) (string, bool) {
	fragment, ok := w.namesOf(w.note).inline(i)
	if !ok {
		return "", false
	}
	txt, ok := w.linkText(shown)
	return "[" + txt + "](#" + fragment + ")", ok
}

// update is the edit that brings the table up to date; ok is false where it is, or
// holds what is not the list's.
func (w *contentsWriter) update() (edit text.Edit, ok bool) {
	if w.other {
		return text.Edit{}, false
	}
	eol := lineEndOf(w.src)
	list := strings.Join(w.list(), eol)
	switch {
	case len(w.items) > 0:
		edit = text.Edit{Span: text.Span{Start: w.items[0].line.Start, End: w.items[len(w.items)-1].line.End}, New: list}
	case list == "":
		return text.Edit{}, false
	case len(bytes.TrimSpace(w.body.Of(w.src))) == 0:
		edit = text.Edit{Span: w.body, New: eol + list + eol + eol}
	default:
		edit = text.Edit{Span: text.Span{Start: w.body.End, End: w.body.End}, New: list + eol + eol}
	}
	edit = narrowed(w.src, edit)
	return edit, !edit.Span.Empty() || edit.New != ""
}
