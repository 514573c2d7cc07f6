package bench

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// sampled is how many notes of a vault the requests are made in.
const sampled = 50

// A sample is a note that is open, and the places in it that requests are about.
type sample struct {
	uri                string
	link, heading, tag position
	end                position
}

type position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

var (
	linkStart    = regexp.MustCompile(`\[\[|\]\(`)
	headingStart = regexp.MustCompile(`(?m)^## `)
	tagStart     = regexp.MustCompile(`(?m)[ ^]#[\p{L}]`)
)

// at is the place behind the first match of re in text, the start where there is none.
func at(text string, re *regexp.Regexp) position {
	m := re.FindStringIndex(text)
	if m == nil {
		return position{}
	}
	before := text[:m[1]]
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return position{strings.Count(before, "\n"), len(utf16.Encode([]rune(line)))}
}

// openSamples opens notes from all over the vault.
func openSamples(b *testing.B, c *client, notes []string) []sample {
	var out []sample
	for i := 0; i < len(notes); i += max(len(notes)/sampled, 1) {
		data, err := os.ReadFile(notes[i])
		if err != nil {
			b.Fatal(err)
		}
		text := string(data)
		s := sample{uri: fileURI(notes[i]), link: at(text, linkStart), heading: at(text, headingStart), tag: at(text, tagStart)}
		s.end = position{Line: strings.Count(text, "\n") + 1}
		c.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": s.uri, "languageId": "markdown", "version": 0, "text": text}})
		out = append(out, s)
	}
	return out
}

// requests are what an editor asks of a note that is looked at.
var requests = []struct {
	name, method string
	params       func(s sample) map[string]any
}{
	{"definition", "textDocument/definition", onLink},
	{"hover-link", "textDocument/hover", onLink},
	{"hover-heading", "textDocument/hover", func(s sample) map[string]any { return on(s, s.heading) }},
	{"hover-tag", "textDocument/hover", func(s sample) map[string]any { return on(s, s.tag) }},
	{"references-link", "textDocument/references", withDeclaration},
	{"references-heading", "textDocument/references", func(s sample) map[string]any {
		return with(on(s, s.heading), "context", map[string]any{"includeDeclaration": true})
	}},
	{"highlights", "textDocument/documentHighlight", onLink},
	{"document-symbols", "textDocument/documentSymbol", ofNote},
	{"document-links", "textDocument/documentLink", ofNote},
	{"folding", "textDocument/foldingRange", ofNote},
	{"selection", "textDocument/selectionRange", func(s sample) map[string]any { return with(ofNote(s), "positions", []position{s.link}) }},
	{"semantic-tokens", "textDocument/semanticTokens/full", ofNote},
	{"inlay-hints", "textDocument/inlayHint", func(s sample) map[string]any {
		return with(ofNote(s), "range", map[string]any{"start": position{}, "end": s.end})
	}},
	{"code-lenses", "textDocument/codeLens", ofNote},
	{"call-hierarchy", "textDocument/prepareCallHierarchy", onLink},
	{"type-hierarchy", "textDocument/prepareTypeHierarchy", func(s sample) map[string]any { return on(s, s.tag) }},
	{"code-actions", "textDocument/codeAction", func(s sample) map[string]any {
		return with(with(ofNote(s), "range", map[string]any{"start": s.link, "end": s.link}), "context", map[string]any{"diagnostics": []any{}})
	}},
}

func ofNote(s sample) map[string]any {
	return map[string]any{"textDocument": map[string]any{"uri": s.uri}}
}

func on(s sample, p position) map[string]any { return with(ofNote(s), "position", p) }

func onLink(s sample) map[string]any { return on(s, s.link) }

func withDeclaration(s sample) map[string]any {
	return with(onLink(s), "context", map[string]any{"includeDeclaration": true})
}

func with(params map[string]any, key string, value any) map[string]any {
	params[key] = value
	return params
}

// BenchmarkRequest is what an editor waits for, in notes from all over the vault.
func BenchmarkRequest(b *testing.B) {
	vaults(b, func(b *testing.B, dir string) {
		notes, _, _ := notesOf(b, dir)
		c := start(b, dir)
		defer c.stop()
		samples := openSamples(b, c, notes)
		c.settle()
		for _, r := range requests {
			b.Run(r.name, func(b *testing.B) {
				measure(b, c, func(i int) json.RawMessage {
					return c.request(r.method, r.params(samples[i%len(samples)]))
				})
			})
		}
	})
}

// BenchmarkSearch is workspace/symbol: words of names, headings and tags, first
// consonants, half a syllable, and what nothing is called.
func BenchmarkSearch(b *testing.B) {
	vaults(b, func(b *testing.B, dir string) {
		c := start(b, dir)
		defer c.stop()
		c.settle()
		for _, query := range []string{"", "쿠버네티스 12", "정리", "ㅋㅂㄴ", "쿠버ㄴ", "gorou", "#til", "네트워크#정리", "zzqx"} {
			b.Run("query="+query, func(b *testing.B) {
				measure(b, c, func(int) json.RawMessage {
					return c.request("workspace/symbol", map[string]any{"query": query})
				})
			})
		}
	})
}

// BenchmarkHub is the note that most link to, in a generated vault the first, and one
// that about 10,000 links lead to where the vault is large enough: references, hover
// and code lenses. The metric "links" is how many there are.
func BenchmarkHub(b *testing.B) {
	vaults(b, func(b *testing.B, dir string) {
		if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(notePath(0)))); err != nil {
			b.Skip("only a generated vault is known to have a hub")
		}
		c := start(b, dir)
		defer c.stop()
		most := ofHub(b, c, dir, 0)
		known := most
		for i := 1; i < 100 && len(placesIn(b, c.request("textDocument/references", known))) > 10_000; i++ {
			known = ofHub(b, c, dir, i) // the first notes are the most linked to, in this order
		}
		c.settle()
		for _, hub := range []struct {
			name   string
			params map[string]any
		}{{"most", most}, {"10000", known}} {
			for _, r := range []struct{ name, method string }{
				{"references", "textDocument/references"}, {"hover", "textDocument/hover"}, {"code-lenses", "textDocument/codeLens"},
			} {
				b.Run(hub.name+"/"+r.name, func(b *testing.B) {
					var answer json.RawMessage
					measure(b, c, func(int) json.RawMessage {
						answer = c.request(r.method, hub.params)
						return answer
					})
					if r.name == "references" {
						b.ReportMetric(float64(len(placesIn(b, answer))), "links")
					}
				})
			}
		}
	})
}

// ofHub opens the i-th note of a generated vault; the parameters are those of all
// requests about its title.
func ofHub(b *testing.B, c *client, dir string, i int) map[string]any {
	path := filepath.Join(dir, filepath.FromSlash(notePath(i)))
	text, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	s := sample{uri: fileURI(path)}
	c.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": s.uri, "languageId": "markdown", "version": 0, "text": string(text)}})
	return with(on(s, position{Line: 1, Character: 8}), "context", map[string]any{"includeDeclaration": false})
}

func placesIn(b *testing.B, answer json.RawMessage) (places []json.RawMessage) {
	if err := json.Unmarshal(answer, &places); err != nil {
		b.Fatal(err)
	}
	return places
}

// measure reports how long b.N requests take, at least one for each sample, until
// their answers have come whole, and how big these are.
func measure(b *testing.B, c *client, request func(i int) json.RawMessage) {
	var times []time.Duration
	size := 0
	for i := range max(b.N, sampled) {
		begin := time.Now()
		answer := request(i)
		times = append(times, c.read.Sub(begin))
		size = max(size, len(answer))
	}
	slices.Sort(times)
	b.ReportMetric(percentile(times, 0.5), "p50-ms")
	b.ReportMetric(percentile(times, 0.95), "p95-ms")
	b.ReportMetric(percentile(times, 1), "max-ms")
	b.ReportMetric(float64(size)/1000, "answer-kB")
}
