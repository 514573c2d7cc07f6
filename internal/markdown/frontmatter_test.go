package markdown

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// checkFrontMatter parses src as it stands, with CRLF and behind a byte order
// mark, and compares "title", "alias", "tag" and "link" with the text they cover.
func checkFrontMatter(t *testing.T, src string, want ...string) {
	t.Helper()
	for _, form := range []string{src, strings.ReplaceAll(src, "\n", "\r\n"), "\ufeff" + src} {
		d := Parse([]byte(form))
		if err := validate(d, form); err != nil {
			t.Errorf("Parse(%q): %v", form, err)
		}
		if diff := cmp.Diff(append([]string{}, want...), showFrontMatter(d, form)); diff != "" {
			t.Errorf("Parse(%q) (-want +got):\n%s", form, diff)
		}
	}
}

func showFrontMatter(d *Document, src string) []string {
	fm, out := d.FrontMatter, []string{}
	if fm.Title.Text != "" {
		out = append(out, "title "+part(src, fm.Title.Span, fm.Title.Text))
	}
	for _, a := range fm.Aliases {
		out = append(out, "alias "+part(src, a.Span, a.Text))
	}
	for _, tag := range d.Tags {
		out = append(out, "tag "+part(src, tag.Span, tag.Name))
	}
	for _, l := range d.Links {
		out = append(out, "link "+covered(src, l.Span))
	}
	if fm.Problem.Text != "" {
		out = append(out, "problem")
	}
	return out
}

func TestYAMLTitle(t *testing.T) {
	checkFrontMatter(t, "---\n메모: 😀\ntitle: 한글 제목 # 말\n---\n", "title 한글 제목")
	checkFrontMatter(t, "---\ntitle: \"가 \\\"나\\\"\"\n---\n", "title 가 \\\"나\\\" => 가 \"나\"")
	checkFrontMatter(t, "---\nTitle: '그''것'\n...\n", "title 그''것 => 그'것")
	checkFrontMatter(t, "---\ntitle: 가\n  나\n---\n", "title 가 => 가 나")
	checkFrontMatter(t, "---\ntitle: >-\n  가\n  나\n---\n", "title >- => 가 나")
	checkFrontMatter(t, "---\ntitle: 2026\ndraft: true\n---\n", "title 2026")
	checkFrontMatter(t, "---\ntitle:\n---\n")
	checkFrontMatter(t, "---\ntitle: [가, 나]\n---\n")
	checkFrontMatter(t, "---\n한글: {title: 가}\n---\n")
	checkFrontMatter(t, "---\ntitle: !!str &a \"가 나\"\n---\n", "title 가 나")
	checkFrontMatter(t, "---\n{title: 가, tags: [나, 다]}\n---\n")
}

func TestYAMLTags(t *testing.T) {
	for _, form := range []string{
		"tags: 가, 나/다", "tags: 가 나/다", "tags: [가, 나/다]", "tags: [ \"가\", '나/다' ]", "tags:\n  - 가\n  - 나/다", "tags:\n- 가\n- '나/다'",
		"tag: 가, 나/다", "Tags: [가,\n  나/다]", "tags: \"가 나/다\"", "메모: \"😀 한글\"\ntags: [가, 나/다]", "tags: ['가', null, \"나/다\", '']",
		"별: &a 1\ntags: [!!str 가, &b '나/다']", "메모: \"가\u2028\u0085나\"\ntags: [가, 나/다]",
	} {
		checkFrontMatter(t, "---\n"+form+"\n---\n", "tag 가", "tag 나/다")
	}
	checkFrontMatter(t, "---\ntags: ['#가', \"#나\"]\n---\n", "tag 가", "tag 나")
	for _, none := range []string{"tags: null", "tags:", "tags: ~", "tags: #가", "tags: []", "tags: {가: 나}", "tags: ''", "tags: '#'"} {
		checkFrontMatter(t, "---\n"+none+"\n---\n")
	}
}

func TestYAMLAliases(t *testing.T) {
	checkFrontMatter(t, "---\naliases: [개, 'a, b']\n---\n", "alias 개", "alias a, b")
	checkFrontMatter(t, "---\nalias: 개, 강아지\n---\n", "alias 개", "alias 강아지")
	checkFrontMatter(t, "---\naliases: 쿠버네티스 클러스터\n---\n", "alias 쿠버네티스 클러스터")
	checkFrontMatter(t, "---\naliases:\n  - \"[[b]]\"\n  - 나\n---\n", "alias [[b]]", "alias 나", "link [[b]]")
}

func TestLinksInFrontMatter(t *testing.T) {
	checkFrontMatter(t, "---\nup: [[한글 노트]]\n다음: \"[[b#c|d]]\" # [[가]]\n# [[나]]\n---\n", "link [[한글 노트]]", "link [[b#c|d]]", "link [[가]]")
	checkFrontMatter(t, "---\n행렬: [[1, 2], [3, 4]]\n짝: [[\"a\", b]]\n짝2: [['a']]\n글: '[[a, b]]'\n---\n", "link [[a, b]]")
}

// What YAML refuses is read line by line: note-takers write it all the time.
func TestInvalidYAML(t *testing.T) {
	checkFrontMatter(t, "---\ntitle: 한글: 나\ntags: [가, \"나\"]\n---\n", "title 한글: 나", "tag 가", "tag 나", "problem")
	checkFrontMatter(t, "---\ntitle: @가\naliases:\n  - 나\n  - '다'\n---\n", "title @가", "alias 나", "alias 다", "problem")
	checkFrontMatter(t, "---\n한글:\t\"가\n\ttags: 나\ntags: 다 라\n---\n", "tag 다", "tag 라", "problem")
	checkFrontMatter(t, "---\ntitle: \"가\ntags:\n\t- 나\n---\n", "title \"가", "tag 나", "problem")
	checkFrontMatter(t, "---\ntitle: \u00a0가: 나\u2003\n---\n", "title \u00a0가: 나\u2003", "problem")
	src := "---\n\xff: x\ntitle: 가\n---\n"
	if got := Parse([]byte(src)); got.FrontMatter.Title.Text != "가" || covered(src, got.FrontMatter.Problem.Span) != "\xff: x\ntitle: 가" {
		t.Errorf("Parse(%q) = %+v, want a title and a problem", src, got.FrontMatter)
	}
}

func TestDuplicateKeys(t *testing.T) {
	checkFrontMatter(t, "---\ntitle: 가\ntitle: 나\ntags: a\ntags: b\n---\n", "title 가", "tag a", "tag b")
}

func TestTOML(t *testing.T) {
	checkFrontMatter(t, "+++\n\"한글\" = '😀'\ntitle = \"가 나\" # 말\ntags = [\"다\", '#라']\naliases = ['마, 바']\n+++\n", "title 가 나", "alias 마, 바", "tag 다", "tag 라")
	checkFrontMatter(t, "+++\ntitle = \"\"\"가\"\"\"\n[taxonomies]\ntags = [\n  \"나\", # 말\n  \"다\",\n]\n[other]\ntags = ['x']\n+++\n", "title 가", "tag 나", "tag 다")
	checkFrontMatter(t, "+++\ntitle = \"\\uAC00\\t나\"\ntags = '가 나'\n+++\n", "title \\uAC00\\t나 => 가\t나", "tag 가", "tag 나")
	checkFrontMatter(t, "+++\ntitle = 가\n+++\n", "problem")
	checkFrontMatter(t, "+++\na = [[\"가\"]]\nb = '[[b]]'\n[[menu.main]]\nc = \"라 [[c]]\"\n+++\n", "link [[b]]", "link [[c]]")
}

// A block that is not front matter is Markdown from its first line on.
func TestNoFrontMatter(t *testing.T) {
	checkBody := func(src string, headings ...string) {
		t.Helper()
		d := Parse([]byte(src))
		if diff := cmp.Diff(append([]string{}, headings...), append([]string{}, showHeadings(d, src)...)); diff != "" || d.FrontMatter.Format != NoFrontMatter {
			t.Errorf("Parse(%q): front matter %+v, headings (-want +got):\n%s", src, d.FrontMatter, diff)
		}
	}
	checkBody("---\ntitle: 가\n\n# 나", "1 나")
	checkBody("---\n가\n\n나\n---\n\n# 다", "2 나", "1 다")
	checkBody("---\n\n# 가\n\n---\n\n# 나", "1 가", "1 나")
	checkBody("\n---\ntitle: 가\n---\n", "2 title: 가")
	checkBody("----\ntitle: 가\n---\n", "2 title: 가")
	checkBody("{\"title\": \"가\"}\n\n# 나", "1 나")
	checkBody("+++\ntitle = '가'\n---\n", "2 +++\ntitle = '가' => +++ title = '가'")
	checkBody("---\ntags: ["+strings.Repeat("가, ", maxFrontMatter/5)+"]\n---\n\n# 나\n", "2 tags: ["+strings.Repeat("가, ", maxFrontMatter/5)+"]", "1 나")
}

func TestFrontMatterSpan(t *testing.T) {
	for _, c := range []struct{ before, block, after string }{
		{"", "---\n---\n", "# 가\n\n[a](b)"},
		{"\ufeff", "---\r\ntitle: 가\r\n---\r\n", "# 나"},
		{"", "--- \n# 말\n\n... \n", "가"},
		{"", "---\ntitle: 가\n---", ""},
		{"", "+++\n+++\n", "가"},
	} {
		src := c.before + c.block + c.after
		d := Parse([]byte(src))
		if got := covered(src, d.FrontMatter.Span); got != c.block {
			t.Errorf("Parse(%q): front matter %q, want %q", src, got, c.block)
		}
		if strings.HasPrefix(c.after, "# ") && len(d.Headings) != 1 {
			t.Errorf("Parse(%q): headings %+v, want one", src, d.Headings)
		}
	}
}
