package check

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A clock takes the times and numbers that --stats prints.
type clock struct {
	start  time.Time
	links  []int // by kind
	slow   []slowNote
	inAll  int
	embeds int
}

// A slowNote is how long it took to find the problems of a note.
type slowNote struct {
	path string
	took time.Duration
}

func startClock() clock { return clock{start: time.Now()} }

// linkKinds names markdown's kinds of links, in their order.
var linkKinds = []string{"inline", "wiki", "definition", "auto", "html", "shortcode"}

// note counts a note in.
func (c *clock) note(path string, n *vault.Note, took time.Duration) {
	if c.links == nil {
		c.links = make([]int, len(linkKinds))
	}
	for i := range n.Doc.Links {
		l := &n.Doc.Links[i]
		c.inAll++
		if int(l.Kind) < len(c.links) {
			c.links[l.Kind]++
		}
		if l.Embed {
			c.embeds++
		}
	}
	c.slow = append(c.slow, slowNote{path, took})
}

// maxSlow is how many notes are named as the slowest.
const maxSlow = 5

// stats prints numbers.
func (r *Report) stats(log io.Writer) {
	c := &r.clock
	fmt.Fprintf(log, "%-8s %d\n", "notes", r.Notes)
	var kinds []string
	for i, n := range c.links {
		kinds = append(kinds, fmt.Sprintf("%s %d", linkKinds[i], n))
	}
	fmt.Fprintf(log, "%-8s %d: %s; %d of them embeds\n", "links", c.inAll, strings.Join(kinds, ", "), c.embeds)
	fmt.Fprintf(log, "%-8s %v\n", "time", time.Since(c.start).Round(time.Millisecond))
	slices.SortFunc(c.slow, func(a, b slowNote) int { return cmp.Or(cmp.Compare(b.took, a.took), cmp.Compare(a.path, b.path)) })
	for i, n := range c.slow[:min(len(c.slow), maxSlow)] {
		label := ""
		if i == 0 {
			label = "slowest"
		}
		fmt.Fprintf(log, "%-8s %v %s\n", label, n.took.Round(time.Microsecond), text.OneLine(n.path))
	}
}
