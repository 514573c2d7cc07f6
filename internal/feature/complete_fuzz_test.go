package feature

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// Wherever the cursor is in whatever is written, what is offered goes into the line of
// the cursor, leaves the rest of the note as it is, and a link that it makes leads to
// what was offered.
func FuzzComplete(f *testing.F) {
	gardens := make([]*garden, len(oddRules))
	for i := range gardens {
		gardens[i] = newGarden(uint64(i))
		for _, c := range scenes {
			if y := gardens[i].typing(c); y != nil {
				y.place(gardens[i])
				f.Add([]byte(y.source()), uint32(y.at), uint8(i))
			}
		}
	}
	for _, src := range []string{"", "[[", "\xff[[\xf0\x9f", "글\r[[빵\r", "[글](\r\n<", "---\ntags: [", "+++\naliases = ['", "> [!", "[[a|b#^", "\ufeff#"} {
		f.Add([]byte(src), uint32(len(src)), uint8(0))
	}
	f.Fuzz(func(t *testing.T, src []byte, at uint32, which uint8) {
		g := gardens[int(which)%len(gardens)]
		off := int(at) % (len(src) + 1)
		for off > 0 && off < len(src) && (!utf8.RuneStart(src[off]) || src[off] == '\n' && src[off-1] == '\r') {
			off-- // a client's positions lie between characters
		}
		n := vault.NewNote(vault.Source{ID: g.here, Text: src, Rules: g.rules})
		s, _ := g.base.Update(vault.Change{ID: g.here, Note: n})
		found := Complete(t.Context(), s, Cursor{n, off}, g.choices)
		for _, item := range found.Items {
			if err := acceptAnywhere(s, n, off, found.Query, item); err != nil {
				t.Fatalf("%q at %d in %s: accepting %q (%s) makes the edit %v %q, %v: %v", src, off, g.here, item.Label, item.ID, item.Edit.Span, item.Edit.New, item.Also, err)
			}
		}
	})
}

// acceptAnywhere takes an item at off and checks what holds in any text.
func acceptAnywhere(s *vault.Snapshot, n *vault.Note, off int, query text.Span, item Item) error {
	src := n.Text()
	start := strings.LastIndexAny(string(src[:off]), "\r\n") + 1
	end := len(src)
	if i := strings.IndexAny(string(src[off:]), "\r\n"); i >= 0 {
		end = off + i
	}
	line := text.Between(start, end)
	e := item.Edit
	switch {
	case !line.Contains(query) || e.Start != query.Start || int(query.End) != off:
		return fmt.Errorf("the query is %v in the line %v", query, line)
	case !line.Contains(e.Span) || int(e.End) < off:
		return fmt.Errorf("it leaves the line %v", line)
	case strings.ContainsAny(e.New, "\r\n"):
		return fmt.Errorf("it breaks the line")
	}
	for _, also := range item.Also {
		if !line.Contains(also.Span) || also.Start <= e.End || !also.Empty() || strings.ContainsAny(also.New, "\r\n") {
			return fmt.Errorf("it edits %v, too", also)
		}
	}
	out, err := text.Apply(src, append([]text.Edit{e}, item.Also...))
	switch {
	case err != nil:
		return err
	case utf8.Valid(src) && !utf8.Valid(out):
		return fmt.Errorf("%q is no text", out)
	}
	after := vault.NewNote(vault.Source{ID: n.ID, Text: out, Rules: s.Rules()})
	return leadsSomewhere(s, after, item)
}

// leadsSomewhere checks that a link which has no target but what was inserted leads to
// the item's note or file. The text around may make more of it, or no link.
func leadsSomewhere(s *vault.Snapshot, n *vault.Note, item Item) error {
	if item.Kind != NoteItem && item.Kind != FileItem {
		return nil
	}
	inserted := text.Between(int(item.Edit.Start), int(item.Edit.Start)+len(item.Edit.New))
	i := slices.IndexFunc(n.Doc.Links, func(l markdown.Link) bool {
		return l.TargetSpan.Start == inserted.Start && inserted.Contains(l.TargetSpan)
	})
	if i < 0 {
		return nil
	}
	if t := s.Resolve(n.ID, &n.Doc.Links[i]); t.Status != vault.Found || t.ID != item.ID {
		return fmt.Errorf("it makes %q, which leads to %+v", n.Doc.Links[i].Span.Of(n.Text()), t)
	}
	return nil
}
