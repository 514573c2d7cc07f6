package markdown

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

func TestSlug(t *testing.T) {
	check := func(heading, want string) {
		t.Helper()
		if got := Slug(heading); got != want {
			t.Errorf("Slug(%q) = %q, want %q", heading, got, want)
		}
	}
	check("A - B", "a---b")
	check("a -> b", "a---b")
	check("foo_bar", "foo_bar")
	check("CI/CD", "cicd")
	check("C++ & 메모리", "c--메모리")
	check("1. 개요 (Overview)", "1-개요-overview")
	check("Go 언어 — 고루틴", "go-언어--고루틴")
	check("질문 / 답변", "질문--답변")
	check("조회·수정", "조회수정")
	check("조회\u318d수정", "조회\u318d수정")
	check("①번 항목", "번-항목")
	check("🚀 시작", "-시작")
	check("⚠\ufe0f 주의", "\ufe0f-주의")
	check("__init__", "__init__")
	check("Generic<T>", "generict")
	check("11/18 월", "1118-월")
	check("5) Java, AmazonLinux, Karpenter 버전 업데이트", "5-java-amazonlinux-karpenter-버전-업데이트")
	check("제1장. 개요: 설치", "제1장-개요-설치")
	check("\u1112\u1161\u11ab글", "한글")
	check("Ⅷ장", "ⅷ장")
	check("ΣΑΣ ΟΔΟΣ", "σας-οδος")
	check("İstanbul", "i\u0307stanbul")
	check("a\tb\u00a0c\u3000d", "abcd")
	check("  가  ", "--가--")
	check("", "")
	check("\xff가", "가")
}

// The slug counts the space beside what a heading's reader does not see.
func TestSlugOfHeading(t *testing.T) {
	check := func(src, want string) {
		t.Helper()
		d := Parse([]byte("한글 😀\n\n" + src))
		if len(d.Headings) != 1 {
			t.Errorf("Parse(%q): headings %+v, want one", src, d.Headings)
			return
		}
		if got := Slug(d.Headings[0].Text); got != want {
			t.Errorf("slug of %q = %q, want %q", src, got, want)
		}
	}
	check("# `__init__`", "__init__")
	check("# __x__", "x")
	check("# [T](u)", "t")
	check("# Generic<T>", "generic")
	check("# Generic\\<T>", "generict")
	check("# Hi <!-- c -->", "hi-")
	check("# ![로고](a.png) 가", "-가")
	check("# Header [Link](u)", "header-link")
	check("## 개요", "개요")
	check("## 가 &amp; 나", "가--나")
	check("가\n나\n===", "가-나")
	check("# `a`  `b`", "a--b")
}

func TestSlugger(t *testing.T) {
	check := func(want string, headings ...string) {
		t.Helper()
		var g Slugger
		var got []string
		for _, h := range headings {
			got = append(got, g.Slug(h))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("slugs of %q = %q, want %q", headings, s, want)
		}
	}
	check("a a-1 a-1-1", "a", "a", "a-1")
	check("a-1 a a-2", "a-1", "a", "a")
	check("한글 한글-1 한글-2", "한글", "한글", "한글!")
	check(" -1 -2", "!", "?", "①")
	check("x x-1 x-1-1 x-2", "X", "x", "x 1", "x")
}

// Of all code points a slug keeps these classes and drops the others. It is the
// table of github-slugger, by classes instead of ranges.
func TestSlugByClass(t *testing.T) {
	kept := []*unicode.RangeTable{
		unicode.L, unicode.M, unicode.Nd, unicode.Nl, unicode.Pc,
		unicode.Other_Alphabetic, // So: Ⓐ and 🄰
	}
	step := rune(1)
	if testing.Short() {
		step = 32
	}
	for r := rune(0); r <= unicode.MaxRune; r += step {
		if 0xD800 <= r && r < 0xE000 {
			continue // surrogates are no text
		}
		if !norm.NFC.IsNormalString(string(r)) {
			continue // its slug is that of its NFC form
		}
		got := Slug(string(r))
		want := unicode.In(r, kept...) || r == '-' || r == ' '
		if (got != "") != want {
			t.Fatalf("Slug(%q) = %q (%U), want it kept: %v", r, got, r, want)
		}
		if again := Slug(got); again != got {
			t.Fatalf("Slug(%q) = %q, its own slug is %q", r, got, again)
		}
	}
	for r, class := range map[rune]*unicode.RangeTable{
		'\ufe0f': unicode.Mn, '\u318d': unicode.Lo, 'Ⅷ': unicode.Nl, 'Ⓐ': unicode.Other_Alphabetic, '‿': unicode.Pc, '٣': unicode.Nd,
		'\u2460': unicode.No, '·': unicode.Po, '🚀': unicode.So, '—': unicode.Pd, '\u200d': unicode.Cf, '\u3000': unicode.Zs, '½': unicode.No,
	} {
		if !unicode.Is(class, r) {
			t.Errorf("%U is not of the class that the table says", r)
		}
	}
}

func TestPlainSlugsAreThoseOfAnyHeading(t *testing.T) {
	plain := 0
	randomNotes(rounds(100_000), []string{"a", "B", "가", "힣", " ", "  ", "-", "_", "0", "9", ".", "!", "`", "\t", "\x00", "\x7f", "~", "/", "é", "ㄱ", "\u1100", "\u11a8", "\xff", "Σ"}, func(s string) {
		slug, ok := plainSlug(s)
		if !ok {
			return
		}
		plain++
		if want := anySlug(s); slug != want {
			t.Fatalf("Slug(%q) = %q, want %q", s, slug, want)
		}
	})
	if plain < rounds(1000) {
		t.Errorf("%d headings are plain, want more", plain)
	}
}
