package feature

import (
	"fmt"
	"slices"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

func searchFor(s *vault.Snapshot, typed string, parts int) []Found {
	search := NewSearch([]*vault.Snapshot{s}, typed, parts, func() bool { return false })
	for part := range parts {
		search.Look(part)
	}
	return search.Found()
}

// Whatever place a query matches without letters left out, the search finds, however
// the vault is cut up: the filters before the names are looked at let it through.
func TestSearchMissesNothing(t *testing.T) {
	for seed := range uint64(rounds(150)) {
		g := newGarden(seed)
		for range 12 {
			typed := g.word()
			q := newQuery(typed)
			if q.empty() || slices.Contains([]rune(typed), '#') {
				continue
			}
			found := searchFor(g.base, typed, 1+g.IntN(3))
			if len(found) == maxSymbols {
				continue
			}
			for _, n := range g.notes {
				for i, h := range n.Doc.Headings {
					place := vault.Place{Kind: vault.HeadingPlace, Index: i}
					name := vault.NewSearchName(n.PlaceName(place), false)
					_, ok := q.rank(&name)
					if !ok || name.Text == "" || h.Level == 1 && name.Text == n.Title() {
						continue
					}
					want := Spot{ID: n.ID, Kind: HeadingSymbol, Text: name.Text, Index: i}
					if !slices.ContainsFunc(found, func(f Found) bool { return f.Spot == want }) {
						t.Errorf("garden %d: %q does not find the heading %q of %s", seed, typed, name.Text, n.ID)
					}
				}
			}
			for i, f := range found {
				if slices.ContainsFunc(found[:i], func(other Found) bool { return other.Spot == f.Spot && f.Kind != NoteSymbol }) {
					t.Errorf("garden %d: %q finds %+v twice", seed, typed, f)
				}
			}
		}
	}
}

// The best of many are the same whether they are looked for among all, which passes over
// what can't come up any more, or in so many parts that nothing is passed over.
func TestSearchPassesOverNoneOfTheBest(t *testing.T) {
	for _, size := range []int{250, 500, 1000, 4000} {
		s := symbolsVault(size)
		full := 0
		for _, typed := range []string{"쿠", "쿠버", "쿱", "ㅋㅂㄴ", "ㅅㅊ", "ㅅ", "설치", "설ㅊ", "방법", "정리", "k", "kub", "s", "su", "summary", "ref", "블록-4", "too", "쿠버 설", "트"} {
			all := searchFor(s, typed, 1)
			if len(all) == maxSymbols {
				full++
			}
			if parts := searchFor(s, typed, 256); !slices.Equal(all, parts) {
				i := slices.IndexFunc(parts, func(f Found) bool { return !slices.Contains(all, f) })
				t.Errorf("%d notes: %q does not find %+v", size, typed, parts[max(i, 0)])
			}
		}
		if full < 5 {
			t.Errorf("%d notes: %d queries find so many that any is passed over, want 5", size, full)
		}
	}
}

// What the packed names say of a rank is what the names say, or better where Hangul
// letters stand alone.
func TestPackedRank(t *testing.T) {
	names := append(slices.Clone(oddHeadings), "쿠버네티스 입문", "값", "가 값진 글", "ㅋㅋ 웃음", "과일 나라", "각오", "나쁜 개구리", "Kubernetes 설치", "my-note_a/b.c (d) [e]")
	for _, heading := range names {
		n := vault.NewNote(vault.Source{ID: "n.md", Text: []byte("## " + heading + "\n")})
		s, _ := new(vault.Snapshot).Update(vault.Change{ID: n.ID, Note: n})
		if len(n.Doc.Headings) != 1 {
			t.Fatalf("%q is no heading", heading)
		}
		name := vault.NewSearchName(n.PlaceName(vault.Place{Kind: vault.HeadingPlace}), false)
		runes := []rune(heading)
		for i := range runes {
			for j := i + 1; j <= min(len(runes), i+5); j++ {
				part := string(runes[i:j])
				for _, typed := range []string{part, vault.Initials(part), nfd(part), vault.ToKeyboard(vault.Jamo(part)), string([]rune(nfd(part))[:1])} {
					q := newPlaceQuery(newQuery(typed))
					want, ok := q.rank(&name)
					if !ok || q.empty() || name.Text == "" {
						continue
					}
					best, loose := noMatch*tierSize, false
					for shelf := range s.Shelves(0, 1) {
						if row := &shelf.Rows()[0]; q.mayHold(row, noMatch*tierSize) {
							loose = row.Loose
							q.hits(row, shelf.Text(0), noMatch*tierSize, func(h hit) { best = min(best, h.rank) })
						}
					}
					if best > want || best < want-keyboardSize && !loose {
						t.Errorf("%q in %q: the packed rank is %d (%s), want %d (%s)", typed, heading, best, tierName(best, true), want, tierName(want, true))
					}
				}
			}
		}
	}
}

// A search that nobody waits for any more ends after a few rows.
func TestSearchStops(t *testing.T) {
	changes := make([]vault.Change, 3*stopEvery)
	for i := range changes {
		id := vault.NoteID(fmt.Sprintf("노트 %d.md", i))
		changes[i] = vault.Change{ID: id, Note: vault.NewNote(vault.Source{ID: id, Text: []byte("## 설치\n")})}
	}
	s, _ := new(vault.Snapshot).Update(changes...)
	asked := 0
	search := NewSearch([]*vault.Snapshot{s}, "설치", 1, func() bool { asked++; return true })
	search.Look(0)
	if found := search.Found(); len(found) > 0 || asked > 3 {
		t.Errorf("a stopped search finds %d symbols and asks %d times", len(found), asked)
	}
}
