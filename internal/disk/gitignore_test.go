package disk

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// checkIgnore asks a .gitignore file of this content about one path; a path
// that ends in a slash is a folder. Folders above are taken as not ignored.
func checkIgnore(t *testing.T, content, path string, want bool) {
	t.Helper()
	name, dir := strings.CutSuffix(path, "/")
	got, _ := lastMatch(parseIgnore([]byte(content)), name, dir)
	if got != want {
		t.Errorf("%q ignores %q: %v, want %v", content, path, got, want)
	}
}

func TestIgnoreSyntax(t *testing.T) {
	for _, test := range []struct{ content, ignored, listed string }{
		{"a.md", "a.md x/a.md a.md/", "b.md xa.md"},
		{"/a.md", "a.md", "x/a.md"},
		{"x/a.md", "x/a.md", "a.md y/x/a.md"},
		{"build/", "build/ x/build/", "build x/build"},
		{"*.md\n!keep.md", "a.md x/a.md", "keep.md x/keep.md"},
		{"!keep.md\n*.md", "keep.md", "a.txt"},
		{"docs/**", "docs/a docs/x/y", "docs/ docs x/docs/a"},
		{"**/tmp", "tmp a/tmp a/b/tmp/", "atmp a/tmpx"},
		{"a/**/z", "a/z a/b/z a/b/c/z", "az a/bz b/a/z"},
		{"a/**/m/**/z", "a/m/z a/x/m/y/z a/m/m/z", "a/z a/m"},
		{"docs/**.md", "docs/a.md", "docs/x/a.md"},
		{"*", "a a/b/c é", ""},
		{"a*b*c", "abc a1b2c aXbbc", "a/b/c abcd"},
		{"x/*/y", "x/a/y", "x/y x/a/b/y"},
		{"?.md", "a.md", ".md ab.md é.md"}, // a byte, as in git
		{"??.md", "é.md ab.md", "a.md"},
		{"[ab].md", "a.md b.md", "c.md"},
		{"[!ab].md\n[^c-e].txt", "c.md a.txt", "a.md d.txt"},
		{"[]a].x\n[!]a].y", "].x a.x b.y", "b.x ].y a.y"},
		{"[a-].x\n[]-a].y", "a.x -.x ].y a.y", "b.x b.y"},
		{`[\]].x` + "\n" + `[a\-c].y`, "].x a.y -.y c.y", `\.x b.y`},
		{"[[:digit:][:upper:]].x", "7.x A.x", "a.x :.x"},
		{"[[:nonsense:]].x", "", "n.x"},
		{"[[:a].x", "[.x :.x a.x", "b.x"},
		{"[a/b].x", "a.x b.x", "x/a.x /.x"}, // the slash anchors and is not taken
		{"[a.x", "", "a.x [a.x"},
		{`\#a` + "\n" + `\!b`, "#a !b", "a b"},
		{"# note\n#a", "", "a #a"},
		{`a\*.md`, "a*.md", "ab.md"},
		{`a\`, "", `a a\`},
		{"\\a.md", "a.md", ""},
		{"a.md \nb.md\\ \nc.md\t", "a.md", "b.md c.md"},
		{"\xef\xbb\xbfa.md\r\nb.md\r", "a.md b.md", ""},
		{"/\n!\n!/\n//\n\n   \n", "", "a /"},
		{"a**/x", "a/x a/b/x ax", "b/a/x"}, // git, against its manual
		{`a/**\/x`, "a/b/x a/b/c/x", "a/x a/bx"},
		{"a.md\x00b\nc.md", "a.md c.md", "b"},
	} {
		for path := range strings.FieldsSeq(test.ignored) {
			checkIgnore(t, test.content, path, true)
		}
		for path := range strings.FieldsSeq(test.listed) {
			checkIgnore(t, test.content, path, false)
		}
	}
	checkIgnore(t, "b.md\\ ", "b.md ", true)
	checkIgnore(t, "c.md\t", "c.md\t", true)
	checkIgnore(t, "a\\ \\ b ", "a  b", true)
}

// Stars that do not match must not be tried in every combination.
func TestIgnoreHostile(t *testing.T) {
	long := strings.Repeat("a", 4000)
	deep := strings.Repeat("a/", 2000)
	start := time.Now()
	for content, path := range map[string]string{
		strings.Repeat("*a", 500) + "*b":      long,
		strings.Repeat("a*", 500) + "?[b]":    long,
		strings.Repeat("**/a/", 300) + "b":    deep + "a",
		strings.Repeat("**/*a*/", 300) + "b":  deep + "a",
		strings.Repeat("**\\/", 300) + "b*c":  deep + "a",
		"x/" + strings.Repeat("**", 2000):     "x/" + deep + "a",
		strings.Repeat("[a-z]*", 300) + "[0]": long,
	} {
		got, _ := lastMatch(parseIgnore([]byte(content)), path, false)
		if want := strings.HasPrefix(content, "x/"); got != want {
			t.Errorf("%.20q... = %v, want %v", content, got, want)
		}
	}
	// An exponential match would outlast the universe; this leaves room for a
	// slow machine and the race detector.
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("hostile patterns took %v", took)
	}
}

// FuzzIgnore holds the matcher against the same pattern as a regular
// expression, which package regexp matches in linear time.
func FuzzIgnore(f *testing.F) {
	f.Add("*.md\n!keep.md\n", "a/b.md", false)
	f.Add("a/**/b/", "a/x/b", true)
	f.Add("**/*a*/**/[!b-d]?\\*", "a/ba/cc/e*", false)
	f.Add("[[:alpha:]-z]*\n**\\/x", "q/x", false)
	f.Fuzz(func(t *testing.T, content, path string, dir bool) {
		if len(content) > 500 || len(path) > 500 || path == "" {
			return
		}
		for _, p := range parseIgnore([]byte(content)) {
			if !utf8.ValidString(path) || strings.ContainsAny(content, "\x00") {
				p.match(path, dir)
				continue
			}
			name := path
			if !p.anchored {
				name = path[strings.LastIndexByte(path, '/')+1:]
			}
			want := asRegexp(t, &p.glob).MatchString(asRunes(name)) && (dir || !p.dirOnly)
			if got := p.match(path, dir); got != want {
				t.Fatalf("%q matches %q: %v, want %v", content, path, got, want)
			}
		}
	})
}

// asRegexp writes a glob as a regular expression over the runes of asRunes.
func asRegexp(t *testing.T, g *glob) *regexp.Regexp {
	var b strings.Builder
	b.WriteString("(?s)^" + regexp.QuoteMeta(asRunes(g.literal)))
	for _, o := range g.ops {
		switch o.kind {
		case opByte:
			b.WriteString(regexp.QuoteMeta(asRunes(string([]byte{o.char}))))
		case opAny:
			b.WriteString("[^/]")
		case opStar:
			b.WriteString("[^/]*")
		case opDirs:
			b.WriteString("(?:.*/)?")
		case opAll:
			b.WriteString(".*")
		case opSet:
			members := []string{"[^\x00-\u00ff]"} // never: runes end at ff
			for c, in := range o.set {
				if in {
					members = append(members, regexp.QuoteMeta(string(rune(c))))
				}
			}
			b.WriteString("(?:" + strings.Join(members, "|") + ")")
		}
	}
	re, err := regexp.Compile(b.String() + "$")
	if err != nil {
		t.Skip(err) // too big to compile
	}
	return re
}

// asRunes turns each byte into a rune, since regexp does not match bytes.
func asRunes(s string) string {
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}

func BenchmarkIgnore(b *testing.B) {
	patterns := parseIgnore([]byte("*.log\n*.tmp\n/build\nnode_modules/\n.DS_Store\n**/cache/\n[Dd]ebug/\n!keep.log\ndocs/**/private\n~$*\n"))
	for b.Loop() {
		lastMatch(patterns, "area 7/topic 17/note 17.md", false)
	}
}
