package vault

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
)

// checkPlaces looks up fragments of one note, each paired with the text of the
// heading ("text @2" for heading 2, where
// an earlier one has the same), "^" and the block's id or "id:" and the HTML id that it names; "" is
// the note itself and "none" nothing.
func checkPlaces(t *testing.T, src string, pairs ...string) {
	t.Helper()
	n := NewNote(Source{ID: "n.md", Text: []byte(src)})
	for i := 0; i < len(pairs); i += 2 {
		got := "none"
		if p, ok := n.Place(pairs[i]); ok {
			switch p.Kind {
			case NotePlace:
				got = ""
			case HeadingPlace:
				got = n.Doc.Headings[p.Index].Text
				if slices.ContainsFunc(n.Doc.Headings[:p.Index], func(h markdown.Heading) bool { return h.Text == got }) {
					got += fmt.Sprint(" @", p.Index)
				}
			case BlockPlace:
				got = "^" + n.Doc.Blocks[p.Index].ID
			case AnchorPlace:
				got = "id:" + n.Doc.Anchors[p.Index].ID
			}
			if span := n.PlaceSpan(p); p.Kind != NotePlace && len(span.Of([]byte(src))) == 0 {
				t.Errorf("PlaceSpan(%v) is empty", p)
			}
		}
		if got != pairs[i+1] {
			t.Errorf("Place(%q) = %q, want %q in %q", pairs[i], got, pairs[i+1], src)
		}
	}
}

func TestFragmentIsAGitHubSlug(t *testing.T) {
	src := "# A - B\n# foo_bar\n# CI/CD\n# C++ & 메모리\n# 1. 개요 (Overview)\n# Go 언어 — 고루틴\n# 질문 / 답변\n" +
		"# 조회·수정\n# 조회ㆍ수정\n# ①번 항목\n# 🚀 시작\n# `__init__`\n# __x__\n# [T](u)\n# Header [Link](u)\n# 11/18 월\n" +
		"# 5) Java, AmazonLinux, Karpenter 버전 업데이트\n"
	checkPlaces(t, src,
		"a---b", "A - B", "foo_bar", "foo_bar", "cicd", "CI/CD", "c--메모리", "C++ & 메모리", "1-개요-overview", "1. 개요 (Overview)",
		"go-언어--고루틴", "Go 언어 — 고루틴", "질문--답변", "질문 / 답변", "조회수정", "조회·수정", "조회ㆍ수정", "조회ㆍ수정",
		"번-항목", "①번 항목", "-시작", "🚀 시작", "__init__", "__init__", "x", "x", "t", "T", "header-link", "Header Link",
		"1118-월", "11/18 월", "5-java-amazonlinux-karpenter-버전-업데이트", "5) Java, AmazonLinux, Karpenter 버전 업데이트",
		"heading", "none", "a--b", "none", "ci-cd", "none")
}

func TestFragmentNumbersRepeats(t *testing.T) {
	checkPlaces(t, "# a\n# a\n# a-1\n# A\n", "a", "a", "a-1", "a @1", "a-1-1", "a-1", "a-2", "A", "a-3", "none", "A", "a")
	checkPlaces(t, "# ⚠️ 주의\n# ⚠️ 주의\n", "-주의", "⚠️ 주의", "-주의-1", "⚠️ 주의 @1", "\ufe0f-주의-1", "⚠️ 주의 @1")
}

func TestFragmentIsAHeadingsText(t *testing.T) {
	checkPlaces(t, "# Foo Blah\n# A: B\n# x | y^z\n# 2024:계획\n# 🎉\n# C# 소개\n# **굵은** 글\n# %20 in a URL\n# A - B\n",
		"foo blah", "Foo Blah", "Foo Blah", "Foo Blah", "foo-blah", "Foo Blah", " Foo  Blah ", "Foo Blah",
		"A: B", "A: B", "A B", "A: B", "x y z", "x | y^z", "2024 계획", "2024:계획", "2024계획", "2024:계획", "🎉", "🎉",
		"C# 소개", "C# 소개", "C 소개", "C# 소개", "**굵은** 글", "굵은 글", "%20 in a URL", "%20 in a URL", "20-in-a-url", "%20 in a URL",
		"A - B", "A - B", "Foo", "none", "foo-bla", "none", "!!!", "none")
}

func TestFragmentMatchesAnyUnicodeForm(t *testing.T) {
	src := "## 개요\n## 목차\n문단 ^블록\n\n<a id=\"표식\"></a>\n"
	for _, note := range []string{src, nfd(src)} {
		form := func(s string) string {
			if note == src {
				return s
			}
			return nfd(s)
		}
		for _, name := range []string{"개요", nfd("개요"), "%EA%B0%9C%EC%9A%94", "%ea%b0%9c%ec%9a%94", percent(nfd("개요"), "%%%02x")} {
			checkPlaces(t, note, name, form("개요"))
		}
		checkPlaces(t, note, "%eb%aa%a9%ec%b0%a8", form("목차"), "^블록", form("^블록"), nfd("^블록"), form("^블록"), "%5E"+percent("블록", "%%%02X"), form("^블록"),
			"표식", form("id:표식"), nfd("표식"), form("id:표식"))
	}
}

func TestFragmentIgnoresVariationSelectors(t *testing.T) {
	for _, heading := range []string{"⚠️ 주의", "⚠ 주의"} {
		checkPlaces(t, "# "+heading+"\n", "-주의", heading, "\ufe0f-주의", heading, "%EF%B8%8F-주의", heading, "%ef%b8%8f-%EC%A3%BC%EC%9D%98", heading,
			"⚠️ 주의", heading, "⚠ 주의", heading)
	}
}

func TestFragmentChain(t *testing.T) {
	src := "# A\n## C\n# A\n## B\n### Deep 것\n## C\n# B\ntext ^id\n# C#\n## B\n"
	checkPlaces(t, src,
		"A#B", "B", // below the second A
		"a#deep-것", "Deep 것", "A#B#Deep 것", "Deep 것", "B#Deep 것", "Deep 것",
		"A#C", "C", "B#A", "none", "A#A", "none", "A#none", "none", "#A#B", "B",
		"A#^id", "^id", "^id", "^id", "^ID", "^id", "^no", "none", "A#^no", "none")
	checkPlaces(t, "# A\n# B\n", "A#B", "none")
	checkPlaces(t, "### A\n## B\n# A\n### B\n", "A#B", "B @3")
	checkPlaces(t, "# A\n## A\n### A\n", "A#A", "A @1", "A#A#A", "A @2", "A#A#A#A", "none")
}

func TestFragmentIsAnID(t *testing.T) {
	src := "## T {#custom}\n## Kram {: #Kram-ID}\n<a id=\"x\"></a><a name='y'></a><span id=z>\n\n`<a id=\"code\">`\n\n## x\n"
	checkPlaces(t, src, "custom", "T", "t", "T", "Custom", "T", "kram-id", "Kram", "Kram-ID", "Kram", "y", "id:y", "z", "id:z", "Y", "id:y", "code", "none", "x", "x")
}

func TestFragmentForBrowsers(t *testing.T) {
	checkPlaces(t, "# One\n", "", "", "top", "", "TOP", "", "L20", "", "L10-L20", "", "L19C5-L21C11", "", ":~:text=x", "", "one:~:text=x,-y", "One",
		"none:~:text=x", "none", "L", "none", "L1x", "none", "tops", "none", "page=3", "none")
	checkPlaces(t, "# Top\n# L10\n", "top", "Top", "l10", "L10", "L10", "L10", "L11", "")
}

func TestChainsStayLinear(t *testing.T) {
	n := NewNote(Source{ID: "n.md", Text: []byte(strings.Repeat("# A\n", 5000))})
	for range 20 {
		if _, ok := n.Place(strings.Repeat("A#", 200) + "A"); ok {
			t.Fatal("Place of a chain below no heading = true, want false")
		}
	}
}
