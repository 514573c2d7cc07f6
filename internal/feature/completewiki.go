package feature

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// wiki completes "[[target", "[[target#fragment" and "[[target|label", and in vaults
// where the label comes first "[[label|target".
func (c *completer) wiki() (Completion, bool) {
	open := c.opener("[[")
	if open < 0 || bytes.ContainsAny(c.before[open+2:], "[]") || c.s.Rules().Syntax.NoWikiLinks {
		return Completion{}, false
	}
	inner := c.before[open+2:]
	embed := open > 0 && c.before[open-1] == '!'
	i := bytes.IndexByte(inner, '|')
	switch {
	case c.s.Rules().Syntax.LabelFirst:
		if target, ok := c.targetBehind(); ok && i < 0 {
			return c.wikiLabels(target, inner), true
		}
		inner = inner[i+1:]
	case i >= 0:
		return c.wikiLabels(bytes.TrimSuffix(inner[:i], []byte("\\")), inner[i+1:]), true
	}
	if i := bytes.IndexByte(inner, '#'); i >= 0 {
		return c.wikiFragments(string(inner[:i]), inner[i+1:]), true
	}
	return c.wikiTargets(inner, embed), true
}

// targetBehind is the target of a link whose label, which comes first, is being typed.
func (c *completer) targetBehind() (target []byte, ok bool) {
	inner, _, closed := c.linkBehind()
	_, target, ok = bytes.Cut(inner, []byte("|"))
	return target, ok && closed
}

// linkBehind is what the link at the cursor holds behind it, and what follows the link
// on its line; ok is false where nothing closes it.
func (c *completer) linkBehind() (inner, behind []byte, ok bool) {
	inner, behind, ok = bytes.Cut(c.after, []byte("]]"))
	return inner, behind, ok && !bytes.ContainsAny(inner, "[]")
}

// wikiSlot is the slot of typed in a wiki link; what stands behind the cursor up to
// the closer, or a character of stops, belongs to it.
func (c *completer) wikiSlot(typed []byte, stops string) slot {
	s := c.slot(len(typed))
	s.closer = "]]"
	end := bytes.Index(c.after, []byte("]]"))
	switch {
	case end >= 0 && !bytes.ContainsAny(c.after[:end], "[]"):
		if i := bytes.IndexAny(c.after[:end], stops); i >= 0 {
			end = i
			if c.after[i] == '|' {
				end = len(bytes.TrimSuffix(c.after[:i], []byte("\\"))) // as a table has it
			}
		}
		s.closer = ""
		s.replace.End += int32(end)
	case bytes.HasPrefix(c.after, []byte("]")):
		s.closer = "]"
	}
	return s
}

// wikiTargets offers notes by name, title and alias, targets that others link to,
// and behind "![[" other files too.
func (c *completer) wikiTargets(typed []byte, embed bool) Completion {
	s, q := c.wikiSlot(typed, "|#"), newQuery(string(typed))
	list, in := newShortlist(maxItems), c.typedFolder(string(typed))
	c.findables(list, q, in, embed)
	c.missing(list, q, s)
	out := Completion{Query: s.query, Items: c.days(string(typed), s)}
	for _, f := range list.best() {
		if item, target, ok := c.wikiItem(&f, in); ok {
			item.Edit = s.edit(writtenIn(c.s.Rules().Syntax, target))
			if n, ok := c.s.Note(f.id); ok && isAlias(n, f.name) {
				c.show(&item, s, f.name.Text)
			}
			out.Items = append(out.Items, item)
		}
	}
	return out
}

// show has the link of an item show the alias that it was found by, unless it has a
// label: who types an alias means to see it (Obsidian inserts [[Note|alias]]).
func (c *completer) show(item *Item, s slot, alias string) {
	syntax, pipe, target := c.s.Rules().Syntax, "|", strings.TrimSuffix(item.Edit.New, s.closer)
	if c.inTable() {
		pipe = "\\|"
	}
	switch {
	case c.hasLabel() || strings.ContainsAny(alias, "|[]"):
	case syntax.LabelFirst:
		item.Edit = s.edit(alias + pipe + target)
	case !syntax.LabelBehind:
		item.Edit = s.edit(target + pipe + alias)
	case strings.ContainsAny(alias, "{}"):
	case s.closer == "]]":
		item.Edit.New += "{" + alias + "}"
	default:
		behind := int(s.replace.End) + len("]]") - len(s.closer)
		item.Also = []text.Edit{{Span: text.Between(behind, behind), New: "{" + alias + "}"}}
	}
}

// wikiItem makes an item of a candidate, and the target that names it: on the way that
// is begun, if one is.
func (c *completer) wikiItem(f *candidate, in *typedFolder) (item Item, target string, ok bool) {
	if f.id == "" {
		return Item{Label: f.text, Detail: "not written yet", Kind: MissingItem}, f.text, true
	}
	if target, ok = in.target(c.s, c.note, f.id); !ok || c.choices.WikiPaths {
		target, ok = c.wikiTarget(f.id)
	}
	n, isNote := c.s.Note(f.id)
	if !isNote {
		return Item{Label: path.Base(string(f.id)), Detail: string(f.id), Kind: FileItem, ID: f.id}, target, ok
	}
	item = Item{Label: f.name.Text, Detail: string(f.id), Kind: NoteItem, ID: f.id}
	if typed := c.before[bytes.LastIndex(c.before, []byte("[["))+2:]; len(bytes.TrimSpace(typed)) == 0 {
		item.Label = n.Title()
	}
	if f.name.Alias && !isAlias(n, f.name) {
		item.Label = n.Title()
	}
	return item, target, ok
}

// isAlias reports whether a name is an alias of n, and not its title.
func isAlias(n *vault.Note, name *vault.SearchName) bool {
	return name.Alias && slices.ContainsFunc(n.Doc.FrontMatter.Aliases, func(a markdown.Value) bool { return a.Text == name.Text })
}

// hasLabel reports whether the link has a label, or a fragment that says enough.
func (c *completer) hasLabel() bool {
	before := c.before[bytes.LastIndex(c.before, []byte("[["))+2:]
	inner, behind, closed := c.linkBehind()
	return bytes.Contains(before, []byte("|")) || closed && bytes.ContainsAny(inner, "|#") ||
		closed && c.s.Rules().Syntax.LabelBehind && bytes.HasPrefix(behind, []byte("{"))
}

// inTable reports whether the line is a table's row, where a pipe must be escaped.
func (c *completer) inTable() bool {
	return bytes.HasPrefix(bytes.TrimLeft(c.before, " \t>"), []byte("|"))
}

// findables adds the notes that q finds, or what is typed behind a folder finds in it,
// and with files the other files too. For an empty query the latest come first.
func (c *completer) findables(list *shortlist, q *query, in *typedFolder, files bool) {
	near := nearnessTo(c.s, c.note)
	own, _ := c.s.Note(c.note.ID)
	for f := range c.s.Findables() {
		if c.stopped() {
			return
		}
		if f.Note == own || f.Note == nil && !files {
			continue
		}
		rank, at := latest(f), 0
		if !q.empty() {
			rank, at = q.find(f, list.worst())
		}
		if at < 0 {
			rank, at = in.find(f, list.worst())
		}
		if at >= 0 && rank <= list.worst() {
			list.add(candidate{rank: rank, near: near.of(f), changed: f.Changed, id: f.ID(), name: &f.Names[at]})
		}
	}
}

// missingRank is added to the rank of what nobody has written yet: it stands behind
// the notes that match alike.
const missingRank = tierSize / 4

// missing adds what others link to though no note answers to it.
func (c *completer) missing(list *shortlist, q *query, s slot) {
	if q.empty() {
		return
	}
	stopped := false
	isPath := strings.Contains(q.folded, "/")
	var key *vault.SearchName
	canMatch := func(last *vault.SearchName) bool {
		key = last
		if stopped = stopped || c.stopped(); stopped || isPath {
			return true
		}
		// A target that is a path has more before its last part.
		r, ok := q.rank(last)
		return ok && r+missingRank <= list.worst()
	}
	own := vault.Fold(strings.TrimSpace(string(s.replace.Of(c.src)))) // what this very link names by now
	for target := range c.s.Unresolved(canMatch) {
		if stopped {
			return
		}
		name := key
		if vault.Fold(target) != key.Folded { // it is a path, or has an extension
			whole := vault.NewSearchName(target, false)
			name = &whole
		}
		if r, ok := q.rank(name); ok && name.Folded != q.folded && name.Folded != own {
			list.add(candidate{rank: r + missingRank, text: target})
		}
	}
}

// wikiTarget is the target that a completed link to id has.
func (c *completer) wikiTarget(id vault.NoteID) (string, bool) {
	if c.choices.WikiPaths {
		return firstWikiTarget(c.s, c.note, id, func(whole, base string) []string { return []string{whole, string(id), base} })
	}
	return wikiTarget(c.s, c.note, id)
}

// wikiTarget returns the shortest wiki target that leads from one note to id alone:
// the name, or else the path.
func wikiTarget(s *vault.Snapshot, from *vault.Note, id vault.NoteID) (string, bool) {
	return firstWikiTarget(s, from, id, func(whole, base string) []string { return []string{base, whole, string(id)} })
}

// firstWikiTarget returns the first of the targets that order lists which leads to id
// alone; whole is id without a note's extension, base its last part. A name that the
// syntax can't hold has none.
func firstWikiTarget(s *vault.Snapshot, from *vault.Note, id vault.NoteID, order func(whole, base string) []string) (string, bool) {
	whole := string(id)
	if _, isNote := s.Note(id); isNote {
		whole = strings.TrimSuffix(whole, path.Ext(whole))
	}
	if strings.ContainsAny(whole, "|#^[]") {
		return "", false
	}
	for _, target := range order(whole, path.Base(whole)) {
		if s.Rules().Syntax.LabelFirst && strings.HasSuffix(target, "*") {
			continue // to Dendron it is all notes below a name
		}
		t := s.Resolve(from.ID, &markdown.Link{Kind: markdown.Wiki, Target: target})
		if t.Status == vault.Found && t.ID == id && len(t.Rivals) == 0 {
			return target, true
		}
	}
	return "", false
}

// wikiLabels offers what a link to target could say: the title, the aliases, the
// heading.
func (c *completer) wikiLabels(target, typed []byte) Completion {
	s, q := c.wikiSlot(typed, "|"), newQuery(string(typed))
	name, fragment, _ := strings.Cut(string(target), "#")
	n, ok := c.target(markdown.Wiki, name)
	if !ok {
		return Completion{}
	}
	labels := n.SearchNames()
	if place, ok := n.Place(fragment); ok && place.Kind == vault.HeadingPlace {
		labels = append([]vault.SearchName{vault.NewSearchName(strings.TrimSpace(n.Doc.Headings[place.Index].Text), false)}, labels...)
	}
	out := Completion{Query: s.query}
	for i := range labels {
		if _, ok := q.rank(&labels[i]); ok && !strings.ContainsAny(labels[i].Text, "|[]") {
			out.Items = append(out.Items, Item{Label: labels[i].Text, Detail: string(n.ID), Kind: LabelItem, ID: n.ID, Edit: s.edit(labels[i].Text)})
		}
	}
	return out
}

// target is the note that a link being typed names; no name is the note itself.
func (c *completer) target(kind markdown.LinkKind, name string) (*vault.Note, bool) {
	t := c.s.Resolve(c.note.ID, &markdown.Link{Kind: kind, Target: strings.TrimSpace(name)})
	if t.Status != vault.Found {
		return nil, false
	}
	return c.s.Note(t.ID)
}
