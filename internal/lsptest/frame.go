package lsptest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// A label says something about a stretch of a text.
type label struct {
	span text.Span
	says string
}

// codeFrame shows the lines of a note that labels are about, with carets under what
// they cover: a reader sees the place and needs no offsets.
func codeFrame(name, src string, labels ...label) string {
	var b strings.Builder
	b.WriteString(name)
	b.WriteByte('\n')
	labels = slices.Clone(labels)
	slices.SortStableFunc(labels, func(a, b label) int { return int(a.span.Start) - int(b.span.Start) })
	index := text.NewLineIndex([]byte(src))
	shown := -1
	for _, l := range labels {
		row := index.OffsetPosition(int(l.span.Start), text.UTF8).Line
		line := index.Line(row)
		if row != shown {
			fmt.Fprintf(&b, "%5d | %s\n", row+1, line.Of([]byte(src)))
			shown = row
		}
		start := min(int(l.span.Start), int(line.End))
		end := max(start, min(int(l.span.End), int(line.End)))
		carets := strings.Repeat("^", max(1, text.Columns(src[start:end])))
		if l.span.End > line.End {
			carets += "…"
		}
		fmt.Fprintf(&b, "      | %s%s %s\n", blank(src[line.Start:start]), carets, l.says)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// blank is as wide as s on a terminal; tabs stay.
func blank(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r == '\t' {
			b.WriteByte('\t')
			continue
		}
		b.WriteString(strings.Repeat(" ", text.Columns(string(r))))
	}
	return b.String()
}
