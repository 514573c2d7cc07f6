package feature

import (
	"bytes"
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// maxSelected is the longest selection that is taken for the name of a note, in bytes.
const maxSelected = 100

// linkSelection offers to make a link of what is selected: to each note that is called
// so, or to one that is not written yet.
func (a *actor) linkSelection() []Action {
	raw := a.span.Of(a.src)
	name := string(bytes.TrimSpace(raw))
	if name == "" || len(name) > maxSelected || strings.ContainsAny(name, "\r\n") {
		return nil
	}
	start := int(a.span.Start) + bytes.Index(raw, []byte(name))
	span := text.Between(start, start+len(name))
	if !a.isProse(span) {
		return nil
	}
	wanted := &markdown.Link{Kind: markdown.Wiki, Target: name}
	t := a.s.Resolve(a.note.ID, wanted)
	var out []Action
	switch {
	case t.Status == vault.Found && !t.Folder:
		ids := append([]vault.NoteID{t.ID}, t.Rivals...)
		for _, id := range ids[:min(len(ids), maxOffered)] {
			if id == a.note.ID {
				continue
			}
			out = append(out, Action{Title: "Make the selection a link to " + string(id), Kind: RefactorRewrite, Do: func() (*Revision, error) {
				edit, ok := LinkMention(a.s, a.note, Mention{Span: span}, id)
				if !ok {
					return nil, obstacle("No link to %s can stand here.", id)
				}
				return a.edit(edit)()
			}})
		}
	case t.Status == vault.Missing:
		if id, ok := NewNoteID(a.s, a.note.ID, wanted); ok {
			out = append(out, Action{Title: "Make the selection a link to the new note " + string(id), Kind: RefactorRewrite, Do: func() (*Revision, error) {
				return a.linkToNew(span, name, id)
			}})
		}
	}
	return out
}

// maxOffered is how many notes of one name are offered.
const maxOffered = 5

// linkToNew writes a link to a note that is not there yet.
func (a *actor) linkToNew(span text.Span, name string, id vault.NoteID) (*Revision, error) {
	y := newLinkStyle(a.s, a.note, a.choices)
	written := "[[" + name + "]]"
	if !writesWikiLinks(a.s, a.note) {
		dest := y.path.write(id)
		if y.path.bare {
			dest = strings.TrimSuffix(dest, path.Ext(dest))
		}
		written = "[" + name + "](" + encodePath(dest, false) + ")"
	}
	edit := text.Edit{Span: span, New: written}
	if !a.reads([]text.Edit{edit}, +1, 0) {
		return nil, obstacle("No link can be made of %q here.", name)
	}
	return a.edit(edit)()
}

// isProse reports whether span touches no link, tag, code or front matter.
func (a *actor) isProse(span text.Span) bool {
	meets := func(other text.Span) bool { return span.Start < other.End && other.Start < span.End }
	doc := a.note.Doc
	return !meets(doc.FrontMatter.Span) && !slices.ContainsFunc(doc.Opaque, meets) &&
		!slices.ContainsFunc(doc.Links, func(l markdown.Link) bool { return meets(l.Span) }) &&
		!slices.ContainsFunc(doc.References, func(r markdown.Reference) bool { return meets(r.Span) }) &&
		!slices.ContainsFunc(doc.Tags, func(t markdown.Tag) bool { return meets(t.Span) }) &&
		!slices.ContainsFunc(doc.Footnotes, func(f markdown.Footnote) bool { return meets(f.Span) }) &&
		!slices.ContainsFunc(doc.Blocks, func(b markdown.Block) bool { return meets(b.IDSpan) })
}

// rewriteURL offers to make a Markdown link of the bare URL at the cursor or of the one
// in angle brackets, or to put it in them.
func (a *actor) rewriteURL() []Action {
	if l, ok := (Cursor{a.note, int(a.span.Start)}).link(); ok {
		if l.Kind != markdown.Auto || !bareURL.Match(l.TargetSpan.Of(a.src)) {
			return nil
		}
		return []Action{a.linkURL(l.Span, string(l.TargetSpan.Of(a.src)), 0)}
	}
	span, ok := urlAround(a.src, int(a.span.Start))
	if !ok || !a.isProse(span) || span.End < a.span.End {
		return nil
	}
	url := string(span.Of(a.src))
	return []Action{
		a.linkURL(span, url, +1),
		{Title: "Put this URL in angle brackets", Kind: RefactorRewrite, Do: func() (*Revision, error) {
			return a.written(text.Edit{Span: span, New: "<" + url + ">"}, +1)
		}},
	}
}

// written makes an edit that has the note hold so many links more.
func (a *actor) written(edit text.Edit, links int) (*Revision, error) {
	if !a.reads([]text.Edit{edit}, links, 0) {
		return nil, obstacle("No link can stand here.")
	}
	return a.edit(edit)()
}

func (a *actor) linkURL(span text.Span, url string, links int) Action {
	return Action{Title: "Make a link of this URL", Kind: RefactorRewrite, Do: func() (*Revision, error) {
		y := newLinkStyle(a.s, a.note, a.choices)
		txt, ok := y.linkText(a.nameOfURL(y, url))
		if !ok {
			return nil, obstacle("No text for this link could be found.")
		}
		return a.written(text.Edit{Span: span, New: "[" + txt + "](" + url + ")"}, links)
	}}
}

// nameOfURL is what a link to url could say: what another link of the vault says, of
// this note first, or the last part of its path, or its host. Nothing is fetched.
func (a *actor) nameOfURL(y *linkStyle, url string) string {
	if name, ok := y.saidOf(a.note, url); ok {
		return name
	}
	for n := range a.s.Notes() {
		if name, ok := y.saidOf(n, url); ok {
			return name
		}
	}
	_, rest, _ := strings.Cut(url, "://")
	rest, _, _ = strings.Cut(rest, "#")
	rest, _, _ = strings.Cut(rest, "?")
	host, _, _ := strings.Cut(rest, "/")
	rest = strings.TrimRight(strings.TrimPrefix(rest, host), "/")
	name := strings.TrimSpace(text.OneLine(vault.Decode(path.Base("/" + rest))))
	for _, ext := range []string{".html", ".htm"} {
		name = strings.TrimSuffix(name, ext)
	}
	return cmp.Or(strings.Trim(name, "/"), host)
}

// saidOf is the text of a link of n to url.
func (y *linkStyle) saidOf(n *vault.Note, url string) (string, bool) {
	for i := range n.Doc.Links {
		l := &n.Doc.Links[i]
		if l.Kind != markdown.Inline || l.Embed || !strings.HasPrefix(url, l.Target) {
			continue
		}
		whole := l.Target
		if l.HasFragment {
			whole += "#" + l.Fragment
		}
		if whole != url {
			continue
		}
		shown, ok := y.render(string(l.LabelSpan.Of(n.Text())))
		if shown = strings.TrimSpace(shown); ok && shown != "" && !bareURL.MatchString(shown) {
			return shown, true
		}
	}
	return "", false
}

// bareURL matches the start of a URL that is no part of a longer word.
var bareURL = regexp.MustCompile(`^https?://[^\s/?#]`)

// maxURL is the longest URL that a link is made of, in bytes.
const maxURL = 2000

// urlAround finds the bare URL at off, without the punctuation behind it and a bracket
// that was opened before it (GFM, Autolinks, extended).
func urlAround(src []byte, off int) (text.Span, bool) {
	line := lineAround(src, off)
	line.Start = max(line.Start, int32(off-maxURL))
	line.End = min(line.End, int32(off+maxURL))
	part := line.Of(src)
	at := min(off-int(line.Start)+len("https://"), len(part))
	start := max(bytes.LastIndex(part[:at], []byte("http://")), bytes.LastIndex(part[:at], []byte("https://")))
	if start < 0 || !bareURL.Match(part[start:]) {
		return text.Span{}, false
	}
	if start > 0 && strings.IndexByte("\"'=[<", part[start-1]) >= 0 || bytes.HasSuffix(part[:start], []byte("](")) {
		return text.Span{}, false
	}
	end := start + len(part[start:])
	if i := bytes.IndexAny(part[start:], " \t<>\"`|[]\\\u3000"); i >= 0 {
		end = start + i
	}
	for end > start {
		last := part[end-1]
		unopened := last == ')' && bytes.Count(part[start:end], []byte(")")) > bytes.Count(part[start:end], []byte("("))
		if !unopened && strings.IndexByte("?!.,:;*_~'", last) < 0 {
			break
		}
		end--
	}
	span := text.Between(int(line.Start)+start, int(line.Start)+end)
	return span, span.Touches(off) && isBalanced(string(part[start:end]))
}
