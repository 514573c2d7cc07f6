package markdown

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// commonTokens are the syntax that we share with stock goldmark.
var commonTokens = []string{
	"[", "]", "(", ")", "<", ">", "!", "\\", "`", "``", "*", "**", "_", "~~", ":", "[a]", "[b](c)", "](d)", "![e](f#g)", "](<h i>", "\"", "'",
	"\n", "\n", "\n\n", "\n\n", "\r\n", "\t", "  ", "    ", "- ", "1. ", "> ", "# ", "## ", "===", "---", "|", "|-|-|\n", "| a | b |\n",
	"한글", "노트.md", "😀", "é", "\u00a0", "e\u0301", "[a]: x\n", "[b]: <y z> 'w'\n", "<http://a.b/가>", "<c@d.kr>", "<div>", "</div>\n", "<b>",
	"<a href=\"x#y\">", "<!-- ", "-->", "&amp;", "\\]", "\\[", "\\#", "[ ] ", "```\n", "~~~\n", "\x00", "\xff", "\xed\xa0\x80",
}

// ownTokens are the syntax that stock goldmark does not know.
var ownTokens = []string{
	"[[w]]", "![[w#h]]", "[[", "]]", "|l]]", "[^1]", "[^가]: ", "$", "$$", "$x$", "%%", "%%가%%", "#tag", "#태그/하위", " #😀", "^id", " ^블록\n",
	"{#id}", "<a id='x'>", "<a name=", "<img src=", "<script>", "---\n", "+++\n", "title: 가\n", "tags: [a, '#나']\n", "\ufeff",
}

// rounds is how many of n random cases are tried: with -short, as under the race detector,
// a twentieth.
func rounds(n int) int {
	if testing.Short() {
		return n / 20
	}
	return n
}

// randomNotes gives n notes of at most 40 tokens, the same ones every time.
func randomNotes(n int, tokens []string, take func(src string)) {
	rng := rand.New(rand.NewPCG(7, 11))
	var b strings.Builder
	for range n {
		b.Reset()
		for range rng.IntN(40) {
			b.WriteString(tokens[rng.IntN(len(tokens))])
		}
		take(b.String())
	}
}

func TestRandomNotesHaveValidSpans(t *testing.T) {
	randomNotes(rounds(30_000), append(ownTokens, commonTokens...), func(src string) {
		if err := validate(Parse([]byte(src)), src); err != nil {
			t.Fatalf("Parse(%q): %v", src, err)
		}
	})
}

// validate checks what every Document promises of its Spans.
func validate(d *Document, src string) error {
	v := &validator{src: src}
	whole := text.Between(0, len(src))
	if d.Size != len(src) {
		return fmt.Errorf("size %d, want %d", d.Size, len(src))
	}
	v.inside("front matter", whole, d.FrontMatter.Span)
	for _, value := range append([]Value{d.FrontMatter.Title, d.FrontMatter.Problem}, d.FrontMatter.Aliases...) {
		if value.Text != "" {
			v.inside("value", d.FrontMatter.Span, value.Span)
		}
	}
	v.each("heading", len(d.Headings), func(i int) text.Span { return d.Headings[i].Span })
	v.each("link", len(d.Links), func(i int) text.Span { return d.Links[i].Span })
	v.each("reference", len(d.References), func(i int) text.Span { return d.References[i].Span })
	v.each("tag", len(d.Tags), func(i int) text.Span { return d.Tags[i].Span })
	v.each("block id", len(d.Blocks), func(i int) text.Span { return d.Blocks[i].IDSpan })
	v.each("footnote", len(d.Footnotes), func(i int) text.Span { return d.Footnotes[i].Span })
	v.each("anchor", len(d.Anchors), func(i int) text.Span { return d.Anchors[i].Span })
	v.each("opaque", len(d.Opaque), func(i int) text.Span { return d.Opaque[i] })
	for i := 1; i < len(d.Opaque); i++ {
		v.claim(d.Opaque[i-1].End <= d.Opaque[i].Start, "opaque spans overlap", d.Opaque[i])
	}
	for _, l := range d.Links {
		v.link(l)
	}
	for _, r := range d.References {
		v.inside("label of a reference", r.Span, r.LabelSpan)
		v.written("reference", r.Span, map[bool]string{false: "[", true: "!["}[strings.HasPrefix(covered(src, r.Span), "!")], "]")
	}
	for _, h := range d.Headings {
		v.claim(1 <= h.Level && h.Level <= 6, "level of a heading", h.Span)
		v.claim(!strings.ContainsAny(h.Text, "\n"), "line end in the text of a heading", h.Span)
		v.claim(h.Raw == "" || h.Raw == covered(src, h.Span), "raw text of a heading", h.Span)
	}
	for _, tag := range d.Tags {
		want := "#" + tag.Name
		if tag.FrontMatter {
			continue
		}
		v.claim(covered(src, tag.Span) == want, "tag "+tag.Name, tag.Span)
	}
	for _, b := range d.Blocks {
		v.inside("block", whole, b.Span)
		v.claim(b.Span.Len() > 0 && covered(src, b.IDSpan) == b.ID, "id of a block", b.IDSpan)
	}
	for _, f := range d.Footnotes {
		v.written("footnote", f.Span, "[^", "]")
		v.claim(f.LabelSpan.Start == f.Span.Start+2 && f.LabelSpan.End == f.Span.End-1, "label of a footnote", f.LabelSpan)
		v.claim(!f.Definition || strings.HasPrefix(src[f.Span.End:], ":"), "definition of a footnote", f.Span)
	}
	return v.err
}

// A validator keeps the first claim that does not hold.
type validator struct {
	src string
	err error
}

func (v *validator) claim(holds bool, what string, s text.Span) {
	if !holds && v.err == nil {
		v.err = fmt.Errorf("%s at %v: %q", what, s, covered(v.src, s))
	}
}

// each checks that spans are valid, not empty (but of headings) and in order.
func (v *validator) each(what string, n int, span func(int) text.Span) {
	for i := range n {
		s := span(i)
		v.inside(what, text.Between(0, len(v.src)), s)
		v.claim(s.Len() > 0 || what == "heading", "empty "+what, s)
		v.claim(i == 0 || span(i-1).Start <= s.Start, "order of "+what, s)
	}
}

func (v *validator) inside(what string, outer, s text.Span) {
	v.claim(s.Start <= s.End && outer.Contains(s), what+" outside", s)
	if v.err == nil {
		v.claim(v.onBoundary(int(s.Start)) && v.onBoundary(int(s.End)), what+" cuts a rune", s)
	}
}

// onBoundary reports whether off is not inside an encoded rune.
func (v *validator) onBoundary(off int) bool {
	for back := 1; back < utf8.UTFMax && off-back >= 0; back++ {
		if r, n := utf8.DecodeRuneInString(v.src[off-back:]); n > back && r != utf8.RuneError {
			return false
		}
	}
	return true
}

func (v *validator) written(what string, s text.Span, prefix, suffix string) {
	got := covered(v.src, s)
	v.claim(strings.HasPrefix(got, prefix) && strings.HasSuffix(got, suffix) && len(got) >= len(prefix)+len(suffix), "form of "+what, s)
}

func (v *validator) link(l Link) {
	v.inside("target", l.Span, l.TargetSpan)
	v.inside("fragment", l.Span, l.FragmentSpan)
	v.inside("label", l.Span, l.LabelSpan)
	v.claim(l.TargetSpan.End <= l.FragmentSpan.Start, "fragment before target", l.Span)
	v.claim(l.HasFragment || l.Fragment == "" && l.FragmentSpan.Empty(), "fragment without #", l.Span)
	mark := ""
	if l.Embed {
		mark = "!"
	}
	switch l.Kind {
	case Inline:
		v.written("link", l.Span, mark+"[", ")")
		v.claim(strings.HasPrefix(v.src[l.LabelSpan.End:], "]("), "label of", l.Span)
	case Wiki:
		v.written("wiki link", l.Span, mark+"[[", "]]")
		v.claim(covered(v.src, l.TargetSpan) == l.Target && covered(v.src, l.FragmentSpan) == l.Fragment, "parts of", l.Span)
	case Definition:
		v.written("definition", l.Span, "[", "")
		v.claim(strings.HasPrefix(v.src[l.LabelSpan.End:], "]:"), "label of", l.Span)
		v.claim(matchingLabel([]byte(covered(v.src, l.LabelSpan))) == l.Label || strings.ContainsAny(covered(v.src, l.LabelSpan), ">\n"), "label of", l.Span)
	case Auto:
		v.written("autolink", l.Span, "<", ">")
	case HTML:
		v.written("tag of HTML", l.Span, "<", "")
	}
	if l.Kind != Auto && !l.TargetSpan.Empty() && !strings.ContainsAny(covered(v.src, l.TargetSpan), "\\&") {
		v.claim(covered(v.src, l.TargetSpan) == l.Target, "target", l.TargetSpan)
	}
}
