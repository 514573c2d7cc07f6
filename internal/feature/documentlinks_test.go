package feature

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

func TestDocumentLinksAreInOrderAndInTheNote(t *testing.T) {
	seen := map[string]int{}
	eachOdd(t, func(t *testing.T, _ *garden, s *vault.Snapshot, n *vault.Note) {
		src, end := n.Text(), int32(0)
		for _, l := range DocumentLinks(s, n) {
			covered := l.Span.Of(src)
			if len(covered) == 0 || !utf8.Valid(covered) || l.Span.Start < end {
				t.Errorf("link %+v covers %q, and the one before it ends at %d", l, covered, end)
			}
			end = l.Span.End
			switch {
			case l.URL != "":
				seen["web"]++
				if u, err := url.Parse(l.URL); err != nil || u.Scheme == "" || strings.ContainsFunc(l.URL, func(r rune) bool { return r <= ' ' || r > '~' }) {
					t.Errorf("link %q is to %q, which is no URL: %v", covered, l.URL, err)
				}
			case l.Missing:
				seen["missing"]++
				if s.Has(l.To.ID) {
					t.Errorf("link %q is missing %q, which is there", covered, l.To.ID)
				}
			default:
				seen["found"]++
				if !s.Has(l.To.ID) && !s.HasFolder(l.To.ID) {
					t.Errorf("link %q leads to %q, which is not there", covered, l.To.ID)
				}
			}
		}
	})
	for _, kind := range []string{"web", "missing", "found"} {
		if seen[kind] < 50 {
			t.Errorf("the random notes hold %d %s links, which proves nothing", seen[kind], kind)
		}
	}
}

// A click on a link ends where definition does.
func TestDocumentLinksAgreeWithDefinition(t *testing.T) {
	eachOdd(t, func(t *testing.T, _ *garden, s *vault.Snapshot, n *vault.Note) {
		for _, dl := range DocumentLinks(s, n) {
			at := Cursor{n, int(dl.Span.Start)}
			l, ok := at.link()
			if !ok || clickable(l) != dl.Span {
				continue
			}
			loc, found := destination(s, n, l)
			switch {
			case found && (dl.Missing || dl.URL != "" || dl.To != loc):
				t.Errorf("the link %q leads to %+v, and its definition is %+v", dl.Span.Of(n.Text()), dl, loc)
			case !found && !dl.Missing && dl.URL == "" && !s.HasFolder(dl.To.ID):
				t.Errorf("the link %q leads to %+v, and it has no definition", dl.Span.Of(n.Text()), dl)
			}
		}
	})
}

// A note that is made for a link is what the link leads to.
func TestNewNotesAreFound(t *testing.T) {
	made := 0
	eachOdd(t, func(t *testing.T, g *garden, s *vault.Snapshot, n *vault.Note) {
		for i := range n.Doc.Links {
			l := &n.Doc.Links[i]
			id, ok := NewNoteID(s, n.ID, l)
			if !ok {
				continue
			}
			made++
			fresh := vault.NewNote(vault.Source{ID: id, Text: []byte("# " + id.Name() + "\n\n"), Rules: g.rules})
			next, _ := s.Update(vault.Change{ID: id, Note: fresh})
			if to := next.Resolve(n.ID, l); to.Status != vault.Found || to.ID != id {
				t.Errorf("for %q of %q the note %q was made, and it leads to %+v (rules %+v)", l.Span.Of(n.Text()), n.ID, id, to, g.rules)
			}
		}
	})
	if made < 300 {
		t.Errorf("%d notes were made, which proves little", made)
	}
}

func TestNewNoteID(t *testing.T) {
	there := vault.NewNote(vault.Source{ID: "폴더/노트.md"})
	s, _ := vault.New(nil).Update(vault.Change{ID: there.ID, Note: there}, vault.Change{ID: "그림.png", File: true})
	paths, _ := vault.New(&vault.Rules{NoPathEnd: true}).Update(vault.Change{ID: there.ID, Note: there})
	exact, _ := vault.New(&vault.Rules{ExactExtension: true}).Update(vault.Change{ID: there.ID, Note: there})
	for _, c := range []struct {
		s          *vault.Snapshot
		link, want string
	}{
		{s, "[[새 글]]", "폴더/새 글.md"},
		{s, "[[새 글#절|이름]]", "폴더/새 글.md"},
		{s, "[[v1.2]]", "폴더/v1.2.md"},
		{s, "[[새.md]]", "폴더/새.md"},
		{s, "[[다른/새 글]]", "다른/새 글.md"},
		{s, "[[/새 글]]", "새 글.md"},
		{s, "[[../새 글]]", "새 글.md"},
		{s, "[[./새 글]]", "폴더/새 글.md"},
		{paths, "[[새 글]]", "새 글.md"},
		{s, "[글](새.md)", "폴더/새.md"},
		{s, "[글](%EC%83%88)", "폴더/새.md"},
		{s, "[글](../새.markdown#절)", "새.markdown"},
		{s, "[글](/a/새.md?x)", "a/새.md"},
		{exact, "[글](새)", ""},
		{exact, "[글](새.md)", "폴더/새.md"},
		{s, "[[노트]]", ""},
		{s, "[[#없는 절]]", ""},
		{s, "[[새.png]]", ""},
		{s, "[글](새.txt)", ""},
		{s, "[글](새/)", ""},
		{s, "[글](../../새.md)", ""},
		{s, "[글](https://example.org/새.md)", ""},
		{s, "[[.숨은]]", ""},
		{s, "[[a\\b]]", ""},
		{s, "[[" + strings.Repeat("긴", 100) + "]]", ""},
	} {
		links := markdown.Parse([]byte("😀 " + c.link)).Links
		if len(links) != 1 {
			t.Fatalf("%s holds %d links", c.link, len(links))
		}
		got, ok := NewNoteID(c.s, there.ID, &links[0])
		if string(got) != c.want || ok != (c.want != "") {
			t.Errorf("NewNoteID(%s) = %q, %v, want %q", c.link, got, ok, c.want)
		}
	}
}

func TestWebAddress(t *testing.T) {
	for _, c := range []struct{ link, want string }{
		{"<https://example.org/a b>", ""},
		{"[글](<https://example.org/a b#절>)", "https://example.org/a%20b#%EC%A0%88"},
		{"[글](https://예.kr/%20%zz%)", "https://%EC%98%88.kr/%20%25zz%25"},
		{"<https://example.org/?a=1&b=[2]>", "https://example.org/?a=1&b=[2]"},
		{"<name@example.org>", "mailto:name@example.org"},
		{"[글](www.example.org)", "https://www.example.org"},
		{"[글](//example.org/x)", "https://example.org/x"},
		{"[글](example.org/x)", "https://example.org/x"},
		{"[글](mailto:가@example.org)", "mailto:%EA%B0%80@example.org"},
		{"[글](file:///밖/글.md)", "file:///%EB%B0%96/%EA%B8%80.md"},
		{"[글](obsidian://open?vault=x)", "obsidian://open?vault=x"},
		{"[[https://example.org|글]]", "https://example.org"},
		{"[글](command:workbench.action.quit)", ""},
		{"[글](JavaScript:alert(1))", ""},
		{"[글](data:text/html,x)", ""},
		{`<a href="vbscript:x">글</a>`, ""},
	} {
		src := "😀 " + c.link
		n := vault.NewNote(vault.Source{ID: "노트.md", Text: []byte(src)})
		s, _ := vault.New(nil).Update(vault.Change{ID: n.ID, Note: n})
		got := ""
		for _, l := range DocumentLinks(s, n) {
			got += l.URL
		}
		if got != c.want {
			t.Errorf("the link in %s opens %q, want %q", src, got, c.want)
		}
	}
}
