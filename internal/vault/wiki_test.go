package vault

import "testing"

func TestWikiLinkPrefersPathThenNameThenAliasThenTitle(t *testing.T) {
	s := vaultOf("n.md", "a/n.md", "b/deep/m.md", "c/other.md=---\naliases: [n, 개]\n---\n# m\n",
		"titled.md=# 안녕\n", "aliased.md=---\naliases: 안녕하세요, 개\n---\n", "x.md=---\naliases: [both]\n---\n", "y.md=# both\n")
	checkResolve(t, s, "a/from.md",
		"[[n]]", "n.md", // the path from the root
		"[[a/n]]", "a/n.md",
		"[[n.md]]", "n.md",
		"[[deep/m]]", "b/deep/m.md",
		"[[m]]", "b/deep/m.md", // a file name before a title
		"[[m.markdown]]", "missing m.markdown",
		"[[안녕]]", "titled.md",
		"[[안녕하세요]]", "aliased.md",
		"[[개]]", "aliased.md not c/other.md",
		"[[both]]", "x.md",
		"[[eep/m]]", "missing eep/m",
	)
}

func TestWikiLinkAmongEqualsPrefersFolderThenDepthThenName(t *testing.T) {
	s := vaultOf("a/n.md", "b/n.md", "b/c/n.md", "a/x.md", "b/x.md", "z/x.md")
	checkResolve(t, s, "a/x.md", "[[n]]", "a/n.md not b/n.md, b/c/n.md")
	checkResolve(t, s, "b/c/x.md", "[[n]]", "b/c/n.md not a/n.md, b/n.md")
	checkResolve(t, s, "z/x.md",
		"[[n]]", "a/n.md not b/n.md, b/c/n.md",
		"[[b/n]]", "b/n.md",
		"[[c/n]]", "b/c/n.md",
	)
}

func TestWikiLinkPrefersExactCase(t *testing.T) {
	s := vaultOf("Foo.md", "foo.md", "sub/Bar.md", "BAR.md", "Straße.md", "Élan.md")
	checkResolve(t, s, "x.md",
		"[[Foo]]", "Foo.md",
		"[[foo]]", "foo.md",
		"[[FOO]]", "Foo.md in another case not foo.md",
		"[[Bar]]", "sub/Bar.md", // an exact end before a path in another case
		"[[bar]]", "BAR.md in another case",
		"[[SUB/bar]]", "sub/Bar.md in another case",
		"[[STRASSE]]", "Straße.md in another case",
		"[[e\u0301lan]]", "Élan.md in another case",
	)
}

func TestWikiLinkNeverMatchesPartOfAName(t *testing.T) {
	s := vaultOf("category/foo.md=# go now\n", "cargo.md", "go-lang.md", "bingo/x.md")
	checkResolve(t, s, "x.md", "[[go]]", "missing go", "[[foo.m]]", "missing foo.m", "[[o/x]]", "missing o/x")
}

func TestWikiLinkDotIsNoExtension(t *testing.T) {
	s := vaultOf("v1.2.md", "v1.md", "2024.01.02.md", "go.mod", "x.md.md", "N.MD", "long.markdown")
	checkResolve(t, s, "x.md",
		"[[v1.2]]", "v1.2.md",
		"[[v1]]", "v1.md",
		"[[v1.2.md]]", "v1.2.md",
		"[[2024.01.02]]", "2024.01.02.md",
		"[[2024.01]]", "missing 2024.01",
		"[[go.mod]]", "go.mod",
		"[[go]]", "missing go",
		"[[x.md]]", "x.md.md",
		"[[N]]", "N.MD",
		"[[long]]", "long.markdown",
	)
}

func TestWikiLinkPictureBeforeNote(t *testing.T) {
	for _, picture := range []NoteID{"007.jpg", "img/007.jpg", "img/deep/007.jpg"} {
		s := vaultOf("007.jpg.md", string(picture))
		checkResolve(t, s, "x.md", "![[007.jpg]]", string(picture), "[[007.jpg|100x145]]", string(picture), "[[007.jpg.md]]", "007.jpg.md")
	}
	s := vaultOf("docs/todo.md", "bin/todo", "Makefile", "Makefile.md", "src/run")
	checkResolve(t, s, "x.md",
		"[[todo]]", "docs/todo.md", // a file without an extension comes behind notes
		"[[Makefile]]", "Makefile.md",
		"[[run]]", "src/run",
		"![[d.pdf#page=3]]", "missing d.pdf",
	)
}

func TestWikiLinkRelativeAndRootedForms(t *testing.T) {
	s := vaultOf("n.md", "a/n.md", "a/b/n.md", "a/100%.md", "a/b c.md", "a/x%20y.md")
	checkResolve(t, s, "a/x.md",
		"[[./n]]", "a/n.md",
		"[[../n]]", "n.md",
		"[[./b/../n.md]]", "a/n.md",
		"[[./missing]]", "missing a/missing",
		"[[../../n]]", "outside",
		"[[b/../../../n]]", "outside",
		"[[/n]]", "n.md",
		"[[/a/n]]", "a/n.md",
		"[[./100%]]", "a/100%.md",
		"[[./b%20c]]", "a/b c.md",
		"[[./x%20y]]", "a/x%20y.md",
		"[[b%20c]]", "a/b c.md",
		"[[x%20y]]", "a/x%20y.md",
		"[[100%]]", "a/100%.md",
		"[[100%25]]", "a/100%.md",
		"[[]]x[[.]]", "a/",
		"[[..]]", "/",
	)
}

func TestWikiLinkToAFolder(t *testing.T) {
	s := vaultOf("a/index.md", "a/README.md", "b/sub/readme.md", "c/sub/_index.md", "n.md", "n/index.md", "bare/x.md", "한글/x.md", "only.md", "Deep/Down/x.md", "index/", "empty/")
	checkResolve(t, s, "x.md",
		"[[a]]", "a/index.md", // one folder, one note
		"[[a/]]", "a/index.md",
		"[[sub]]", "b/sub/readme.md not c/sub/_index.md",
		"[[b/sub]]", "b/sub/readme.md",
		"[[SUB]]", "b/sub/readme.md in another case not c/sub/_index.md",
		"[[n]]", "n.md",
		"[[n/]]", "n/index.md",
		"[[only/]]", "only.md",
		"[[bare]]", "bare/",
		"[[bare/]]", "bare/",
		"[[BARE]]", "bare/ in another case",
		"[["+nfd("한글")+"]]", "한글/",
		"[[%ED%95%9C%EA%B8%80/]]", "한글/",
		"[[Down]]", "missing Down",
		"[[Deep/Down]]", "Deep/Down/",
		"[[/]]", "missing ",
		"[[empty]]", "empty/",
		"[[index]]", "a/index.md not n/index.md",
	)
}

func TestWikiLinkMatchesAnyUnicodeForm(t *testing.T) {
	for _, disk := range []string{"한글", nfd("한글")} {
		s := vaultOf(disk+".md=# "+disk+" 노트\n", "이름.md=---\naliases: ["+nfd("별명")+"]\n---\n")
		for _, link := range []string{"한글", nfd("한글")} {
			checkResolve(t, s, "x.md",
				"[["+link+"]]", disk+".md",
				"[["+link+".md]]를", disk+".md",
				"[["+link+" 노트]]", disk+".md",
				"[["+percent(link, "%%%02x")+"]]", disk+".md",
			)
		}
		checkResolve(t, s, "x.md", "[[별명]]", "이름.md")
	}
}

func TestWikiLinkWithASchemeIsExternal(t *testing.T) {
	s := vaultOf("Note: more.md", "C.md=# TCP: 연결\n")
	checkResolve(t, s, "x.md",
		"[[https://example.org/a]]", "external",
		"[[obsidian://open?x]]", "external",
		"[[file:///x]]", "external",
		"[[Note: more]]", "Note: more.md",
		"[[TCP: 연결]]", "C.md",
		"[[foo.com/bar]]", "missing foo.com/bar",
	)
}

func TestNamesWithSlashesAndEncodings(t *testing.T) {
	s := vaultOf("a.md=---\naliases: [CI/CD, a%20b, foo.md, '100%']\n---\n# TCP/IP 개요\n")
	checkResolve(t, s, "x.md",
		"[[CI/CD]]", "a.md", "[[ci/cd]]", "a.md", "[[CD]]", "missing CD", "[[TCP/IP 개요]]", "a.md", "[[a%20b]]", "a.md",
		"[[foo.md]]", "a.md", "[[foo]]", "missing foo", "[[100%]]", "a.md", "[[100%25]]", "a.md")
}
