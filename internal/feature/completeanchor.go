package feature

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// wikiFragments offers the headings of a note behind "[[name#", those below a
// heading behind "[[name#heading#", and its blocks behind "[[name#^".
func (c *completer) wikiFragments(name string, typed []byte) Completion {
	n, ok := c.target(markdown.Wiki, name)
	if !ok {
		return Completion{}
	}
	if id, ok := bytes.CutPrefix(typed, []byte("^")); ok {
		return c.blocks(n, c.wikiSlot(id, "|"), string(id))
	}
	above := ""
	if i := bytes.LastIndexByte(typed, '#'); i >= 0 {
		above, typed = string(typed[:i]), typed[i+1:]
	}
	s, q := c.wikiSlot(typed, "|"), newQuery(string(typed))
	out := Completion{Query: s.query}
	first, last, ok := headingsBelow(n, above)
	if !ok {
		return out
	}
	list := newShortlist(maxItems)
	for i := first; i < last; i++ {
		if c.isTypedIn(n, i) {
			continue
		}
		if text, ok := wikiFragment(n, above, i); ok {
			name := vault.NewSearchName(strings.TrimSpace(n.Doc.Headings[i].Text), false)
			list.addNamed(q, &name, i, text)
		}
	}
	for _, f := range list.best() {
		h := n.Doc.Headings[f.near]
		out.Items = append(out.Items, Item{
			Label: strings.TrimSpace(h.Text), Detail: headingDetail(h), Kind: HeadingItem, ID: n.ID, Edit: s.edit(f.text),
		})
	}
	return out
}

// addNamed adds something that is found by one name; at orders equals.
func (s *shortlist) addNamed(q *query, name *vault.SearchName, at int, text string) {
	rank, ok := q.rank(name)
	if !ok {
		rank, ok = q.fuzzy(name)
	}
	if ok {
		// The order of the note counts for more than the length of a name.
		s.add(candidate{rank: rank / tierSize, near: at, text: text})
	}
}

// isTypedIn reports whether heading i of n holds the cursor: its text is not done.
func (c *completer) isTypedIn(n *vault.Note, i int) bool {
	return n == c.note && n.Doc.Headings[i].Span.Touches(c.off)
}

func headingDetail(h markdown.Heading) string { return fmt.Sprintf("H%d", h.Level) }

// headingsBelow is the range of headings in the section that above names, all for
// none.
func headingsBelow(n *vault.Note, above string) (first, last int, ok bool) {
	if above == "" {
		return 0, len(n.Doc.Headings), true
	}
	place, ok := n.Place(above)
	if !ok || place.Kind != vault.HeadingPlace {
		return 0, 0, false
	}
	first = place.Index + 1
	last = first
	section := n.Doc.Section(place.Index)
	for last < len(n.Doc.Headings) && section.Contains(n.Doc.Headings[last].Span) {
		last++
	}
	return first, last, true
}

// wikiFragment returns what to write behind "#" for heading i: its text without
// what the syntax would read otherwise, as Obsidian writes it, or with the headings
// above it where another has the same text.
func wikiFragment(n *vault.Note, above string, i int) (string, bool) {
	return quoteHeading(n, n.HeadingIDs, above, i)
}

// quoteHeading is wikiFragment for one who has the ids of n's headings at hand.
func quoteHeading(n *vault.Note, headingIDs func() []string, above string, i int) (string, bool) {
	if text, ok := quotedHeading(n, above, i); ok {
		return text, true
	}
	if above != "" {
		return "", false
	}
	id := headingIDs()[i]
	return id, id != "" && leadsTo(n, id, i)
}

// quotedHeading is wikiFragment for a heading that has no slug.
func quotedHeading(n *vault.Note, above string, i int) (string, bool) {
	text := plainFragment(n.Doc.Headings[i].Text)
	prefix := ""
	if above != "" {
		prefix = above + "#"
	}
	if leadsTo(n, prefix+text, i) {
		return text, true
	}
	level := n.Doc.Headings[i].Level
	for j := i - 1; j >= 0 && above == ""; j-- {
		h := n.Doc.Headings[j]
		if h.Level >= level {
			continue
		}
		level = h.Level
		text = plainFragment(h.Text) + "#" + text
		if leadsTo(n, text, i) {
			return text, true
		}
	}
	return "", false
}

func plainFragment(heading string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if strings.ContainsRune("#|^[]%:\\", r) {
			return ' '
		}
		return r
	}, heading)), " ")
}

func leadsTo(n *vault.Note, fragment string, heading int) bool {
	place, ok := n.Place(fragment)
	return ok && fragment != "" && place == vault.Place{Kind: vault.HeadingPlace, Index: heading}
}

// blocks offers the blocks of n: those that have an id, then those that are to get
// one.
func (c *completer) blocks(n *vault.Note, s slot, typed string) Completion {
	q, src := newQuery(typed), n.Text()
	list := newShortlist(maxItems)
	blocks := slices.Concat(n.Doc.Blocks, namelessBlocks(n))
	for i, b := range blocks {
		named := i < len(n.Doc.Blocks)
		place, found := n.Place("^" + b.ID)
		if found != named || named && place != (vault.Place{Kind: vault.BlockPlace, Index: i}) {
			continue // not the first of that id
		}
		if !named && n == c.note && b.Span.Touches(c.off) {
			continue // it is being typed
		}
		name := vault.NewSearchName(b.ID, false)
		if _, ok := q.rank(&name); !named || !ok {
			name = vault.NewSearchName(string(firstLine(b.Span.Of(src))), false)
		}
		list.addNamed(q, &name, i, b.ID)
	}
	out := Completion{Query: s.query}
	for _, f := range list.best() {
		b := blocks[f.near]
		item := Item{Label: "^" + b.ID, Detail: string(firstLine(b.Span.Of(src))), Kind: BlockItem, ID: n.ID, Edit: s.edit(b.ID)}
		if f.near >= len(n.Doc.Blocks) {
			item.Label, item.Detail, item.NewID = item.Detail, "gets ^"+b.ID, b.ID
		}
		out.Items = append(out.Items, item)
	}
	return out
}

// firstLine is the first line of a block, cut to what a list can show.
func firstLine(b []byte) []byte {
	b, _, _ = bytes.Cut(b, []byte("\n"))
	b = bytes.TrimRight(b, "\r")
	if len(b) > 100 {
		b = bytes.ToValidUTF8(b[:100], nil)
	}
	return b
}

// anchors offers what a Markdown destination's fragment can name: headings by
// their ids, and ids in HTML.
func (c *completer) anchors(n *vault.Note, s slot, typed string) Completion {
	q := newQuery(vault.Decode(typed))
	list := newShortlist(maxItems)
	ids := n.HeadingIDs()
	for i, h := range n.Doc.Headings {
		id := ids[i]
		if h.ID != "" && leadsTo(n, h.ID, i) {
			id = h.ID
		}
		if c.isTypedIn(n, i) || !leadsTo(n, id, i) {
			continue
		}
		name := vault.NewSearchName(strings.TrimSpace(h.Text), false)
		if _, ok := q.rank(&name); !ok {
			name = vault.NewSearchName(id, false)
		}
		list.addNamed(q, &name, i, id)
	}
	for i, a := range n.Doc.Anchors {
		if place, ok := n.Place(a.ID); !ok || place.Kind != vault.AnchorPlace || place.Index != i {
			continue
		}
		name := vault.NewSearchName(a.ID, false)
		list.addNamed(q, &name, len(n.Doc.Headings)+i, a.ID)
	}
	out := Completion{Query: s.query}
	for _, f := range list.best() {
		item := Item{Label: f.text, Detail: "id", Kind: HeadingItem, ID: n.ID, Edit: s.edit(encodePath(f.text, false)), Also: s.also}
		if f.near < len(n.Doc.Headings) {
			h := n.Doc.Headings[f.near]
			item.Label, item.Detail = strings.TrimSpace(h.Text), headingDetail(h)
		}
		out.Items = append(out.Items, item)
	}
	return out
}
