package feature

import (
	"cmp"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// mendedIn is what mends make of a note among others, by their text.
func mendedIn(t *testing.T, src string, others map[vault.NoteID]string, m Mender) string {
	t.Helper()
	n := vault.NewNote(vault.Source{ID: "노트.md", Text: []byte(src)})
	changes := []vault.Change{{ID: n.ID, Note: n}}
	for id, text := range others {
		c := vault.Change{ID: id, File: true}
		if id.IsNote() {
			c = vault.Change{ID: id, Note: vault.NewNote(vault.Source{ID: id, Text: []byte(text)})}
		}
		changes = append(changes, c)
	}
	m.Snap, _ = (&vault.Snapshot{}).Update(changes...)
	got, err := text.Apply([]byte(src), EditsOf(m.Mends(n, Problems(m.Snap, n, Judge{Settings: config.Default()}))))
	if err != nil {
		t.Errorf("%q: %v", src, err)
	}
	return string(got)
}

// What was encoded once too often, or otherwise than for a link, is mended where it can
// mean one thing only.
func TestMendsEncoding(t *testing.T) {
	others := map[vault.NoteID]string{
		"가 나/두 말.md": "# A & B\n\n## 1.11 판\n\n## 11.1 판 끝\n\n## Same\n\n## same!\n\n<a id=\"그_곳\"></a>\n", "a+b.md": "", "a b.md": "", "100%.md": "", "R&D.md": "", "그림 1.png": "",
	}
	for _, c := range []struct{ src, want string }{ // "" for nothing
		{"😀 [x](가%2520나/두%2520말.md)", "😀 [x](가%20나/두%20말.md)"},
		{"😀 [x](가+나/두+말.md)", "😀 [x](가%20나/두%20말.md)"},
		{"[x](a+b.md)", ""}, // it is called so
		{"![](그림+1.png) ![](그림%25201.png)", "![](그림%201.png) ![](그림%201.png)"},
		{`[x](<가 나\두 말.md>) [[가 나\두 말]]`, "[x](<가 나/두 말.md>) [[가 나/두 말]]"},
		{"[[두\u00a0말]] [[두 말\u200b]] [[R&amp;D]]", "[[두 말]] [[두 말]] [[R&D]]"},
		{"[x](100%2525.md)", "[x](100%25.md)"},
		{"[x](없는+것.md) [[없는%2520것]]", ""},
		{"[x](가%20나/두%20말.md#a-b)", "[x](가%20나/두%20말.md#a--b)"},
		{"[x](가%20나/두%20말.md#a%2520%2526%2520b)", "[x](가%20나/두%20말.md#a--b)"},
		{"[x](가%20나/두%20말.md#그곳)", "[x](가%20나/두%20말.md#그_곳)"},
		{"[x](가%20나/두%20말.md#1-1-1판)", ""}, // 1.11 or 11.1?
		{"[x](가%20나/두%20말.md#sa_me)", ""},  // there are two
		{"[[두 말#a_b]]", "[[두 말#A & B]]"},
		{"[x](가%20나/두%20말.md#!!)", ""},
	} {
		if got, want := mendedIn(t, c.src, others, Mender{}), cmp.Or(c.want, c.src); got != want {
			t.Errorf("%q mended is %q, want %q", c.src, got, want)
		}
	}
}

// A heading that has another text is found again by what is around it and below it.
func TestMendsRenamedHeadings(t *testing.T) {
	for _, c := range []struct {
		name  string
		past  []string // the latest last
		now   string
		link  string
		wants string // "" for nothing
	}{
		{"alone in its place", []string{"# 가\n## 나\n## 다\n"}, "# 가\n## 라\n## 다\n", "a.md#나", "a.md#라"},
		{"the only one", []string{"# 가 나\n"}, "# 다 라\n", "[[a#가 나]]", "[[a#다 라]]"},
		{"with what is below it", []string{"## 나\n글\n긴 글\n"}, "## 라\n글\n긴 글\n새 글\n", "a.md#나", "a.md#라"},
		{"something else in its place", []string{"## 나\n글\n긴 글\n"}, "## 라\n다른\n것\n", "a.md#나", ""},
		{"of another level", []string{"## 나\n글\n"}, "### 라\n글\n", "a.md#나", ""},
		{"two at once", []string{"# 1\n## 나\n글 하나\n## 다\n글 둘\n"}, "# 1\n## 라\n글 하나\n## 마\n글 둘\n", "a.md#다", "a.md#마"},
		{"two at once with nothing below", []string{"## 나\n## 다\n"}, "## 라\n## 마\n", "a.md#다", ""},
		{"two that are alike below", []string{"## 나\n글\n## 다\n글\n"}, "## 라\n글\n## 마\n글\n", "a.md#다", ""},
		{"with one more beside it", []string{"## 나\n글 하나\n## 다\n"}, "## 새\n## 라\n글 하나\n## 다\n", "a.md#나", "a.md#라"},
		{"moved", []string{"## 나\n글 하나\n## 다\n글 둘\n"}, "## 다\n글 둘\n## 라\n글 하나\n", "a.md#나", ""},
		{"gone", []string{"## 가\n## 나\n## 다\n"}, "## 가\n## 다\n", "a.md#나", ""},
		{"renamed twice", []string{"## 나\n글\n", "## 라\n글\n"}, "## 마\n글\n", "a.md#나", "a.md#마"},
		{"renamed, then another change", []string{"## 나\n글\n", "## 라\n글\n", "# 앞\n## 라\n글\n"}, "# 앞\n## 라\n다른 글\n", "a.md#나", "a.md#라"},
		{"renamed, then written anew", []string{"## 나\n글\n", "## 라\n글\n"}, "## 마\n다른\n", "a.md#나", ""},
		{"the second of one name", []string{"## 나\n## 가\n하나\n## 가\n둘\n"}, "## 나\n## 가\n하나\n## 라\n둘\n", "a.md#가-1", "a.md#라"},
		{"a wiki link that quotes a chain", []string{"# 가\n## 나\n글\n"}, "# 가\n## 라 마\n글\n", "[[a#가#나]]", "[[a#가#라 마]]"},
		{"its name is another's now", []string{"## 나\n글\n## 라\n"}, "## 다\n글\n## 라\n## 나\n", "a.md#나", ""},
		{"nothing is known", nil, "## 라\n", "a.md#나", ""},
	} {
		past := func(vault.NoteID) []*vault.Note {
			var out []*vault.Note
			for _, src := range c.past {
				out = append([]*vault.Note{vault.NewNote(vault.Source{ID: "a.md", Text: []byte(src)})}, out...)
			}
			return out
		}
		around := "😀 한글 %s"
		if !strings.HasPrefix(c.link, "[[") {
			around = "😀 한글 [x](%s)"
		}
		src := fmt.Sprintf(around, c.link)
		got := mendedIn(t, src, map[vault.NoteID]string{"a.md": c.now}, Mender{Past: past})
		if want := fmt.Sprintf(around, cmp.Or(c.wants, c.link)); got != want {
			t.Errorf("%s: %q mended is %q, want %q", c.name, src, got, want)
		}
	}
}

// Of mends that overlap one is made.
func TestMendsDoNotOverlap(t *testing.T) {
	at := func(start, end int) Mend { return Mend{Edits: []text.Edit{{Span: text.Between(start, end)}}} }
	got := apart([]Mend{at(0, 4), at(2, 6), at(6, 8), at(8, 8), at(20, 21)})
	if len(got) != 3 || got[0].Edits[0].End != 4 || got[1].Edits[0].Start != 6 || got[2].Edits[0].Start != 20 {
		t.Errorf("apart = %+v", got)
	}
}

// A hostile note, with a hostile past, takes no longer than it is long.
func TestMendsAreLinear(t *testing.T) {
	timed(t)
	const many = 20_000
	var old, now, links strings.Builder
	for i := range many {
		fmt.Fprintf(&old, "## 가 %d\n글\n", i)
		fmt.Fprintf(&now, "## 나 %d\n글\n", i*7919%many)
		fmt.Fprintf(&links, "[x](a.md#가-%d) [[쿠버네티즈 %d]]\n\n", i, i)
	}
	past := []*vault.Note{vault.NewNote(vault.Source{ID: "a.md", Text: []byte(old.String())})}
	start := time.Now()
	got := mendedIn(t, links.String(), map[vault.NoteID]string{"a.md": now.String(), "쿠버네티스.md": ""}, Mender{Guesses: true, Past: func(vault.NoteID) []*vault.Note { return past }})
	if got == links.String() {
		t.Error("nothing was mended")
	}
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("it took %v", took)
	} else {
		t.Log(took)
	}
}
