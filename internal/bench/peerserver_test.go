package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"
)

// peerRounds is how often each server is started, in turns.
const peerRounds = 5

// patience is how long a server may take for its first right answer.
const patience = 20 * time.Second

// peerSites is how many links the requests are about.
const peerSites = 50

// An outcome is what one server did with one kind of request.
type outcome struct {
	times []time.Duration
	right int // answers that hold what the notes say they must
}

// BenchmarkPeerServer asks both servers the same, note by note: how long they take until
// they know the folder and for each request, and how many answers are right.
func BenchmarkPeerServer(b *testing.B) {
	servers := [][]string{
		{binary(b), "serve"},
		{peer(b), "server", "--no-config", "--config", `enable = ["` + strings.Join(peerRules, `", "`) + `"]`},
	}
	for _, dir := range peerFolders(b) {
		notes, _, _ := notesOf(b, dir)
		sites := sitesOf(b, notes, peerSites)
		if len(sites) == 0 {
			fmt.Printf("\n== servers in %s: no note has a link to a heading that both know\n", filepath.Base(dir))
			continue
		}
		var sessions [2]peerSession
		for i := range sessions {
			sessions[i].outcomes = map[string]*outcome{}
		}
		for range peerRounds {
			for i, args := range servers {
				sessions[i].run(b, dir, args, sites)
			}
		}
		fmt.Printf("\n== servers in %s, %d starts, %d links each\n", filepath.Base(dir), peerRounds, len(sites))
		w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintln(w, "\tnotes-lsp p50 ms\tp95\tright\trumdl p50 ms\tp95\tright\t")
		for _, name := range sessions[0].order {
			fmt.Fprintf(w, "%s\t", name)
			for i := range sessions {
				o := sessions[i].outcomes[name]
				slices.Sort(o.times)
				fmt.Fprintf(w, "%.2f\t%.2f\t%d/%d\t", percentile(o.times, 0.5), percentile(o.times, 0.95), o.right, len(o.times))
			}
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "memory MB\t%.0f\t\t\t%.0f\t\t\t\n", mean(sessions[0].now), mean(sessions[1].now))
		fmt.Fprintf(w, "peak MB\t%.0f\t\t\t%.0f\t\t\t\n", mean(sessions[0].peak), mean(sessions[1].peak))
		w.Flush()
	}
}

// A peerSession gathers what one server did in all rounds.
type peerSession struct {
	outcomes  map[string]*outcome
	order     []string
	now, peak []float64
}

func (s *peerSession) add(name string, took time.Duration, right bool) {
	o := s.outcomes[name]
	if o == nil {
		o = &outcome{}
		s.outcomes[name], s.order = o, append(s.order, name)
	}
	o.times = append(o.times, took)
	if right {
		o.right++
	}
}

// run is one session of an editor.
func (s *peerSession) run(b *testing.B, dir string, args []string, sites []site) {
	begin := time.Now()
	c := launch(b, dir, b.TempDir(), nil, map[string]any{
		"window":       map[string]any{"workDoneProgress": true},
		"textDocument": map[string]any{"diagnostic": map[string]any{}},
	}, args...)
	c.until(loaded)
	s.add("loaded", time.Since(begin), true)
	s.untilReady(c, begin, sites[0])
	for _, l := range sites[1:] {
		c.open(l.from, l.source)
	}
	for _, k := range peerRequests {
		for _, l := range sites {
			at := time.Now()
			answer := c.request(k.method, k.params(l))
			s.add(k.name, time.Since(at), k.right(answer, l))
		}
	}
	for i, l := range sites {
		s.edit(c, l, i)
	}
	now, peak := c.memory()
	s.now, s.peak = append(s.now, now), append(s.peak, peak)
	// Not c.stop: rumdl outlives "exit" while its input is open.
	if err := c.cmd.Process.Kill(); err != nil {
		b.Fatal(err)
	}
	_ = c.cmd.Wait() // tells of the kill
}

// untilReady asks until the answer about a link into another note is right: a server may
// say too early or too late that it has loaded.
func (s *peerSession) untilReady(c *client, begin time.Time, l site) {
	c.open(l.from, l.source)
	for _, k := range peerRequests[:2] {
		right := false
		for !right && time.Since(begin) < patience {
			right = k.right(c.request(k.method, k.params(l)), l)
		}
		s.add("first right "+k.name, time.Since(begin), right)
	}
}

// edit types a link to nowhere at the note's end, asks what is wrong, and undoes it.
func (s *peerSession) edit(c *client, l site, i int) {
	uri := fileURI(l.from)
	typed := l.source + fmt.Sprintf("\n\n[한글](no-such-%d.md)\n", i)
	line := strings.Count(typed, "\n") - 1
	at := time.Now()
	c.change(uri, 1, typed)
	answer := c.request("textDocument/diagnostic", ofFile(l.from))
	s.add("edit to diagnostics", time.Since(at), bytes.Contains(answer, []byte(fmt.Sprintf(`"line":%d`, line))))
	c.change(uri, 2, l.source)
}

func (c *client) open(file, source string) {
	c.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": fileURI(file), "languageId": "markdown", "version": 0, "text": source}})
}

func (c *client) change(uri string, version int, source string) {
	c.notify("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": uri, "version": version}, "contentChanges": []any{map[string]any{"text": source}},
	})
}

func ofFile(file string) map[string]any {
	return map[string]any{"textDocument": map[string]any{"uri": fileURI(file)}}
}

// peerRequests are what both servers know. An answer is right when it holds what the
// link itself says; it may hold more.
var peerRequests = []struct {
	name, method string
	params       func(l site) map[string]any
	right        func(answer json.RawMessage, l site) bool
}{
	{"definition", "textDocument/definition",
		func(l site) map[string]any { return with(ofFile(l.from), "position", l.link) },
		func(a json.RawMessage, l site) bool { return leadsTo(a, l.to, l.heading.Line) }},
	{"workspace symbols", "workspace/symbol",
		func(l site) map[string]any { return map[string]any{"query": l.title} },
		func(a json.RawMessage, l site) bool { return leadsTo(a, l.to, l.heading.Line) }},
	{"references of the heading", "textDocument/references",
		func(l site) map[string]any {
			return with(with(ofFile(l.to), "position", l.heading), "context", map[string]any{"includeDeclaration": false})
		},
		func(a json.RawMessage, l site) bool { return leadsTo(a, l.from, l.link.Line) }},
	{"completion of headings", "textDocument/completion",
		func(l site) map[string]any {
			return with(with(ofFile(l.from), "position", l.fragment), "context", map[string]any{"triggerKind": 2, "triggerCharacter": "#"})
		},
		func(a json.RawMessage, l site) bool { return bytes.Contains(a, []byte(l.slug)) }},
}

// leadsTo reports whether an answer has a place in a line of a file, in any of the ways
// that LSP writes places.
func leadsTo(answer json.RawMessage, file string, line int) bool {
	type place struct {
		URI, TargetURI string
		Range          struct{ Start position }
		Selection      struct{ Start position } `json:"targetSelectionRange"`
		Location       *struct {
			URI   string
			Range struct{ Start position }
		}
	}
	var places []place
	if json.Unmarshal(answer, &places) != nil {
		var one place
		if json.Unmarshal(answer, &one) != nil {
			return false
		}
		places = []place{one}
	}
	return slices.ContainsFunc(places, func(p place) bool {
		uri, at := p.URI, p.Range.Start.Line
		if p.TargetURI != "" {
			uri, at = p.TargetURI, p.Selection.Start.Line
		}
		if p.Location != nil {
			uri, at = p.Location.URI, p.Location.Range.Start.Line
		}
		u, err := url.Parse(uri)
		return err == nil && u.Path == filepath.ToSlash(file) && at == line
	})
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}
