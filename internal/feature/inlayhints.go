package feature

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// maxHint is the longest hint, in runes.
const maxHint = 60

// A Hint is what an editor shows in a note's text that is not in it.
type Hint struct {
	Offset  int // behind what it is about
	Label   string
	Tooltip string
	// Link names what the label is about; it is empty where that is the place itself.
	Link text.Span
}

// InlayHints returns, for the part of n within a span, the titles behind links that
// show no more than a number or a date, and how many links lead to each block's id.
// They are in the order of the text. It costs what n holds, and with ids in the span
// a glance at each note that mentions n.
func InlayHints(s *vault.Snapshot, n *vault.Note, within text.Span) []Hint {
	var out []Hint
	src := n.Text()
	for i := range n.Doc.Links {
		l := &n.Doc.Links[i]
		if !within.Touches(int(l.Span.End)) {
			continue
		}
		if h, ok := titleHint(s, n, src, l); ok {
			out = append(out, h)
		}
	}
	out = append(out, blockHints(s, n, within)...)
	slices.SortStableFunc(out, func(a, b Hint) int { return cmp.Compare(a.Offset, b.Offset) })
	return out
}

// titleHint is the title of what l leads to, unless l itself says it or says more
// than a number.
func titleHint(s *vault.Snapshot, n *vault.Note, src []byte, l *markdown.Link) (Hint, bool) {
	if l.Kind != markdown.Wiki && l.Kind != markdown.Inline || l.Target == "" {
		return Hint{}, false
	}
	shown := strings.TrimSpace(string(l.LabelSpan.Of(src)))
	if shown == "" && l.Kind == markdown.Wiki {
		shown = vault.NoteID(path.Base(l.Target)).Name()
	}
	if !isBare(shown) {
		return Hint{}, false
	}
	t := s.Resolve(n.ID, l)
	target, ok := s.Note(t.ID)
	if t.Status != vault.Found || t.Folder || !ok {
		return Hint{}, false
	}
	title := target.Doc.Title()
	if title == "" || strings.Contains(vault.Fold(shown), vault.Fold(title)) {
		return Hint{}, false
	}
	return Hint{int(l.Span.End), shortened(title), title + " · " + string(t.ID), l.TargetSpan}, true
}

// isBare reports whether a name says nothing to a reader: it has no letters, but for
// those of a time or week as ISO 8601 writes them (20241118T1230, 2024-W47).
func isBare(name string) bool {
	before := ' '
	for _, r := range name {
		isMark := strings.ContainsRune("TWQZ", r) && (unicode.IsDigit(before) || before == '-')
		if unicode.IsLetter(r) && !isMark {
			return false
		}
		before = r
	}
	return name != ""
}

// shortened is a title as it has room in a line.
func shortened(title string) string {
	title = strings.Join(strings.Fields(title), " ")
	if r := []rune(title); len(r) > maxHint {
		return strings.TrimSpace(string(r[:maxHint-1])) + "…"
	}
	return title
}

// blockHints counts the links to the blocks of n whose id is within a span, as
// References finds them. An id that nobody uses has none.
func blockHints(s *vault.Snapshot, n *vault.Note, within text.Span) []Hint {
	if !slices.ContainsFunc(n.Doc.Blocks, func(b markdown.Block) bool { return within.Touches(int(b.IDSpan.End)) }) {
		return nil
	}
	uses := make([]int, len(n.Doc.Blocks))
	from := make([][]string, len(n.Doc.Blocks))
	for _, id := range s.Mentioning(n.ID) {
		other, ok := s.Note(id)
		// A hub may have thousands of notes that link to it, and few link to a block.
		if !ok || !mayNameBlocks(other) {
			continue
		}
		defined := definitionUses{n: other}
		for l := range s.BacklinksFrom(other, n.ID) {
			place, ok := n.PlaceOf(l)
			if !ok || place.Kind != vault.BlockPlace {
				continue
			}
			uses[place.Index] += 1 + len(defined.of(l))
			if names := from[place.Index]; len(names) == 0 || names[len(names)-1] != other.Title() {
				from[place.Index] = append(names, other.Title())
			}
		}
	}
	var out []Hint
	for i, b := range n.Doc.Blocks {
		if uses[i] > 0 && within.Touches(int(b.IDSpan.End)) {
			out = append(out, Hint{Offset: int(b.IDSpan.End), Label: count(uses[i], "link"), Tooltip: linkedFrom(from[i])})
		}
	}
	return out
}

// mayNameBlocks reports whether a link of n may lead to a block: its fragment has a
// "^", be it encoded.
func mayNameBlocks(n *vault.Note) bool {
	for i := range n.Doc.Links {
		if f := n.Doc.Links[i].Fragment; f != "" && strings.ContainsAny(f, "^%") {
			return true
		}
	}
	return false
}

func linkedFrom(titles []string) string {
	out := "Linked from " + strings.Join(titles[:min(len(titles), maxListed)], ", ")
	if more := len(titles) - maxListed; more > 0 {
		out += fmt.Sprintf(" and %d more", more)
	}
	return out
}
