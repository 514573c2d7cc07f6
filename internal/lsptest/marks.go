package lsptest

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// A content is a text and the places in it that a script names.
type content struct {
	text  string
	marks map[string]text.Span // a point is an empty span
}

// markStart opens a mark: "<|name|>" is a point and "<|name:" the start of a range
// that ends at the next "|>". Ranges nest.
var markStart = regexp.MustCompile(`^<\|([A-Za-z][A-Za-z0-9_-]*)(\|>|:)`)

// cut takes the marks out of src. What only looks like a mark stays, as do the "|"
// of tables and wiki links.
func cut(src string) (content, error) {
	c := content{marks: map[string]text.Span{}}
	var b strings.Builder
	var open []string
	for src != "" {
		if m := markStart.FindStringSubmatch(src); m != nil {
			name := m[1]
			if _, taken := c.marks[name]; taken {
				return c, fmt.Errorf("there are two marks %q", name)
			}
			c.marks[name] = text.Between(b.Len(), b.Len())
			if m[2] == ":" {
				open = append(open, name)
			}
			src = src[len(m[0]):]
			continue
		}
		if rest, ok := strings.CutPrefix(src, "|>"); ok && len(open) > 0 {
			name := open[len(open)-1]
			open = open[:len(open)-1]
			c.marks[name] = text.Between(int(c.marks[name].Start), b.Len())
			src = rest
			continue
		}
		b.WriteByte(src[0])
		src = src[1:]
	}
	if len(open) > 0 {
		return c, fmt.Errorf("the mark %q is not closed by |>", open[len(open)-1])
	}
	c.text = b.String()
	return c, nil
}

// edited is the content after an edit. The marks behind it move along; those whose
// place the edit takes shrink to its end. The mark named as the edit's own covers
// the new text, or stands behind it where it was a point.
func (c content) edited(e text.Edit, own string) (content, error) {
	next, err := text.Apply([]byte(c.text), []text.Edit{e})
	if err != nil {
		return c, err
	}
	out := content{text: string(next), marks: make(map[string]text.Span, len(c.marks))}
	grown := len(e.New) - e.Len()
	end := int(e.Start) + len(e.New)
	move := func(off int32, stays bool) int {
		switch {
		case off < e.Start, stays && off == e.Start:
			return int(off)
		case off >= e.End:
			return int(off) + grown
		}
		return end
	}
	for name, s := range c.marks {
		switch {
		case name != own:
			// A range does not grow by what is typed at either of its ends.
			out.marks[name] = text.Between(move(s.Start, false), move(s.End, !s.Empty()))
		case s.Empty():
			out.marks[name] = text.Between(end, end)
		default:
			out.marks[name] = text.Between(int(e.Start), end)
		}
	}
	return out, nil
}
