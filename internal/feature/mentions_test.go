package feature

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

func noteOf(id vault.NoteID, text string) *vault.Note {
	return vault.NewNote(vault.Source{ID: id, Text: []byte(text)})
}

func changeTo(n *vault.Note) vault.Change { return vault.Change{ID: n.ID, Note: n} }

func vaultWith(notes map[string]string) (*vault.Snapshot, []vault.NoteID) {
	var changes []vault.Change
	for id, text := range notes {
		changes = append(changes, changeTo(noteOf(vault.NoteID(id), text)))
	}
	return new(vault.Snapshot).Update(changes...)
}

// What prose of random vaults is made of beside names.
var (
	mentionNames = []string{
		"도커", "도커 컴포즈", "컴포즈", "docker", "Docker Compose", "compose", "쿠버네티스", nfd("쿠버"), "Café", nfd("Café au lait"), "C++", "Node.js", ".NET", "a b", "A B C", "b c", "AI", "CI/CD", "CD", "x[1]", "값|둘", "straße", "ﬁle", "漢字", "漢", "サーバ", "😀 웃음", "100%", "snake_case", "up", "가나 다라", "가나", "x  y", "100%25 b", "it's", "Привет",
	}
	mentionGlue = []string{" ", " ", " ", "\n", "  ", "를 ", "에서는 ", "은 ", "의 ", "트 ", ". ", ", ", "-", "_", "**", "(", ")", "/", "\n\n", "\n- ", "|", "`", "$", "[", "]", "[[", "]]", "<b>", "</b>", "# ", "\n# ", "\n| ", "\n> ", "https://", "<a href='x'>", "</a>", "{{", "}}", "%%", "'s ", "1", "\xff", "\n```", "\r\n", "\\", "](x)", "!", "\u0301", "\n[x]: "}
)

// A mentionGarden is a random vault in which notes name each other.
type mentionGarden struct {
	*rand.Rand
	rules *vault.Rules
}

func (g mentionGarden) spelling() string {
	name := pick(g.Rand, mentionNames)
	switch g.IntN(8) {
	case 0:
		return strings.ToUpper(name)
	case 1:
		return nfd(name)
	case 2:
		return strings.ReplaceAll(name, " ", pick(g.Rand, []string{"\n", "  ", "\n  ", "\n\n", "\n> "}))
	case 3:
		return strings.ToLower(name)
	}
	return name
}

func (g mentionGarden) note(id vault.NoteID) *vault.Note {
	var b strings.Builder
	if g.IntN(2) == 0 {
		fmt.Fprintf(&b, "---\naliases: ['%s', '%s']\n---\n", strings.ReplaceAll(pick(g.Rand, mentionNames), "'", ""), pick(g.Rand, []string{"도커", "k8s", "A b"}))
	}
	if g.IntN(3) == 0 {
		fmt.Fprintf(&b, "# %s\n\n", pick(g.Rand, mentionNames))
	}
	for range g.IntN(25) {
		b.WriteString(g.spelling())
		for range 1 + g.IntN(2) {
			b.WriteString(pick(g.Rand, mentionGlue))
		}
	}
	return vault.NewNote(vault.Source{ID: id, Text: []byte(b.String()), Rules: g.rules})
}

func (g mentionGarden) id() vault.NoteID {
	name := strings.ReplaceAll(pick(g.Rand, mentionNames), "/", "-")
	return vault.NoteID(pick(g.Rand, []string{"", "", "폴더/", "폴더/깊이/"}) + name + ".md")
}

func newMentionGarden(seed uint64) (mentionGarden, *vault.Snapshot) {
	g := mentionGarden{Rand: rand.New(rand.NewPCG(seed, 11))}
	if g.IntN(3) == 0 {
		g.rules = pick(g.Rand, oddRules)
	}
	if g.rules == nil {
		g.rules = &vault.Rules{}
	}
	rules := *g.rules
	rules.Mentions = true
	g.rules = &rules
	s := vault.New(g.rules)
	for range 12 {
		s, _ = s.Update(changeTo(g.note(g.id())))
	}
	return g, s
}

// naiveMentions looks for every name of every note at every place.
func naiveMentions(s *vault.Snapshot, n *vault.Note) []Mention {
	prose := proseOf(n, n.Text())
	var out []Mention
	for i := 0; i < len(prose.Runes); i++ {
		if !vault.IsWordStart(prose.Runes, i) || !startsMention(prose.Runes, i) || prose.IsCut(i) {
			continue
		}
		best := 0
		found := map[vault.NoteID]bool{}
		for other := range s.Notes() {
			for _, name := range other.SpokenNames() {
				runes := []rune(name)
				end := i + len(runes)
				if len(runes) < best || !hasAt(prose.Runes, i, runes) || !endsMention(prose.Runes, end) || prose.IsCut(end) {
					continue
				}
				if folded := name; len(folded) <= 5 { // acronyms, in their own case
					written := string(prose.Span(i, end).Of(n.Text()))
					if !slices.ContainsFunc(s.Named(folded), func(spoken vault.SpokenName) bool {
						return spoken.ID == other.ID && (!spoken.OwnCase || vault.SameText(spoken.Text, written))
					}) {
						continue
					}
				}
				if len(runes) > best {
					best = len(runes)
					clear(found)
				}
				found[other.ID] = true
			}
		}
		if best > 0 {
			if !found[n.ID] {
				out = append(out, Mention{prose.Span(i, i+best), slices.Sorted(maps.Keys(found))})
			}
			i += best - 1
		}
	}
	return out
}

func equalMentions(a, b Mention) bool { return a.Span == b.Span && slices.Equal(a.Notes, b.Notes) }

// Looking through one note for all names, through all notes for one name, and trying
// each name at each place find the same.
func TestMentionsOverRandomVaults(t *testing.T) {
	total := 0
	for seed := range uint64(rounds(200)) {
		_, s := newMentionGarden(seed)
		type place struct {
			in, of vault.NoteID
			at     text.Span
		}
		in, of := map[place]bool{}, map[place]bool{}
		for n := range s.Notes() {
			got := MentionsIn(s, n)
			if want := naiveMentions(s, n); !slices.EqualFunc(got, want, equalMentions) {
				t.Fatalf("seed %d: mentions in %q = %v, want %v\n%s", seed, n.ID, got, want, n.Text())
			}
			for i, m := range got {
				total++
				if m.Span.Empty() || i > 0 && m.Span.Start < got[i-1].Span.End {
					t.Fatalf("seed %d: mentions in %q are empty or overlap: %v", seed, n.ID, got)
				}
				for _, id := range m.Notes {
					in[place{n.ID, id, m.Span}] = true
				}
			}
			finder := MentionsOf(s, n.ID)
			for from := range s.Notes() {
				for _, m := range finder.In(from) {
					of[place{from.ID, n.ID, m.Span}] = true
				}
			}
		}
		if !maps.Equal(in, of) {
			t.Fatalf("seed %d: MentionsIn finds %v, MentionsOf %v", seed, in, of)
		}
	}
	if total < 1000 {
		t.Errorf("only %d mentions were found, too few to tell", total)
	}
}

// A name that comes or goes affects every note that it is a problem of.
func TestUnlinkedMentionsAreAffected(t *testing.T) {
	settings := config.Default()
	settings.Problems[unlinkedMention] = config.Hint
	judge := Judge{Settings: settings}
	problems := func(s *vault.Snapshot, n *vault.Note) string {
		var b strings.Builder
		for _, p := range Problems(s, n, judge) {
			if p.Code == unlinkedMention {
				fmt.Fprintf(&b, "%+v\n", p)
			}
		}
		return b.String()
	}
	changed, others, all := 0, 0, 0
	for seed := range uint64(rounds(100)) {
		g, s := newMentionGarden(seed)
		before := map[vault.NoteID]string{}
		for n := range s.Each() {
			before[n.ID] = problems(s, n)
		}
		for range 12 {
			c := vault.Change{ID: g.id()}
			if g.IntN(3) > 0 {
				c.Note = g.note(c.ID)
			}
			next, affected := s.Update(c)
			after := map[vault.NoteID]string{}
			for n := range next.Each() {
				after[n.ID] = problems(next, n)
				all++
				if was, ok := before[n.ID]; n.ID != c.ID && ok && was != after[n.ID] {
					changed++
					if !slices.Contains(affected, n.ID) {
						t.Fatalf("seed %d: %q is not affected by the change of %q, but has\n%s and had\n%s\n%q", seed, n.ID, c.ID, after[n.ID], was, n.Text())
					}
				}
			}
			others += len(affected) - 1
			s, before = next, after
		}
	}
	t.Logf("of %d notes %d were affected and %d changed", all, others, changed)
	if changed < 100 {
		t.Errorf("only %d notes changed their problems, too few to tell", changed)
	}
}

// The link that is made of a mention leads to the note, shows what stood there, and
// leaves every other link as it was.
func TestLinkMentionOverRandomVaults(t *testing.T) {
	linked, refused := 0, 0
	for seed := range uint64(rounds(150)) {
		_, s := newMentionGarden(seed)
		for n := range s.Notes() {
			for _, m := range MentionsIn(s, n) {
				for _, id := range m.Notes {
					edit, ok := LinkMention(s, n, m, id)
					if !ok {
						refused++
						continue
					}
					linked++
					if edit.Span != m.Span {
						t.Fatalf("seed %d: the edit is at %v, the mention at %v", seed, edit.Span, m.Span)
					}
					checkLinked(t, s, n, edit, id)
				}
			}
		}
	}
	t.Logf("%d links, %d mentions without one", linked, refused)
	if linked < 1000 || refused*5 > linked {
		t.Errorf("%d mentions were linked and %d not", linked, refused)
	}
}

// checkLinked applies the edit to the vault.
func checkLinked(t *testing.T, s *vault.Snapshot, n *vault.Note, edit text.Edit, id vault.NoteID) {
	t.Helper()
	after, err := text.Apply(n.Text(), []text.Edit{edit})
	if err != nil {
		t.Fatal(err)
	}
	now := vault.NewNote(vault.Source{ID: n.ID, Text: after, Rules: s.Rules()})
	next, _ := s.Update(changeTo(now))
	shift := int32(len(edit.New) - edit.Len())
	i := 0
	for _, l := range now.Doc.Links {
		if l.Span.Start == edit.Start {
			target := next.Resolve(n.ID, &l)
			if target.ID != id || len(target.Rivals) > 0 {
				t.Fatalf("%q in %q leads to %v, want %q", edit.New, n.ID, target, id)
			}
			shown := l.LabelSpan
			if shown.Empty() {
				shown = l.TargetSpan
			}
			flat := func(b []byte) string {
				return strings.Join(strings.Fields(strings.ReplaceAll(string(b), `\`, "")), " ")
			}
			if got, want := flat(shown.Of(after)), flat(edit.Of(n.Text())); got != want {
				t.Fatalf("%q shows %q, want %q", edit.New, got, want)
			}
			continue
		}
		was := n.Doc.Links[i]
		i++
		if l.Span.Start > edit.Start {
			was.Span.Start += shift
			was.Span.End += shift
		}
		if l.Span != was.Span || l.Target != was.Target || l.Kind != was.Kind {
			t.Fatalf("%q makes %+v of the link %+v in\n%s", edit.New, l, was, after)
		}
	}
	if i != len(n.Doc.Links) {
		t.Fatalf("%q leaves %d of %d links in\n%s", edit.New, i, len(n.Doc.Links), after)
	}
}

func TestLinkMentionWritesTheShortestLink(t *testing.T) {
	notes := map[string]string{"도커.md": "---\naliases: [고래]\n---\n", "a/n n.md": "", "b/n n.md": "", "C# 책.md": ""}
	check := func(text, want string, rules *vault.Rules) {
		t.Helper()
		s := vault.New(rules)
		for id, text := range notes {
			s, _ = s.Update(changeTo(vault.NewNote(vault.Source{ID: vault.NoteID(id), Text: []byte(text), Rules: rules})))
		}
		n := vault.NewNote(vault.Source{ID: "글.md", Text: []byte(text), Rules: rules})
		s, _ = s.Update(changeTo(n))
		list := MentionsIn(s, n)
		if len(list) == 0 {
			t.Fatalf("there is no mention in %q", text)
		}
		if edit, ok := LinkMention(s, n, list[0], list[0].Notes[0]); !ok || edit.New != want {
			t.Errorf("the link made in %q = %q, want %q", text, edit.New, want)
		}
	}
	check("😀 도커를", "[[도커]]", nil)
	check("😀 "+nfd("도커"), "[["+nfd("도커")+"]]", nil)
	check("고래가", "[[도커|고래]]", nil)
	check("| 고래 | x |\n|---|---|\n", `[[도커\|고래]]`, nil)
	check("N N", "[[a/n n|N N]]", nil)
	check("n\nn", "[[a/n n|n n]]", nil)
	check("C# 책은", "[C# 책](C%23%20책.md)", nil)
	check("[x](a/n%20n.md) 도커", "[도커](도커.md)", nil)
	check("[x](/a/n%20n.md) [[도커]] 고래", "[[도커|고래]]", nil)
	check("[x](/a/n%20n.md) 고래", "[고래](/도커.md)", nil)
	off := &vault.Rules{}
	off.Syntax.NoWikiLinks = true
	check("고래", "[고래](도커.md)", off)
	first := &vault.Rules{}
	first.Syntax.LabelFirst = true
	check("고래", "[[고래|도커]]", first)
}

// However a note is made, its mentions take a time that grows with its length.
func TestMentionsInHostileNotes(t *testing.T) {
	timed(t)
	s, _ := vaultWith(map[string]string{"aa.md": "", "a a a a a a a a a a a a a a a a a a a a a a a a.md": "", "가가가가가가가가.md": "", "도커.md": ""})
	for _, part := range []string{"a", "a ", "aa ", "가", "가가들들들들", "도커들에게서만만만만 ", "<a", "<a>", "<code>", "<b ", "{{", "{#", "[[", "[!", "://", "www.", "_", "도커_", "___도커", "\u0301", "ᄀ", "```", "\n", "\r", "\xff", "a\n", "| ", "[a](b)", "%%", "<pre></b>"} {
		n := noteOf("글.md", strings.Repeat(part, 200_000/len(part)))
		for _, m := range MentionsIn(s, n) {
			if !bytes.Contains([]byte(" aa a가도커"), m.Span.Of(n.Text())[:1]) {
				t.Errorf("a mention %q", m.Span.Of(n.Text()))
			}
		}
	}
}
