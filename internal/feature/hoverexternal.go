package feature

import (
	"bytes"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
)

// external shows what the note itself knows of an address on the web: the title that
// it gives in a link or definition, or else what another link calls it. Other notes
// are not asked: they file no addresses, so it would cost a look at every one.
func (h hover) external(l *markdown.Link) string {
	src := h.note.Text()
	title, name := linkTitle(src, l), ""
	own := linkName(src, l)
	for i := range h.note.Doc.Links {
		other := &h.note.Doc.Links[i]
		if title != "" || address(other) != address(l) {
			continue
		}
		title = linkTitle(src, other)
		if n := linkName(src, other); name == "" && n != own && n != address(l) {
			name = n
		}
	}
	if title == "" {
		title = name
	}
	if title == "" {
		return ""
	}
	h.printf("%s · %s", h.strong(title), h.plainly(address(l)))
	return h.String()
}

// linkTitle is the title behind a destination, as in [text](dest "title").
func linkTitle(src []byte, l *markdown.Link) string {
	if l.Kind != markdown.Inline && l.Kind != markdown.Definition || l.FragmentSpan.End > l.Span.End || int(l.Span.End) > len(src) {
		return ""
	}
	rest := bytes.TrimPrefix(src[l.FragmentSpan.End:l.Span.End], []byte(">"))
	if l.Kind == markdown.Inline {
		rest = bytes.TrimSuffix(rest, []byte(")"))
	}
	rest = bytes.TrimSpace(rest)
	if len(rest) < 2 {
		return ""
	}
	for _, quotes := range []string{`""`, "''", "()"} {
		if rest[0] == quotes[0] && rest[len(rest)-1] == quotes[1] {
			return strings.Join(strings.Fields(string(rest[1:len(rest)-1])), " ")
		}
	}
	return ""
}

// linkName is what a reader sees of an inline link.
func linkName(src []byte, l *markdown.Link) string {
	if l.Kind != markdown.Inline || l.Embed {
		return ""
	}
	return strings.Join(strings.Fields(string(l.LabelSpan.Of(src))), " ")
}
