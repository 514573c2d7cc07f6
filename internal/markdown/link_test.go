package markdown

import "testing"

func TestInlineLinks(t *testing.T) {
	checkLinks(t, "한글 😀 [글](b.md \"제목\")", `inline [글](b.md "제목"): b.md | 글`)
	checkLinks(t, "가 [a](b.md#한글 '나') 다", "inline [a](b.md#한글 '나'): b.md # 한글 | a")
	checkLinks(t, "![그림](images/가.png)", "!inline ![그림](images/가.png): images/가.png | 그림")
	checkLinks(t, "가 [a](<my note.md#h 1>)", "inline [a](<my note.md#h 1>): my note.md # h 1 | a")
	checkLinks(t, "[a](my%20note.md)", "inline [a](my%20note.md): my%20note.md | a")
	checkLinks(t, "[a](my note.md)")
	checkLinks(t, `[가](file(1).md "t")`, `inline [가](file(1).md "t"): file(1).md | 가`)
	checkLinks(t, `가 [a](a\)b.md)`, `inline [a](a\)b.md): a\)b.md => a)b.md | a`)
	checkLinks(t, "[a](100%25.md) 가 [a](100%.md)", "inline [a](100%25.md): 100%25.md | a", "inline [a](100%.md): 100%.md | a")
	checkLinks(t, "[a](weird%23chars.md#가)", "inline [a](weird%23chars.md#가): weird%23chars.md # 가 | a")
	// An escape keeps "#" from Markdown, not from the URL that it becomes.
	checkLinks(t, `가 [a](b\#c) [a](b&#35;c) [a](b\\#c)`, `inline [a](b\#c): b # c | a`, `inline [a](b&#35;c): b # c | a`, `inline [a](b\\#c): b\\ => b\ # c | a`)
	checkLinks(t, "[a](b&amp;c.md#d&#x20;e)", "inline [a](b&amp;c.md#d&#x20;e): b&amp;c.md => b&c.md # d&#x20;e => d e | a")
	checkLinks(t, "[a](b&copy c)")
	checkLinks(t, "가 [a](x#b#c)", "inline [a](x#b#c): x # b#c | a")
	checkLinks(t, "[a](file:///x) [b](tel:1) [c](obsidian://open?vault=x)",
		"inline [a](file:///x): file:///x | a", "inline [b](tel:1): tel:1 | b", "inline [c](obsidian://open?vault=x): obsidian://open?vault=x | c")
	checkLinks(t, `{{< relref "a.md" >}} {{% ref "b" %}}`)
}

func TestLinksInLinks(t *testing.T) {
	checkLinks(t, "가 [![i](i.png)](b.md)", "inline [![i](i.png)](b.md): b.md | ![i](i.png)", "!inline ![i](i.png): i.png | i")
	checkLinks(t, "[a [b](c) d](e)", "inline [b](c): c | b")
	checkLinks(t, "[[a](b)](c)", "inline [a](b): b | a")
	checkLinks(t, "[a *[[노트]]* b](c)", "inline [a *[[노트]]* b](c): c | a *[[노트]]* b", "wiki [[노트]]: 노트 | ")
}

func TestLinksOverLines(t *testing.T) {
	checkLinks(t, "가 [foo](ab\ncd)")
	checkLinks(t, "가 [foo\no](abcd)", "inline [foo\no](abcd): abcd | foo\no")
	checkLinks(t, "> 가 [a\n> b](c\n> \"d\")", "inline [a\n> b](c\n> \"d\"): c | a\n> b")
	checkLinks(t, "- 가\n  [a](\n  b#c\n  )", "inline [a](\n  b#c\n  ): b # c | a")
	checkLinks(t, "[[가\n나]]")
}

// Where a link has no target, its span is where one would be written.
func TestEmptyLinks(t *testing.T) {
	checkLinks(t, "[][][], [[, [[]], [[|]], [], [ ]")
	checkLinks(t, "가 [a]()", "inline [a]():  | a")
	checkLinks(t, "가 [a](#)", "inline [a](#):  #  | a")
	checkLinks(t, "[[#]] [[a|]] [[#|b]]", "wiki [[#]]:  #  | ", "wiki [[a|]]: a | ", "wiki [[#|b]]:  #  | b")
	checkAt := func(src, before string) {
		t.Helper()
		d := Parse([]byte(src))
		if got := d.Links[0].TargetSpan; got.Len() != 0 || src[:got.Start] != before {
			t.Errorf("Parse(%q): target at %v, want behind %q", src, got, before)
		}
	}
	checkAt("가 [a]()", "가 [a](")
	checkAt("가 [a](<>)", "가 [a](<")
	checkAt("가 [a]( <> 'b')", "가 [a]( <")
	checkAt("가\n\n[a]: <>", "가\n\n[a]: <")
	checkAt("가\n\n[a]: <> 'b]: c'", "가\n\n[a]: <")
	checkAt("가 [a](#b)", "가 [a](")
	checkAt("가 [[#b]]", "가 [[")
}

func TestDefinitionsAndReferences(t *testing.T) {
	src := "가 [t][REF] [ref][] [ref] ![그림][ref]\n\n[ref]: x.md#y\n[Ref]: y.md"
	checkReferences(t, src, "[t][REF]: REF => ref -> x.md", "[ref][]: ref -> x.md", "[ref]: ref -> x.md", "![그림][ref]: ref -> x.md")
	checkLinks(t, src, "definition [ref]: x.md#y: x.md # y | ref", "definition [Ref]: y.md: y.md | Ref")
	checkLinks(t, "> [가 나]: <b c.md>\n> 'd\n> e'", "definition [가 나]: <b c.md>\n> 'd\n> e': b c.md | 가 나")
	checkLinks(t, `[a\]: b]: c "]: d"`, `definition [a\]: b]: c "]: d": c | a\]: b`)
	checkReferences(t, "[ẞ 가]\n\n[SS\t가]: x", "[ẞ 가]: ẞ 가 => ss 가 -> x")
	checkReferences(t, "가 [text][missing] and [missing]", "[text][missing]: missing")
	checkReferences(t, "![그림][missing] a![b][c]", "![그림][missing]: missing")
	checkReferences(t, "> [!NOTE]\n> 가\n\n- [ ] a\n- [x] b\n- [/] c")
	checkReferences(t, "fd[1] a[i][j] [레시피 5-6] 배열[0][1] [x] x[^ft]. [0][1] `[a][b]`")
	checkReferences(t, "가 [글][label] [[노트]][b]", "[글][label]: label")
	checkReferences(t, `\[글][label] [a][b](c) [a][b]: [d][]`)
}

func TestAutoLinks(t *testing.T) {
	checkLinks(t, "가 <https://example.org/가#b> <a@b.kr>", "auto <https://example.org/가#b>: https://example.org/가#b", "auto <a@b.kr>: a@b.kr")
	checkLinks(t, "www.x.md foo.com/bar https://x.org")
	checkLinks(t, "<magnet:?x>", "auto <magnet:?x>: magnet:?x")
}

func TestWikiLinks(t *testing.T) {
	checkLinks(t, "- 🗺[[link]]", "wiki [[link]]: link | ")
	checkLinks(t, "한글 [[링크]] 😀 [[b]]", "wiki [[링크]]: 링크 | ", "wiki [[b]]: b | ")
	checkLinks(t, "[[쿠버네티스]]를 [[a/n#A#B|c|d]]", "wiki [[쿠버네티스]]: 쿠버네티스 | ", "wiki [[a/n#A#B|c|d]]: a/n # A#B | c|d")
	checkLinks(t, "![[d.pdf#page=3]] ![[img.png|100x145]]", "!wiki ![[d.pdf#page=3]]: d.pdf # page=3 | ", "!wiki ![[img.png|100x145]]: img.png | 100x145")
	checkLinks(t, "가 [[#^id]] [[ n # h | l ]]", "wiki [[#^id]]:  # ^id | ", "wiki [[ n # h | l ]]: n # h |  l ")
	checkLinks(t, "| 가 |  |\n|---|---|\n| [[a\\|b]] | [t](x.md) |", "wiki [[a\\|b]]: a | b", "inline [t](x.md): x.md | t")
	checkLinks(t, "[[a [b]]]", "wiki [[a [b]]]: a [b] | ")
	checkLinks(t, "[[a [[b]]", "wiki [[b]]: b | ")
	checkLinks(t, `\[[a]] [\[b]]`)
	checkLinks(t, "!\\[[a]] \\![[b]]", "wiki [[b]]: b | ")
	checkLinks(t, "[[a]](b)", "wiki [[a]]: a | ")
}

func TestNothingIsALinkInCode(t *testing.T) {
	for _, code := range []string{
		"```\n%s\n```", "~~~go\n%s\n~~~", "````\n```\n%s\n````", "```\n%s", "    %s", "`%s`", "``a ` %s``", "`a\n%s`", "> ```\n> %s\n> ```",
		"<!-- %s -->", "가 <!-- %s --> 나", "$%s$", "$$\n%s\n$$", "<script>\n'%s'\n</script>", "<style>%s</STYLE>", "<pre>\n%s\n</pre>",
	} {
		src := "가\n\n" + replaced(code, "[[x]] #tag [a](b) [c][d]")
		checkLinks(t, src)
		checkTags(t, src)
		checkReferences(t, src)
	}
	checkLinks(t, "가 \\` [[x]] `", "wiki [[x]]: x | ")
	checkLinks(t, "`` ` `` [[x]]", "wiki [[x]]: x | ")
}
