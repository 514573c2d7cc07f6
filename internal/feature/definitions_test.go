package feature

import (
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// actionAt takes an action of a note, as an editor does.
func actionAt(t *testing.T, s *vault.Snapshot, id vault.NoteID, span text.Span, settings config.Settings, title string) (string, bool) {
	t.Helper()
	n, _ := s.Note(id)
	for _, a := range Actions(s, n, span, Judge{Settings: settings}, fixDay) {
		if a.Title == title {
			r, err := a.Do()
			if err != nil {
				return err.Error(), true
			}
			return edited(t, s, id, r), true
		}
	}
	return "", false
}

// checkAction takes an action at the mark ^ of a note and compares what the note says
// then; "" means that it is not offered.
func checkAction(t *testing.T, src, title, want string) {
	t.Helper()
	at := strings.Index(src, "^^")
	src = strings.Replace(src, "^^", "", 1)
	for _, eol := range []string{"\n", "\r\n"} {
		at := at + strings.Count(src[:at], "\n")*(len(eol)-1)
		src, want := strings.ReplaceAll(src, "\n", eol), strings.ReplaceAll(want, "\n", eol)
		s := gardenOf(nil, map[vault.NoteID]string{"글.md": src, "빵.md": "# 빵\n"})
		got, offered := actionAt(t, s, "글.md", text.Between(at, at), config.Default(), title)
		if !offered && want != "" || offered && got != want {
			t.Errorf("%q of %q: offered %v, gives\n%s\nwant\n%s", title, src, offered, got, want)
		}
	}
}

func TestReferenceLinks(t *testing.T) {
	const define, inline = "Make a definition of this link", "Write this link inline"
	for _, c := range []struct{ src, title, want string }{
		{"😀 [글^^](빵.md) 끝\n", define, "😀 [글][] 끝\n\n[글]: 빵.md\n"},
		{"하나\n😀 [글^^](빵.md \"제목\") 끝", define, "하나\n😀 [글][] 끝\n\n[글]: 빵.md \"제목\""},
		{"[글^^](<a b.md>)\n\n[ㄱ]: x\n", define, "[글][]\n\n[ㄱ]: x\n[글]: <a b.md>\n"},
		{"[글^^](a.md) [글]\n", define, "[글][a] [글]\n\n[a]: a.md\n"},
		{"- [x] [x^^](빵.md)\n", define, "- [x] [x][]\n\n[x]: 빵.md\n"},
		{"[글^^](빵.md)\n\n[글]: 물.md\n", define, "[글][빵]\n\n[글]: 물.md\n[빵]: 빵.md\n"},
		{"![그림^^](a.png)\n", define, "![그림][]\n\n[그림]: a.png\n"},
		{"[글^^]()\n", define, ""},
		{"```\n[글^^](빵.md)\n```\n", define, ""},
		{"[글^^](빵.md)\n\n[물]: 빵.md\n", "Use the definition [물] for this link", "[글][물]\n\n[물]: 빵.md\n"},
		{"[물^^](빵.md)\n\n[물]: 빵.md\n", "Use the definition [물] for this link", "[물][]\n\n[물]: 빵.md\n"},
		{"😀 [글^^][물] 끝\n\n[물]: 빵.md \"제  목\"\n", inline, "😀 [글](빵.md \"제  목\") 끝\n\n[물]: 빵.md \"제  목\"\n"},
		{"[물^^][]\n\n[물]: <a b.md>\n", inline, "[물](<a b.md>)\n\n[물]: <a b.md>\n"},
		{"![물^^]\n\n[물]: a.png\n", inline, "![물](a.png)\n\n[물]: a.png\n"},
		{"[물^^]\n\n[물]:\n  a.md\n  'x'\n", inline, "[물](a.md 'x')\n\n[물]:\n  a.md\n  'x'\n"},
		{"[물^^]\n", inline, ""},
	} {
		checkAction(t, c.src, c.title, c.want)
	}
}

func TestOrganizeDefinitions(t *testing.T) {
	const drop, order, tidy = "Drop unused definitions", "Sort definitions", "Tidy definitions"
	for _, c := range []struct{ src, title, want string }{
		{"[글] [b]\n\n^^[글]: x\n[없음]: y\n[b]: z\n", drop, "[글] [b]\n\n[글]: x\n[b]: z\n"},
		{"글\n\n^^[없음]: y\n", drop, "글\n"},
		{"글\n\n^^[없음]: y", drop, "글"},
		{"글\n\n^^[없음]: y\n\n글\n", drop, "글\n\n글\n"},
		{"# 글\n^^[없음]: y\n글\n", drop, "# 글\n글\n"},
		{"글 ^^\n\n[없음]: y\n", drop, ""},
		{"[//]: # (말)\n^^\n", drop, ""},
		{"^^[10]: x\n[9]: y\n[글]: z\n[b]: w\n", order, "[9]: y\n[10]: x\n[b]: w\n[글]: z\n"},
		{"^^[9]: x\n[10]: y\n", order, ""},
		{"[글] [b] ^^\n\n[글]: x\n\n가운데\n\n[b]: z\n[없음]: y\n[글]: w\n", tidy, "[글] [b] \n\n가운데\n\n[b]: z\n[글]: x\n"},
		{"[글] ^^\n\n[글]: x\n\n가운데", tidy, "[글] \n\n가운데\n\n[글]: x"},
		{"[글] ^^\n\n[글]: x\n\n가운데\n", tidy, "[글] \n\n가운데\n\n[글]: x\n"},
		{"[글] ^^\n\n> [글]: x\n\n[글]: y\n\n가운데\n", tidy, ""},
		{"[글] ^^\n\n[글]: x\n", tidy, ""},
		{"^^```\n[글]: x\n```\n", tidy, ""},
		{"[글] ^^\n\n[글]: x\n\n```\n코드\n", tidy, "The definitions stay as they are: without them, the text around them would be read otherwise."},
		{"- [글] ^^\n\n[글]: x\n\n- 둘\n", tidy, "The definitions stay as they are: without them, the text around them would be read otherwise."},
	} {
		checkAction(t, c.src, c.title, c.want)
	}
}

// Tidy definitions lead to where they led, and are tidy.
func TestTidyDefinitionsKeepTheirLinks(t *testing.T) {
	const tidy = "Tidy definitions"
	done := 0
	for seed := range uint64(operations(t) / 4) {
		g := newLinkedGarden(seed + 11<<20)
		for _, n := range g.notes {
			whole := text.Between(n.Doc.Size, n.Doc.Size)
			src, offered := actionAt(t, g.base, n.ID, whole, config.Default(), tidy)
			if !offered || strings.HasPrefix(src, "The definitions stay") {
				continue
			}
			done++
			now := vault.NewNote(vault.Source{ID: n.ID, Text: []byte(src), Rules: g.rules})
			for i, r := range n.Doc.References {
				was, ok := n.Doc.Definition(r.Label)
				is, stays := now.Doc.Definition(now.Doc.References[i].Label)
				if ok != stays || ok && (was.Target != is.Target || was.Fragment != is.Fragment) {
					t.Fatalf("seed %d: %s leads elsewhere in\n%s", seed, r.Span.Of(n.Text()), src)
				}
			}
			s, _ := g.base.Update(vault.Change{ID: n.ID, Note: now})
			if again, offered := actionAt(t, s, n.ID, text.Between(len(src), len(src)), config.Default(), tidy); offered {
				t.Fatalf("seed %d: tidied again, %s is\n%s\nbefore\n%s", seed, n.ID, again, src)
			}
		}
	}
	if done < operations(t)/8 {
		t.Errorf("definitions were tidied %d times only", done)
	}
}
