package vault

import (
	"path"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
)

// Rules say how a vault's links and names are read. Nil and the zero Rules are
// Obsidian's wiki links and GitHub's Markdown together; a site generator's differ
// in what the fields say.
type Rules struct {
	Syntax markdown.Syntax
	Slugs  markdown.SlugStyle

	NoAliases     bool // an alias does not name its note
	NoTitles      bool // a title does not name its note
	NoPathEnd     bool // a wiki link's target is a path from the root, not the end of one
	ExactCase     bool // a wiki link's target has the case of what it names
	NoFolderNotes bool // a wiki link does not name a folder's index note
	NoHeadingIDs  bool // {#id} is a part of the heading

	// RootMark is what a destination from the root starts with, besides "/": "@site/"
	// in Docusaurus, "~/" in DocFX.
	RootMark string
	// Roots are folders, "." for the vault's own, that the site's paths count from: where a destination is
	// not found from its note's folder, or starts with "/", they are tried in order.
	// A root may lie anywhere; the one that the note is in comes first.
	Roots []string
	// ExactExtension says that a destination names its note with the extension.
	ExactExtension bool
	// HTML says that notes become pages: "x.html" and "x/" lead to x.md, a note's
	// own folder may count as one folder more, and what leads out of the site is
	// not judged.
	HTML bool
	// SitePaths says that a destination behind "/" that nothing answers to is the
	// site's own business and not judged.
	SitePaths bool
	// Site is where the notes are published, "https://example.org/notes": links to
	// addresses below it lead to notes. "" where that is not known.
	Site string
	// Index are the names of the notes that stand for their folder, best first; none
	// are index, README and _index.
	Index []string
	// Orphans says that who links to a note is a problem of the note's own, so that
	// Update affects the notes that a link comes to or goes from.
	Orphans bool
	// Mentions says that a name in a note's prose without a link is a problem of the
	// note's own, so that Update affects the notes that may hold a name that came or
	// went.
	Mentions bool
	// PlainTemplates says that "{{" in a destination is a part of it, not a template
	// that is filled in later.
	PlainTemplates bool
}

var defaultRules = &Rules{}

// orDefault makes a nil Rules usable.
func (r *Rules) orDefault() *Rules {
	if r == nil {
		return defaultRules
	}
	return r
}

// key is KeyOf, with a page's name made its note's.
func (r *Rules) key(p string) Key {
	if r.HTML || r.Site != "" {
		p, _ = cutHTML(p)
	}
	return KeyOf(p)
}

// cutHTML makes of a page's path its note's: "x" of x.html, "a/" of a/index.html.
func cutHTML(p string) (note string, ok bool) {
	for _, ext := range [...]string{".html", ".htm"} {
		bare, found := strings.CutSuffix(p, ext)
		if !found || bare == "" || strings.HasSuffix(bare, "/") {
			continue
		}
		if dir, isIndex := strings.CutSuffix(bare, "index"); isIndex && (dir == "" || strings.HasSuffix(dir, "/")) {
			return dir, true
		}
		return bare, true
	}
	return p, false
}

// indexRank tells how well a note stands for its folder, -1 for not at all.
func (r *Rules) indexRank(id NoteID) int {
	names := r.Index
	if names == nil {
		names = indexNames[:]
	}
	base := path.Base(string(id))
	bare := cutNoteExt(base)
	if bare == base || strings.HasSuffix(string(id), "/") {
		return -1 // a file that is no note, or a folder
	}
	folded := Fold(bare)
	return slices.IndexFunc(names, func(name string) bool { return Fold(name) == folded })
}

// fromRoot makes a destination that starts with the root's mark a rooted one.
func (r *Rules) fromRoot(target string) string {
	if rest, ok := strings.CutPrefix(target, r.RootMark); ok && r.RootMark != "" {
		return "/" + rest
	}
	return target
}

// isTemplate reports whether a generator fills the target in later.
func (r *Rules) isTemplate(target string) bool {
	return !r.PlainTemplates && (strings.Contains(target, "{{") || strings.Contains(target, "{%"))
}

// rootsOf lists the folders that a note's site paths count from: for each root the
// innermost folder of that name above the note, then the one at the top.
func (r *Rules) rootsOf(from NoteID) []string {
	var out []string
	for _, root := range r.Roots {
		for dir := from.Dir(); dir != ""; dir = NoteID(dir).Dir() {
			if dir == root || strings.HasSuffix(dir, "/"+root) {
				out = append(out, dir)
				break
			}
		}
	}
	for _, root := range r.Roots {
		if root == "." {
			root = ""
		}
		if !slices.Contains(out, root) {
			out = append(out, root)
		}
	}
	return out
}

// New returns an empty vault with rules.
func New(rules *Rules) *Snapshot { return &Snapshot{rules: rules} }

// Rules returns the rules of the vault; its notes must be made with the same.
func (s *Snapshot) Rules() *Rules { return s.rules.orDefault() }
