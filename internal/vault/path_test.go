package vault

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestDestinationCountsFromItsNote(t *testing.T) {
	s := vaultOf("a.md", "root.md", "sub/c.md", "sub/doc.md", "sub/deep/d.md", "img/my.pdf")
	checkResolve(t, s, "sub/doc.md",
		"[a](../a.md)", "a.md",
		"[b](/root.md)", "root.md",
		"[b](/root)", "root.md",
		"[c](./c.md)", "sub/c.md",
		"[d](c.md)", "sub/c.md",
		"[d](c)", "sub/c.md",
		"[d](deep/../c.md)", "sub/c.md",
		"[d](deep/d)", "sub/deep/d.md",
		"[d](d.md)", "missing sub/d.md",
		"[s](doc.md)", "sub/doc.md",
		"![i](../img/my.pdf)", "img/my.pdf",
		"![i](../img/none.pdf)", "missing img/none.pdf",
		"<img src=\"../img/my.pdf\">", "img/my.pdf",
		"[r]: ../a.md", "a.md",
		"[o](#x)", "sub/doc.md",
		"[o](?raw=true#x)", "sub/doc.md",
	)
}

func TestDestinationOutsideTheRoot(t *testing.T) {
	s := vaultOf("a.md", "sub/b.md")
	checkResolve(t, s, "sub/b.md",
		"[x](../../x.md)", "outside",
		"[x](../../sub/b.md)", "outside",
		"[x](/../a.md)", "outside",
		"[x](%2e%2e/%2E%2E/x.md)", "outside",
		"[x](..%2F..%2Fa.md)", "outside",
		"[x](../sub/../../a.md)", "outside",
		"[x](%2e%2e/a.md)", "a.md",
		"[x](..%2Fa.md)", "a.md",
	)
	n := NewNote(Source{ID: "sub/b.md", Text: []byte("[a](../../x) [[../../y]] [[z/../../q]] [b](%2e%2e/%2e%2e/c) [c](../ok)\n")})
	if got := s.Missing(n); len(got) != 1 || got[0] != "ok" {
		t.Errorf("Missing = %q, want only %q", got, "ok")
	}
}

func TestDestinationIsDecodedThenRaw(t *testing.T) {
	s := vaultOf("100%.md", "weird#chars.md", "my note.md", "odd%2525.md", "lit%20eral.md", "a/b c/d.md", "p%25/x.md", "p%25/y.md", "p%/y.md", "q?.md", "대.md", "caf%E9.md")
	checkResolve(t, s, "x.md",
		"[a](100%25.md)", "100%.md",
		"[a](100%.md)", "100%.md",
		"[a](100%25)", "100%.md",
		"[a](weird%23chars.md#hello)", "weird#chars.md",
		"[a](<my note.md#h 1>)", "my note.md",
		"[a](my%20note.md)", "my note.md",
		"[a](my%20note.md?raw=true)", "my note.md",
		"[a](odd%252525.md)", "odd%2525.md",
		"[a](odd%2525.md)", "odd%2525.md",
		"[a](lit%20eral.md)", "lit%20eral.md",
		"[a](a/b%20c/d.md)", "a/b c/d.md",
		"[a](a%2Fb%20c%2fd)", "a/b c/d.md",
		"[a](q%3F.md)", "q?.md",
		"[a](q?.md)", "missing q",
		"[a](%EB%8C%80.md#h)", "대.md",
		"[a](%eb%8c%80.md#h)", "대.md",
		"[a](caf%E9.md)", "caf%E9.md",
	)
	// The folder of the linking note is a path, not a destination.
	checkResolve(t, s, "p%25/x.md", "[a](y.md)", "p%25/y.md", "[a](../p%25/y.md)", "p%/y.md", "[a](../p%2525/y.md)", "p%25/y.md")
}

func TestDestinationMatchesAnyUnicodeForm(t *testing.T) {
	for _, disk := range []string{"한글/노트", nfd("한글/노트")} {
		s := vaultOf(disk + ".md")
		for _, link := range []string{"한글/노트", nfd("한글/노트")} {
			checkResolve(t, s, "x.md",
				"[a]("+link+".md)", disk+".md",
				"[a]("+link+")", disk+".md",
				"[a]("+percent(link, "%%%02X")+".md)", disk+".md",
				"[a]("+percent(link, "%%%02x")+")", disk+".md",
			)
			if got := s.Canonical(NoteID(link + ".md")); got != NoteID(disk+".md") {
				t.Errorf("Canonical(%q) = %q, want %q", link+".md", got, disk+".md")
			}
			if !s.HasFolder(NoteID(link[:len(link)-len("/노트")])) && link == "한글/노트" {
				t.Errorf("HasFolder(%q) = false, want true", "한글")
			}
		}
	}
}

func TestDestinationToAFolder(t *testing.T) {
	s := vaultOf("n.md", "n/index.md", "a/README.md", "a/index.md", "b/_index.md", "b/README.md", "c/_index.md",
		"bare/x.md", "Empty/", "x.md/y.md", "x.md/index.md", "index/", "readme/", "index.txt/y.md", "odd/index")
	checkResolve(t, s, "from.md",
		"[a](n)", "n.md", // a file before a folder
		"[a](n/)", "n/index.md",
		"[a](n/index.md)", "n/index.md",
		"[a](a)", "a/index.md",
		"[a](a/#x)", "a/index.md",
		"[a](b/)", "b/README.md",
		"[a](c)", "c/_index.md",
		"[a](bare)", "bare/",
		"[a](bare/)", "bare/",
		"[a](Empty)", "Empty/",
		"[a](Empty/)", "Empty/",
		"[a](x.md/)", "x.md/index.md",
		"[a](x.md)", "x.md/index.md",
		"[a](x)", "missing x",
		"[a](index/)", "index/",
		"[a](readme)", "readme/",
		"[a](odd/)", "odd/",
		"[a](missing/)", "missing missing",
		"[a](.)", "/",
		"[a](/)", "/",
	)
	root := vaultOf("index.md", "sub/x.md")
	checkResolve(t, root, "sub/x.md", "[a](..)", "index.md", "[a](../)", "index.md", "[a](/)", "index.md", "[[..]]", "index.md", "[[/]]", "index.md", "[a](.)", "sub/")
}

func TestDestinationInAnotherCase(t *testing.T) {
	s := vaultOf("Note.md", "cpp/Intro.md", "cpp/README.md", "Docs/x.md", "docs.md", "Both/x.md", "both/index.md")
	checkResolve(t, s, "from.md",
		"[a](note.md)", "Note.md in another case",
		"[a](NOTE)", "Note.md in another case",
		"[a](Note.MD)", "Note.md in another case",
		"[a](Cpp/Intro.md)", "cpp/Intro.md in another case",
		"[a](Cpp/)", "cpp/README.md in another case",
		"[a](Cpp/none.md)", "missing Cpp/none.md",
		"[a](Docs)", "Docs/", // an exact folder before a note in another case
		"[a](DOCS)", "docs.md in another case",
		"[a](DOCS/)", "Docs/ in another case",
		"[a](Both)", "Both/",
		"[a](both)", "both/index.md",
		"[a](note)", "Note.md in another case",
	)
}

func TestExternalDestinations(t *testing.T) {
	s := vaultOf("socket.io/intro.md", "a.md", "node.js/x.md")
	checkResolve(t, s, "a.md",
		"[a](magnet:?x)", "external", "[a](file:///x)", "external", "[a](mailto:x@y)", "external", "[a](tel:1)", "external",
		"[a](obsidian://open)", "external", "[a](www.x.md)", "external", "[a](//host/x)", "external", "[a](foo.com/bar)", "external",
		"[a](HTTPS://X.org)", "external", "<https://x.org>", "external", "<a@b.org>", "external", "[a](x+y.z-1:q)", "external",
		"[a](socket.io/intro.md)", "socket.io/intro.md",
		"[a](socket.io/none.md)", "external",
		"[a](./foo.com/bar)", "missing foo.com/bar",
		"[a](node.js/none.md)", "missing node.js/none.md",
		"[a](C:/x.md)", "missing C:/x.md",
		"[a](a.com)", "missing a.com",
	)
}

func TestLoneNoteMissesNothing(t *testing.T) {
	s, _ := Lone(nil).Update(noteAt("a.md", "# A\n"))
	if !s.IsLone() {
		t.Error("IsLone() = false after Update, want true")
	}
	checkResolve(t, s, "a.md", "[[b]]", "unknown", "[b](b.md)", "unknown", "[b](../b.md)", "unknown", "[[a]]", "a.md", "[b](https://x.org)", "external", "[b](foo.com/b)", "external", "[b](#x)", "a.md")
}

// A link is filed under one key, so what another key would file is not found: here
// the decoded path of the first link is a/b, whose key is "b", and the raw one ends
// in ".".
func TestOddNamesAreFoundUnderTheirKeyOnly(t *testing.T) {
	checkResolve(t, vaultOf("a%2fb/%2e.md"), "x.md", "[x](a%2fb/%2e)", "missing a/b", "[x](a%2fb/%2e.md)", "a%2fb/%2e.md")
	checkResolve(t, vaultOf("a%2fb/%2e/y.md"), "x.md", "[x](a%2fb/%2e/)", "missing a/b", "[x](a%2fb/%2e/y.md)", "a%2fb/%2e/y.md")
}

// A path seen from a folder is what path.Join makes of it, and never above the root.
func TestJoinIsThatOfPath(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	segments := []string{"가", "b c", ".", "..", "", "..x", "x.", "%2e"}
	for range 20_000 {
		var target []string
		for range rng.IntN(6) {
			target = append(target, segments[rng.IntN(len(segments))])
		}
		dir := []string{"", "가", "b/가", "b/가/나"}[rng.IntN(4)]
		to := strings.Join(target, "/")
		want, inside := dir, true
		for _, segment := range target {
			switch {
			case segment == ".." && want == "":
				inside = false
			case segment == "..":
				want = want[:max(0, strings.LastIndexByte(want, '/'))]
			case segment != "" && segment != ".":
				want = strings.TrimPrefix(want+"/"+segment, "/")
			}
		}
		if strings.HasSuffix(to, "/") && want != "" {
			want += "/"
		}
		if !inside {
			want = ""
		}
		if got, ok := join(dir, to); got != want || ok != inside {
			t.Fatalf("join(%q, %q) = %q, %t, want %q, %t", dir, to, got, ok, want, inside)
		}
	}
}
