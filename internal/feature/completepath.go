package feature

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
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
	open := c.opener("](")
	p := pathSlot{}
	var typed []byte
	closer := ")"
	if open >= 0 {
		typed = c.before[open+2:]
	} else {
		i := c.opener("]:")
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

// The rest of a destination behind the cursor, and what closes it: a fragment, a
// title and the bracket. Names hold brackets in pairs (CommonMark, Link destination).
var (
	restClosed      = regexp.MustCompile(`^((?:[^ \t()<>#]|\([^ \t()<>#]*\))*)(?:#[^ \t()<>]*)?` + title + `[ \t]*\)`)
	restAngleClosed = regexp.MustCompile(`^([^<>#]*)(?:#[^<>]*)?>` + title + `[ \t]*\)`)
	restAngle       = regexp.MustCompile(`^([^<>#]*)(?:#[^<>]*)?>`)
	restBracket     = regexp.MustCompile(`^([^ \t()<>#\[]*)\)`)
	restOfLine      = regexp.MustCompile(`^([^ \t<>#]*)(?:#[^ \t<>]*)?` + title + `[ \t]*$`)
)

const title = `(?:[ \t]+(?:"[^"]*"|'[^']*'|\([^()]*\)))?`

// closePath finds what of the line behind the cursor belongs to the destination,
// and drops the closer where one follows. Where that is the angle bracket alone, the
// round one goes behind it in an edit of its own.
func (c *completer) closePath(p *pathSlot) {
	after := c.after
	if strings.Contains(p.typed, "#") {
		// A fragment may not hold another mark, and has none behind the cursor.
		if i := bytes.IndexByte(after, '#'); i >= 0 {
			after = after[:i]
		}
	}
	try := func(rest *regexp.Regexp, closer string) bool {
		m := rest.FindSubmatch(after)
		if m == nil {
			return false
		}
		p.replace.End += int32(len(m[1]))
		p.closer = closer
		return true
	}
	switch {
	case !p.angle && p.closer == "":
		try(restOfLine, "")
	case !p.angle:
		try(restClosed, "")
	case p.closer == ">":
		try(restAngle, "")
	default:
		if !try(restAngleClosed, "") && !try(restBracket, ">") && try(restAngle, "") {
			behind := c.off + len(restAngle.Find(after))
			p.also = []text.Edit{{Span: text.Between(behind, behind), New: ")"}}
		}
	}
}

// paths offers the notes and files of the vault by their paths and names, written
// as the user has begun: from the root behind "/", else from the note's folder.
func (c *completer) paths(p pathSlot) Completion {
	style := c.pathStyle(p.typed)
	list := newShortlist(maxItems)
	c.pathCandidates(list, p.embed, style.level, style.rank)
	if len(list.list) == 0 {
		c.pathCandidates(list, p.embed, style.level, style.rankWhole)
	}
	out := Completion{Query: p.query}
	for _, f := range withFolders(list.best(), c.folders(p, style)) {
		if f.folder {
			if item, ok := c.folderItem(f.id, p, style); ok {
				out.Items = append(out.Items, item)
			}
			continue
		}
		item := Item{Label: style.label(f.id), Kind: FileItem, ID: f.id}
		if n, ok := c.s.Note(f.id); ok {
			item.Kind, item.Detail = NoteItem, n.Title()
		}
		if target, ok := c.pathTarget(f.id, style, p.angle); ok {
			item.Edit, item.Also = p.edit(target), p.also
			out.Items = append(out.Items, item)
		}
	}
	return out
}

// pathTarget returns the destination that leads to id, in the style that is typed
// where that does, as "www.md" does not.
func (c *completer) pathTarget(id vault.NoteID, style *pathStyle, angle bool) (string, bool) {
	whole := style.write(id)
	forms := []string{whole, "./" + whole, "/" + string(id)}
	if _, isNote := c.s.Note(id); isNote && style.bare {
		forms = append([]string{strings.TrimSuffix(whole, path.Ext(whole))}, forms...)
	}
	for _, form := range forms {
		form = encodePath(form, angle)
		t := c.s.Resolve(c.note.ID, &markdown.Link{Kind: markdown.Inline, Target: form})
		if t.Status == vault.Found && t.ID == id {
			return form, true
		}
	}
	return "", false
}
