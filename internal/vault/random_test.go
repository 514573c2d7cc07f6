package vault

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// The names of the random vaults collide on purpose: in case, in Unicode form, in
// encoding, across folders, with files and with what stands for a folder.
var (
	randomNotes = []NoteID{
		"n.md", "N.md", "a/n.md", "a/N.md", "A/n.md", "b/c/n.md", "n/n.md", "index.md", "README.md", "a/index.md", "a/README.md", "A/_index.md",
		"b/c/readme.md", "n/index.md", "index/index.md", "한글.md", NoteID(nfd("한글.md")), "한글/n.md", NoteID(nfd("한글/index.md")), "007.jpg.md", "n.md.md",
		"x.md/n.md", "x.md/index.md", "a b.md", "a%20b.md", "100%.md", "100%25.md", "a b/n.md", "a%20b/n.md", "foo.com/n.md", "n.markdown", "b/a.md", "%2e%2e/n.md", "a%2fb/%2e.md", "a%2fb/%2e/x.md",
	}
	randomFiles = []NoteID{
		"007.jpg", "a/007.jpg", "a/n", "n", "a/", "A/", "b/c/", "한글/", NoteID(nfd("한글/")), "x.md/", "n/", "index/", "a%20b/", "b/a.md", "index.md", "a/img.PNG", "empty/deep/",
	}
	randomNames = []string{
		"n", "N", "a", "A", "index", "한글", nfd("한글"), "한글 노트", "n.md", "a/n", "A/N", "100%", "100%25", "a b", "a%20b", "x", "Title", "title", "c/n", "007.jpg", "b/", "n?",
	}
	randomHeadings = []string{"A", "a", "B", "B: c", "개요", nfd("개요"), "n", "⚠️ x", "T {#id}", "100%20", "C#D"}
	randomTargets  = slices.Concat(randomNames, []string{
		"./n", "../n", "../../n", "./a/", "a/", "n/", "N/", "A/n", "a/N.md", "c/n.md", "b/c", "c", "C/", "..", ".", "./", "../", "/", "/n", "/a/n.md", "/a/", "./x.md/", "x.md/", "x.md", "x.md/n",
		"n.markdown", "n.md.md", "n.md.md.md", "한글/", "%ED%95%9C%EA%B8%80", percent(nfd("한글"), "%%%02x"), "%ED%95%9C%EA%B8%80/n.md", "100%2525", "a%2520b", "a%2Fn", "%2e%2e/n", "%2E%2E/%2e%2e/n.md",
		"n.md?raw=true", "?x", "007.JPG", "img.png", "../a/n.md", "./../a/n", "a/../n.md", "missing", "missing/", "foo.com/n.md", "foo.com/x", "https://x.org", "mailto:x", "index", "readme", "README.md", "_index", "a//n", "b/a",
		"%252e%252e/n.md", "%2e%2e", "a/%2e%2e", "a%2fb/%2e", "a%2fb/%2e/", "A/_INDEX.md", "empty", "empty/deep/", "index.html", "./index.html", "a/index.html", "../index.html", "n.html", "/n.htm",
		"https://x.org/w", "https://x.org/w/", "https://x.org/w/n", "//X.org/w/a/", "HTTP://x.org/w/N.html", "https://x.org/w/%2e%2e/n", "https://x.org/w/../w/b/c.md?x", "https://x.org/w/%ED%95%9C%EA%B8%80/",
	})
	randomFragments = []string{"", "", "", "#a", "#A", "#b", "#A#B", "#a#b", "#B#A", "#A#개요", "#a-1", "#B c", "#개요", "#%ea%b0%9c%ec%9a%94", "#^id", "#^block", "#id", "#x", "#top", "#none", "#C#D", "#"}
)

// randomRules are rules under which links are read otherwise; half of the vaults have
// none of them.
var randomRules = []*Rules{
	nil, nil, nil, nil, nil, {HTML: true}, {HTML: true, Roots: []string{"a"}}, {Roots: []string{"a", "b/c"}}, {ExactExtension: true},
	{Site: "https://x.org/w/"}, {Site: "http://x.org/w", ExactExtension: true, Roots: []string{"a"}}, {Site: "https://x.org/w", HTML: true, SitePaths: true},
	{NoPathEnd: true, NoFolderNotes: true}, {ExactCase: true}, {NoTitles: true, NoAliases: true},
}

func pick[T any](p *pool, from []T) T { return from[p.IntN(len(from))] }

// A draft is what a random note says, in parts that change one at a time.
type draft struct {
	title    string
	aliases  []string
	headings []string
	links    []string
	tail     string
}

// A pool is what one random vault draws from: little enough to meet often.
type pool struct {
	*rand.Rand
	notes, files             []NoteID
	names, headings, targets []string
}

func newPool(seed uint64) *pool {
	p := &pool{Rand: rand.New(rand.NewPCG(seed, 7))}
	p.notes = some(p, 9, randomNotes)
	p.files = some(p, 4, randomFiles)
	p.names = some(p, 6, randomNames)
	p.headings = append(some(p, 3, randomHeadings), "A", "B")
	p.targets = slices.Concat(p.names, some(p, 15, randomTargets))
	for _, id := range p.notes {
		p.targets = append(p.targets, id.Name(), string(id))
	}
	return p
}

func some[T any](p *pool, n int, from []T) []T {
	out := make([]T, n)
	for i, j := range p.Perm(len(from))[:n] {
		out[i] = from[j]
	}
	return out
}

func (p *pool) draft() draft {
	var d draft
	for range 6 {
		d = d.changed(p)
	}
	return d
}

// changed returns a draft that differs from d in one part.
func (d draft) changed(p *pool) draft {
	few := func(old []string, n int, make func() string) []string {
		out := slices.Clone(old)
		if len(out) > 0 && (len(out) >= n || p.IntN(3) == 0) {
			i := p.IntN(len(out))
			return slices.Delete(out, i, i+1)
		}
		return slices.Insert(out, p.IntN(len(out)+1), make())
	}
	switch p.IntN(8) {
	case 0:
		d.title = ""
		if p.IntN(3) > 0 {
			d.title = "title: " + quoted(pick(p, p.names)) + "\n"
		}
	case 1:
		d.aliases = few(d.aliases, 2, func() string { return quoted(pick(p, p.names)) })
	case 2, 3:
		d.headings = few(d.headings, 4, func() string { return p.heading() })
	case 4:
		if len(d.headings) > 0 { // the level alone
			d.headings = slices.Clone(d.headings)
			i := p.IntN(len(d.headings))
			d.headings[i] = strings.Repeat("#", 1+p.IntN(3)) + strings.TrimLeft(d.headings[i], "#")
		}
	case 5:
		d.tail = pick(p, []string{"", "text ^id\n", "text ^block\n", "<a id=\"x\"></a>\n", "#tag #n\n", "text\n", "#Tag/한글\n"})
	default:
		d.links = few(d.links, 6, func() string { return p.link() })
	}
	return d
}

func quoted(s string) string { return "'" + s + "'" }

func (p *pool) heading() string {
	name := pick(p, p.headings)
	if p.IntN(3) == 0 {
		name = pick(p, p.names)
	}
	return strings.Repeat("#", 1+p.IntN(3)) + " " + name
}

func (p *pool) link() string {
	target, fragment := pick(p, p.targets), pick(p, randomFragments)
	if p.IntN(10) == 0 {
		target = ""
	}
	switch p.IntN(6) {
	case 0, 1, 2:
		return "[[" + target + fragment + "]]"
	case 3:
		return fmt.Sprintf("[t][r%d]\n\n[r%[1]d]: <%s%s>\n", p.IntN(1000), target, fragment)
	case 4:
		return "<img src=\"" + target + "\">"
	}
	return "[t](<" + target + fragment + ">)"
}

func (d draft) String() string {
	var b strings.Builder
	if d.title != "" || len(d.aliases) > 0 {
		fmt.Fprintf(&b, "---\n%saliases: [%s]\n---\n", d.title, strings.Join(d.aliases, ", "))
	}
	for _, part := range [][]string{d.headings, d.links} {
		for _, line := range part {
			b.WriteString(line + "\n\n")
		}
	}
	return b.String() + d.tail
}
