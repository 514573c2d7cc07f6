package feature

import (
	"bytes"
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// sectionOf is the part of n, whose text is src, that a place stands for: a heading
// with all below it, a block, a footnote's text, or the note behind its front
// matter. An HTML id stands for what is from its line to the next heading.
func sectionOf(n *vault.Note, src []byte, place vault.Place) text.Span {
	switch place.Kind {
	case vault.HeadingPlace:
		return wholeLines(src, n.Doc.Section(place.Index))
	case vault.BlockPlace:
		return n.Doc.Blocks[place.Index].Span
	case vault.FootnotePlace:
		return n.Doc.Footnotes[place.Index].Body
	case vault.AnchorPlace:
		at := n.Doc.Anchors[place.Index].Span
		end := n.Doc.Size
		next, _ := slices.BinarySearchFunc(n.Doc.Headings, at, func(h markdown.Heading, at text.Span) int { return cmp.Compare(h.Span.Start, at.End) })
		if next < len(n.Doc.Headings) {
			end = int(n.Doc.Headings[next].Span.Start)
		}
		return wholeLines(src, text.Span{Start: at.Start, End: int32(end)})
	}
	return text.Between(int(n.Doc.FrontMatter.Span.End), n.Doc.Size)
}

// wholeLines widens s to the start of its first line and cuts the start of the
// line behind it: a section runs up to the next heading's text, not its marks.
func wholeLines(src []byte, s text.Span) text.Span {
	if int(s.End) > len(src) {
		return text.Span{}
	}
	s.Start = int32(bytes.LastIndexByte(src[:s.Start], '\n') + 1)
	if int(s.End) < len(src) {
		s.End = max(s.Start, int32(bytes.LastIndexByte(src[:s.End], '\n')+1))
	}
	return s
}

// excerpt is the start of a stretch of n, whose text is src, up to the end of a block, and says how
// much is left. Its links and images lead where they lead in n.
func (h hover) excerpt(n *vault.Note, src []byte, at text.Span) string {
	whole := at.Of(src)
	at.Start += int32(len(whole) - len(trimContents(trimStart(whole))))
	whole = bytes.TrimRight(at.Of(src), " \t\r\n")
	if len(whole) == 0 {
		return ""
	}
	end, closing := len(whole), ""
	if len(whole) > maxPreview {
		end, closing = cutAtBlock(whole, maxPreview)
	}
	shown := bytes.TrimRight(whole[:end], " \t\r\n")
	at.End = at.Start + int32(len(shown))
	out := h.rebased(n, src, at)
	if end < len(whole) {
		left := bytes.Count(bytes.TrimLeft(whole[end:], "\r\n"), []byte("\n")) + 1
		out += closing + fmt.Sprintf("\n\n… %s", count(left, "more line"))
	}
	return out + h.definitionsOf(n, src, at)
}

// trimStart cuts a byte order mark and blank lines, and keeps the first line's
// indentation, which may make it code.
func trimStart(b []byte) []byte {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	for {
		line, rest, ok := bytes.Cut(b, []byte("\n"))
		if !ok || len(bytes.TrimSpace(line)) > 0 {
			return b
		}
		b = rest
	}
}

// contentsMark matches what kramdown puts a table of contents in place of: a list of
// one item with the attribute toc (kramdown.gettalong.org/converter/html.html#toc).
var contentsMark = regexp.MustCompile(`^ {0,3}(?:[*+-]|\d+\.)[ \t][^\n]*\n {0,3}\{:[ \t]*toc\b[^}\n]*\}[ \t\r]*(?:\n|$)`)

// trimContents cuts such a mark, with which every note of a Jekyll site may start.
func trimContents(b []byte) []byte {
	if mark := contentsMark.Find(b); mark != nil {
		return trimStart(b[len(mark):])
	}
	return b
}

// cutAtBlock is where b, Markdown of more than limit bytes, is best cut off before
// limit: between two blocks, or else two list items, or else two lines, the last of
// each kind that leaves a quarter of what may be shown. Closing closes a code fence
// that is cut.
func cutAtBlock(b []byte, limit int) (end int, closing string) {
	var block, item, line int
	var open, lineOpen fence
	blank, headed := false, false // the line before is empty; the text before is a heading's
	for off := 0; off <= limit; {
		rest := b[off:]
		if i := bytes.IndexByte(rest, '\n'); i >= 0 {
			rest = rest[:i+1]
		}
		if off > 0 {
			line, lineOpen = off, open
		}
		bare := unmarked(rest)
		indented := rest[0] == ' ' || rest[0] == '\t'
		switch {
		case off == 0 || open.marks != "":
		case !indented && (blank && !headed || rest[0] == '#'):
			block = off
		case len(bare) < len(bytes.TrimLeft(rest, " \t>")):
			item = off
		}
		if blank = len(bytes.TrimSpace(rest)) == 0; !blank {
			headed = open.marks == "" && rest[0] == '#'
		}
		open = open.after(rest, bare)
		off += len(rest)
		if off == len(b) {
			break
		}
	}
	switch {
	case block > limit/4:
		return block, ""
	case item > limit/4:
		return item, ""
	case line > limit/4:
		if lineOpen.marks != "" {
			closing = "\n" + lineOpen.before + lineOpen.marks
		}
		return line, closing
	}
	return len(bytes.ToValidUTF8(b[:limit], nil)), ""
}

// A fence is the start of a code block that is open, and what stands before it: the
// marks of quotes, and the room of list marks. Its zero value is none.
type fence struct{ before, marks string }

// after is the fence that is open behind a line; bare is the line without the marks
// of quotes and list items.
func (f fence) after(line, bare []byte) fence {
	marks := bare[:len(bare)-len(bytes.TrimLeft(bare, "`"))]
	if len(marks) == 0 {
		marks = bare[:len(bare)-len(bytes.TrimLeft(bare, "~"))]
	}
	switch {
	case len(marks) < 3:
	case f.marks == "" && (marks[0] == '~' || !bytes.Contains(bare[len(marks):], marks[:1])):
		before := bytes.Map(func(r rune) rune {
			if r == '>' || r == '\t' {
				return r
			}
			return ' '
		}, line[:len(line)-len(bare)])
		return fence{string(before), string(marks)}
	case f.marks != "" && marks[0] == f.marks[0] && len(marks) >= len(f.marks) && len(bytes.TrimSpace(bare)) == len(marks):
		return fence{}
	}
	return f
}

// rebased is a stretch of n, whose text is src, for a reader who is not in n: links
// say in full where they lead, and wiki links, which a renderer does not know, are
// Markdown links.
func (h hover) rebased(n *vault.Note, src []byte, at text.Span) string {
	shown := at.Of(src)
	if h.Plain || h.URI == nil {
		return string(shown)
	}
	var edits []text.Edit
	for i := firstFrom(n.Doc.Links, at.Start); i < len(n.Doc.Links) && n.Doc.Links[i].Span.Start < at.End; i++ {
		edit, ok := h.rebase(n, src, &n.Doc.Links[i])
		if !ok || !at.Contains(edit.Span) {
			continue
		}
		edit.Start -= at.Start
		edit.End -= at.Start
		edits = append(edits, edit)
	}
	out, err := text.Apply(shown, edits)
	if err != nil {
		return string(shown) // a link in a link: as it is written
	}
	return string(out)
}

// firstFrom is the first of links, which are in order, that starts at off or behind.
func firstFrom(links []markdown.Link, off int32) int {
	i, _ := slices.BinarySearchFunc(links, off, func(l markdown.Link, off int32) int { return cmp.Compare(l.Span.Start, off) })
	return i
}

// rebase is the edit that makes a link of n lead to the same place from anywhere.
func (h hover) rebase(n *vault.Note, src []byte, l *markdown.Link) (text.Edit, bool) {
	to, id, ok := h.address(n, l)
	if l.Kind != markdown.Wiki {
		return text.Edit{Span: text.Span{Start: l.TargetSpan.Start, End: l.FragmentSpan.End}, New: to}, ok
	}
	shown := escape(wikiText(src, l, id))
	switch {
	case strings.HasPrefix(shown, "^"):
		shown = "\\" + shown // [^x] is a footnote
	case strings.EqualFold(shown, "x"):
		shown = fmt.Sprintf("&#%d;", shown[0]) // - [x] is a task
	}
	switch {
	case !ok:
		return text.Edit{Span: l.Span, New: shown}, true
	case l.Embed && isPicture(id):
		return text.Edit{Span: l.Span, New: "![" + escape(id.Name()) + "](" + to + ")"}, true
	}
	return text.Edit{Span: l.Span, New: "[" + shown + "](" + to + ")"}, true
}

// address is where a link of n leads, as a URI; ok is false where it may stay as it
// is written: on the web, or nowhere that is known. The id is the note or file, if
// it leads to one.
func (h hover) address(n *vault.Note, l *markdown.Link) (to string, id vault.NoteID, ok bool) {
	t := h.s.Resolve(n.ID, l)
	switch {
	case t.Status == vault.External && l.Kind == markdown.Wiki:
		return "<" + strings.NewReplacer("<", "%3C", ">", "%3E").Replace(address(l)) + ">", "", true
	case t.Status != vault.Found && (t.Status != vault.Missing || l.Kind == markdown.Wiki):
		return "", "", false
	}
	to = h.URI(t.ID)
	if l.Fragment != "" {
		to += "#" + url.PathEscape(vault.Decode(l.Fragment))
	}
	return to, t.ID, true
}

// address is what a link says of where it leads.
func address(l *markdown.Link) string {
	if l.HasFragment {
		return l.Target + "#" + l.Fragment
	}
	return l.Target
}

// wikiText is what a reader sees of a wiki link: its label, or what it names, as
// Obsidian has it. The label of an embedded file is its size.
func wikiText(src []byte, l *markdown.Link, id vault.NoteID) string {
	if label := bytes.TrimSpace(l.LabelSpan.Of(src)); len(label) > 0 && (!l.Embed || !isPicture(id)) {
		return string(label)
	}
	return strings.TrimPrefix(strings.ReplaceAll(address(l), "#", " > "), " > ")
}

// definitionsOf are the definitions that references in a stretch of n need and that
// stand elsewhere in n.
func (h hover) definitionsOf(n *vault.Note, src []byte, at text.Span) string {
	if h.Plain || h.URI == nil {
		return ""
	}
	var b strings.Builder
	seen := map[string]bool{}
	first, _ := slices.BinarySearchFunc(n.Doc.References, at.Start, func(r markdown.Reference, off int32) int { return cmp.Compare(r.Span.Start, off) })
	for _, r := range n.Doc.References[first:] {
		if r.Span.Start >= at.End {
			break
		}
		def, ok := n.Doc.Definition(r.Label)
		if !ok || seen[r.Label] || at.Contains(def.Span) {
			continue
		}
		seen[r.Label] = true
		to, _, ok := h.address(n, def)
		if !ok {
			to = "<" + string(text.Span{Start: def.TargetSpan.Start, End: def.FragmentSpan.End}.Of(src)) + ">"
		}
		if label := string(def.LabelSpan.Of(src)); !strings.ContainsAny(label+to, "\r\n") {
			fmt.Fprintf(&b, "\n[%s]: %s", label, to)
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "\n" + b.String()
}
