package bench

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"testing"
)

// BenchmarkRename renames a note that every note of a generated vault links to, from a
// link to it, and answers with the edits of all of them: "edits" is how many.
func BenchmarkRename(b *testing.B) {
	for _, n := range sizes(b) {
		dir := b.TempDir()
		if err := Generate(dir, n); err != nil {
			b.Fatal(err)
		}
		linkAll(b, dir, noteName(0))
		b.Run(fmt.Sprintf("notes=%d", n), func(b *testing.B) {
			link := regexp.MustCompile(`\[\[` + regexp.QuoteMeta(noteName(0)) + `\]\]`)
			from := sampleWith(b, dir, link)
			c := start(b, dir)
			defer c.stop()
			edits := 0
			measure(b, c, func(int) json.RawMessage {
				result := c.request("textDocument/rename", with(onLink(from), "newName", "이름이 바뀐 노트"))
				edits = bytes.Count(result, []byte(`"newText"`))
				return result
			})
			b.ReportMetric(float64(edits), "edits")
		})
	}
}

// linkAll adds a link to a note to the end of every note.
func linkAll(b *testing.B, dir, name string) {
	notes, _, _ := notesOf(b, dir)
	for _, path := range notes {
		f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		if err == nil {
			_, err = fmt.Fprintf(f, "\n한글 😀 [[%s]]\n", name)
		}
		if err := errors.Join(err, f.Close()); err != nil {
			b.Fatal(err)
		}
	}
}

// sampleWith is a note of the vault with a match, on which its link is.
func sampleWith(b *testing.B, dir string, re *regexp.Regexp) sample {
	notes, _, _ := notesOf(b, dir)
	for _, path := range notes {
		data, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		if re.Match(data) {
			s := sample{uri: fileURI(path), link: at(string(data), re)}
			s.link.Character -= len("]]")
			return s
		}
	}
	b.Fatalf("no note has a match of %s", re)
	return sample{}
}
