package markdown

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// hostileSize is the length of a hostile note, in bytes.
const hostileSize = 1 << 18

// timed is for tests of how long things take, of which the race detector says nothing.
func timed(t *testing.T) {
	if testing.Short() {
		t.Skip("no times with -short")
	}
}

// checkHostile parses src within the time and the memory that a note may take:
// 2 seconds and 350 MB allocated for a megabyte. Nearly all notes take a tenth of that, and
// what grows with the square of the length takes minutes. A busy machine gets
// more than one try.
func checkHostile(t *testing.T, name, src string) *Document {
	t.Helper()
	megabytes := max(float64(len(src)), 1<<18) / (1 << 20)
	limit := time.Duration(megabytes * float64(2*time.Second))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	d := Parse([]byte(src))
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	for try := 1; try < 5 && took > limit; try++ {
		start = time.Now()
		Parse([]byte(src))
		took = min(took, time.Since(start))
	}
	allocated := float64(after.TotalAlloc-before.TotalAlloc) / (1 << 20)
	t.Logf("%-28s %5d KB %6d ms %4.0f MB", name, len(src)>>10, took.Milliseconds(), allocated)
	if took > limit || allocated > 350*megabytes+20 {
		t.Errorf("Parse of %s, %d bytes, took %v and %.0f MB, want at most %v and %.0f MB", name, len(src), took, allocated, limit, 350*megabytes)
	}
	if err := validate(d, src); err != nil {
		t.Errorf("Parse of %s: %.200s", name, err)
	}
	checkHostileStructure(t, name, src, 2*limit)
	return d
}

// checkHostileStructure reads the structure of src within limit: it does what Parse
// does, and keeps as much again.
func checkHostileStructure(t *testing.T, name, src string, limit time.Duration) {
	t.Helper()
	took := limit + 1
	var s *Structure
	for try := 0; try < 5 && took > limit; try++ {
		start := time.Now()
		s = Syntax{}.Structure([]byte(src))
		took = min(took, time.Since(start))
	}
	t.Logf("%-28s %5d KB %6d ms for its structure", name, len(src)>>10, took.Milliseconds())
	if took > limit {
		t.Errorf("Structure of %s, %d bytes, took %v, want at most %v", name, len(src), took, limit)
	}
	if err := validateStructure(s, src); err != nil {
		t.Errorf("Structure of %s: %.200s", name, err)
	}
}

// repeated is s as often as n bytes hold it.
func repeated(s string) func(n int) string {
	return func(n int) string { return strings.Repeat(s, n/len(s)) }
}

// paragraphs is s again and again, in paragraphs just short enough to be read.
func paragraphs(s string) func(n int) string {
	paragraph := strings.Repeat(s, maxParagraph/len(s)) + "\n\n"
	return func(n int) string { return strings.Repeat(paragraph, n/len(paragraph)) }
}

// headings is the same in headings.
func headings(s string) func(n int) string {
	return func(n int) string { return strings.ReplaceAll("\n\n"+paragraphs(s)(n), "\n\n", "\n# ") }
}

// nested is open n times, then middle and close as often.
func nested(open, middle, close string) func(n int) string {
	return func(n int) string {
		n /= len(open) + len(close)
		return strings.Repeat(open, n) + middle + strings.Repeat(close, n)
	}
}

// grown is made of parts that get longer and longer.
func grown(part func(i int) string) func(n int) string {
	return func(n int) string {
		var b strings.Builder
		for i := 1; b.Len() < n; i++ {
			b.WriteString(part(i))
		}
		return b.String()
	}
}

// numbered is made of parts with a number in each.
func numbered(format string) func(n int) string {
	return grown(func(i int) string { return fmt.Sprintf(format, i) })
}

// inlinePatterns are repeated in one long paragraph, in some short enough to
// be read, and in headings.
var inlinePatterns = []string{
	"[", "]", "![", "[[", "[[a", "[[a|", "![[a#", "[a]", "[a](", "[a](b", "[a](b)", "[a](<b", "[a](b \"", "[a](b 'x\n", "[a](b (", "[a][", "[a][b\n",
	"[a][b]", "[a]:", "![[]()", "[ (](", "[](", "][", "[a](b#", "[a](]", "[a](b ]", "[a](<b]", "[a]] ", "[[](b", "*a **b ", "*a _b ", "*", "**a", "a**b", "_a", "*~~_a ", "~~a ", "~", "`", "` ``a ",
	"<", "<a ", "<a b=\"", "<a b='' ", "<!-- a ", "<?a ", "<![CDATA[", "<!A a ", "<http:", "</a", "&amp", "&#", "\\", "\\[", "#", " #", " #1", " #a", "#a#",
	"$", "$$", "$$$", "$a ", "$1 ", "x$1", "a$ ", "%", "%%", "%% [[a]] ", "^", " ^a", "[^", "[^a]", "[^a", "{#a ", "{: #", "a\r", "\x00", "\xff",
	"\xed\xa0\x80", "한글 ", "😀", "a", " ", "\u200d", "e\u0301", "http://a.b ", "www.", "|", "|-", "a@",
}

func TestHostileInlines(t *testing.T) {
	timed(t)
	for _, p := range inlinePatterns {
		checkHostile(t, fmt.Sprintf("%q", p), repeated(p)(hostileSize))
		checkHostile(t, fmt.Sprintf("%q in paragraphs", p), paragraphs(p)(2*maxParagraph))
		checkHostile(t, fmt.Sprintf("%q in headings", p), headings(p)(2*maxParagraph))
	}
}

func TestHostileBlocks(t *testing.T) {
	timed(t)
	for name, note := range map[string]func(n int) string{
		"nested brackets":        nested("[", "a", "]"),
		"nested links":           nested("[", "a", "](b)"),
		"nested images":          nested("![", "a", "](b)"),
		"nested wiki links":      nested("[[", "a", "]]"),
		"nested parentheses":     nested("[a](((", "b", ")))"),
		"nested references":      nested("[", "a", "][b]"),
		"quotes in a line":       repeated(">"),
		"quotes with tabs":       repeated(">\t"),
		"lazy quotes":            func(n int) string { return strings.Repeat(">", n/2) + "a\n" + strings.Repeat("a\n", n/4) },
		"deep quotes":            repeated(strings.Repeat(">", 1000) + "a\n"),
		"lists in a line":        repeated("- "),
		"numbers in a line":      repeated("1. "),
		"lists with tabs":        repeated("-\t"),
		"deepening list":         grown(func(i int) string { return strings.Repeat("  ", i%2000) + "- a\n" }),
		"deep list and blanks":   func(n int) string { return strings.Repeat("- ", n/2) + "a\n" + strings.Repeat("\n", n/2) },
		"deep list and text":     func(n int) string { return strings.Repeat("- ", n/4) + "a\n" + strings.Repeat("x\n", n/4) },
		"deep lists, blanks":     repeated(strings.Repeat("- ", 60) + "a\n\n"),
		"deep list, many blanks": func(n int) string { return strings.Repeat("- ", 60) + "a\n" + strings.Repeat("\n", n) },
		"block id below lists":   repeated(strings.Repeat("- ", 60) + "a\n\n^id\n\n"),
		"block id below quotes":  repeated(strings.Repeat("> ", 60) + "a\n\n^id\n\n"),
		"list of block ids":      repeated("- a ^id\n"),
		"footnotes in a line":    repeated("[^a]: "),
		"footnotes":              numbered("[^%d]: a[^1]\n"),
		"definitions":            numbered("[r%d]: u\n"),
		"definitions apart":      numbered("[r%d]: u\n\n"),
		"definitions and uses":   numbered("[r%[1]d]: u\n\n[r%[1]d] [a][r%[1]d]\n\n"),
		"same definition":        repeated("[a]: u\n\n[a][a]\n\n"),
		"titles not closed":      repeated("[a]: u \"x\n"),
		"titles on own line":     repeated("[a]: u\n\"x\n"),
		"labels not closed":      repeated("[a\n"),
		"definition in note":     repeated("[^a]: b\n[c]: d\n"),
		"backtick runs":          grown(func(i int) string { return "e" + strings.Repeat("`", i%700) }),
		"backtick runs apart":    grown(func(i int) string { return "e" + strings.Repeat("`", i%700) + "\n" }),
		"comments not closed":    repeated("<!-- [a](b)\n\n"),
		"comments over blocks":   repeated("%%\n\n[a](b)\n\n"),
		"comments in headings":   repeated("# %%a%% b %%c%%\n"),
		"table of columns": func(n int) string {
			n /= 8
			return strings.Repeat("|a", n) + "|\n" + strings.Repeat("|-", n) + "|\n" + strings.Repeat("|\n", n)
		},
		"table, 3000 columns": func(n int) string {
			return strings.Repeat("|a", 3000) + "|\n" + strings.Repeat("|-", 3000) + "|\n" + strings.Repeat("|\n", n/3)
		},
		"table of pipes":        func(n int) string { return "|a|\n|-|\n|" + strings.Repeat("\\|", n/2) + "|\n" },
		"table of code":         func(n int) string { return "|a|\n|-|\n" + strings.Repeat("|`\\|`|\n", n/7) },
		"table of brackets":     func(n int) string { return "|a|\n|-|\n" + strings.Repeat("|[[[[[[[|\n", n/10) },
		"table of one cell":     func(n int) string { return "|a|\n|-|\n|" + strings.Repeat("[a](<b", n/6) + "|\n" },
		"tables":                repeated("|a|b|\n|-|-|\n|c|d|\n\n"),
		"no tables":             repeated("a\n|-|-|\n"),
		"setext":                func(n int) string { return strings.Repeat("a\n", n/2) + "==\n" },
		"setext headings":       repeated("a\n=\n"),
		"rules":                 repeated("---\n"),
		"headings":              repeated("# a\n"),
		"headings with ids":     repeated("# a {#b}\n"),
		"heading of braces":     func(n int) string { return "# " + strings.Repeat("{#a}", n/4) },
		"fences":                repeated("```\n"),
		"tasks":                 repeated("- [ ] a\n"),
		"blank lines":           repeated("\n"),
		"lines of returns":      repeated("\r"),
		"tabs":                  repeated("\t"),
		"HTML blocks":           repeated("<div>\n\n"),
		"HTML attributes":       func(n int) string { return "<div " + strings.Repeat("a=\"b\" ", n/6) },
		"HTML, attributes open": repeated("<div a=\"\n\n"),
		"HTML, spaces":          func(n int) string { return "<div a" + strings.Repeat(" ", n) + "b>" },
		"HTML, anchors":         repeated("<p id=a>\n"),
		"HTML, scripts":         repeated("<div><script></\n"),
		"HTML, opened":          func(n int) string { return "<div>\n" + strings.Repeat("<a id=", n/6) },
		"HTML, comments":        func(n int) string { return "<div>\n" + strings.Repeat("<!--", n/4) },
		"HTML, closers":         func(n int) string { return "<div>\n<script>" + strings.Repeat("</", n/2) },
	} {
		checkHostile(t, name, note(hostileSize))
	}
}

func TestHostileFrontMatter(t *testing.T) {
	timed(t)
	bomb := "---\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
	for i := range 30 {
		bomb += fmt.Sprintf("a%d: &a%d [%s*a%d]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*a%d, ", i), 9), i)
	}
	for name, content := range map[string]string{
		"YAML aliases":         bomb + "tags: *a30\n---\n",
		"YAML, same key":       "---\n" + strings.Repeat("a:\n", 20_000) + "---\n",
		"YAML, same tags":      "---\n" + strings.Repeat("tag: a\n", 9_000) + "---\n",
		"YAML, never closed":   "---\n" + strings.Repeat("title: a\n", hostileSize/9),
		"YAML, commas":         "---\ntags: [" + strings.Repeat("a,", 30_000) + "]\n---\n",
		"YAML, only commas":    "---\ntags: [" + strings.Repeat(",", 50_000) + "]\n---\n",
		"YAML, wide commas":    "---\ntags: [" + strings.Repeat("가, ", 13_000) + "]\n---\n",
		"YAML, quoted":         "---\ntags: [" + strings.Repeat("\"a\",", 15_000) + "]\n---\n",
		"YAML, tagged":         "---\ntags: [" + strings.Repeat("!!str a,", 8_000) + "]\n---\n",
		"YAML, in one string":  "---\ntags: " + strings.Repeat("a,", 30_000) + "\n---\n",
		"YAML, deep flow":      "---\ntags: " + strings.Repeat("[", 60_000) + "\n---\n",
		"YAML, deep maps":      "---\ntags: " + strings.Repeat("{a: ", 15_000) + "\n---\n",
		"YAML, deep lists":     "---\ntags: " + strings.Repeat("- ", 30_000) + "\n---\n",
		"YAML, closed flow":    "---\ntags: " + strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000) + "\n---\n",
		"YAML, quote open":     "---\ntitle: \"" + strings.Repeat("a\n", 30_000) + "---\n",
		"YAML, links open":     "---\na: '" + strings.Repeat("[[a", 20_000) + "'\n---\n",
		"YAML, links":          "---\na: '" + strings.Repeat("[[a]]", 12_000) + "'\n---\n",
		"YAML, invalid list":   "---\na: b: c\ntags: [" + strings.Repeat("'a',", 15_000) + "]\n---\n",
		"YAML, invalid string": "---\na: b: c\ntags: " + strings.Repeat("a ", 30_000) + "\n---\n",
		"YAML, invalid flow":   "---\na: b: c\ntags: " + strings.Repeat("[", 30_000) + strings.Repeat("]", 30_000) + "\n---\n",
		"YAML, separators":     "---\na: '" + strings.Repeat("\u2028", 20_000) + "'\n---\n",
		"TOML, same key":       "+++\n" + strings.Repeat("a=1\n", 15_000) + "+++\n",
		"TOML, tags":           "+++\ntags = [" + strings.Repeat("'a',", 15_000) + "]\n+++\n",
		"TOML, deep":           "+++\ntags = " + strings.Repeat("[", 30_000) + strings.Repeat("]", 30_000) + "\n+++\n",
		"TOML, deep key":       "+++\n" + strings.Repeat("a.", 30_000) + "a = 1\n+++\n",
		"TOML, never closed":   "+++\n" + strings.Repeat("a=1\n", hostileSize/4),
	} {
		checkHostile(t, name, content+"\n# 제목\n")
	}
}

func TestLongNotesAreReadWhole(t *testing.T) {
	timed(t)
	d := checkHostile(t, "100,000 links", strings.Repeat("- 한글 [[노트]] 😀\n", 100_000))
	if len(d.Links) != 100_000 || d.Partly {
		t.Errorf("%d links, partly %v, want all", len(d.Links), d.Partly)
	}
	d = checkHostile(t, "20,000 headings", strings.Repeat("## 제목\n", 20_000))
	for i := range d.Headings {
		d.Section(i)
	}
	if len(d.Headings) != 20_000 || d.Partly {
		t.Errorf("%d headings, partly %v, want all", len(d.Headings), d.Partly)
	}
	d = checkHostile(t, "links in a paragraph", strings.Repeat("[가](나.md)\n", 4_000))
	if len(d.Links) != 4_000 || d.Partly {
		t.Errorf("%d links in a paragraph, partly %v, want all 4000", len(d.Links), d.Partly)
	}
	d = checkHostile(t, "long table", "| 가 | 나 |\n|---|---|\n"+strings.Repeat("| [가](나.md) | `다` [[라]] 마바사 |\n", 3_000))
	if len(d.Links) != 6_000 || d.Partly {
		t.Errorf("%d links in a table, partly %v, want all 6000", len(d.Links), d.Partly)
	}
	d = checkHostile(t, "picture in the note", "[[가]] ![나][p] ![](data:image/png;base64,"+strings.Repeat("iVBORw0KGgo", 50_000)+") [[다]]\n\n[p]: <data:image/png;base64,"+strings.Repeat("iVBORw0KGgo", 50_000)+">")
	if len(d.Links) != 4 || len(d.References) != 1 || d.Partly {
		t.Errorf("%d links and %d references beside a picture, partly %v, want 4 and 1", len(d.Links), len(d.References), d.Partly)
	}
	d = checkHostile(t, "line of 5 MB", "[[가]] "+strings.Repeat("한글 😀 ", 5<<20/12)+" [[나]]")
	if len(d.Links) != 2 || d.Partly {
		t.Errorf("%d links in a long line, partly %v, want 2", len(d.Links), d.Partly)
	}
}

// What is passed over is said, and what is around it is read.
func TestPartly(t *testing.T) {
	for name, part := range map[string]string{
		"brackets":  strings.Repeat("[", 2000),
		"paragraph": strings.Repeat("[a](b) `c` ", 20_000),
		"heading":   "# " + strings.Repeat("[a](b) `c` ", 20_000),
		"setext":    strings.Repeat("[a](b) `c` ", 20_000) + "\n===",
		"table":     "| a | b |\n|---|---|\n" + strings.Repeat("| a | b |\n", 30_000),
		"lists":     strings.Repeat("- ", 200) + "a",
	} {
		src := "# 가\n\n" + part + "\n\n[[나]]\n"
		d := Parse([]byte(src))
		if n := len(d.Links); !d.Partly || n == 0 || d.Links[n-1].Target != "나" || d.Headings[0].Text != "가" {
			t.Errorf("%s: partly %v, want it said, and the text around read", name, d.Partly)
		}
	}
}
