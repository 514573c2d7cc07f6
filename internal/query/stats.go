package query

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// Stats are a vault in numbers.
type Stats struct {
	Notes      int       `json:"notes"`
	Files      int       `json:"files"` // that are no notes
	Headings   int       `json:"headings"`
	Tags       int       `json:"tags"`
	Links      LinkCount `json:"links"`
	Embeds     int       `json:"embeds"`     // of the links
	Unresolved int       `json:"unresolved"` // of the links: those that are missing
	Orphans    int       `json:"orphans"`
	Hubs       []Hub     `json:"hubs"` // the most linked to, at most 10
}

// A LinkCount is how many links there are, by their syntax.
type LinkCount struct {
	Wiki       int `json:"wiki"`
	Inline     int `json:"inline"`
	Definition int `json:"definition"`
	Auto       int `json:"auto"`
	HTML       int `json:"html"`
	Shortcode  int `json:"shortcode"`
}

// A Hub is a note that others link to.
type Hub struct {
	Note
	Links int `json:"links"` // from other notes
}

func (h Hub) String() string { return h.line("%s (%s)", h.Title, plural(h.Links, "link")) }

// maxHubs is how many hubs are told.
const maxHubs = 10

// Stats counts.
func (v Vault) Stats() Stats {
	st := Stats{Notes: v.Len()}
	for id := range v.Files() {
		if _, isNote := v.Note(id); !isNote && !strings.HasSuffix(string(id), "/") && !v.IsRevealed(id) {
			st.Files++
		}
	}
	for range v.Snapshot.Tags() {
		st.Tags++
	}
	var kinds [len(kindNames)]int
	in := map[vault.NoteID]int{}
	for n := range v.Each() {
		st.Headings += len(n.Doc.Headings)
		for i := range n.Doc.Links {
			l := &n.Doc.Links[i]
			kinds[l.Kind]++
			if l.Embed {
				st.Embeds++
			}
			status, to := v.follow(n, l)
			if status == vault.Missing {
				st.Unresolved++
			}
			if _, isNote := v.Note(to); isNote && to != n.ID {
				in[to]++
			}
		}
	}
	st.Links = LinkCount{
		Wiki: kinds[markdown.Wiki], Inline: kinds[markdown.Inline], Definition: kinds[markdown.Definition],
		Auto: kinds[markdown.Auto], HTML: kinds[markdown.HTML], Shortcode: kinds[markdown.Shortcode],
	}
	st.Orphans = len(v.Orphans())
	st.Hubs = v.hubs(in)
	return st
}

// hubs are the notes that most links of others lead to; of equals the first by path.
func (v Vault) hubs(in map[vault.NoteID]int) []Hub {
	ids := make([]vault.NoteID, 0, len(in))
	for id := range in {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b vault.NoteID) int { return cmp.Or(cmp.Compare(in[b], in[a]), cmp.Compare(a, b)) })
	out := []Hub{}
	for _, id := range ids[:min(len(ids), maxHubs)] {
		n, _ := v.Note(id)
		out = append(out, Hub{v.whole(n), in[id]})
	}
	return out
}

// String is a line for each number, then one for each hub.
func (st Stats) String() string {
	var b strings.Builder
	for _, row := range []struct {
		name string
		n    int
	}{
		{"notes", st.Notes}, {"files", st.Files}, {"headings", st.Headings}, {"tags", st.Tags},
		{"wiki links", st.Links.Wiki}, {"inline links", st.Links.Inline}, {"link definitions", st.Links.Definition},
		{"autolinks", st.Links.Auto}, {"HTML links", st.Links.HTML}, {"shortcodes", st.Links.Shortcode},
		{"embeds", st.Embeds}, {"unresolved", st.Unresolved}, {"orphans", st.Orphans},
	} {
		fmt.Fprintf(&b, "%-16s %d\n", row.name, row.n)
	}
	for _, h := range st.Hubs {
		fmt.Fprintln(&b, h)
	}
	return strings.TrimRight(b.String(), "\n")
}
