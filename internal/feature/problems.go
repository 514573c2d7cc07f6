package feature

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A Problem is something in a note that does not lead where it says, or that its
// author would want to know of.
type Problem struct {
	Code     string // stable, one of config.Codes
	Severity config.Severity
	// Span is the smallest part of the note that is wrong: a missing note's name,
	// not the link around it.
	Span    text.Span
	Message string
	// Related are places that the message speaks of.
	Related []Related
	// Fix is what to write instead of Span, "" where that is not certain.
	Fix string
	// Unnecessary says that Span could go.
	Unnecessary bool
	// URL is the web address that the problem is about, "" for all others.
	URL string
}

// A Related is a place that a problem has to do with.
type Related struct {
	Location
	Message string
}

// A Judge decides what counts as a problem.
type Judge struct {
	Settings config.Settings
	// Silenced reports whether the settings pass over a code in a note; nil for
	// never.
	Silenced func(code string, id vault.NoteID) bool
	// Web says what is wrong with an address on the web; nil where nothing is known.
	Web func(url string) WebFinding
}

// severity is how the code is shown in the note, Off for not at all.
func (j Judge) severity(code string, id vault.NoteID) config.Severity {
	severity := j.Settings.SeverityOf(code)
	if severity != config.Off && j.Silenced != nil && j.Silenced(code, id) {
		return config.Off
	}
	return severity
}

// Problems returns what is wrong in n, in the order of its text.
func Problems(s *vault.Snapshot, n *vault.Note, judge Judge) []Problem {
	f := finder{s: s, n: n, judge: judge}
	f.note()
	for i := range n.Doc.Links {
		f.link(&n.Doc.Links[i])
	}
	f.web()
	f.references()
	f.footnotes()
	f.duplicates()
	f.mentions()
	f.silence()
	slices.SortStableFunc(f.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End), cmp.Compare(a.Code, b.Code))
	})
	return f.problems
}

type finder struct {
	s        *vault.Snapshot
	n        *vault.Note
	judge    Judge
	problems []Problem
}

// add reports a problem and returns it for what more there is to say, or nil where
// the code does not count.
func (f *finder) add(code string, span text.Span, format string, args ...any) *Problem {
	severity := f.judge.severity(code, f.n.ID)
	if severity == config.Off {
		return nil
	}
	f.problems = append(f.problems, Problem{Code: code, Severity: severity, Span: span, Message: fmt.Sprintf(format, args...)})
	return &f.problems[len(f.problems)-1]
}

// relate adds a place to a problem, if there is one.
func (p *Problem) relate(loc Location, message string) {
	if p != nil && len(p.Related) < maxRelated {
		p.Related = append(p.Related, Related{loc, message})
	}
}

// maxRelated is how many places a problem names.
const maxRelated = 10

// note looks at the note as a whole.
func (f *finder) note() {
	doc := f.n.Doc
	if !doc.Invalid.Empty() {
		f.add("not-utf-8", doc.Invalid, "This note is not UTF-8 text. Save it as UTF-8; what can't be read is left out until then.")
	}
	if p := doc.FrontMatter.Problem; p.Text != "" {
		f.add("bad-front-matter", p.Span, "The front matter is not valid %s: %s.", doc.FrontMatter.Format, p.Text)
	}
	if doc.Partly {
		f.add("partly-analysed", text.Span{}, "Parts of this note are nested too deeply or are too long to be read, so links in them are not known.")
	}
	if f.judge.severity("orphan-note", f.n.ID) != config.Off && IsOrphan(f.s, f.n) {
		f.add("orphan-note", text.Span{}, "No note links here, and this note links to none.")
	}
}

// IsOrphan reports whether no link leads from another note to n or back.
func IsOrphan(s *vault.Snapshot, n *vault.Note) bool {
	for i := range n.Doc.Links {
		t := s.Resolve(n.ID, &n.Doc.Links[i])
		if _, isNote := s.Note(t.ID); t.Status == vault.Found && isNote && t.ID != n.ID {
			return false
		}
	}
	for back := range s.Backlinks(n.ID) {
		if back.From.ID != n.ID {
			return false
		}
	}
	return true
}

func (f *finder) references() {
	doc := f.n.Doc
	for _, r := range doc.References {
		if _, ok := doc.Definition(r.Label); !ok {
			f.add("no-such-reference", r.LabelSpan, "This note defines no link %q. Add a line [%[1]s]: destination.", r.Label)
		}
	}
	used := usedLabels(doc)
	for i := range doc.Links {
		l := &doc.Links[i]
		if l.Kind != markdown.Definition || !isUnused(used, l) {
			continue
		}
		if p := f.add("unused-definition", l.Span, "No link of this note uses the definition %q.", l.Label); p != nil {
			p.Unnecessary = true
		}
	}
}

// usedLabels is the set of labels that links of the note may use.
func usedLabels(doc *markdown.Document) map[string]bool {
	used := mentioned(doc)
	for _, r := range doc.References {
		used[r.Label] = true
	}
	for i := range doc.Links {
		// Foam writes definitions for the wiki links of a note.
		if l := &doc.Links[i]; l.Kind == markdown.Wiki {
			used[markdown.Label(l.Target)] = true
			if l.HasFragment {
				used[markdown.Label(l.Target+"#"+l.Fragment)] = true
			}
		}
	}
	return used
}

// isUnused reports whether nothing uses the definition l on purpose or by accident.
func isUnused(used map[string]bool, l *markdown.Link) bool {
	target, _, _ := strings.Cut(l.Label, "|")
	return !used[l.Label] && !used[target] && !isCommentLabel(l.Label)
}

// isCommentLabel knows the labels of "[//]: # (a comment)" and of Foam's
// "[//begin]: #", which nothing uses on purpose.
func isCommentLabel(label string) bool {
	return strings.HasPrefix(label, "//") || label == "comment" || label == "#"
}

// mentioned starts a set of used labels with those that may be used.
func mentioned(doc *markdown.Document) map[string]bool {
	used := make(map[string]bool, len(doc.Mentioned))
	for _, label := range doc.Mentioned {
		used[label] = true
	}
	return used
}

func (f *finder) footnotes() {
	defined, used := map[string]bool{}, mentioned(f.n.Doc)
	for _, note := range f.n.Doc.Footnotes {
		if note.Definition {
			defined[note.Label] = true
		} else {
			used[note.Label] = true
		}
	}
	for _, note := range f.n.Doc.Footnotes {
		switch {
		case !note.Definition && !defined[note.Label]:
			f.add("no-such-footnote", note.LabelSpan, "This note has no footnote %q. Add a line [^%[1]s]: text.", note.Label)
		case note.Definition && !used[note.Label]:
			if p := f.add("unused-footnote", note.LabelSpan, "Nothing in this note refers to the footnote %q.", note.Label); p != nil {
				p.Unnecessary = true
			}
		}
	}
}
