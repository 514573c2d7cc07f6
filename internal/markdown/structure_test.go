package markdown

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

var elementNames = map[ElementKind]string{
	KindNote: "note", KindFrontMatter: "front matter", KindSection: "section", KindHeading: "heading", KindParagraph: "paragraph", KindList: "list",
	KindListItem: "item", KindQuote: "quote", KindCallout: "callout", KindFence: "fence", KindIndentedCode: "code block", KindHTMLBlock: "HTML block",
	KindTable: "table", KindTableRow: "row", KindTableCell: "cell", KindFootnote: "footnote", KindDefinitions: "definitions", KindDefinition: "definition",
	KindRule: "rule", KindComment: "comment", KindInlineHTML: "HTML", KindCodeSpan: "code", KindMath: "math", KindEmphasis: "emphasis",
	KindStrong: "strong", KindStrikethrough: "struck", KindLink: "link", KindLinkPart: "part", KindFootnoteUse: "footnote use", KindTag: "tag", KindValue: "value",
}

func (k ElementKind) String() string { return elementNames[k] }

// checkStructure shows each element but the note on a line of its own, indented
// below its parent, with its text; "=" leads to what differs as its content.
func checkStructure(t *testing.T, src string, want ...string) {
	t.Helper()
	for _, form := range []string{src, strings.ReplaceAll(src, "\n", "\r\n")} {
		var got []string
		var show func(e Element, indent string)
		show = func(e Element, indent string) {
			for _, c := range e.Children {
				line := fmt.Sprintf("%s%v %q", indent, c.Kind, covered(form, c.Span))
				if !c.Content.Empty() {
					line += fmt.Sprintf(" = %q", covered(form, c.Content))
				}
				got = append(got, strings.ReplaceAll(line, `\r\n`, `\n`))
				show(c, indent+"  ")
			}
		}
		show(Syntax{}.Structure([]byte(form)).Note, "")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Structure(%q) (-want +got):\n%s", form, diff)
		}
	}
}

func TestStructureOfEmphasis(t *testing.T) {
	checkStructure(t, "한 ***굵게** 기울여* 끝", `paragraph "한 ***굵게** 기울여* 끝"`,
		`  emphasis "***굵게** 기울여*" = "**굵게** 기울여"`, `    strong "**굵게**" = "굵게"`)
	checkStructure(t, "***가*** **나*", `paragraph "***가*** **나*"`, `  emphasis "***가***" = "**가**"`,
		`    strong "**가**" = "가"`, `  emphasis "*나*" = "나"`)
	checkStructure(t, "*가**나**다* ~~라~~ ~마~", `paragraph "*가**나**다* ~~라~~ ~마~"`, `  emphasis "*가**나**다*" = "가**나**다"`, `    strong "**나**" = "나"`,
		`  struck "~~라~~" = "라"`, `  struck "~마~" = "마"`)
	checkStructure(t, "****가****", `paragraph "****가****"`, `  strong "****가****" = "**가**"`, `    strong "**가**" = "가"`)
	checkStructure(t, "*가 **나*다**", `paragraph "*가 **나*다**"`, `  emphasis "*가 **나*" = "가 **나"`)
	checkStructure(t, "*가 *나**", `paragraph "*가 *나**"`, `  emphasis "*가 *나**" = "가 *나*"`, `    emphasis "*나*" = "나"`)
	checkStructure(t, "[*가](나) 다*", `paragraph "[*가](나) 다*"`, `  link "[*가](나)"`, `    part "*가"`, `    part "나"`)
	checkStructure(t, "> __가\n> 나__", `quote "> __가\n> 나__"`, `  paragraph "__가\n> 나__"`, `    strong "__가\n> 나__" = "가\n> 나"`)
}

func TestStructureOfInlines(t *testing.T) {
	checkStructure(t, "🐶 `` a`b `` $x$ <b> %%말%% #태그 [^1] <http://a.b>\n나 <!-- c -->",
		"paragraph \"🐶 `` a`b `` $x$ <b> %%말%% #태그 [^1] <http://a.b>\\n나 <!-- c -->\"",
		"  code \"`` a`b ``\" = \" a`b \"", `  math "$x$" = "x"`, `  HTML "<b>"`, `  comment "%%말%%" = "말"`, `  tag "#태그"`,
		`  footnote use "[^1]"`, `    part "1"`, `  link "<http://a.b>"`, `    part "http://a.b"`, `  comment "<!-- c -->"`)
	checkStructure(t, "![[가#나|다]] [라](마.md#바 \"t\") [사][A]\n\n[a]: 아", `paragraph "![[가#나|다]] [라](마.md#바 \"t\") [사][A]"`,
		`  link "![[가#나|다]]"`, `    part "가"`, `    part "나"`, `    part "다"`,
		`  link "[라](마.md#바 \"t\")"`, `    part "라"`, `    part "마.md"`, `    part "바"`,
		`  link "[사][A]"`, `    part "사"`, `    part "A"`,
		`definitions "[a]: 아"`, `  definition "[a]: 아"`, `    part "a"`, `    part "아"`)
}

func TestStructureOfSections(t *testing.T) {
	checkStructure(t, "앞\n\n# 가\n\n나\n\n## 다 ##\n라\n===\n# 마\n\n\n",
		`paragraph "앞"`,
		`section "# 가\n\n나\n\n## 다 ##" = "나\n\n## 다 ##"`, `  heading "# 가" = "가"`, `  paragraph "나"`, `  section "## 다 ##"`, `    heading "## 다 ##" = "다"`,
		`section "라\n==="`, `  heading "라\n===" = "라"`, `section "# 마"`, `  heading "# 마" = "마"`)
	checkStructure(t, "> # 가\n> 나\n\n## 다", `quote "> # 가\n> 나"`, `  section "# 가\n> 나" = "나"`, `    heading "# 가" = "가"`, `    paragraph "나"`,
		`section "## 다"`, `  heading "## 다" = "다"`)
	checkStructure(t, "#\n\n가\n\n---", `section "#\n\n가\n\n---" = "가\n\n---"`, `  heading "#"`, `  paragraph "가"`, `  rule "---"`)
}

func TestStructureOfBlocks(t *testing.T) {
	checkStructure(t, "- 가\n  - 나\n  다\n\n1. \n", `list "- 가\n  - 나\n  다"`, `  item "- 가\n  - 나\n  다"`, `    paragraph "가"`,
		`    list "- 나\n  다"`, `      item "- 나\n  다"`, `        paragraph "나\n  다"`, `list "1."`, `  item "1."`)
	checkStructure(t, "> 가\n나\n>\n", `quote "> 가\n나\n>"`, `  paragraph "가\n나"`)
	checkStructure(t, ">\t# 가\n>\t나", `quote ">\t# 가\n>\t나"`, `  section "# 가\n>\t나" = "나"`, `    heading "# 가" = "가"`, `    paragraph "나"`)
	checkStructure(t, "> [!note] 가\n> 나\n", `callout "> [!note] 가\n> 나"`, `  paragraph "[!note] 가\n> 나"`)
	checkStructure(t, "```go\na\n\nb\n```\n", "fence \"```go\\na\\n\\nb\\n```\" = \"a\\n\\nb\"")
	checkStructure(t, "~~~\na\n\n\n", `fence "~~~\na" = "a"`)
	checkStructure(t, "```\n```", "fence \"```\\n```\"")
	checkStructure(t, "    a\n\n      b\n\n다", `code block "    a\n\n      b"`, `paragraph "다"`)
	checkStructure(t, "<div>\n가\n\n<!-- a\n\nb --> c\n나", `HTML block "<div>\n가"`, `HTML block "<!-- a\n\nb --> c"`, `  comment "<!-- a\n\nb -->"`, `paragraph "나"`)
	checkStructure(t, "<!-- 가\n\n나 -->\n다\n\n<!-- 라\n\n마\n", `comment "<!-- 가\n\n나 -->"`, `paragraph "다"`, `comment "<!-- 라\n\n마"`)
	checkStructure(t, "가\n|[[나]]|b|\n|-|-|\n|다\n\n라", `paragraph "가"`, `table "|[[나]]|b|\n|-|-|\n|다"`, `  row "|[[나]]|b|"`, `    cell "[[나]]"`,
		`      link "[[나]]"`, `        part "나"`, `    cell "b"`, `  row "|다"`, `    cell "다"`, `paragraph "라"`)
	checkStructure(t, "> |a|\n> |-|\n", `quote "> |a|\n> |-|"`, `  table "|a|\n> |-|"`, `    row "|a|"`, `      cell "a"`)
	checkStructure(t, "[a]: b\n[c]: <d>\n\n[e]: f\n가", `definitions "[a]: b\n[c]: <d>"`, `  definition "[a]: b"`, `    part "a"`, `    part "b"`,
		`  definition "[c]: <d>"`, `    part "c"`, `    part "d"`, `definitions "[e]: f"`, `  definition "[e]: f"`, `    part "e"`, `    part "f"`, `paragraph "가"`)
	checkStructure(t, "> [^1]: 가\n나\n\n다\n\n[^2]: 라\n\n    마\n", `quote "> [^1]: 가\n나"`, `  footnote "[^1]: 가\n나"`, `    footnote use "[^1]"`, `      part "1"`,
		`    paragraph "가\n나"`, `paragraph "다"`, `footnote "[^2]: 라\n\n    마"`, `  footnote use "[^2]"`, `    part "2"`, `  paragraph "라"`, `  paragraph "마"`)
	checkStructure(t, "%%\n\n# 가\n\n%%\n", `paragraph "%%"`, `section "# 가\n\n%%" = "%%"`, `  heading "# 가" = "가"`, `  paragraph "%%"`)
}

func TestStructureOfFrontMatter(t *testing.T) {
	checkStructure(t, "---\ntitle: 가\nup: '[[나]]'\n---\n\n다", `front matter "---\ntitle: 가\nup: '[[나]]'\n---" = "title: 가\nup: '[[나]]'"`,
		`  value "가"`, `  link "[[나]]"`, `    part "나"`, `paragraph "다"`)
	checkStructure(t, "---\n---\n", `front matter "---\n---"`)
	checkStructure(t, "\ufeff# 가", `section "# 가"`, `  heading "# 가" = "가"`)
}

func TestRegions(t *testing.T) {
	check := func(src string, want ...string) {
		t.Helper()
		var got []string
		for _, r := range (Syntax{}).Structure([]byte(src)).Regions {
			got = append(got, r.Name+": "+covered(src, r.Span))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("regions of %q (-want +got):\n%s", src, diff)
		}
	}
	check("<!-- region 가 나 -->\n\n<!--#region-->\n\n다\n\n<!-- #endregion -->\n\n<!--endregion 가-->",
		"가 나: <!-- region 가 나 -->\n\n<!--#region-->\n\n다\n\n<!-- #endregion -->\n\n<!--endregion 가-->",
		": <!--#region-->\n\n다\n\n<!-- #endregion -->")
	check("<!-- endregion -->\n\n<!-- region a -->\n\n<!-- regional -->\n\n`<!-- endregion -->`")
}

// validateStructure checks what a Structure promises of its spans.
func validateStructure(s *Structure, src string) error {
	v := &validator{src: src}
	v.claim(s.Note.Kind == KindNote && s.Note.Span == text.Between(0, len(src)), "the note", s.Note.Span)
	var visit func(e *Element)
	visit = func(e *Element) {
		at := e.Span.Start
		if !e.Content.Empty() {
			v.inside("content of "+e.Kind.String(), e.Span, e.Content)
		}
		for i := range e.Children {
			c := &e.Children[i]
			v.claim(c.Span.Start >= at, "sibling before "+c.Kind.String(), c.Span)
			v.inside(c.Kind.String(), e.Span, c.Span)
			v.claim(!c.Span.Empty(), "empty "+c.Kind.String(), c.Span)
			v.claim(c.Kind != KindListItem || e.Kind == KindList, "an item outside of a list", c.Span)
			v.claim(e.Kind != KindList || c.Kind == KindListItem, "in a list a "+c.Kind.String(), c.Span)
			v.claim(c.Kind != KindList || c.Span.End == c.Children[len(c.Children)-1].Span.End, "list longer than its items", c.Span)
			if c.Kind <= lastBlockKind {
				got := covered(src, c.Span)
				v.claim(c.Kind == KindIndentedCode || got == strings.Trim(got, spaces), "blanks around "+c.Kind.String(), c.Span)
			}
			switch c.Kind {
			case KindEmphasis, KindStrong, KindStrikethrough, KindCodeSpan, KindMath:
				opening := src[c.Span.Start:c.Content.Start]
				v.claim(opening == src[c.Content.End:c.Span.End] && strings.Trim(opening, opening[:1]) == "", "marks of "+c.Kind.String(), c.Span)
			}
			at = c.Span.End
			visit(c)
		}
	}
	noContent := s.Note
	noContent.Content = noContent.Span
	visit(&noContent)
	for _, r := range s.Regions {
		v.written("region", r.Span, "<!--", "-->")
	}
	for _, c := range s.Comments {
		v.written("comment", c, "%%", "%%")
	}
	return v.err
}

func TestRandomStructures(t *testing.T) {
	randomNotes(rounds(30_000), slices.Concat(ownTokens, commonTokens, []string{"***", "****", "__", "*a*", "**b**", "> [!note] ", "<!-- region -->", "<!-- endregion -->", "{가}", "[[나|다]]{라}", "{{< ref \"마#바\" >}}"}), func(src string) {
		if err := validateStructure(Syntax{}.Structure([]byte(src)), src); err != nil {
			t.Fatalf("Structure(%q): %v", src, err)
		}
		for _, y := range []Syntax{{NoWikiLinks: true, NoTags: true, NoPercentComments: true}, {LabelFirst: true, AllBlocks: true}, {LabelBehind: true, Shortcodes: true}} {
			if err := validateStructure(y.Structure([]byte(src)), src); err != nil {
				t.Fatalf("%+v.Structure(%q): %v", y, src, err)
			}
		}
		if err := rereads(src); err != nil {
			t.Fatalf("Structure(%q): %v", src, err)
		}
	})
}

// rereads checks that what stands at an element's span is such an element by
// itself.
func rereads(src string) error {
	if strings.Contains(src, "\r") {
		return nil // goldmark's lines differ in what may follow a paragraph
	}
	var err error
	var visit func(e *Element, plain bool)
	visit = func(e *Element, plain bool) {
		for i := range e.Children {
			c := &e.Children[i]
			// The lines of quotes and lists have marks that are not the element's.
			plain := plain && (e.Kind == KindNote || e.Kind == KindSection)
			own := covered(src, c.Span)
			// A paragraph before it, so that nothing is front matter; or a word, for what
			// a line must not start with.
			standsIn := func(before string) bool {
				return has(Syntax{}.Structure([]byte(before+own+"\n")).Note, c.Kind, text.Between(len(before), len(before)+len(own)))
			}
			// A table in a paragraph, and what definitions leave of one, start with lines
			// that may be another block where none can be interrupted.
			rest := i > 0 && strings.Count(src[e.Children[i-1].Span.End:c.Span.Start], "\n") < 2
			if err == nil && !rest && canReread(c, own, plain) && !standsIn("가\n\n") && (c.Kind.isBlock() || !standsIn("가 ")) {
				err = fmt.Errorf("%v at %v: %q is none by itself", c.Kind, c.Span, own)
			}
			visit(c, plain)
		}
	}
	s := Syntax{}.Structure([]byte(src))
	visit(&s.Note, true)
	return err
}

func canReread(e *Element, own string, plain bool) bool {
	switch e.Kind {
	case KindFrontMatter, KindValue, KindLinkPart, KindTableRow, KindTableCell:
		return false
	case KindEmphasis, KindStrong, KindStrikethrough: // which marks pair depends on what is around: emphasisOfGoldmark
		return false
	case KindParagraph: // a tab behind a tag keeps it from being a block
		return plain && own[0] != '<'
	case KindComment: // only a block may be open
		return e.Span.Len() > 4 && (strings.HasSuffix(own, "-->") || strings.HasSuffix(own, "%%"))
	case KindLink: // a reference needs its definition, a tag of HTML its block
		return !strings.Contains(own, "\n") && (own[0] == '[' || own[0] == '!') && strings.HasSuffix(own, ")")
	}
	return plain || !strings.Contains(own, "\n")
}

// plainParser is layoutParser without what tracks marks.
var plainParser = newParser(untracked, inlineParsers(func(p parser.InlineParser) parser.InlineParser { return p }))

// emphasisOfGoldmark lists the emphasis of src by goldmark's own tree, which has the
// places of texts: what starts and ends with one starts and ends as many marks
// away. Of the others there is the kind only. Both lists are sorted.
func emphasisOfGoldmark(src string) (all []ElementKind, spans []string) {
	s := Syntax{}.scan([]byte(src))
	_ = ast.Walk(s.read(plainParser), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		kind, marks := KindStrikethrough, 0
		if e, ok := n.(*ast.Emphasis); ok {
			kind, marks = KindEmphasis, e.Level
			if e.Level == 2 {
				kind = KindStrong
			}
		} else if n.Kind() != extast.KindStrikethrough {
			return ast.WalkContinue, nil
		}
		if entering {
			all = append(all, kind)
			first, _ := n.FirstChild().(*ast.Text)
			last, _ := n.LastChild().(*ast.Text)
			isMark := func(off int) bool { return strings.ContainsRune("*_~", rune(s.body[off])) } // of a run, goldmark cuts the wrong end
			if first != nil && last != nil && marks > 0 && !isMark(first.Segment.Start) && !isMark(last.Segment.Stop-1) {
				spans = append(spans, fmt.Sprint(kind, s.span(first.Segment.Start-marks, last.Segment.Stop+marks)))
			}
		}
		return ast.WalkContinue, nil
	})
	slices.Sort(all)
	slices.Sort(spans)
	return all, spans
}

func TestRandomEmphasisIsThatOfGoldmark(t *testing.T) {
	compared := 0
	randomNotes(rounds(30_000), []string{"*", "**", "***", "_", "__", "~~", "~", "a", "가", " ", ".", "\n", "`", "[", "](x)", "> ", "- ", "😀", "\"", "\\"}, func(src string) {
		var all []ElementKind
		spans := map[string]bool{}
		var visit func(e Element)
		visit = func(e Element) {
			if e.Kind == KindEmphasis || e.Kind == KindStrong || e.Kind == KindStrikethrough {
				all = append(all, e.Kind)
				spans[fmt.Sprint(e.Kind, e.Span)] = true
			}
			for _, c := range e.Children {
				visit(c)
			}
		}
		visit(Syntax{}.Structure([]byte(src)).Note)
		slices.Sort(all)
		wantAll, want := emphasisOfGoldmark(src)
		if diff := cmp.Diff(wantAll, all); diff != "" {
			t.Fatalf("emphasis of %q (-goldmark +ours):\n%s", src, diff)
		}
		for _, w := range want {
			compared++
			if !spans[w] {
				t.Fatalf("emphasis of %q: %s is not among %v", src, w, spans)
			}
		}
	})
	if compared < rounds(5_000) {
		t.Errorf("compared %d places, want thousands", compared)
	}
}

// has reports whether an element of the kind stands at span.
func has(e Element, kind ElementKind, span text.Span) bool {
	if e.Kind == kind && e.Span == span {
		return true
	}
	return slices.ContainsFunc(e.Children, func(c Element) bool { return c.Span.Contains(span) && has(c, kind, span) })
}

// fileLine matches the lines of an archive that start a file.
var fileLine = regexp.MustCompile(`(?m)^-- .* --\r?\n`)

func TestStructuresOfScripts(t *testing.T) {
	files, err := filepath.Glob("../../testdata/script/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, note := range append(fileLine.Split(string(src), -1), string(src)) {
			if err := validateStructure(Syntax{}.Structure([]byte(note)), note); err != nil {
				t.Errorf("Structure of a note of %s: %v", file, err)
			}
			if err := rereads(note); err != nil {
				t.Errorf("Structure of a note of %s: %v", file, err)
			}
		}
	}
}

func FuzzStructure(f *testing.F) {
	randomNotes(100, append(ownTokens, commonTokens...), func(src string) { f.Add(src) })
	f.Fuzz(func(t *testing.T, src string) {
		if err := validateStructure(Syntax{}.Structure([]byte(src)), src); err != nil {
			t.Errorf("Structure(%q): %v", src, err)
		}
	})
}
