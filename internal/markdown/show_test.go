package markdown

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// check parses src in three forms: as it stands, behind a paragraph of wide
// runes, and with CRLF. Spans are shown as the text they cover, so the same want
// holds for all.
func check(t *testing.T, src string, show func(*Document, string) []string, want []string) {
	t.Helper()
	for _, form := range []string{src, "한글 🗺 문단\n\n" + src, strings.ReplaceAll(src, "\n", "\r\n")} {
		got := show(Parse([]byte(form)), form)
		for i := range got {
			got[i] = strings.ReplaceAll(got[i], "\r\n", "\n")
		}
		if diff := cmp.Diff(append([]string{}, want...), append([]string{}, got...)); diff != "" {
			t.Errorf("Parse(%q) (-want +got):\n%s", form, diff)
		}
	}
}

func checkLinks(t *testing.T, src string, want ...string) {
	t.Helper()
	check(t, src, showLinks, want)
}

func checkReferences(t *testing.T, src string, want ...string) {
	t.Helper()
	check(t, src, showReferences, want)
}

func checkHeadings(t *testing.T, src string, want ...string) {
	t.Helper()
	check(t, src, showHeadings, want)
}

func checkTags(t *testing.T, src string, want ...string) {
	t.Helper()
	check(t, src, showTags, want)
}

func checkBlocks(t *testing.T, src string, want ...string) {
	t.Helper()
	check(t, src, showBlocks, want)
}

func checkFootnotes(t *testing.T, src string, want ...string) {
	t.Helper()
	check(t, src, showFootnotes, want)
}

func checkAnchors(t *testing.T, src string, want ...string) {
	t.Helper()
	check(t, src, showAnchors, want)
}

func checkOpaque(t *testing.T, src string, want ...string) {
	t.Helper()
	check(t, src, showOpaque, want)
}

var kindNames = [...]string{Inline: "inline", Wiki: "wiki", Definition: "definition", Auto: "auto", HTML: "html"}

// showLinks gives "kind span: target # fragment | label" for each link.
func showLinks(d *Document, src string) (out []string) {
	for _, l := range d.Links {
		s := kindNames[l.Kind] + " " + covered(src, l.Span) + ": " + part(src, l.TargetSpan, l.Target)
		if l.Embed {
			s = "!" + s
		}
		if l.HasFragment {
			s += " # " + part(src, l.FragmentSpan, l.Fragment)
		}
		if l.Kind != Auto && l.Kind != HTML {
			s += " | " + covered(src, l.LabelSpan)
		}
		out = append(out, s)
	}
	return out
}

// part is the text at span, and its meaning where that is another.
func part(src string, span text.Span, meaning string) string {
	if raw := covered(src, span); raw != meaning {
		return raw + " => " + meaning
	}
	return meaning
}

func covered(src string, span text.Span) string {
	if !text.Between(0, len(src)).Contains(span) || span.End < span.Start {
		return ""
	}
	return src[span.Start:span.End]
}

func showReferences(d *Document, src string) (out []string) {
	for _, r := range d.References {
		s := covered(src, r.Span) + ": " + part(src, r.LabelSpan, r.Label)
		if l, ok := d.Definition(r.Label); ok {
			s += " -> " + l.Target
		}
		out = append(out, s)
	}
	return out
}

// showHeadings gives "level span: text" and the id for each heading.
func showHeadings(d *Document, src string) (out []string) {
	for _, h := range d.Headings {
		s := fmt.Sprint(h.Level, " ", part(src, h.Span, h.Text))
		if h.ID != "" {
			s += " {" + h.ID + "}"
		}
		out = append(out, s)
	}
	return out
}

func showTags(d *Document, src string) (out []string) {
	for _, tag := range d.Tags {
		out = append(out, part(src, tag.Span, tag.Name))
	}
	return out
}

func showBlocks(d *Document, src string) (out []string) {
	for _, b := range d.Blocks {
		out = append(out, covered(src, b.Span)+": "+part(src, b.IDSpan, b.ID))
	}
	return out
}

func showFootnotes(d *Document, src string) (out []string) {
	for _, f := range d.Footnotes {
		s := covered(src, f.Span) + ": " + part(src, f.LabelSpan, f.Label)
		if f.Definition {
			s += " defined"
		}
		out = append(out, s)
	}
	return out
}

func showAnchors(d *Document, src string) (out []string) {
	for _, a := range d.Anchors {
		out = append(out, part(src, a.Span, a.ID))
	}
	return out
}

func showOpaque(d *Document, src string) (out []string) {
	for _, span := range d.Opaque {
		out = append(out, covered(src, span))
	}
	return out
}
