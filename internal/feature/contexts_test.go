package feature

import (
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A scene is a place where something is typed.
type scene struct {
	name  string
	check check
	// open returns what stands before the typed text, "" for nothing that fits this
	// garden. What names another note comes from name and path.
	open    func(g *garden) string
	closers []string               // what the editor may have put in; the first closes the link in full
	bars    string                 // what can't be typed here
	keep    []string               // what may follow inside the link
	behind  func(g *garden) string // the target, where it follows; "" for nothing that fits
	starts  string                 // what the typed text starts with
	lone    bool                   // it starts its line
	encode  func(string) string
	head    string
	after   string // what follows where it is lone
	// fits tells in which syntax the scene plays; nil for in all.
	fits func(markdown.Syntax) bool
}

func labelFirst(s markdown.Syntax) bool  { return s.LabelFirst }
func labelBehind(s markdown.Syntax) bool { return s.LabelBehind }
func labelInside(s markdown.Syntax) bool { return !s.LabelFirst }

func fixed(open string) func(*garden) string { return func(*garden) string { return open } }

func spaced(s string) string { return strings.ReplaceAll(s, " ", "%20") }

var scenes = []scene{
	{name: "[[", check: leadsToItem(markdown.Wiki), open: fixed("[["), closers: []string{"]]", "", "]"}, bars: "[]|#^\\", keep: []string{"#개요", "#^b1"}},
	{name: "[[ |l", check: leadsToItem(markdown.Wiki), open: fixed("[["), closers: []string{"|글]]", "#개요|글]]"}, bars: "[]|#^\\", fits: labelInside},
	{name: "[[l|", check: leadsToItem(markdown.Wiki), open: fixed("[[글|"), closers: []string{"]]", "", "]"}, bars: "[]|#^\\", keep: []string{"#개요"}, fits: labelFirst},
	{name: "[[l|n#", check: namesItem(markdown.Wiki), open: func(g *garden) string { return wrap("[[글|", g.wikiName(), "#") }, closers: []string{"]]", "", "]"}, bars: "[]|#^\\", fits: labelFirst},
	{name: "[[l|n#^", check: namesItem(markdown.Wiki), open: func(g *garden) string { return wrap("[[글|", g.wikiName(), "#^") }, closers: []string{"]]", ""}, bars: "[]|#^\\ ", fits: labelFirst},
	{name: "[[|n", check: isLabel, open: fixed("[["), behind: (*garden).wikiName, closers: []string{"]]"}, bars: "[]|", fits: labelFirst},
	{name: "[[]]{l}", check: leadsToItem(markdown.Wiki), open: fixed("[["), closers: []string{"]]{글}"}, bars: "[]|#^\\", fits: labelBehind},
	{name: "![[", check: leadsToItem(markdown.Wiki), open: fixed("![["), closers: []string{"]]", "", "]"}, bars: "[]|#^\\"},
	{name: "[[n#", check: namesItem(markdown.Wiki), open: func(g *garden) string { return wrap("[[", g.wikiName(), "#") }, closers: []string{"]]", "", "]"}, bars: "[]|#^\\"},
	{name: "[[n# |l", check: namesItem(markdown.Wiki), open: func(g *garden) string { return wrap("[[", g.wikiName(), "#") }, closers: []string{"|글]]"}, bars: "[]|#^\\", fits: labelInside},
	{name: "[[#", check: namesItem(markdown.Wiki), open: fixed("[[#"), closers: []string{"]]", "", "]"}, bars: "[]|#^\\"},
	{name: "[[n#A#", check: namesItem(markdown.Wiki), open: func(g *garden) string { return wrap("[[", g.chain(), "#") }, closers: []string{"]]", ""}, bars: "[]|#^\\"},
	{name: "[[n#^", check: namesItem(markdown.Wiki), open: func(g *garden) string { return wrap("[[", g.wikiName(), "#^") }, closers: []string{"]]", ""}, bars: "[]|#^\\ "},
	{name: "[[#^", check: namesItem(markdown.Wiki), open: fixed("[[#^"), closers: []string{"]]", ""}, bars: "[]|#^\\ "},
	{name: "[[n|", fits: labelInside, check: isLabel, open: func(g *garden) string { return wrap("[[", g.wikiName(), "|") }, closers: []string{"]]", ""}, bars: "[]|"},
	{name: "](", check: leadsToItem(markdown.Inline), open: fixed("[글]("), closers: []string{")", ""}, bars: "()<>[]#\\?", keep: []string{"#개요", " \"제목\"", " '제 (목)'"}, encode: spaced},
	{name: "![](", check: leadsToItem(markdown.Inline), open: fixed("![]("), closers: []string{")", ""}, bars: "()<>[]#\\?", encode: spaced},
	{name: "](./", check: leadsToItem(markdown.Inline), open: fixed("[]("), starts: "./", closers: []string{")", ""}, bars: "()<>[]#\\?", encode: spaced},
	{name: "](/", check: leadsToItem(markdown.Inline), open: fixed("[글]("), starts: "/", closers: []string{")", ""}, bars: "()<>[]#\\?", encode: spaced},
	{name: "](../", check: leadsToItem(markdown.Inline), open: fixed("[글]("), starts: "../", closers: []string{")", ""}, bars: "()<>[]#\\?", encode: spaced},
	{name: "](<", check: leadsToItem(markdown.Inline), open: fixed("[글](<"), closers: []string{">)", "", ")", ">"}, bars: "<>[]#\\?", keep: []string{"#개요"}},
	{name: "](p#", check: namesItem(markdown.Inline), open: func(g *garden) string { return wrap("[글](", g.path(), "#") }, closers: []string{")", ""}, bars: "()<>[]#\\?", keep: []string{" \"제목\""}, encode: spaced},
	{name: "](#", check: namesItem(markdown.Inline), open: fixed("[글](#"), closers: []string{")", ""}, bars: "()<>[]#\\?", encode: spaced},
	{name: "](<#", check: namesItem(markdown.Inline), open: fixed("[글](<#"), closers: []string{">)", "", ")", ">"}, bars: "<>[]#\\?"},
	{name: "[x]: ", check: leadsToItem(markdown.Definition), open: fixed("[x]: "), closers: []string{""}, bars: "()<>[]#\\?", keep: []string{" \"제목\"", "#개요"}, encode: spaced, lone: true},
	{name: "[x]: <", check: leadsToItem(markdown.Definition), open: fixed("[x]: <"), closers: []string{">", ""}, bars: "<>[]#\\?", lone: true},
	{name: "][", check: isReference, open: fixed("[글]["), closers: []string{"]", ""}, bars: "[]^\\"},
	{name: "[^", check: isFootnote, open: fixed("[^"), closers: []string{"]", ""}, bars: "[] \\"},
	{name: "#", check: isTag, open: fixed("#"), closers: []string{""}, bars: " #;.,:!?()[]{}\"'%|&=+*~<>`\\😀^$"},
	{name: "up: [[", check: leadsToItem(markdown.Wiki), head: "---\n", open: fixed("up: \"[["), closers: []string{"]]"}, bars: "[]|#^\\\"", after: "\"", lone: true},
	{name: "tags: [", check: isTag, head: "---\n", open: fixed("tags: ["), closers: []string{"]"}, bars: " #;.,:!?()[]{}\"'%|&=+*~<>`\\😀^$", lone: true},
	{name: "tags:", check: isTag, head: "---\ntitle: 글\ntags:\n", open: fixed("  - "), closers: []string{""}, bars: " #;.,:!?()[]{}\"'%|&=+*~<>`\\😀^$-", lone: true},
	{name: "aliases: ", check: isAliasOf, head: "---\n", open: fixed("aliases: "), closers: []string{""}, bars: ",[]{}#&*!|>'\"%@`:\\-?", lone: true},
	{name: "aliases: [", check: isAliasOf, head: "---\n", open: fixed("aliases: [글, "), closers: []string{"]", ", b]"}, bars: ",[]{}#&*!|>'\"%@`:\\-?", lone: true},
	{name: "aliases: [\"", check: isAliasOf, head: "---\n", open: fixed("aliases: [\""), closers: []string{"\"]", "]"}, bars: ",[]{}#'\"\\", lone: true},
	{name: "aliases: ['", check: isAliasOf, head: "---\n", open: fixed("aliases: ['a', '"), closers: []string{"']", "', b]"}, bars: ",[]{}#'\"\\", lone: true},
	{name: "aliases:", check: isAliasOf, head: "---\ntitle: 글\naliases:\n", open: fixed("- "), closers: []string{""}, bars: ",[]{}#&*!|>'\"%@`:\\-?", lone: true},
	{name: "alias +++", check: isAliasOf, head: "+++\n", open: fixed("aliases = ["), closers: []string{"]"}, bars: ",[]{}#&*!|>'\"%@`:\\-?", lone: true},
	{name: "> [!", check: isText, open: fixed("> [!"), closers: []string{"]", ""}, bars: "[] \\", lone: true},
}

func wrap(open, name, end string) string {
	if name == "" {
		return ""
	}
	return open + name + end
}

func (g *garden) completer() *completer {
	return &completer{s: g.base, note: &vault.Note{ID: g.here}, choices: g.choices}
}

// wikiName names one of the notes, "" if there is no way to.
func (g *garden) wikiName() string {
	name, _ := g.completer().wikiTarget(pick(g.Rand, g.notes).ID)
	return writtenIn(g.base.Rules().Syntax, name)
}

func (g *garden) chain() string {
	n := pick(g.Rand, g.notes)
	name, _ := g.completer().wikiTarget(n.ID)
	if len(n.Doc.Headings) == 0 || name == "" {
		return ""
	}
	return wrap(name+"#", plainFragment(pick(g.Rand, n.Doc.Headings).Text), "")
}

func (g *garden) path() string {
	return "/" + encodePath(string(pick(g.Rand, g.notes).ID), false)
}

var (
	befores = []string{"", "", "글 ", "나는 **굵게** ", "- ", "> ", "- [ ] ", "1. ", "[[다른]] ", "😀 ", "`코드` ", "[글](x.md) ", "$x$ ", "| 셀 | ", "# 글 ", "a[0] "}
	afters  = []string{"", "", " 끝", "를 배운다", " 그리고 [[다른]] 끝", " [글](x.md)", " `코드`", " | 셀 |", ", 그리고", " 배열[0][1]", " 글 (괄호) 끝", " #태그", " \"따옴\"", " [a[0]](x)"}
)

// typing types a word in a scene, nil if there is none here.
func (g *garden) typing(c scene) *typing {
	y := &typing{open: c.open(g), head: c.head, after: c.after, foot: g.foot(), closer: c.closers[0]}
	if y.open == "" || c.fits != nil && !c.fits(g.base.Rules().Syntax) {
		return nil
	}
	if c.behind != nil {
		if y.keep = wrap("|", c.behind(g), ""); y.keep == "" {
			return nil
		}
	}
	if !c.lone {
		y.before, y.after = pick(g.Rand, befores), pick(g.Rand, afters)
		y.head = g.text() + "글\n\n"
	}
	if c.head != "" {
		y.foot = "\n" + c.head[:3] + "\n" + y.foot
	}
	y.typed = c.starts + g.barred(c)
	switch g.IntN(4) {
	case 0:
		if y.closer != "" && c.check != nil && y.after == strings.TrimLeft(y.after, "|") {
			y.rest = strings.TrimLeft(g.barred(c), " ")
			if c.head != "" {
				y.rest = strings.TrimSpace(y.rest) // values have no space at their ends
			}
		}
	case 1:
		y.closer = pick(g.Rand, c.closers)
	case 2:
		if len(c.keep) > 0 {
			y.keep = pick(g.Rand, c.keep)
		}
	}
	if strings.HasPrefix(y.before, "|") && !strings.HasSuffix(y.after, "|") {
		y.after += " | 끝 |"
	}
	if y.closer == "" || y.closer == "]" && len(c.closers[0]) > 1 {
		// What follows on is read as a part of what is typed.
		if y.after != "" && !strings.HasPrefix(y.after, " ") && strings.HasPrefix(c.open(g), "#") {
			y.after = " " + y.after
		}
	}
	return y
}

func (g *garden) barred(c scene) string {
	w := strings.Map(func(r rune) rune {
		if strings.ContainsRune(c.bars, r) {
			return -1
		}
		return r
	}, g.word())
	if c.encode != nil {
		w = c.encode(w)
	}
	return w
}
