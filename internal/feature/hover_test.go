package feature

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A cut falls between blocks, or list items, or lines, and closes the fence it is in.
func TestCutAtBlock(t *testing.T) {
	long := strings.Repeat("글", 20) + "\n"
	for name, c := range map[string]struct{ src, want string }{
		"blocks":             {"하나\n" + long + "\n둘\n" + long + "\n셋\n" + long, "하나\n" + long + "\n둘\n" + long + "\n"},
		"heading":            {"하나\n" + long + "# 둘\n" + long + long, "하나\n" + long},
		"heading at the end": {"하나\n" + long + "\n# 둘\n\n" + long + long, "하나\n" + long + "\n"},
		"items":              {"- 하나\n  " + long + "- 둘\n  " + long + "- 셋\n  " + long, "- 하나\n  " + long + "- 둘\n  " + long},
		"loose items":        {"- 하나\n\n  " + long + "\n- 둘\n\n  " + long + long, "- 하나\n\n  " + long + "\n"},
		"fence":              {"```go\n" + long + long + long + "```\n", "```go\n" + long + long + "\n```"},
		"blank in fence":     {"~~~\n" + long + "\n" + long + "\n" + long + "~~~\n", "~~~\n" + long + "\n" + long + "\n\n~~~"},
		"fence in quote":     {"> ```\n> " + long + "> " + long + "> " + long, "> ```\n> " + long + "> " + long + "\n> ```"},
		"fence in item":      {"- ```\n  " + long + "  " + long + "  " + long, "- ```\n  " + long + "  " + long + "\n  ```"},
		"fence is closed":    {"````\n```\n````\n" + long + long + long, "````\n```\n````\n" + long + long},
		"code span":          {"``` `x` ```\n" + long + long + long, "``` `x` ```\n" + long + long},
		"one line":           {strings.Repeat("글", 100), strings.Repeat("글", 53)},
		"table":              {"|a|\n|-|\n" + long + "\n| 한글 |\n|-|\n" + strings.Repeat("| 글 |\n", 30), "|a|\n|-|\n" + long + "\n"},
	} {
		end, closing := cutAtBlock([]byte(c.src), 160)
		if got := c.src[:end] + closing; got != c.want {
			t.Errorf("%s: cut leaves\n%q, want\n%q", name, got, c.want)
		}
	}
}

func TestAgo(t *testing.T) {
	today := time.Date(2024, 3, 10, 23, 30, 0, 0, time.FixedZone("KST", 9*60*60))
	for day, want := range map[string]string{
		"2024-03-10": "today", "2024-03-09": "yesterday", "2024-03-11": "tomorrow", "2024-03-13": "in 3 days", "2024-02-26": "13 days ago",
		"2024-02-25": "2 weeks ago", "2024-01-10": "1 month ago", "2023-03-10": "12 months ago", "2022-03-10": "2 years ago", "2034-03-10": "in 9 years",
	} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := ago(at, today); got != want {
			t.Errorf("ago(%s) = %q, want %q", day, got, want)
		}
	}
}

func TestDay(t *testing.T) {
	for _, c := range []struct{ pattern, path, want string }{
		{"", "2024-11-18", "2024-11-18"},
		{"", "일지/2024-11-18", "2024-11-18"},
		{"", "2024-11-18 회의", ""},
		{"", "2024-13-18", ""},
		{"", "1", ""},
		{"일지/YYYY/MM/DD", "일지/2024/11/18", "2024-11-18"},
		{"일지/YYYY/MM/DD", "다른/2024/11/18", ""},
		{"일지/YYYY/MM/DD", "18", ""},
		{"일지/YYMMDD", "241118", "2024-11-18"},
		{"YYYY/YYYY.MM.DD", "2024/2024.11.18", "2024-11-18"},
		{"YYYY/YYYY.MM.DD", "2023/2024.11.18", ""},
		{"YYYY/YYYY.MM.DD", "2024.11.18", "2024-11-18"},
		{"YYYY-MM", "2024-11", ""},
	} {
		got := ""
		if day, ok := (Daily{Pattern: c.pattern}).Day(c.path); ok {
			got = day.Format(time.DateOnly)
		}
		if got != c.want {
			t.Errorf("Day(%q) by %q = %q, want %q", c.path, c.pattern, got, c.want)
		}
	}
}

func TestWebTitle(t *testing.T) {
	for src, want := range map[string]string{
		`한글 [글](https://a.kr "제목")`:         "제목",
		`한글 [글](<https://a.kr> '두 낱말')`:     "두 낱말",
		`[글](https://a.kr)`:                 "",
		`[글](https://a.kr/x(1) "y")`:        "y",
		"[글]: https://a.kr (괄호 제목)\n":       "괄호 제목",
		"[글]: https://a.kr#x\n  \"다음 줄\"\n": "다음 줄",
		`😀 <https://a.kr>`:                  "",
	} {
		doc := markdown.Parse([]byte(src))
		if got := linkTitle([]byte(src), &doc.Links[0]); got != want {
			t.Errorf("linkTitle(%q) = %q, want %q", src, got, want)
		}
	}
}

// A client that does not render Markdown is sent names as they are.
func TestPlainCard(t *testing.T) {
	n := vault.NewNote(vault.Source{ID: "a_b.md", Text: []byte("# 한*글*_😀\n\n[[a_b]] ![x](x.png)\n")})
	s, _ := vault.New(nil).Update(vault.Change{ID: n.ID, Note: n})
	cards := Cards{Plain: true, URI: func(vault.NoteID) string { t.Error("a plain card has a link"); return "" }}
	at := Cursor{n, bytes.Index(n.Text(), []byte("a_b"))}
	got, _ := Hover(s, at, cards)
	want := "한글_😀 · a_b.md\n\n# 한*글*_😀\n\n[[a_b]] ![x](x.png)\n\n1 link in 1 note"
	if got != want {
		t.Errorf("hover =\n%q, want\n%q", got, want)
	}
}

// Wherever the cursor is, a hover is about a place at the cursor, and what it counts
// is what References finds.
func TestHoverOfRandomNotes(t *testing.T) {
	shown := 0
	for seed := range uint64(10) {
		g := newLinkedGarden(seed)
		for _, n := range g.notes {
			for off := 0; off <= n.Doc.Size; off += 1 + g.IntN(5) {
				card, span := Hover(g.base, Cursor{n, off}, testCards)
				if card != "" && !span.Touches(off) {
					t.Fatalf("seed %d: the hover at %d of %s is about %v", seed, off, n.ID, span)
				}
				if card != "" {
					shown++
				}
			}
			for i := range n.Doc.Headings {
				subject := Subject{Kind: PlaceSubject, ID: n.ID, Place: vault.Place{Kind: vault.HeadingPlace, Index: i}}
				want := len(slices.Collect(References(g.base, subject)))
				if got := newHover(g.base, n, testCards).tally(subject, 0).uses; got != want {
					t.Errorf("seed %d: %d links to heading %d of %s, want %d", seed, got, i, n.ID, want)
				}
			}
		}
	}
	if shown == 0 {
		t.Error("nothing was shown")
	}
}

var testCards = Cards{URI: func(id vault.NoteID) string { return "file:///" + encodePath(string(id), true) + "?" }}

// In an excerpt each link leads where it leads in its note.
func TestExcerptLeadsOn(t *testing.T) {
	compared := 0
	for seed := range uint64(rounds(100)) {
		g := newLinkedGarden(seed)
		for _, n := range g.notes {
			whole := sectionOf(n, n.Text(), vault.Place{})
			if whole.Len() > maxPreview {
				continue
			}
			shown := newHover(g.base, n, Cards{URI: func(id vault.NoteID) string { return "file:///" + url.PathEscape(string(id)) }}).excerpt(n, n.Text(), whole)
			var want, got []string
			for i := range n.Doc.Links {
				l := &n.Doc.Links[i]
				if t := g.base.Resolve(n.ID, l); l.Span.Start >= whole.Start && (t.Status == vault.Found || t.Status == vault.Missing && l.Kind != markdown.Wiki) {
					want = append(want, string(t.ID))
				}
			}
			doc := markdown.Parse([]byte(shown))
			for _, l := range doc.Links {
				if id, ok := strings.CutPrefix(l.Target, "file:///"); ok {
					decoded, err := url.PathUnescape(id)
					if err != nil {
						t.Fatal(err)
					}
					got = append(got, decoded)
				}
			}
			compared += len(want)
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d, %s: the excerpt leads to\n%q, want\n%q\n%s\n=== shown\n%s", seed, n.ID, got, want, n.Text(), shown)
			}
		}
	}
	if compared == 0 {
		t.Error("no note had a link")
	}
}

// However big a note, a hover in it costs what it is long.
func TestHoverOfHostileNotes(t *testing.T) {
	timed(t)
	for name, src := range map[string]string{
		"headings": strings.Repeat("# 글\n", 20_000),
		"links":    strings.Repeat("[[a]]\n\n", 100_000),
		"fences":   "[[a]]\n" + strings.Repeat("- ```\n", 100_000),
		"a line":   "[[a]] " + strings.Repeat("글", 300_000),
		"missing":  strings.Repeat("[[없음]]\n\n", 50_000),
	} {
		n := vault.NewNote(vault.Source{ID: "a.md", Text: []byte(src)})
		s, _ := vault.New(nil).Update(vault.Change{ID: n.ID, Note: n})
		start := time.Now()
		card, _ := Hover(s, Cursor{n, 2}, testCards)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s: a hover takes %v", name, took)
		}
		if len(card) > 50_000 {
			t.Errorf("%s: a hover has %d bytes", name, len(card))
		}
		if name == "links" && !strings.Contains(card, fmt.Sprint(strings.Count(src, "[[a]]"))) {
			t.Errorf("links: the hover does not count them:\n%.300s", card)
		}
	}
}

// A long list of notes is cut, and says how many there are.
func TestHoverListIsCut(t *testing.T) {
	changes := []vault.Change{{ID: "빵.md", Note: vault.NewNote(vault.Source{ID: "빵.md", Text: []byte("# 빵\n\n## 😀 굽기\n")})}}
	for i := range maxListed + 3 {
		id := vault.NoteID(fmt.Sprintf("글 %02d.md", i))
		changes = append(changes, vault.Change{ID: id, Note: vault.NewNote(vault.Source{ID: id, Text: []byte("- 한글 [[빵#😀 굽기]]\n- 😀 [[빵#😀 굽기]]\n\n" + strings.Repeat("긴 글 ", 50) + "[[빵#😀 굽기]]\n")})})
	}
	s, _ := vault.New(nil).Update(changes...)
	card, _ := Hover(s, Cursor{changes[0].Note, len("# 빵\n\n## ")}, Cards{})
	first := "**39 links in 13 notes**\n\n- 글 00 · 3\n  - `한글 [[빵#😀 굽기]]`\n  - `😀 [[빵#😀 굽기]]`\n- 글 01 · 3\n"
	if !strings.HasPrefix(card, first) {
		t.Errorf("hover =\n%s\nwant it to start with\n%s", card, first)
	}
	if !strings.HasSuffix(card, "\n- … 3 more") || strings.Contains(card, "글 10") {
		t.Errorf("hover =\n%s\nwant ten notes and three more", card)
	}
}

// Of a long line what stands around the link is shown.
func TestShortLine(t *testing.T) {
	long := strings.Repeat("긴 글 ", 50)
	src := []byte("> 1. " + long + "[[빵]]" + long)
	at := bytes.Index(src, []byte("[[빵]]"))
	got := shortLine(src, text.Between(0, len(src)), text.Between(at, at+len("[[빵]]")))
	if !strings.HasPrefix(got, "…") || !strings.HasSuffix(got, "…") || !strings.Contains(got, " [[빵]]긴 ") {
		t.Errorf("shortLine = %q, want the link with what is around it", got)
	}
	if n := len([]rune(got)); n > maxLine+10 {
		t.Errorf("shortLine has %d characters, want about %d", n, maxLine)
	}
}

// Of a note whose file has changed since it was read, a hover tells what it knows.
func TestHoverOfANoteThatHasChanged(t *testing.T) {
	gone := func() []byte { return nil }
	a := vault.NewNote(vault.Source{ID: "a.md", Text: []byte("[[b#굽기]] [[b#^id]] [글](b.md)")})
	b := vault.NewNote(vault.Source{ID: "b.md", Text: []byte("# 빵 😀\n\n글 [[a]] ^id\n\n## 굽기\n"), Reread: gone})
	s, _ := vault.New(nil).Update(vault.Change{ID: a.ID, Note: a}, vault.Change{ID: b.ID, Note: b})
	for off := range a.Doc.Size {
		card, span := Hover(s, Cursor{a, off}, testCards)
		if !span.Empty() && !strings.HasPrefix(card, "**빵 😀** · b.md\n\n---\n\n") {
			t.Errorf("hover at %d = %q", off, card)
		}
	}
	for off := range b.Doc.Size {
		if card, span := Hover(s, Cursor{b, off}, testCards); card != "" && !span.Touches(off) {
			t.Errorf("hover at %d = %q about %v", off, card, span)
		}
	}
}
