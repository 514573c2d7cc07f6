package markdown

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func FuzzParse(f *testing.F) {
	randomNotes(100, append(ownTokens, commonTokens...), func(src string) { f.Add(src) })
	f.Fuzz(func(t *testing.T, src string) {
		d := Parse([]byte(src))
		if err := validate(d, src); err != nil {
			t.Errorf("Parse(%q): %v", src, err)
		}
		for i := range d.Headings {
			if s := d.Section(i); s.End < d.Headings[i].Span.End {
				t.Errorf("Parse(%q): Section(%d) = %v ends in its heading %v", src, i, s, d.Headings[i].Span)
			}
		}
	})
}

func FuzzFrontMatter(f *testing.F) {
	for _, content := range []string{
		"title: 가\ntags: [a, '#나', \"다\\n\"]\naliases:\n- b\n- ' c '", "title: >-\n  가\n  나", "title: 가: 나\ntags: a, 나 다", "a: &x 1\ntags: !!str &y 가",
		"{title: 가}", "up: [[가]]", "# 말\n\n가:\r\n\t- x", "? title\n: 가", "tags: \"\\u1234\"\u2028",
		"title = '가'\n[taxonomies]\ntags = [\"나\", '''다''']", "\"title\" = \"\"\"\n가\"\"\"", "a.b = {title = 'x'}\n[[x]]",
	} {
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content string) {
		for _, fence := range []string{"---", "+++"} {
			src := fence + "\n" + content + "\n" + fence + "\n# 가\n"
			if err := validate(Parse([]byte(src)), src); err != nil {
				t.Errorf("Parse(%q): %v", src, err)
			}
		}
	})
}

func FuzzSlug(f *testing.F) {
	for _, s := range []string{"한글 제목", "ΣΑΣ", "İ", "e\u0301", "⚠\ufe0f 주의", "A - B", "\xff", "\u1112\u1161\u11ab"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, heading string) {
		slug := Slug(heading)
		if !utf8.ValidString(slug) || strings.ContainsAny(slug, " \t\n#/") {
			t.Errorf("Slug(%q) = %q, want an id", heading, slug)
		}
		if again := Slug(norm.NFD.String(heading)); again != slug {
			t.Errorf("Slug(%q) = %q, in NFD %q", heading, slug, again)
		}
		var g Slugger
		first, second := g.Slug(heading), g.Slug(heading)
		if first != slug || second != slug+"-1" {
			t.Errorf("slugs of %q twice are %q and %q, want %q and %[4]q-1", heading, first, second, slug)
		}
	})
}
