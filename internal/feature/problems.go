package feature

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A Problem is something in a note that does not lead where it says.
type Problem struct {
	Code     string // stable, as in config.Codes
	Severity config.Severity
	// Span is the smallest part of the note that is wrong: a missing note's name, not the link around it.
	Span    text.Span
	Message string
}

// Problems returns what is wrong in n, in the order of its text.
func Problems(s *vault.Snapshot, n *vault.Note, settings config.Settings) []Problem {
	f := finder{s: s, n: n, settings: settings}
	for i := range n.Doc.Links {
		f.link(&n.Doc.Links[i])
	}
	for _, r := range n.Doc.References {
		if _, ok := n.Doc.Definition(r.Label); !ok {
			f.add("no-such-reference", r.LabelSpan, "This note defines no link %q. Add a line [%[1]s]: destination.", r.Label)
		}
	}
	f.footnotes()
	slices.SortStableFunc(f.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End), cmp.Compare(a.Code, b.Code))
	})
	return f.problems
}

type finder struct {
	s        *vault.Snapshot
	n        *vault.Note
	settings config.Settings
	problems []Problem
}

func (f *finder) add(code string, span text.Span, format string, args ...any) {
	if severity := f.settings.SeverityOf(code); severity != config.Off {
		f.problems = append(f.problems, Problem{code, severity, span, fmt.Sprintf(format, args...)})
	}
}

func (f *finder) link(l *markdown.Link) {
	t := f.s.Resolve(f.n.ID, l)
	switch t.Status {
	case vault.Missing:
		f.missing(l, t.ID)
	case vault.Found:
		f.fragment(l, t.ID)
	}
}

func (f *finder) missing(l *markdown.Link, id vault.NoteID) {
	switch {
	case strings.HasSuffix(l.Target, "/"):
		f.add("no-such-file", l.TargetSpan, "There is no folder %q.", id)
	case isFileName(l):
		f.add("no-such-file", l.TargetSpan, "There is no file %q.", id)
	case l.Kind == markdown.Wiki:
		f.add("no-such-note", l.TargetSpan, "No note is called %q.", l.Target)
	default:
		f.add("no-such-note", l.TargetSpan, "There is no note %q.", id)
	}
}

// isFileName reports whether a link's target looks like the name of a file that is
// no note. In a wiki link a dot is a part of a name like any other (v1.2), unless
// what follows is the extension of a common kind of attachment.
func isFileName(l *markdown.Link) bool {
	target, _, _ := strings.Cut(l.Target, "?")
	ext := strings.ToLower(strings.TrimPrefix(path.Ext(target), "."))
	switch {
	case ext == "", ext == "md", ext == "markdown":
		return false
	case l.Kind != markdown.Wiki || l.Embed:
		return true
	}
	return slices.Contains(attachmentExts, ext)
}

var attachmentExts = []string{
	"avif", "base", "bmp", "canvas", "css", "csv", "doc", "docx", "epub", "excalidraw", "flac", "gif", "go", "htm", "html",
	"jpeg", "jpg", "js", "json", "m4a", "mkv", "mov", "mp3", "mp4", "ogg", "ogv", "pdf", "png", "ppt", "pptx", "py", "rs",
	"sh", "svg", "tar", "toml", "ts", "txt", "wav", "webm", "webp", "xls", "xlsx", "xml", "yaml", "yml", "zip",
}

func (f *finder) fragment(l *markdown.Link, id vault.NoteID) {
	n, ok := f.s.Note(id)
	if !ok || l.Fragment == "" {
		return
	}
	if _, ok := n.Place(l.Fragment); ok {
		return
	}
	shown := vault.Decode(l.Fragment)
	where := "This note"
	if id != f.n.ID {
		where = fmt.Sprintf("%q", id)
	}
	if i := strings.LastIndexByte(shown, '^'); i == 0 || i > 0 && shown[i-1] == '#' {
		f.add("no-such-block", l.FragmentSpan, "%s has no block ^%s.", where, shown[i+1:])
		return
	}
	f.add("no-such-heading", l.FragmentSpan, "%s has no heading or anchor %q.", where, shown)
}

func (f *finder) footnotes() {
	defined := map[string]bool{}
	for _, note := range f.n.Doc.Footnotes {
		if note.Definition {
			defined[note.Label] = true
		}
	}
	for _, note := range f.n.Doc.Footnotes {
		if !note.Definition && !defined[note.Label] {
			f.add("no-such-footnote", note.LabelSpan, "This note has no footnote %q. Add a line [^%[1]s]: text.", note.Label)
		}
	}
}
