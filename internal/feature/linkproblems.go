package feature

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// link looks at where one link leads.
func (f *finder) link(l *markdown.Link) {
	if l.Target == "" && !l.HasFragment {
		// []() is being typed, and a chapter without a file is mdBook's draft.
		draft := f.judge.Settings.Profile == config.MdBook && f.n.ID.Name() == "SUMMARY"
		if l.Kind != markdown.HTML && !l.LabelSpan.Empty() && !draft {
			f.add("empty-link", l.Span, "This link leads nowhere: it has no destination.")
		}
		return
	}
	t := f.s.Resolve(f.n.ID, l)
	switch t.Status {
	case vault.Missing:
		f.missing(l, t.ID)
	case vault.Outside:
		f.add("outside-root", l.TargetSpan, "%q leads out of the folder of notes, where nothing is read.", l.Target)
	case vault.Found:
		f.found(l, t)
	}
}

func (f *finder) missing(l *markdown.Link, id vault.NoteID) {
	_, isPage := strings.CutSuffix(l.Target, ".html")
	switch {
	case f.s.Rules().SitePrefix(l) != "" && (isPage || strings.HasSuffix(l.Target, "/")):
		f.add("no-such-note", l.TargetSpan, "There is no note for the page %q of the site.", id)
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
	case l.Kind != markdown.Wiki:
		return true
	}
	return slices.Contains(attachmentExts, ext)
}

var attachmentExts = []string{
	"avif", "base", "bmp", "canvas", "css", "csv", "doc", "docx", "epub", "excalidraw", "flac", "gif", "go", "htm", "html",
	"jpeg", "jpg", "js", "json", "m4a", "mkv", "mov", "mp3", "mp4", "ogg", "ogv", "pdf", "png", "ppt", "pptx", "py", "rs",
	"sh", "svg", "tar", "toml", "ts", "txt", "wav", "webm", "webp", "xls", "xlsx", "xml", "yaml", "yml", "zip",
}

// found looks at a link whose target is there.
func (f *finder) found(l *markdown.Link, t vault.Target) {
	if len(t.Rivals) > 0 {
		names := make([]string, 0, maxRelated)
		for _, id := range t.Rivals[:min(len(t.Rivals), 3)] {
			names = append(names, fmt.Sprintf("%q", id))
		}
		if more := len(t.Rivals) - len(names); more > 0 {
			names = append(names, fmt.Sprintf("%d more", more))
		}
		p := f.add("ambiguous-link", l.TargetSpan, "%q means %q, but could mean %s. Add folders to its name.", l.Target, t.ID, strings.Join(names, ", "))
		p.relate(Location{ID: t.ID}, "This one is taken.")
		for _, id := range t.Rivals[:min(len(t.Rivals), maxRelated)] {
			p.relate(Location{ID: id}, "This one answers to the name too.")
		}
	}
	if t.OtherCase && l.Kind != markdown.Wiki {
		if p := f.add("case-mismatch", l.TargetSpan, "The path is spelt %q on disk: this link breaks where case counts, as on GitHub and Linux.", t.ID); p != nil {
			p.Fix = inCaseOf(l.Target, t.ID)
		}
	}
	if t.ID == f.n.ID && l.Target != "" && !t.Folder {
		f.add("self-link", l.TargetSpan, "This link leads to the note that it stands in.")
	}
	f.fragment(l, t.ID)
}

// inCaseOf returns target in the spelling of id, or "" where it is more than the
// case that differs. Only the last segments that both have are looked at.
func inCaseOf(target string, id vault.NoteID) (fix string) {
	target, isFolder := strings.CutSuffix(target, "/")
	segments, want := strings.Split(target, "/"), strings.Split(string(id), "/")
	if n := len(want); n > 1 && !sameName(segments[len(segments)-1], want[n-1]) && strings.EqualFold(vault.Decode(segments[len(segments)-1]), want[n-2]) {
		want = want[:n-1] // the folder's index note
	}
	if isFolder {
		defer func() { fix = withSlash(fix) }()
	}
	for i := 1; i <= len(segments) && i <= len(want); i++ {
		at, spelt := len(segments)-i, want[len(want)-i]
		bare := strings.TrimSuffix(spelt, path.Ext(spelt))
		switch have := vault.Decode(segments[at]); {
		case have == ".." || have == "." || have == "":
			return strings.Join(segments, "/")
		case have == spelt:
		case strings.EqualFold(have, spelt):
			segments[at] = encodePath(spelt, false)
		case i == 1 && have == bare:
		case i == 1 && strings.EqualFold(have, bare):
			segments[at] = encodePath(bare, false)
		default:
			return ""
		}
	}
	return strings.Join(segments, "/")
}

// sameName reports whether a destination's segment names a file, but for case.
func sameName(segment, file string) bool {
	segment = vault.Decode(segment)
	return strings.EqualFold(segment, file) || strings.EqualFold(segment, strings.TrimSuffix(file, path.Ext(file)))
}

func withSlash(fix string) string {
	if fix != "" {
		fix += "/"
	}
	return fix
}

func (f *finder) fragment(l *markdown.Link, id vault.NoteID) {
	n, ok := f.s.Note(id)
	if !ok || l.Fragment == "" {
		return
	}
	if _, ok := n.PlaceOf(l); ok {
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
