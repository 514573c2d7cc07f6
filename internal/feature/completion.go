package feature

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// maxItems is how many items a completion offers; what is cut comes up again as
// the user types on.
const maxItems = 60

// A Completion is what can stand at the cursor, best first.
type Completion struct {
	// Query is what the user has typed of it; it starts where Items' edits do.
	Query text.Span
	Items []Item
}

// An Item is one thing to insert.
type Item struct {
	Label  string // what the list shows
	Detail string // the path, to tell notes of one name apart
	Folder bool
	Note   bool // else an attachment or folder
	// Edit replaces the query and the rest of the target behind the cursor.
	Edit text.Edit
}

// Complete returns the notes that fit a half-typed "[[name", or the notes and
// files that fit a half-typed "](path". There is none in code, math and comments.
func Complete(s *vault.Snapshot, at Cursor) Completion {
	src := at.Note.Text()
	if at.Offset > len(src) || at.Note.Doc.IsOpaque(at.Offset) {
		return Completion{}
	}
	line := lineAround(src, at.Offset)
	before, after := src[line.Start:at.Offset], src[at.Offset:line.End]
	if c, ok := wikiContext(before, after, at.Offset); ok {
		return completeWiki(s, at.Note, c)
	}
	if c, ok := pathContext(before, after, at.Offset); ok {
		return completePath(s, at.Note, c)
	}
	return Completion{}
}

func lineAround(src []byte, off int) text.Span {
	start := bytes.LastIndexByte(src[:off], '\n') + 1
	end := len(src)
	if i := bytes.IndexAny(src[off:], "\r\n"); i >= 0 {
		end = off + i
	}
	return text.Between(start, end)
}

// A linkContext is a link that is being typed. Half a link does not parse, so it
// is found by looking back from the cursor.
type linkContext struct {
	query   text.Span // from behind the opening brackets to the cursor
	typed   string
	replace text.Span // the query and what it takes the place of behind the cursor
	// closer is what the new text must end with. Closing brackets that stand behind
	// the cursor already are left there: Neovim replaces up to the cursor only,
	// whatever the range of an edit says, so an edit with them would double them.
	closer string
	embed  bool
	angle  bool
}

// wikiContext finds "[[typed" before the cursor.
func wikiContext(before, after []byte, off int) (linkContext, bool) {
	open := bytes.LastIndex(before, []byte("[["))
	if open < 0 || bytes.Contains(before[open:], []byte("]]")) || bytes.ContainsAny(before[open:], "|#^") {
		return linkContext{}, false
	}
	typed := before[open+2:]
	c := linkContext{
		query: text.Between(off-len(typed), off), typed: string(typed), closer: "]]",
		embed: open > 0 && before[open-1] == '!',
	}
	c.replace = c.query
	// What stands between the cursor and the closer belongs to the target, unless
	// another link starts first.
	end := bytes.Index(after, []byte("]]"))
	switch {
	case end >= 0 && !bytes.Contains(after[:end], []byte("[[")):
		if i := bytes.IndexAny(after[:end], "|#"); i >= 0 {
			end = i
		}
		c.closer = ""
		c.replace.End += int32(end)
	case bytes.HasPrefix(after, []byte("]")):
		c.closer = "]"
	}
	return c, true
}

// pathContext finds "](typed" or "](<typed" before the cursor.
func pathContext(before, after []byte, off int) (linkContext, bool) {
	open := bytes.LastIndex(before, []byte("]("))
	if open < 0 {
		return linkContext{}, false
	}
	typed := before[open+2:]
	c := linkContext{closer: ")"}
	if rest, ok := bytes.CutPrefix(typed, []byte("<")); ok {
		c.angle, c.closer, typed = true, ">)", rest
	}
	stops := " \t()#"
	if c.angle {
		stops = "<>#"
	}
	if bytes.ContainsAny(typed, stops) {
		return linkContext{}, false
	}
	text0 := bytes.LastIndexByte(before[:open], '[')
	c.embed = text0 > 0 && before[text0-1] == '!'
	c.query = text.Between(off-len(typed), off)
	c.typed = string(typed)
	c.replace = c.query
	end := bytes.IndexAny(after, " \t()#<>[")
	if end < 0 {
		return c, true
	}
	rest := bytes.TrimLeft(after[end:], " \t>")
	switch {
	case after[end] == '#', bytes.HasPrefix(after[end:], []byte(c.closer)),
		len(rest) > 1 && bytes.IndexByte([]byte("\"'("), rest[0]) >= 0 && bytes.IndexByte(rest[1:], ')') > 0:
		c.closer = "" // the closer, a fragment or a title follows
		c.replace.End += int32(end)
	case after[end] == ')' && c.angle:
		c.closer = ">"
		c.replace.End += int32(end)
	}
	return c, true
}

// A candidate is an item before the list is cut.
type candidate struct {
	rank int
	id   vault.NoteID
	text string
	item Item
}

// finish sorts, cuts and returns candidates.
func (c linkContext) finish(found []candidate) Completion {
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(strings.Count(a.text, "../"), strings.Count(b.text, "../")), cmp.Compare(a.id, b.id))
	})
	out := Completion{Query: c.query}
	for _, f := range found[:min(len(found), maxItems)] {
		f.item.Edit = text.Edit{Span: c.replace, New: f.text + c.closer}
		out.Items = append(out.Items, f.item)
	}
	return out
}

// completeWiki offers notes by name, title and alias; behind "![[" other files too.
func completeWiki(s *vault.Snapshot, from *vault.Note, c linkContext) Completion {
	q := newQuery(c.typed)
	var found []candidate
	for n := range s.Each() {
		rank, ok := rankNote(q, n)
		if !ok || n.ID == from.ID {
			continue
		}
		found = append(found, candidate{rank: rank, id: n.ID, item: Item{Label: n.Title(), Detail: string(n.ID), Note: true}})
	}
	if c.embed {
		found = append(found, fileCandidates(s, q)...)
	}
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.id, b.id))
	})
	// Only what is shown is worth the look at who else has the name.
	out := found[:0]
	for _, f := range found {
		if len(out) == maxItems {
			break
		}
		if target, ok := wikiTarget(s, from, f.id); ok {
			f.text = target
			out = append(out, f)
		}
	}
	return c.finish(out)
}

func rankNote(q query, n *vault.Note) (int, bool) {
	best, ok := q.rank(n.ID.Name())
	for _, name := range noteNames(n) {
		if rank, match := q.rank(name); match && (!ok || rank < best) {
			best, ok = rank, true
		}
	}
	if !ok && strings.Contains(q.folded, "/") {
		return q.rank(string(n.ID))
	}
	return best, ok
}

// noteNames lists what a note is called besides its file name.
func noteNames(n *vault.Note) []string {
	names := make([]string, 0, 1+len(n.Doc.FrontMatter.Aliases))
	if t := n.Doc.Title(); t != "" {
		names = append(names, t)
	}
	for _, a := range n.Doc.FrontMatter.Aliases {
		names = append(names, a.Text)
	}
	return names
}

func fileCandidates(s *vault.Snapshot, q query) []candidate {
	var found []candidate
	for id := range s.Files() {
		if _, isNote := s.Note(id); isNote || strings.HasSuffix(string(id), "/") {
			continue
		}
		if rank, ok := q.rank(path.Base(string(id))); ok {
			found = append(found, candidate{rank: rank, id: id, item: Item{Label: path.Base(string(id)), Detail: string(id)}})
		}
	}
	return found
}

// wikiTarget returns the shortest wiki target that leads from one note to id alone:
// the name, or else the path. A name that the syntax can't hold has none.
func wikiTarget(s *vault.Snapshot, from *vault.Note, id vault.NoteID) (string, bool) {
	whole := string(id)
	if _, isNote := s.Note(id); isNote {
		whole = strings.TrimSuffix(whole, path.Ext(whole))
	}
	if strings.ContainsAny(whole, "|#^[]") {
		return "", false
	}
	for _, target := range []string{path.Base(whole), whole, string(id)} {
		t := s.Resolve(from.ID, &markdown.Link{Kind: markdown.Wiki, Target: target})
		if t.Status == vault.Found && t.ID == id && len(t.Rivals) == 0 {
			return target, true
		}
	}
	return "", false
}

// completePath offers the notes and files of the vault by their paths, written as
// the user has begun: from the root behind "/", else from the note's folder.
func completePath(s *vault.Snapshot, from *vault.Note, c linkContext) Completion {
	typed := vault.Decode(c.typed)
	rooted := strings.HasPrefix(typed, "/")
	dotted := strings.HasPrefix(typed, "./")
	q := newQuery(strings.TrimPrefix(strings.TrimPrefix(typed, "."), "/"))
	if strings.HasPrefix(typed, "../") {
		q = newQuery(typed)
	}
	var found []candidate
	for id := range s.Files() {
		n, isNote := s.Note(id)
		if strings.HasSuffix(string(id), "/") || id == from.ID || c.embed && isNote {
			continue
		}
		rel := string(id)
		if !rooted {
			rel = relative(from.ID.Dir(), string(id))
		}
		rank, ok := q.rank(rel)
		if !rooted || !ok {
			if r, match := q.rank(path.Base(rel)); match && (!ok || r < rank) {
				rank, ok = r, true
			}
		}
		item := Item{Label: rel, Note: isNote}
		if isNote {
			item.Detail = n.Title()
			if r, match := rankNote(q, n); match && (!ok || r < rank) {
				rank, ok = r, true
			}
		}
		if !ok {
			continue
		}
		switch {
		case rooted:
			rel = "/" + rel
		case dotted && !strings.HasPrefix(rel, "../"):
			rel = "./" + rel
		}
		found = append(found, candidate{rank: rank, id: id, text: encodePath(rel, c.angle), item: item})
	}
	return c.finish(found)
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
	special := " \t()<>#?%\\"
	if angle {
		special = "<>#?%\\"
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
