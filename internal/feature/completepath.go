package feature

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// definitionStart matches "[label]: " before a destination.
var definitionStart = regexp.MustCompile(`^ {0,3}\[[^\[\]^][^\[\]]*\]:[ \t]*$`)

// A pathSlot is the slot of a Markdown destination.
type pathSlot struct {
	slot
	typed string
	embed bool
	angle bool // "<...>"
}

// destination completes "](path", "](<path" and "[label]: path", and the fragment
// behind "#".
func (c *completer) destination() (Completion, bool) {
	p, ok := c.pathSlot()
	if !ok {
		return Completion{}, false
	}
	if name, fragment, ok := strings.Cut(p.typed, "#"); ok {
		n, found := c.target(markdown.Inline, name)
		if !found {
			return Completion{}, true
		}
		cut := int32(len(p.typed) - len(fragment))
		p.query.Start += cut
		p.replace.Start += cut
		return c.anchors(n, p.slot, fragment), true
	}
	return c.paths(p), true
}

func (c *completer) pathSlot() (pathSlot, bool) {
	open := bytes.LastIndex(c.before, []byte("]("))
	p := pathSlot{}
	typed, closer := []byte(nil), ")"
	if open >= 0 {
		typed = c.before[open+2:]
	} else {
		i := bytes.LastIndex(c.before, []byte("]:"))
		if i < 0 {
			return p, false
		}
		start := i + 2 + len(c.before[i+2:]) - len(bytes.TrimLeft(c.before[i+2:], " \t"))
		if !definitionStart.Match(c.before[:start]) || start == i+2 {
			return p, false
		}
		typed, closer = c.before[start:], ""
	}
	if rest, ok := bytes.CutPrefix(typed, []byte("<")); ok {
		p.angle, closer, typed = true, ">"+closer, rest
	}
	stops := " \t()"
	if p.angle {
		stops = "<>"
	}
	if bytes.ContainsAny(typed, stops) {
		return p, false
	}
	if bracket := bytes.LastIndexByte(c.before[:max(open, 0)], '['); open >= 0 && bracket > 0 {
		p.embed = c.before[bracket-1] == '!'
	}
	p.typed = string(typed)
	p.slot = c.slot(len(typed))
	p.closer = closer
	c.closePath(&p)
	return p, true
}

// closePath finds what of the line behind the cursor belongs to the destination.
func (c *completer) closePath(p *pathSlot) {
	inFragment := strings.Contains(p.typed, "#")
	end := bytes.IndexAny(c.after, " \t()#<>[")
	if end < 0 {
		if p.closer == "" {
			p.replace.End += int32(len(c.after))
		}
		return
	}
	rest := bytes.TrimLeft(c.after[end:], " \t>")
	titled := len(rest) > 1 && bytes.IndexByte([]byte("\"'("), rest[0]) >= 0 && bytes.IndexByte(rest[1:], ')') > 0
	switch {
	case p.closer == "":
		p.replace.End += int32(end)
	case c.after[end] == '#' && !inFragment, bytes.HasPrefix(c.after[end:], []byte(p.closer)), titled:
		p.closer = "" // the closer, a fragment or a title follows
		p.replace.End += int32(end)
	case c.after[end] == ')' && p.angle:
		p.closer = ">"
		p.replace.End += int32(end)
	}
}

// paths offers the notes and files of the vault by their paths and names, written
// as the user has begun: from the root behind "/", else from the note's folder.
func (c *completer) paths(p pathSlot) Completion {
	style := c.pathStyle(p.typed)
	list := newShortlist(maxItems)
	c.pathCandidates(list, p, style, query.rank)
	if len(list.list) < maxItems {
		c.pathCandidates(list, p, style, query.fuzzy)
	}
	out := Completion{Query: p.query}
	seen := map[vault.NoteID]bool{}
	for _, f := range list.best() {
		if seen[f.id] {
			continue
		}
		seen[f.id] = true
		item := Item{Label: style.label(f.id), Kind: FileItem, ID: f.id}
		target := style.write(f.id)
		if n, ok := c.s.Note(f.id); ok {
			item.Kind, item.Detail = NoteItem, n.Title()
			if style.bare {
				target = strings.TrimSuffix(target, path.Ext(target))
			}
		}
		encoded := encodePath(target, p.angle)
		if t := c.s.Resolve(c.note.ID, &markdown.Link{Kind: markdown.Inline, Target: encoded}); t.Status != vault.Found || t.ID != f.id {
			encoded = encodePath(style.write(f.id), p.angle)
		}
		item.Edit = p.edit(encoded)
		out.Items = append(out.Items, item)
	}
	return out
}

// A pathStyle is how a destination is written.
type pathStyle struct {
	from   vault.NoteID
	rooted bool   // "/x"
	prefix string // "./" where that is the habit
	bare   bool   // without ".md"
	q      query  // of what is typed, without the prefix
	slash  bool   // folders are typed: the path counts, not the name alone
}

// pathStyle reads the style from what is typed, and where that does not tell, from
// the note's other links.
func (c *completer) pathStyle(typed string) pathStyle {
	style := pathStyle{from: c.note.ID}
	typed = vault.Decode(typed)
	switch {
	case strings.HasPrefix(typed, "/"):
		style.rooted = true
		typed = strings.TrimLeft(typed, "/")
	case strings.HasPrefix(typed, "./"):
		style.prefix = "./"
		typed = typed[2:]
	}
	with, without, rooted, dotted := 0, 0, 0, 0
	for i := range c.note.Doc.Links {
		l := &c.note.Doc.Links[i]
		if l.Kind != markdown.Inline && l.Kind != markdown.Definition {
			continue
		}
		t := c.s.Resolve(c.note.ID, l)
		if _, isNote := c.s.Note(t.ID); t.Status != vault.Found || !isNote || t.ID == c.note.ID {
			continue
		}
		if strings.EqualFold(path.Ext(l.Target), path.Ext(string(t.ID))) {
			with++
		} else {
			without++
		}
		if strings.HasPrefix(l.Target, "/") {
			rooted++
		}
		if strings.HasPrefix(l.Target, "./") {
			dotted++
		}
	}
	// One link without an extension may be the one that is being typed.
	style.bare = without > with+1 && !c.s.Rules().ExactExtension
	if typed == "" && style.prefix == "" {
		style.rooted = style.rooted || 2*rooted > with+without
		if 2*dotted > with+without {
			style.prefix = "./"
		}
	}
	style.q = newQuery(typed)
	style.slash = strings.Contains(typed, "/")
	return style
}

// label is the path as the list shows it.
func (p pathStyle) label(id vault.NoteID) string {
	if p.rooted {
		return string(id)
	}
	return relative(p.from.Dir(), string(id))
}

func (p pathStyle) write(id vault.NoteID) string {
	rel := p.label(id)
	switch {
	case p.rooted:
		return "/" + rel
	case !strings.HasPrefix(rel, "../"):
		return p.prefix + rel
	}
	return rel
}

// pathCandidates adds what rank finds, by path where folders are typed, and by any
// of its names.
func (c *completer) pathCandidates(list *shortlist, p pathSlot, style pathStyle, rank func(query, *vault.SearchName) (int, bool)) {
	try := func(name *vault.SearchName) (int, bool) { return rank(style.q, name) }
	add := func(id vault.NoteID, names []vault.SearchName) {
		r, at := style.q.best(names, try)
		ok := at >= 0
		// A folder that is typed finds what lies in it. Making a path ready costs more
		// than a look at whether it holds what is typed.
		if !ok && (style.slash || strings.Contains(vault.Fold(string(id)), style.q.folded)) {
			name := vault.NewSearchName(style.label(id), false)
			r, ok = try(&name)
		}
		if ok {
			// Nearer in the tree first.
			list.add(candidate{rank: r, near: 10*strings.Count(relative(style.from.Dir(), string(id)), "../") + strings.Count(string(id), "/"), id: id})
		}
	}
	if !p.embed {
		for n := range c.s.Each() {
			if n.ID != c.note.ID {
				add(n.ID, n.SearchNames())
			}
		}
	}
	for id := range c.s.Attachments() {
		add(id, []vault.SearchName{vault.FileName(id)})
	}
}

// relative is the path of to seen from dir, both from the root.
func relative(dir, to string) string {
	up := 0
	for dir != "" && !strings.HasPrefix(to, dir+"/") {
		up++
		dir = vault.NoteID(dir).Dir()
	}
	if dir != "" {
		to = to[len(dir)+1:]
	}
	return strings.Repeat("../", up) + to
}

// encodePath writes a path as a destination (CommonMark, Link destination):
// percent-encoding what would end it or be read as something else, and nothing
// more, so that Hangul stays legible.
func encodePath(p string, angle bool) string {
	special := " \t()<>#?%\\&"
	if angle {
		special = "<>#?%\\&"
	}
	if !strings.ContainsAny(p, special) {
		return p
	}
	var b strings.Builder
	for i := range len(p) {
		if strings.IndexByte(special, p[i]) >= 0 {
			b.WriteByte('%')
			b.WriteByte("0123456789ABCDEF"[p[i]>>4])
			b.WriteByte("0123456789ABCDEF"[p[i]&15])
		} else {
			b.WriteByte(p[i])
		}
	}
	return b.String()
}
