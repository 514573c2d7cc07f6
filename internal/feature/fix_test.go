package feature

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

var fixDay = time.Date(2024, 11, 18, 0, 0, 0, 0, time.UTC)

// strict judges every code but what says nothing of a change.
func strict() Judge {
	settings := config.Default()
	for code := range settings.Problems {
		if settings.Problems[code] == config.Off && code != "orphan-note" && code != unlinkedMention && code != "duplicate-heading-anchor" {
			settings.Problems[code] = config.Info
		}
	}
	return Judge{Settings: settings}
}

// newWrongGarden is a linked garden with mistakes of all kinds in it.
func newWrongGarden(seed uint64) *garden {
	g := newLinkedGarden(seed)
	var changes []vault.Change
	for i, n := range g.notes {
		src := string(n.Text())
		for range 1 + g.IntN(4) {
			src += g.mistake(n)
		}
		if g.IntN(4) == 0 {
			src = strings.ReplaceAll(strings.ReplaceAll(src, "\r\n", "\n"), "\n", "\r\n")
		}
		if g.IntN(4) == 0 {
			src = strings.TrimRight(src, "\r\n")
		}
		g.notes[i] = vault.NewNote(vault.Source{ID: n.ID, Text: []byte(src), Rules: g.rules})
		changes = append(changes, vault.Change{ID: n.ID, Note: g.notes[i]})
	}
	g.base, _ = g.base.Update(changes...)
	return g
}

// mistake is a paragraph of the note from with something wrong in it.
func (g *garden) mistake(from *vault.Note) string {
	n := pick(g.Rand, g.notes)
	before := pick(g.Rand, []string{"\n\n", "\n\n- ", "\n\n> ", "\n\n한글 글 ", "\n\n| 표 |\n|---|\n| "})
	after := pick(g.Rand, []string{"를 보자.\n", "\n", "  \n다음 줄\n", " 그리고\n"})
	link := ""
	switch g.IntN(11) {
	case 0:
		link = "[[" + g.slipOf(n.ID.Name()) + pick(g.Rand, []string{"", "|이름", "#개요"}) + "]]"
	case 1:
		link = "[글](" + encodePath(g.slipOf(relative(from.ID.Dir(), string(n.ID))), false) + ")"
	case 2:
		link = "[글](" + encodePath("옛 곳/"+n.ID.Name(), false) + pick(g.Rand, []string{"", ".md"}) + ")"
	case 3:
		link = "[[" + n.ID.Name() + "#" + g.slipOf(g.heading(n)) + "]]"
	case 4:
		link = "[글](" + encodePath(relative(from.ID.Dir(), string(n.ID)), false) + "#" + encodePath(g.slipOf(strings.ReplaceAll(strings.ToLower(g.heading(n)), " ", "-")), false) + ")"
	case 5:
		link = "[글][" + g.slipOf(pick(g.Rand, oddLabels)) + "] 각주[^" + strings.NewReplacer(" ", "", "[", "", "]", "", "^", "").Replace(g.slipOf(pick(g.Rand, oddMarks))) + "]"
	case 6:
		return "\n\n[" + pick(g.Rand, oddLabels) + "]: x.md\n[안 쓰임]: https://x.org 'a'\n"
	case 7:
		link = pick(g.Rand, []string{"[[" + from.ID.Name() + "]]", "[나](" + encodePath(relative(from.ID.Dir(), string(from.ID)), false) + ")"})
	case 8:
		return "\n\n<!-- notes-lsp-ignore-next-line no-such-block -->\n글\n\n글 <!-- notes-lsp-ignore-line -->\n"
	case 9:
		link = "[[" + n.ID.Name() + "#" + g.heading(n) + "#" + pick(g.Rand, []string{"없는 절", "개요", "셋째"}) + "]]"
	case 10:
		return "\n\n[^안쓰임]: 글이\n    이어진다\n"
	}
	return before + link + after
}

// slipOf is s with a mistake in it.
func (g *garden) slipOf(s string) string {
	r := []rune(s)
	if len(r) < 2 {
		return s + "가"
	}
	i := g.IntN(len(r) - 1)
	switch g.IntN(4) {
	case 0:
		r[i], r[i+1] = r[i+1], r[i]
	case 1:
		r = slices.Delete(r, i, i+1)
	case 2:
		r = slices.Insert(r, i, 'e')
	default:
		r[i] = '나'
	}
	return string(r)
}

// carriedOut is carryOut for a revision that makes notes.
func carriedOut(t *testing.T, s *vault.Snapshot, r *Revision) *vault.Snapshot {
	t.Helper()
	next := carryOut(t, s, r)
	for id, src := range r.New {
		if s.Has(id) {
			t.Fatalf("%s is there already", id)
		}
		next, _ = next.Update(vault.Change{ID: id, Note: vault.NewNote(vault.Source{ID: id, Text: []byte(src), Rules: s.Rules()})})
	}
	return next
}

// After an action the problem that it is for is gone, no other has come, and no link
// that it is not about leads elsewhere.
func TestActionsMendWhatTheySay(t *testing.T) {
	judge := strict()
	done, refused := map[string]int{}, map[string]int{}
	for seed := range uint64(operations(t)) {
		g := newWrongGarden(seed)
		n := pick(g.Rand, g.notes)
		list := Problems(g.base, n, judge)
		if len(list) == 0 {
			continue
		}
		span := pick(g.Rand, list).Span
		for _, a := range Actions(g.base, n, span, judge, fixDay) {
			if a.Kind != QuickFix {
				continue
			}
			what := fmt.Sprintf("seed %d: %s (%s) at %q in %s", seed, a.Title, a.Problem.Code, a.Problem.Span.Of(n.Text()), n.ID)
			kind := strings.Fields(a.Title)[0]
			r, err := a.Do()
			if obstacle := Obstacle(""); errors.As(err, &obstacle) {
				refused[kind]++
				continue
			} else if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			done[kind]++
			next := carriedOut(t, g.base, r)
			if err := othersStay(g.base, next, r, n, a.Problem.Span); err != nil {
				t.Errorf("%s: %v", what, err)
			}
			if err := isMended(g.base, next, r, n, a, judge); err != nil {
				t.Errorf("%s: %v", what, err)
			}
			for id, edits := range r.Edits {
				old, _ := g.base.Note(id)
				now, _ := next.Note(id)
				if strings.HasSuffix(string(old.Text()), "\n") != strings.HasSuffix(string(now.Text()), "\n") {
					t.Errorf("%s: the end of %s is not what it was: %q", what, id, edits)
				}
			}
			if t.Failed() {
				t.Fatalf("%+v %+v", r.Edits, r.New)
			}
		}
	}
	for _, what := range []string{"Link", "Create", "Add", "Remove", "Ignore", "Refer"} {
		if done[what] < operations(t)/300 || refused[what] > done[what] {
			t.Errorf("%q was done %d times only, and refused %d times", what, done[what], refused[what])
		}
	}
}

// isMended compares the problems of the vault with those before.
func isMended(old, next *vault.Snapshot, r *Revision, n *vault.Note, a Action, judge Judge) error {
	was, is := 0, 0
	// Foam defines the targets of wiki links: another target needs another definition.
	passed := func(problems []Problem) int {
		if a.Problem.Code == "unused-definition" {
			return 0
		}
		return ofCode(problems, "unused-definition")
	}
	for m := range old.Notes() {
		list := Problems(old, m, judge)
		was += len(list) - passed(list)
	}
	for m := range next.Notes() {
		list := Problems(next, m, judge)
		is += len(list) - passed(list)
	}
	now, _ := next.Note(n.ID)
	before, after := Problems(old, n, judge), Problems(next, now, judge)
	if ofCode(after, a.Problem.Code) >= ofCode(before, a.Problem.Code) {
		return fmt.Errorf("the problem is still there")
	}
	// What was not looked at as the link led nowhere can be wrong now: its fragment.
	l := linkOf(n, a.Problem)
	hidden := l != nil && l.Fragment != "" && (strings.HasPrefix(a.Title, "Create") || !a.Preferred && strings.HasPrefix(a.Title, "Link to"))
	// A definition that is still to be filled in is one.
	empty := strings.HasPrefix(a.Title, "Add the definition")
	if is >= was && !(hidden || empty) || is > was {
		return fmt.Errorf("there are %d problems, before %d:\n%v\n%v", is, was, before, after)
	}
	return nil
}

// othersStay compares where the links lead that no edit touches, by where they stand.
func othersStay(old, next *vault.Snapshot, r *Revision, at *vault.Note, span text.Span) error {
	for n := range old.Notes() {
		now, ok := next.Note(n.ID)
		if !ok {
			return fmt.Errorf("%s is gone", n.ID)
		}
		// A label may have come behind what was the link's end.
		places, starts := map[text.Span]*markdown.Link{}, map[int32]*markdown.Link{}
		for i := range now.Doc.Links {
			places[now.Doc.Links[i].Span], starts[now.Doc.Links[i].Span.Start] = &now.Doc.Links[i], &now.Doc.Links[i]
		}
		for i := range n.Doc.Links {
			l := &n.Doc.Links[i]
			start, end, inside := shifted(r.Edits[n.ID], l.Span)
			if n == at && l.Span.Contains(span) {
				continue
			}
			now := places[text.Between(start, end)]
			if now == nil && !inside {
				now = starts[int32(start)]
			}
			if now == nil && inside {
				continue // it was removed
			}
			if now == nil && !inside {
				return fmt.Errorf("%s: %s is no link any more", n.ID, l.Span.Of(n.Text()))
			}
			was, wasBy := leads(old, n.ID, l)
			is, isBy := leads(next, n.ID, now)
			if was != is && wasBy != isBy && was != "" {
				return fmt.Errorf("%s: %s led to %s and leads to %s", n.ID, l.Span.Of(n.Text()), was, is)
			}
		}
	}
	return nil
}

// shifted is where span is after edits; inside is true where one of them covers it.
func shifted(edits []text.Edit, span text.Span) (start, end int, inside bool) {
	start, end = int(span.Start), int(span.End)
	for _, e := range edits {
		grown := len(e.New) - e.Len()
		switch {
		case e.End <= span.Start:
			start, end = start+grown, end+grown
		case e.Start < span.End:
			end += grown
			inside = inside || e.Contains(span)
		}
	}
	return start, end, inside
}

// leads is where a link leads, to a place by what it says, which a link in it may
// change, and by which of its kind it is, which a new heading may; "" for nowhere.
func leads(s *vault.Snapshot, from vault.NoteID, l *markdown.Link) (said, number string) {
	t := s.Resolve(from, l)
	n, isNote := s.Note(t.ID)
	if t.Status != vault.Found {
		return "", ""
	} else if !isNote {
		return string(t.ID), ""
	}
	place, ok := n.PlaceOf(l)
	if !ok {
		return "", ""
	}
	number = fmt.Sprint(t.ID, place)
	if place.Kind != vault.HeadingPlace {
		return number, number
	}
	heading, same := n.Doc.Headings[place.Index].Text, 0
	for _, h := range n.Doc.Headings[:place.Index] {
		if h.Text == heading {
			same++
		}
	}
	return fmt.Sprint(t.ID, heading, same), number
}

// What is mended without asking is what can be meant in one way only.
func TestSafeFixesAreThoseWithoutAChoice(t *testing.T) {
	for _, c := range []struct {
		note string
		want string // "" for nothing
	}{
		{"😀 [글](옛/이름.md#절)", "😀 [글](새/이름.md#절)"},
		{"😀 [글](옛/이름.md#없는-절)", ""}, // the heading would be missing
		{"😀 [글](옛/둘.md)", ""},       // there are two
		{"😀 [글](새/이룸.md)", ""},      // a guess
		{"😀 [글](옛/README.md)", ""},  // every folder may have one
		{"😀 [글](새/A.md) ![](그림.png)", "😀 [글](새/a.md) ![](새/그림.png)"},
		{"😀 [[이름]] [[옛/이름|글]]", "😀 [[이름]] [[새/이름|글]]"},
		{"[x]: 옛/이름.md 'a'\n\n[x]", "[x]: 새/이름.md 'a'\n\n[x]"},
	} {
		n := vault.NewNote(vault.Source{ID: "노트.md", Text: []byte(c.note)})
		changes := []vault.Change{{ID: n.ID, Note: n}, {ID: "새/그림.png", File: true}}
		for _, id := range []vault.NoteID{"새/이름.md", "a/둘.md", "b/둘.md", "새/a.md", "새/README.md"} {
			changes = append(changes, vault.Change{ID: id, Note: vault.NewNote(vault.Source{ID: id, Text: []byte("# 절\n")})})
		}
		s, _ := (&vault.Snapshot{}).Update(changes...)
		got, err := text.Apply([]byte(c.note), SafeFixes(s, n, Judge{Settings: config.Default()}))
		if want := cmp.Or(c.want, c.note); err != nil || string(got) != want {
			t.Errorf("%q mended is %q (%v), want %q", c.note, got, err, want)
		}
	}
}

// A note may have any number of mistakes, headings and labels: what is offered is
// worked out for a few, and in time.
func TestActionsAreBoundedInHostileNotes(t *testing.T) {
	timed(t)
	for what, src := range map[string]string{
		"links":     strings.Repeat("[[쿠버네티즈]] [x](y/쿠버네티스 2.md) [[쿠#없다]]\n\n", 10_000),
		"headings":  strings.Repeat("# 쿠버네티스 설치 방법\n", 20_000) + "[[#쿠버네티스 설취 방법]]",
		"labels":    "[x][레이불]\n\n" + strings.Repeat("[레이블 1]: x\n", 20_000),
		"ambiguous": strings.Repeat("[[빵집]]\n\n", 50_000),
		"mentions":  strings.Repeat("강아지 ", 50_000),
	} {
		n := vault.NewNote(vault.Source{ID: "노트.md", Text: []byte(src)})
		changes := []vault.Change{{ID: n.ID, Note: n}}
		for _, id := range []vault.NoteID{"쿠버네티스.md", "a/빵집.md", "b/빵집.md", "강아지.md"} {
			changes = append(changes, vault.Change{ID: id, Note: vault.NewNote(vault.Source{ID: id, Text: []byte("# 절\n")})})
		}
		s, _ := (&vault.Snapshot{}).Update(changes...)
		start := time.Now()
		list := Actions(s, n, text.Between(0, len(src)), Judge{Settings: config.Default()}, fixDay)
		if len(list) > 100 {
			t.Errorf("%s: %d actions are offered", what, len(list))
		}
		for _, a := range list[:min(len(list), 4)] {
			if _, err := a.Do(); err != nil && !errors.As(err, new(Obstacle)) {
				t.Errorf("%s: %s: %v", what, a.Title, err)
			}
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: took %v", what, took)
		} else {
			t.Log(what, took, len(list))
		}
	}
}
