package bench

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf16"
)

// typed are beginnings of links as people type them: nothing yet, a word, the first
// consonants, half a syllable, a keyboard left on English, Latin letters, what nothing
// is called, a path, a tag.
var typed = []string{"[[", "[[쿠버", "[[ㅋㅂ", "[[쿠ㅂ", "[[znqj", "[[gor", "[[zz", "![[쿠", "[글](", "[글](쿠", "#쿠"}

// BenchmarkCompletion is from the request for a list to its last byte. What a list
// allocates is printed by the benchmarks of internal/feature.
func BenchmarkCompletion(b *testing.B) {
	vaults(b, func(b *testing.B, dir string) {
		notes, _, _ := notesOf(b, dir)
		c := start(b, dir)
		defer c.stop()
		uri := fileURI(notes[len(notes)/2])
		c.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
			"uri": uri, "languageId": "markdown", "version": 0, "text": strings.Join(typed, "\n\n"),
		}})
		c.settle()
		for i, line := range typed {
			b.Run(strings.ReplaceAll(line, "/", "∕"), func(b *testing.B) {
				measure(b, c, func(int) json.RawMessage {
					return c.request("textDocument/completion", map[string]any{
						"textDocument": map[string]any{"uri": uri},
						"position":     map[string]any{"line": 2 * i, "character": len(utf16.Encode([]rune(line)))},
					})
				})
			})
		}
	})
}
