package markdown

import (
	"strings"
	"testing"
)

func replaced(format, with string) string { return strings.ReplaceAll(format, "%s", with) }

func TestHeadings(t *testing.T) {
	checkHeadings(t, "# 제목 #\n\n## 둘\t##  \n\n####### 일곱\n\n#없음\n\n#\u00a0없음", "1 제목", "2 둘")
	checkHeadings(t, "제목\n===\n\n둘 *째*\n줄\n---", "1 제목", "2 둘 *째*\n줄 => 둘 째 줄")
	checkHeadings(t, "#\n\n가\n\n## ##", "1 ", "2 ")
	checkHeadings(t, "> # 가\n>\n> - ## 나\n>   다\n>   ---\n\n1. # 라\n\n[^1]: # 마", "1 가", "2 나", "2 다", "1 라", "1 마")
	checkHeadings(t, "```\n# 가\n```\n\n    # 나\n\n<div>\n# 다\n</div>\n\n\\# 라")
	checkHeadings(t, "# 가 `#b` \\# **c** [d](e) ![f](g) &amp; <b>h</b> [[i#j]] [[k|l]] $m$ #n [^o]",
		"1 가 `#b` \\# **c** [d](e) ![f](g) &amp; <b>h</b> [[i#j]] [[k|l]] $m$ #n [^o] => 가 #b # c d  & h i#j l $m$ #n ")
	checkHeadings(t, "# `가\n나`\n\n`다\n라`\n===", "1 `가", "1 `다\n라` => 다 라")
	checkHeadings(t, "$$가\n나$$\n===", "1 $$가\n나$$ => $$가 나$$")
	checkHeadings(t, "# \u00a0가\u2003", "1 \u00a0가\u2003")
	checkHeadings(t, ">\t# 가\n\n-\t나\n\t===", "1 가", "1 나")
}

func TestHeadingsWithIDs(t *testing.T) {
	checkHeadings(t, "## 가 {#custom}\n\n## 나 {: #a-b .c}\n\n## 다 {#x y=z}", "2 가 {#custom} => 가 {custom}", "2 나 {: #a-b .c} => 나 {a-b}", "2 다 {#x y=z} => 다 {x}")
	checkHeadings(t, "## 가 {:toc}\n\n## {가}\n\n## 나 {#x} 다", "2 가 {:toc}", "2 {가}", "2 나 {#x} 다")
	checkHeadings(t, "# 가 ^블록-1", "1 가 ^블록-1 => 가")
}

// A reader does not see comments, but GitHub's slug sees the space beside them.
func TestHeadingTextWithoutComments(t *testing.T) {
	checkHeadings(t, "# Hi <!-- 가 -->", "1 Hi <!-- 가 --> => Hi ")
	checkHeadings(t, "# 가 %%나 **다**%% 라", "1 가 %%나 **다**%% 라 => 가  라")
	checkHeadings(t, "%%\n# 가\n%%\n\n# 나%%\n\n# %%다", "1 가", "1 나%%", "1 %%다")
	checkHeadings(t, "## <a id='x'></a> 설치", "2 <a id='x'></a> 설치 =>  설치")
}

func TestHeadingBehindByteOrderMark(t *testing.T) {
	for _, src := range []string{"\ufeff# 제목\r\n", "\ufeff---\ntitle: 가\n---\n# 제목"} {
		d := Parse([]byte(src))
		if got := showHeadings(d, src); len(got) != 1 || got[0] != "1 제목" {
			t.Errorf("Parse(%q): headings %q, want 제목", src, got)
		}
	}
}

func TestTitle(t *testing.T) {
	for src, want := range map[string]string{
		"":                              "",
		"## 가":                          "",
		"## 가\n# 나\n# 다":                "나",
		"---\ntitle: 라\n---\n# 나":       "라",
		"---\ntitle: ''\n---\n# 나":      "나",
		"---\ntags: [가]\n---\n나\n=====": "나",
		"# <img src=x.png> 가":           "가",
	} {
		if got := Parse([]byte(src)).Title(); got != want {
			t.Errorf("Parse(%q).Title() = %q, want %q", src, got, want)
		}
	}
}

func TestSection(t *testing.T) {
	src := "서문\n# 가\n나\n## 다\n라\n### 마\n## 바\n# 사\n아"
	d := Parse([]byte(src))
	for i, want := range []string{"가\n나\n## 다\n라\n### 마\n## 바\n# ", "다\n라\n### 마\n## ", "마\n## ", "바\n# ", "사\n아"} {
		if got := covered(src, d.Section(i)); got != want {
			t.Errorf("Section(%d) = %q, want %q", i, got, want)
		}
	}
}

func TestTags(t *testing.T) {
	checkTags(t, "가 #y1984 #한글태그 #태그/하위 #태그를 #emoji😀️ #é #한글-태그_2", "#y1984 => y1984", "#한글태그 => 한글태그",
		"#태그/하위 => 태그/하위", "#태그를 => 태그를", "#emoji😀️ => emoji😀️", "#é => é", "#한글-태그_2 => 한글-태그_2")
	checkTags(t, "#1984 a#b url#frag \\#x #fff; (#x) [x](#h) ##h # #/ #- C# #2024-11-20")
	checkTags(t, "#쿠버네티스 #devops/쿠버네티스/ #a. #b, #c!", "#쿠버네티스 => 쿠버네티스", "#devops/쿠버네티스 => devops/쿠버네티스", "#a => a", "#b => b", "#c => c")
	checkTags(t, "- #가\n- 나\n  #다\n\n> #라\n\n# #마\n\n| a |\n|---|\n| #바 |", "#가 => 가", "#다 => 다", "#라 => 라", "#마 => 마", "#바 => 바")
	checkTags(t, "#\u1112\u1161\u11ab", "#\u1112\u1161\u11ab => \u1112\u1161\u11ab")
	checkTags(t, "#👩‍👩‍👧 #👍🏽", "#👩‍👩‍👧 => 👩‍👩‍👧", "#👍🏽 => 👍🏽")
}

func TestBlockIDs(t *testing.T) {
	checkBlocks(t, "가 나 ^id-1", "가 나 ^id-1: id-1")
	checkBlocks(t, "가\n나 ^한글", "가\n나 ^한글: 한글")
	checkBlocks(t, "- 가\n- 나 ^b\n  - 다", "나 ^b\n  - 다: b")
	checkBlocks(t, "> 가\n> 나\n\n^quote", "가\n> 나: quote")
	checkBlocks(t, "- 가\n- 나\n\n^list", "가\n- 나: list")
	checkBlocks(t, "| 가 |\n|---|\n| 나 |\n\n^table", "| 가 |\n|---|\n| 나 |: table")
	checkBlocks(t, "# 가 ^h", "가 ^h: h")
	checkBlocks(t, "```\n가\n```\n\n^code", "가: code")
	checkBlocks(t, "```\n\n```\n\n^code", "^code: code")
	checkBlocks(t, "---\n\n^rule\n\n# ^h", "^rule: rule", "^h: h")
	checkBlocks(t, "a^b 2^3 ^ ^a.b ^c d\n\n`^e`")
	checkBlocks(t, "- ^alone", "^alone: alone")
}

func TestFootnotes(t *testing.T) {
	src := "가[^1] 나[^주석].\n\n[^1]: 다 [a](b.md)\n[^주석]: 라\n    마"
	checkFootnotes(t, src, "[^1]: 1", "[^주석]: 주석", "[^1]: 1 defined", "[^주석]: 주석 defined")
	checkLinks(t, src, "inline [a](b.md): b.md | a")
	checkReferences(t, src)
	checkFootnotes(t, "가[^A b] [^] [^a[b] `[^c]` \\[^d] [^E]", "[^E]: E => e")
	checkLinks(t, "[^1]: 가\n[ref]: b.md\n[^2]: 나", "definition [ref]: b.md: b.md | ref")
	checkFootnotes(t, "> - [^가]: 나", "[^가]: 가 defined")
}

func TestAnchorsAndLinksOfHTML(t *testing.T) {
	checkAnchors(t, "가 <a id=\"x\"></a> <a name='y'>나</a> <span id=z> <p name=no> `<a id=code>` <A ID='큰 글자'>",
		"x", "y", "z", "큰 글자")
	checkAnchors(t, "<div id=\"가\">\n<a name=b\n/>\n</div>\n\n```\n<a id=x>\n```\n\n<!-- <a id=y> -->", "가", "b")
	checkAnchors(t, "<a id=\"a&amp;b\">가</a>", "a&amp;b => a&b")
	checkLinks(t, "가 <img src=\"x.png\"> <a href='b.md#가'>나</a>", `!html <img src="x.png">: x.png`, "html <a href='b.md#가'>: b.md # 가")
	checkLinks(t, "<div>\n<a\n  href = b.md class=c>가</a>\n<video src=v.mp4 />\n", "html <a\n  href = b.md class=c>: b.md", "!html <video src=v.mp4 />: v.mp4")
	checkLinks(t, "<a href=' '> <a href=\"\"> <b href=c> <img alt=src>")
	checkLinks(t, "<SCRIPT>\n'<a href=x>'\n</Script><a href=y>", "html <a href=y>: y")
	checkLinks(t, "<div>\n<a href=\"b.md\n\n[c](d)", "inline [c](d): d | c")
	checkLinks(t, "<div>\n\n  <p\n<img src=no\n\n<div>\n  <img src=가.png>", "!html <img src=가.png>: 가.png")
}

func TestOpaque(t *testing.T) {
	checkOpaque(t, "가 `b` $c$ <!-- d --> %%e%%", "`b`", "$c$", "<!-- d -->", "%%e%%")
	checkOpaque(t, "```\n가\n나\n```\n\n    다\n", "가\n나\n", "다\n")
	checkOpaque(t, "$$\n가 [[b]]\n$$", "$$\n가 [[b]]\n$$")
	checkOpaque(t, "가\n  ```\n  ")
	checkOpaque(t, "가 $5 나 $6, 8$9 $ x\n\\$x$ $b")
	checkOpaque(t, "가 $[[a]]\\$ b$", "$[[a]]\\$ b$")
	checkOpaque(t, "%%가 `b` 다%% 라 `마`", "%%가 `b` 다%%", "`마`")
}

func TestComments(t *testing.T) {
	checkLinks(t, "가 %%[[a]]%% [[b]] %%\n\n[c](d) #e\n\n%% [f](g)", "wiki [[b]]: b | ", "inline [f](g): g | f")
	checkTags(t, "%%\n\n#가\n\n%%\n\n#나", "#나 => 나")
	checkLinks(t, "가 %% [[a]]", "wiki [[a]]: a | ")
	checkLinks(t, "`%%` [[a]] %%", "wiki [[a]]: a | ")
	checkHeadings(t, "%%\n\n# 가\n\n%%", "1 가")
	// A table that interrupts a setext heading comes before it in goldmark's tree.
	checkOpaque(t, "가\n%%나\n다%%|\n|-|-|\n라\n---", "%%나\n다%%")
	checkBlocks(t, "%%\n\n가 ^b\n\n%%", "가 ^b: b")
}

// Code inside a comment must not hide that the comment goes on behind it.
func TestIsOpaque(t *testing.T) {
	src := "가 %%나 `다` 라%% 마 `바`"
	d := Parse([]byte(src))
	for off := range src {
		in := func(part string) bool {
			at := strings.Index(src, part)
			return at < off && off < at+len(part)
		}
		if got, want := d.IsOpaque(off), in("%%나 `다` 라%%") || in("`바`"); got != want {
			t.Errorf("IsOpaque(%d), before %q, = %v, want %v", off, src[off:], got, want)
		}
	}
}
