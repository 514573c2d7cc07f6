// Package bench measures the built binary as an editor and a CI job use it: see
// `make bench`. Only its benchmarks are run; nothing imports it.
package bench

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// Generate writes a vault of n notes below dir, the same one for the same n:
// about 4 KB a note, Korean and English, 26 links to other notes of which few are
// linked to by many (Zipf), a link in fifty broken.
func Generate(dir string, n int) error { return generate(dir, n, fullNote, notePath) }

// GenerateFlat is Generate with all notes in one folder, each of so many sections, of
// which fullNote make 4 KB.
func GenerateFlat(dir string, n, sections int) error {
	return generate(dir, n, sections, func(i int) string { return noteName(i) + ".md" })
}

// fullNote is how many sections a note of Generate has.
const fullNote = 5

func generate(dir string, n, sections int, place func(i int) string) error {
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	g := generator{rng, rand.NewZipf(rng, 1.2, 20, uint64(n-1)), sections, place}
	for i := range n {
		file := filepath.Join(dir, filepath.FromSlash(place(i)))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(g.note(i)), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// A generator makes up notes.
type generator struct {
	rng      *rand.Rand
	popular  *rand.Zipf
	sections int                // of each note
	place    func(i int) string // the path of a note
}

var topics = []string{"쿠버네티스", "네트워크", "데이터베이스", "goroutine", "배포", "회고", "testing", "보안", "linux", "자료구조"}

func noteName(i int) string { return fmt.Sprintf("%s %d", topics[i%len(topics)], i) }

func notePath(i int) string { return fmt.Sprintf("%s/%s.md", topics[i/100%len(topics)], noteName(i)) }

func heading(i, h int) string { return fmt.Sprintf("%s 정리 %d", topics[(i+h)%len(topics)], h) }

var sentences = []string{
	"오늘은 클러스터에서 파드가 왜 다시 뜨는지 살펴봤다.", "The scheduler looks at requests, not at what a pod really uses.",
	"로그를 먼저 보고, 그다음에 설정을 의심하자.", "Writing it down is half of understanding it.",
	"내일은 `kubectl describe`의 결과를 하나씩 읽어 볼 생각이다.", "캐시는 언제나 두 번째로 어려운 문제다 🙂.",
}

func (g *generator) note(i int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %s\ntags: [%s, til/%s]\naliases: [메모 %d]\n---\n", noteName(i), topics[i%len(topics)], topics[i/7%len(topics)], i)
	for h := range g.sections {
		fmt.Fprintf(&b, "\n## %s\n\n", heading(i, h))
		for range 5 {
			b.WriteString(sentences[g.rng.IntN(len(sentences))] + " ")
			b.WriteString(g.link(int(g.popular.Uint64())) + "를 참고. ")
			b.WriteString(sentences[g.rng.IntN(len(sentences))] + "\n\n")
		}
		fmt.Fprintf(&b, "- [ ] #%s 할 일\n- 끝난 일 ^b%d\n", topics[h], h)
	}
	return b.String()
}

func (g *generator) link(to int) string {
	switch g.rng.IntN(50) {
	case 0:
		return fmt.Sprintf("[[없는 노트 %d]]", g.rng.IntN(1000))
	case 1, 2, 3, 4:
		return fmt.Sprintf("[[%s#%s]]", noteName(to), heading(to, g.rng.IntN(g.sections)))
	case 5, 6, 7, 8, 9, 10, 11, 12:
		target := g.place(to)
		if strings.Contains(target, "/") {
			target = "../" + target
		}
		return fmt.Sprintf("[%s](%s)", noteName(to), strings.ReplaceAll(target, " ", "%20"))
	case 13:
		return fmt.Sprintf("[[%s#^b%d]]", noteName(to), g.rng.IntN(g.sections))
	}
	return fmt.Sprintf("[[%s]]", noteName(to))
}
