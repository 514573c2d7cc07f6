package feature

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// vaultOf makes a vault of notes and files, each a path with its text behind "=".
func vaultOf(files ...string) *vault.Snapshot {
	var changes []vault.Change
	for _, f := range files {
		id, src, isNote := strings.Cut(f, "=")
		c := vault.Change{ID: vault.NoteID(id), File: true}
		if isNote {
			c = vault.Change{ID: c.ID, Note: vault.NewNote(vault.Source{ID: c.ID, Text: []byte(src)})}
		}
		changes = append(changes, c)
	}
	s, _ := new(vault.Snapshot).Update(changes...)
	return s
}

// completeIn completes at "‸" in src, the text of here.md.
func completeIn(s *vault.Snapshot, src string) (Completion, string) {
	at := strings.Index(src, "‸")
	src = strings.Replace(src, "‸", "", 1)
	n := vault.NewNote(vault.Source{ID: "here.md", Text: []byte(src)})
	s, _ = s.Update(vault.Change{ID: n.ID, Note: n})
	return Complete(context.Background(), s, Cursor{n, at}, Choices{}), src
}

func labelsOf(c Completion) string {
	var out []string
	for _, item := range c.Items {
		out = append(out, item.Label)
	}
	return strings.Join(out, ", ")
}

func TestNothingWhereNothingIsALink(t *testing.T) {
	s := vaultOf("빵.md=# 빵\n\n#빵 글 ^빵\n", "그림.png")
	for _, around := range [][2]string{
		{"글 `", "` 글"}, {"글 ``", "`` 글"}, {"글 `", "` [[빵]]"}, {"```\n", "\n```\n"}, {"```\n", ""}, {"~~~ go\n글\n", "\n글"}, {"    ", "\n"}, {"글\n\n    ", ""}, {"- 글\n\n      ", ""},
		{"글 $", "$ 글"}, {"$$\nx ", "\n$$"}, {"<!-- ", " -->"}, {"글\n\n<!--\n", ""}, {"%% ", " %%"}, {"%%\n", "\n%%\n"}, {"글 `[[", "`"}, {"글 `[[` ", ""}, {"글 \\", ""},
	} {
		for _, typed := range []string{"[[", "![[", "[[빵#", "[[빵#^", "[[빵|", "[글](", "[글](빵.md#", "[글][", "[^", "#", "[[빵", "[글](빵", "#빵"} {
			src := around[0] + typed + "‸" + around[1] + "\n"
			if around[1] == "" {
				src = around[0] + typed + "‸"
			}
			switch {
			case around[0] == "글 `[[` ":
				src = around[0] + "‸"
			case around[0] == "글 \\" && (!strings.HasPrefix(typed, "[[") && typed[0] != '#'):
				continue // what is escaped here is not the mark
			}
			if got, _ := completeIn(s, src); len(got.Items) > 0 {
				t.Errorf("Complete(%q) = %s, want none", src, labelsOf(got))
			}
		}
	}
}

// What stands in code earlier on the line does not keep what is typed now.
func TestCodeBeforeOnTheLine(t *testing.T) {
	s := vaultOf("빵.md=# 빵\n\n#빵 글 ^빵\n")
	for src, want := range map[string]string{
		"`[[` [[빵‸": "빵", "`[[` #빵‸": "빵", "`](` [[빵‸": "빵", "`[[x` [글](빵‸)": "빵.md", "[[빵]] #빵‸": "빵", "[글](빵.md) [[빵‸": "빵", "`코드`[[빵‸": "빵",
		"[[0], [1]] [[빵‸": "빵", "[[0, [글](빵‸)": "빵.md", "\\\\[[빵‸": "빵",
	} {
		if got, _ := completeIn(s, src); labelsOf(got) != want {
			t.Errorf("Complete(%q) = %s, want %s", src, labelsOf(got), want)
		}
	}
}

func TestNotALink(t *testing.T) {
	s := vaultOf("빵.md=# 빵\n\n#빵 글 ^빵\n\n[^빵]: 글\n")
	for _, src := range []string{
		"빵‸", "[빵‸", "[[빵]]‸", "[[0], [빵‸", "](빵 ‸", "[글](빵.md) ‸", "a#빵‸", "(#빵‸", "##빵‸", "# 빵‸", "#빵 ‸", "#빵;‸", "[^빵]‸", "[글] [빵‸", "[x]:빵‸", "글 [x]: 빵‸", "[글](<빵> ‸", "[글](빵 \"‸", "[!no‸", "> 글 [!no‸", "!‸", "‸", "\\#빵‸", "---\ntitle: 빵‸\n---\n", "---\ndate: ‸\n---\n",
	} {
		if got, _ := completeIn(s, src); len(got.Items) > 0 {
			t.Errorf("Complete(%q) = %s, want none", src, labelsOf(got))
		}
	}
}

func TestFrontMatter(t *testing.T) {
	s := vaultOf("빵.md=---\ntags: [한글, devops/k8s]\n---\n[[쿠버네티스]] [[값: 하나]] ![[그림.png]] [[폴더/없는]]\n", "b.md=[[쿠버네티스]]")
	for _, c := range [][2]string{
		{"---\n‸\n---\n", "title, tags, aliases, date, draft, description, publish, cssclasses, notes-lsp"},
		{"---\nta‸\n---\n", "tags"},
		{"---\nTA‸: x\n---\n", "tags"},
		{"---\ntitle: 글\nal‸\n---\n", "aliases"},
		{"---\ntags: ‸\n---\n", "devops, 한글"},
		{"---\ntags: 한‸\n---\n", "한글"},
		{"---\ntags: [한글, d‸]\n---\n", "devops"},
		{"---\ntags: [\"ㅎㄱ‸\"]\n---\n", "한글"},
		{"---\ntags:\n  - devops/‸\n---\n", "devops/k8s"},
		{"---\ntags:\n- 한글\n- #d‸\n---\n", "devops"},
		{"---\naliases:\n- 한‸\n---\n", "값: 하나"},
		{"---\naliases: ‸\n---\n", "쿠버네티스, 값: 하나"},
		{"---\naliases: [ㅋㅂ‸]\n---\n", "쿠버네티스"},
		{"---\nalias: 'rkq‸'\n---\n", "값: 하나"},
		{"+++\naliases = [\"쿱‸\"]\n+++\n", "쿠버네티스"},
		{"---\naliases:\n- 빵‸\n---\n", ""},
		{"+++\ntags = [\"한‸\"]\n+++\n", "한글"},
	} {
		got, _ := completeIn(s, c[0])
		if labelsOf(got) != c[1] {
			t.Errorf("Complete(%q) = %s, want %s", c[0], labelsOf(got), c[1])
		}
	}
}

// TestEveryNoteIsOffered types the beginning of a note's name or path, and wants the
// note.
func TestEveryNoteIsOffered(t *testing.T) {
	for seed := range uint64(rounds(150)) {
		g := newGarden(seed)
		for _, n := range g.notes {
			name := []rune(n.ID.Name())
			start := string(name[:1+g.IntN(len(name))])
			rel := relative(g.here.Dir(), string(n.ID))
			inDir := rel[:strings.LastIndexByte(rel, '/')+1]
			up := strings.Repeat("../", climbs(g.here.Dir(), string(n.ID)))
			_, linkable := g.completer().wikiTarget(n.ID)
			for _, c := range [][2]string{
				{"[[", start}, {"[글](", start}, {"[글](<", start}, {"[글](", inDir + start}, {"[글](", inDir}, {"[글](", "./" + inDir + start},
				{"[글](/", n.ID.Dir() + "/" + start}, {"[글](/", n.ID.Dir()}, {"[글](", up},
			} {
				open, typed := c[0], strings.TrimPrefix(c[1], "/")
				if strings.ContainsAny(typed, "[]|#^\\()<>?% ") || open == "[[" && !linkable {
					continue
				}
				y := &typing{open: open, typed: typed}
				y.place(g)
				found := Complete(t.Context(), y.s, Cursor{y.from, y.at}, g.choices)
				if !slices.ContainsFunc(found.Items, func(item Item) bool { return item.ID == n.ID }) {
					t.Errorf("garden %d: %s%s in %s lists %s, want %s", seed, open, typed, g.here, labelsOf(found), n.ID)
				}
			}
		}
	}
}
