package vault

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

var benchSizes = []int{1_000, 10_000, 100_000}

// benchID spreads the notes over folders of about a hundred.
func benchID(i int) NoteID { return NoteID(fmt.Sprintf("폴더%d/노트 %d.md", i/100, i)) }

// benchText is a note with ten links, to few targets often and to many seldom.
func benchText(i int, zipf *rand.Zipf) string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\naliases: [별명%d]\ntags: [t%d]\n---\n# 제목 %d\n\n## 개요\n\n", i, i%50, i)
	for range 7 {
		fmt.Fprintf(&b, "글 [[노트 %d#개요]]을 본다.\n", zipf.Uint64())
	}
	for range 3 {
		j := int(zipf.Uint64())
		fmt.Fprintf(&b, "[글](../폴더%d/노트%%20%d.md)\n", j/100, j)
	}
	return b.String()
}

func benchChanges(size int) []Change {
	zipf := rand.NewZipf(rand.New(rand.NewPCG(1, 2)), 1.3, 4, uint64(size-1))
	changes := make([]Change, size)
	for i := range changes {
		changes[i] = noteAt(benchID(i), benchText(i, zipf))
	}
	return changes
}

var benchVaults = map[int]*Snapshot{}

// benchVault is made once: the tests of this package don't change it.
func benchVault(b *testing.B, size int) *Snapshot {
	b.Helper()
	if benchVaults[size] == nil {
		benchVaults[size], _ = new(Snapshot).Update(benchChanges(size)...)
	}
	return benchVaults[size]
}

func eachSize(b *testing.B, run func(b *testing.B, s *Snapshot, size int)) {
	for _, size := range benchSizes {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			s := benchVault(b, size)
			b.ReportAllocs()
			b.ResetTimer()
			run(b, s, size)
		})
	}
}

// updates alternates between two texts of one note.
func updates(b *testing.B, s *Snapshot, id NoteID, texts ...string) {
	notes := []Change{noteAt(id, texts[0]), noteAt(id, texts[1])}
	b.ResetTimer()
	for i := range b.N {
		s, _ = s.Update(notes[i%2])
	}
}

// BenchmarkUpdateText is a keystroke in a note's text.
func BenchmarkUpdateText(b *testing.B) {
	eachSize(b, func(b *testing.B, s *Snapshot, size int) {
		n := s.notes.at(benchID(size / 2))
		updates(b, s, n.ID, string(n.Text())+"a", string(n.Text())+"b")
	})
}

// BenchmarkUpdateLink adds a link to a note that few link to, and takes it away.
func BenchmarkUpdateLink(b *testing.B) {
	eachSize(b, func(b *testing.B, s *Snapshot, size int) {
		n := s.notes.at(benchID(size / 2))
		updates(b, s, n.ID, string(n.Text()), string(n.Text())+"[[노트 999 다른]]\n")
	})
}

// BenchmarkUpdateHubLink adds the vault's most wanted link to a note without any.
func BenchmarkUpdateHubLink(b *testing.B) {
	eachSize(b, func(b *testing.B, s *Snapshot, size int) {
		updates(b, s, "새 글.md", "글\n", "글 [[노트 0]]\n")
	})
}

// BenchmarkUpdateCreate makes a note and deletes it.
func BenchmarkUpdateCreate(b *testing.B) {
	eachSize(b, func(b *testing.B, s *Snapshot, size int) {
		c := noteAt("폴더0/새 글.md", "# 새 제목\n")
		b.ResetTimer()
		for i := range b.N {
			if i%2 == 0 {
				s, _ = s.Update(c)
			} else {
				s, _ = s.Update(Change{ID: c.ID})
			}
		}
	})
}

func BenchmarkBuild(b *testing.B) {
	changes := benchChanges(10_000)
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		new(Snapshot).Update(changes...)
	}
}

func BenchmarkNewNote(b *testing.B) {
	src := []byte(benchText(1, rand.NewZipf(rand.New(rand.NewPCG(1, 2)), 1.3, 4, 999)))
	b.ReportAllocs()
	for range b.N {
		NewNote(Source{ID: benchID(1), Text: src})
	}
}

func BenchmarkResolve(b *testing.B) {
	s := benchVault(b, 10_000)
	many := make([]Change, 5000)
	for i := range many {
		many[i] = noteAt(NoteID(fmt.Sprintf("docs%d/README.md", i)), "# 소개\n")
	}
	s, _ = s.Update(many...)
	for _, src := range []string{
		"[[노트 5000]]", "[[폴더50/노트 5000]]", "[[별명5000]]", "[[제목 5000]]", "[[없는 노트]]",
		"[글](../폴더50/노트%205000.md)", "[글](../폴더50/없음.md)", "[글](../docs9/)", "[글](../none/README.md)", "[[README]]", "[[소개]]",
	} {
		b.Run(strings.ReplaceAll(src, "/", "∕"), func(b *testing.B) {
			l := linkIn(b, src)
			b.ReportAllocs()
			for range b.N {
				s.Resolve("폴더3/노트 300.md", l)
			}
		})
	}
}

func BenchmarkBacklinksOfHub(b *testing.B) {
	eachSize(b, func(b *testing.B, s *Snapshot, size int) {
		count := 0
		for range b.N {
			for range s.Backlinks(benchID(0)) {
				count++
			}
		}
		b.ReportMetric(float64(count/b.N), "links")
	})
}

func BenchmarkPlace(b *testing.B) {
	n := NewNote(Source{ID: "n.md", Text: []byte("# 개요\n## 설치 방법\n### 3) 문제 / 해결\n")})
	for _, fragment := range []string{"설치-방법", "%EC%84%A4%EC%B9%98-%EB%B0%A9%EB%B2%95", "설치 방법", "개요#설치 방법", "없음"} {
		b.Run(fragment, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				n.Place(fragment)
			}
		})
	}
}
