package check

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// An excerpt is the line that a finding starts in, or as much of it as is readable.
type excerpt struct {
	before, covered, after string
	cut, goesOn            bool // something stood before; more is covered on the next line
}

// frameRoom is how many bytes of a line are shown on each side of a finding.
const frameRoom = 120

// excerptOf cuts the line of span out of src.
func excerptOf(src []byte, index *text.LineIndex, span text.Span) excerpt {
	line := index.Line(index.LineAt(int(span.Start)))
	start := min(span.Start, line.End)
	end := max(start, min(span.End, line.End))
	x := excerpt{goesOn: span.End > line.End && end > start}
	from, to := line.Start, line.End
	if start-from > frameRoom {
		from, x.cut = start-frameRoom, true
		for !utf8.RuneStart(src[from]) && from < start {
			from++
		}
	}
	if to-end > frameRoom {
		to = end + frameRoom
		for !utf8.RuneStart(src[to]) && to > end {
			to--
		}
	}
	plain := func(a, b int32) string { return text.OneLine(string(src[a:b])) }
	x.before, x.covered, x.after = plain(from, start), plain(start, end), plain(end, to)
	return x
}

// frame prints the line of a finding with carets under what is wrong.
func (p painter) frame(w io.Writer, f Finding) {
	number := strconv.Itoa(f.Start.Line)
	margin := strings.Repeat(" ", len(number))
	before := f.line.before
	if f.line.cut {
		before = "…" + before
	}
	carets := strings.Repeat("^", max(1, text.Columns(f.line.covered)))
	if f.line.goesOn {
		carets += "…"
	}
	bar := p.paint(faint, "|")
	fmt.Fprintf(w, "%s %s\n", margin, bar)
	fmt.Fprintf(w, "%s %s %s%s%s\n", p.paint(faint, number), bar, before, f.line.covered, f.line.after)
	fmt.Fprintf(w, "%s %s %s%s\n", margin, bar, strings.Repeat(" ", text.Columns(before)), p.paint(colourOf(f.Severity), carets))
	for _, r := range f.Related {
		at := text.OneLine(r.Path)
		if !r.Start.IsZero() {
			at = fmt.Sprintf("%s:%d:%d", at, r.Start.Line, r.Start.Column)
		}
		fmt.Fprintf(w, "%s %s %s: %s\n", margin, p.paint(faint, "="), at, r.Message)
	}
	fmt.Fprintln(w)
}
