// Package query answers questions about a vault in rows that programs may rely on:
// for the commands of the command line, and for what editors run as commands. A field
// is never renamed and never changes its meaning.
//
// A row stands at a place in a file. Lines and columns count from 1, columns in
// characters. Rows are in an order that depends on the notes alone. A note that has
// changed since the vault was read gives no rows.
package query

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A Vault is what is asked.
type Vault struct {
	*vault.Snapshot
	// Shown is the path of a note or file as whoever asks can open it.
	Shown func(vault.NoteID) string
}

// A Place is where a row stands.
type Place struct {
	Path   string `json:"path"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// line is a row as text, one line whatever is in it.
func (p Place) line(format string, args ...any) string {
	return text.OneLine(fmt.Sprintf("%s:%d:%d: ", p.Path, p.Line, p.Column) + fmt.Sprintf(format, args...))
}

// A reader turns spans of one note into places.
type reader struct {
	path  string
	src   []byte
	index *text.LineIndex
}

// read opens a note; ok is false where its text is not to be had any more.
func (v Vault) read(n *vault.Note) (r reader, ok bool) {
	src := n.Text()
	if src == nil && n.Doc.Size > 0 {
		return reader{}, false
	}
	return reader{v.Shown(n.ID), src, text.NewLineIndex(src)}, true
}

func (r reader) place(s text.Span) Place {
	at := r.index.OffsetPosition(int(s.Start), text.UTF32)
	return Place{r.path, at.Line + 1, at.Column + 1}
}

// A Use is a place that names a note or a tag, in its line.
type Use struct {
	Place
	Text string `json:"text"` // its line, or what is near of a long one
	// TextStart and TextEnd are where the place is in Text, in characters from 0. Of a
	// place that goes on in further lines Text has the first.
	TextStart int `json:"textStart"`
	TextEnd   int `json:"textEnd"`
	EndLine   int `json:"endLine"` // where the place ends, counted as Line and Column are
	EndColumn int `json:"endColumn"`
}

func (u Use) String() string { return u.line("%s", u.Text) }

// Backlinks are the places that name a note: links and references in other notes and
// its own, as the editor lists them.
func (v Vault) Backlinks(n *vault.Note) []Use {
	return v.uses(feature.Subject{Kind: feature.PlaceSubject, ID: n.ID})
}

// TagUses are the places that have a tag or one below it.
func (v Vault) TagUses(tag string) []Use {
	return v.uses(feature.Subject{Kind: feature.TagSubject, Name: string(vault.TagKey(tag))})
}

// Mentions are the places in other notes that name a note without linking to it.
func (v Vault) Mentions(n *vault.Note) []Use {
	out := []Use{}
	finder := feature.MentionsOf(v.Snapshot, n.ID)
	for from := range v.Notes() {
		found := finder.In(from)
		if len(found) == 0 {
			continue
		}
		r, ok := v.read(from)
		for _, m := range found {
			if ok {
				out = append(out, r.use(m.Span))
			}
		}
	}
	return out
}

func (v Vault) uses(subject feature.Subject) []Use {
	out := []Use{}
	var r reader
	var id vault.NoteID
	ok := false
	for loc := range feature.References(v.Snapshot, subject) {
		if loc.ID != id {
			n, _ := v.Note(loc.ID)
			id = loc.ID
			r, ok = v.read(n)
		}
		if ok {
			out = append(out, r.use(loc.Span))
		}
	}
	return out
}

// around is how many bytes of a line a Use shows to either side of its place.
const around = 300

// use is the line at s without the space around it, and what is near s of a line that
// is long: a whole paragraph is a line to many.
func (r reader) use(s text.Span) Use {
	at := r.place(s)
	end := r.place(text.Span{Start: s.End, End: s.End})
	whole := r.index.Line(at.Line - 1)
	shown := text.Span{Start: max(whole.Start, s.Start-around), End: min(whole.End, s.Start+around)}
	before := clean(text.Span{Start: shown.Start, End: s.Start}.Of(r.src))
	inside := clean(text.Span{Start: s.Start, End: min(s.End, shown.End)}.Of(r.src))
	after := clean(text.Span{Start: min(s.End, shown.End), End: shown.End}.Of(r.src))
	before = strings.TrimLeftFunc(before, unicode.IsSpace)
	if after = strings.TrimRightFunc(after, unicode.IsSpace); after == "" {
		inside = strings.TrimRightFunc(inside, unicode.IsSpace)
	}
	if shown.Start > whole.Start {
		before = "…" + before
	}
	if shown.End < whole.End {
		after += "…"
	}
	start := utf8.RuneCountInString(before)
	return Use{
		Place: at, Text: before + inside + after, TextStart: start, TextEnd: start + utf8.RuneCountInString(inside),
		EndLine: end.Line, EndColumn: end.Column,
	}
}

// clean is text of a note without the bytes that are no text.
func clean(b []byte) string { return strings.ToValidUTF8(string(b), "") }

// A Link is a link of a note.
type Link struct {
	Use
	Kind     string `json:"kind"` // wiki, inline, definition, auto, html or shortcode
	Embed    bool   `json:"embed"`
	Target   string `json:"target"`   // as written
	Fragment string `json:"fragment"` // as written, without "#"
	// Status is found, missing (also where only what the fragment names is),
	// external, outside (of the vault) or unknown.
	Status string `json:"status"`
	To     string `json:"to"` // the path of what is found; else empty
	source string
}

func (l Link) String() string {
	if l.To != "" && l.Status == "found" {
		return l.line("%s -> %s", l.source, l.To)
	}
	return l.line("%s (%s)", l.source, l.Status)
}

var kindNames = [...]string{
	markdown.Inline: "inline", markdown.Wiki: "wiki", markdown.Definition: "definition",
	markdown.Auto: "auto", markdown.HTML: "html", markdown.Shortcode: "shortcode",
}

var statusNames = [...]string{
	vault.Found: "found", vault.Missing: "missing", vault.External: "external", vault.Outside: "outside", vault.Unknown: "unknown",
}

// Links are the links of a note, in the order of its text.
func (v Vault) Links(n *vault.Note) []Link {
	out := []Link{}
	r, ok := v.read(n)
	if !ok {
		return out
	}
	for i := range n.Doc.Links {
		status, to := v.follow(n, &n.Doc.Links[i])
		out = append(out, v.link(r, &n.Doc.Links[i], status, to))
	}
	slices.SortStableFunc(out, func(a, b Link) int { return comparePlaces(a.Place, b.Place) })
	return out
}

func (v Vault) link(r reader, l *markdown.Link, status vault.Status, to vault.NoteID) Link {
	row := Link{
		Use: r.use(l.Span), Kind: kindNames[l.Kind], Embed: l.Embed, Target: l.Target, Fragment: l.Fragment,
		Status: statusNames[status], source: string(l.Span.Of(r.src)),
	}
	if to != "" {
		row.To = v.Shown(to)
	}
	return row
}

// Unresolved are the links of the vault that are missing, by note and in the order of
// its text.
func (v Vault) Unresolved() []Link {
	out := []Link{}
	for n := range v.Notes() {
		first := len(out)
		var r reader
		for i := range n.Doc.Links {
			l := &n.Doc.Links[i]
			status, to := v.follow(n, l)
			if status != vault.Missing {
				continue
			}
			if r.index == nil {
				var ok bool
				if r, ok = v.read(n); !ok {
					break
				}
			}
			out = append(out, v.link(r, l, status, to))
		}
		slices.SortStableFunc(out[first:], func(a, b Link) int { return comparePlaces(a.Place, b.Place) })
	}
	return out
}

// follow is what becomes of a link and its fragment.
func (v Vault) follow(from *vault.Note, l *markdown.Link) (status vault.Status, to vault.NoteID) {
	t := v.Resolve(from.ID, l)
	if t.Status != vault.Found {
		return t.Status, ""
	}
	if n, isNote := v.Note(t.ID); isNote && l.HasFragment && !t.Folder {
		if _, ok := n.PlaceOf(l); !ok {
			return vault.Missing, t.ID
		}
	}
	return vault.Found, t.ID
}
