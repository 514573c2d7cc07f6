package feature

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// maxPreview is how much of a section a hover shows, in bytes.
const maxPreview = 2000

// maxListed is how many notes or tags a hover lists.
const maxListed = 10

// Hover returns what to show of the tag or link under the cursor, as Markdown,
// and the span that it is about. It is empty where there is nothing to show.
func Hover(s *vault.Snapshot, at Cursor) (card string, span text.Span) {
	if l, ok := at.link(); ok {
		if loc, ok := destination(s, at.Note, l); ok {
			return preview(s, loc), l.Span
		}
		return "", text.Span{}
	}
	if t, ok := at.tag(); ok {
		return tagCard(s, vault.TagKey(t.Name)), t.Span
	}
	if r, ok := at.reference(); ok {
		if def, ok := at.Note.Doc.Definition(r.Label); ok {
			if loc, ok := destination(s, at.Note, def); ok {
				return preview(s, loc), r.Span
			}
			return clip(def.Span.Of(at.Note.Text())), r.Span
		}
	}
	if f, ok := at.footnote(); ok {
		for _, def := range at.Note.Doc.Footnotes {
			if def.Definition && def.Label == f.Label {
				return clip(def.Body.Of(at.Note.Text())), f.Span
			}
		}
	}
	return "", text.Span{}
}

// Preview shows the start of a note, as Markdown.
func Preview(s *vault.Snapshot, n *vault.Note) string { return preview(s, Location{ID: n.ID}) }

// preview shows the place that a link leads to.
func preview(s *vault.Snapshot, to Location) string {
	n, ok := s.Note(to.ID)
	if !ok {
		return fmt.Sprintf("`%s`", to.ID)
	}
	head := "**" + escape(n.Title()) + "**"
	if name := n.ID.Name(); name != n.Title() {
		head += " · " + escape(string(n.ID))
	}
	body := section(n, to.Span)
	if body == "" {
		return head
	}
	return head + "\n\n---\n\n" + body
}

// section returns the text that a place stands for: a heading with all below it,
// a block, or the note behind its front matter.
func section(n *vault.Note, at text.Span) string {
	src := n.Text()
	if src == nil {
		return ""
	}
	whole := at
	if at == (text.Span{}) {
		whole = text.Between(int(n.Doc.FrontMatter.Span.End), len(src))
	} else if i := slices.IndexFunc(n.Doc.Headings, func(h markdown.Heading) bool { return h.Span == at }); i >= 0 {
		whole = wholeLines(src, n.Doc.Section(i))
	}
	return clip(whole.Of(src))
}

// wholeLines widens s to the start of its first line and cuts the start of the
// line behind it: a section runs up to the next heading's text, not its marks.
func wholeLines(src []byte, s text.Span) text.Span {
	s.Start = int32(bytes.LastIndexByte(src[:s.Start], '\n') + 1)
	if int(s.End) < len(src) {
		s.End = max(s.Start, int32(bytes.LastIndexByte(src[:s.End], '\n')+1))
	}
	return s
}

// clip cuts b to a preview, at a line, closes a code fence that the cut leaves
// open, and says how much is left.
func clip(b []byte) string {
	b = bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\ufeff")))
	if len(b) <= maxPreview {
		return string(b)
	}
	cut := bytes.LastIndexByte(b[:maxPreview], '\n')
	if cut < 0 {
		cut = len(strings.ToValidUTF8(string(b[:maxPreview]), ""))
	}
	shown := string(bytes.TrimRight(b[:cut], " \r\n"))
	left := bytes.Count(b[cut:], []byte("\n"))
	fence := ""
	for line := range strings.Lines(shown) {
		line = strings.TrimLeft(line, " \t>")
		switch {
		case fence == "" && (strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~")):
			fence = line[:3]
		case fence != "" && strings.HasPrefix(line, fence):
			fence = ""
		}
	}
	if fence != "" {
		shown += "\n" + fence
	}
	return fmt.Sprintf("%s\n\n… %s more", shown, count(max(left, 1), "line"))
}

// tagCard shows how a tag is used: in how many notes and which, the most recent
// first, the tags below it and the tags beside it.
func tagCard(s *vault.Snapshot, tag vault.Key) string {
	uses := s.TagNotes(tag)
	times := 0
	for _, u := range uses {
		times += u.Count
	}
	var b strings.Builder
	fmt.Fprintf(&b, "**#%s** · %s", s.TagSpelling(tag), count(len(uses), "note"))
	if times > len(uses) {
		fmt.Fprintf(&b, ", %s", count(times, "time"))
	}
	b.WriteString("\n\n")
	slices.SortStableFunc(uses, func(a, b vault.TagUse) int { return b.Note.Modified.Compare(a.Note.Modified) })
	for _, u := range uses[:min(len(uses), maxListed)] {
		fmt.Fprintf(&b, "- %s", escape(u.Note.Title()))
		if name := u.Note.ID.Name(); name != u.Note.Title() {
			fmt.Fprintf(&b, " · %s", escape(string(u.Note.ID)))
		}
		if !u.Note.Modified.IsZero() {
			fmt.Fprintf(&b, " · %s", u.Note.Modified.Format(time.DateOnly))
		}
		b.WriteByte('\n')
	}
	if more := len(uses) - maxListed; more > 0 {
		fmt.Fprintf(&b, "- … %d more\n", more)
	}
	var below []tagCount
	for _, sub := range s.SubTags(tag) {
		below = append(below, tagCount{s.TagSpelling(sub), len(s.TagNotes(sub))})
	}
	writeTags(&b, "Below it", below)
	writeTags(&b, "Together with", beside(s, uses, tag))
	return strings.TrimSpace(b.String())
}

// A tagCount is a tag as it is written, and in how many notes it is.
type tagCount struct {
	name  string
	notes int
}

// beside counts the other tags of the notes that use tag, the most frequent
// first; tags below it are told of elsewhere.
func beside(s *vault.Snapshot, uses []vault.TagUse, tag vault.Key) []tagCount {
	notes := map[vault.Key]int{}
	for _, u := range uses {
		for _, k := range u.Note.Tags() {
			if k != tag && !strings.HasPrefix(string(k), string(tag)+"/") {
				notes[k]++
			}
		}
	}
	var out []tagCount
	for k, n := range notes {
		out = append(out, tagCount{s.TagSpelling(k), n})
	}
	slices.SortFunc(out, func(a, b tagCount) int {
		return cmp.Or(cmp.Compare(b.notes, a.notes), cmp.Compare(a.name, b.name))
	})
	return out
}

func writeTags(b *strings.Builder, title string, tags []tagCount) {
	if len(tags) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s: ", title)
	for i, t := range tags[:min(len(tags), maxListed)] {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(b, "#%s (%d)", escape(t.name), t.notes)
	}
	if more := len(tags) - maxListed; more > 0 {
		fmt.Fprintf(b, ", … %d more", more)
	}
	b.WriteByte('\n')
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// escape keeps a name from being read as Markdown.
func escape(s string) string {
	return strings.NewReplacer("\\", "\\\\", "*", "\\*", "_", "\\_", "[", "\\[", "]", "\\]", "`", "\\`", "<", "\\<", "\n", " ").Replace(s)
}
