package vault

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// searched lists what a search sees of s.
func searched(s *Snapshot) string {
	var lines []string
	for f := range s.Findables() {
		lines = append(lines, fmt.Sprintf("%s %x %x %q %v", f.ID(), f.Letters, f.PathLetters, f.Text, f.Note != nil && f.Note == s.notes.at(f.ID())))
	}
	for shelf := range s.Shelves(0, 1) {
		for i, r := range shelf.Rows() {
			text := shelf.Text(i)
			lines = append(lines, fmt.Sprintf("places %s %q %d %v %v %v", r.Note.ID, text, r.Changed, r.Loose, r.Note == s.notes.at(r.Note.ID), r.Pairs == WidePairsOf(text)))
		}
	}
	for k, last := range s.missing.all() {
		lines = append(lines, fmt.Sprintf("missing %s %x", k, last.Letters))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestSearchAfterUpdates compares what a search sees after many updates with what it
// sees in a vault that is made at once.
func TestSearchAfterUpdates(t *testing.T) {
	for seed := range uint64(60) {
		p := newPool(seed)
		now := map[NoteID]Change{}
		s := new(Snapshot)
		for range 25 {
			var changes []Change
			for range 1 + p.IntN(3) {
				c := Change{ID: pick(p, p.files), File: p.IntN(2) == 0, Revealed: p.IntN(4) == 0}
				if p.IntN(2) == 0 {
					if c = (Change{ID: pick(p, p.notes)}); p.IntN(3) > 0 {
						c = noteAt(c.ID, p.draft().String())
					}
				}
				now[c.ID] = c
				changes = append(changes, c)
			}
			s, _ = s.Update(changes...)
		}
		fresh, _ := new(Snapshot).Update(slices.Collect(maps.Values(now))...)
		if got, want := searched(s), searched(fresh); got != want {
			t.Fatalf("pool %d: after updates\n%s\nwant\n%s", seed, got, want)
		}
	}
}

func TestUnresolved(t *testing.T) {
	s := vaultOf("a.md=[[없는 글]] [[있는 글#절]] [[b/또 없는]] [글](없는.md)", "있는 글.md", "c.md=[[없는 글|다른]]")
	all := func(*SearchName) bool { return true }
	found := maps.Collect(s.Unresolved(all))
	got := slices.Sorted(maps.Keys(found))
	if want := []string{"b/또 없는", "없는 글"}; !slices.Equal(got, want) {
		t.Errorf("Unresolved = %q, want %q", got, want)
	}
	if found["없는 글"] != 2 || found["b/또 없는"] != 1 {
		t.Errorf("Unresolved = %v, want 2 and 1", found)
	}
	s, _ = s.Update(noteAt("없는 글.md", ""))
	if got := slices.Sorted(maps.Keys(maps.Collect(s.Unresolved(all)))); !slices.Equal(got, []string{"b/또 없는"}) {
		t.Errorf("Unresolved = %q once the note is there", got)
	}
}

// TestPackedText holds what lets a search pass over a note: what a name holds, in any
// of its forms, its packed text holds too.
func TestPackedText(t *testing.T) {
	for _, name := range []string{"쿠버네티스 클러스터", "값", "Kubernetes 입문", "ㅋㅋ", "日本 😀 é", strings.Repeat("긴 ", 50), "À\u00bf"} {
		s := together([]SearchName{NewSearchName("앞", false), NewSearchName(name, true)})
		n := s.names[1]
		for _, form := range []string{n.Folded, n.Jamo, Initials(n.Folded)} {
			runes := []rune(form)
			for i := range runes {
				part := Packed(Jamo(string(runes[i:min(len(runes), i+3)])))
				if !strings.Contains(s.text, part) {
					t.Errorf("%q: the text %q lacks %q", name, s.text, part)
				}
			}
			start := "\n" + Packed(Jamo(form))
			if _, rest, ok := strings.Cut(s.text, start); !ok || PackedLength(rest) != min(63, int(n.Length)) {
				t.Errorf("%q: %q does not start with %q, or not with its length", name, s.text, start)
			}
		}
	}
}

// Each place has two lines on the shelf, in the order of headings and then of blocks,
// be they empty.
func TestShelf(t *testing.T) {
	s, _ := new(Snapshot).Update(noteAt("a.md", "# 제목\n\n## 쿠버 Go\n\n#\n\n## Go\n\n글 ^b1\n"), noteAt("b.md", "# 제목뿐\n\n글\n"))
	parts := 0
	for part := range 3 {
		for shelf := range s.Shelves(part, 3) {
			parts++
			text := shelf.Text(0)
			want := "\n\n\n" + Packed(Jamo("쿠버 go")) + "\xc5\n" + Packed("ㅋㅂ go") + "\xc5\n" + "\n\n" + "go\xc2\n\n" + "b1\xc2\n\n"
			if text != want {
				t.Errorf("Text = %q, want %q", text, want)
			}
			for name, want := range map[string]Place{Packed("ㅋ"): {HeadingPlace, 1}, "go\xc2\n\n": {HeadingPlace, 3}, "b1": {BlockPlace, 0}} {
				line := strings.Count(text[:strings.Index(text, name)], "\n") - 1
				if got := shelf.Rows()[0].PlaceOf(line); got != want {
					t.Errorf("PlaceOf %q = %v, want %v", name, got, want)
				}
			}
		}
	}
	if parts != 1 {
		t.Errorf("%d parts have a shelf, want 1", parts)
	}
}

// What starts a line is found by that, on shelves of many notes as on those of one.
func TestShelfStarting(t *testing.T) {
	s := new(Snapshot)
	for i := range 5000 {
		text := fmt.Sprintf("## 쿠버 %d\n\n## go %d\n\n글 ^b%d\n", i%7, i%5, i%3)
		s, _ = s.Update(noteAt(NoteID(fmt.Sprintf("%d.md", i%1200)), text))
	}
	for _, with := range []string{Packed(Jamo("쿠")), Packed(Jamo("쿠버 3")), Packed("ㅋㅂ"), "go", "go 4\xc4\n", "b1", "o", "\xff"} {
		for shelf := range s.Shelves(0, 1) {
			var got, want [][2]int
			for row, at := range shelf.Starting(with) {
				got = append(got, [2]int{row, at})
			}
			for row := range shelf.Rows() {
				text := shelf.Text(row)
				for at := 1; at < len(text); at++ {
					if text[at-1] == '\n' && strings.HasPrefix(text[at:], with) {
						want = append(want, [2]int{row, at})
					}
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("Starting(%q) = %v, want %v", with, got, want)
			}
		}
	}
}
