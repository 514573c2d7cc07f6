package feature

import (
	"path"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A pathStyle is how a destination is written, and what of it is typed.
type pathStyle struct {
	from   vault.NoteID
	rooted bool   // "/x"
	prefix string // "./" where that is the habit
	bare   bool   // without ".md"

	q     *query // of the name that is typed behind the last slash
	whole *query // of all that is typed
	// inDir says that a folder is typed: dir from the root, with a slash behind it.
	inDir bool
	dir   string
	// level is the folder, as Fold returns it, whose notes and folders come first: the
	// one that is typed, the root behind a lone "/", else the note's own.
	level string
	// anywhere is the same folder as it is typed, where it may lie elsewhere too.
	anywhere string
}

// maxStyleLinks is how many links of a note tell what its habit is.
const maxStyleLinks = 200

// pathStyle reads the style from what is typed, and where that does not tell, from
// the note's other links.
func (c *completer) pathStyle(typed string) *pathStyle {
	style := &pathStyle{from: c.note.ID, level: vault.Fold(c.note.ID.Dir())}
	typed = vault.Decode(typed)
	switch {
	case strings.HasPrefix(typed, "/"):
		style.rooted, style.level = true, ""
		typed = strings.TrimLeft(typed, "/")
	case strings.HasPrefix(typed, "./"):
		style.prefix = "./"
	}
	// A name alone tells nothing of the path to it.
	c.readHabit(style, !strings.Contains(typed, "/") && !style.rooted)
	i := strings.LastIndexByte(typed, '/') + 1
	folder := vault.Fold(typed[:i])
	style.q, style.whole = newQuery(typed[i:]), newQuery(typed)
	if style.inDir = i > 0; style.inDir {
		base := ""
		if !style.rooted {
			base = vault.Fold(c.note.ID.Dir())
		}
		style.level = strings.Trim(path.Join("/", base, folder), "/")
		style.dir = inFolder(style.level)
		if !style.rooted && folder[0] != '.' {
			style.anywhere = folder
		}
	}
	return style
}

// readHabit looks at the note's other links, and where they don't tell or are of two
// minds, at the choices; open says that what is typed does not tell from where the
// path counts.
func (c *completer) readHabit(style *pathStyle, open bool) {
	with, without, rooted, dotted := 0, 0, 0, 0
	for i := range c.note.Doc.Links[:min(len(c.note.Doc.Links), maxStyleLinks)] {
		l := &c.note.Doc.Links[i]
		if l.Kind != markdown.Inline && l.Kind != markdown.Definition || l.Span.Touches(c.off) {
			continue // not a path, or the very one that is being typed
		}
		t := c.s.Resolve(c.note.ID, l)
		if _, isNote := c.s.Note(t.ID); t.Status != vault.Found || !isNote || t.ID == c.note.ID {
			continue
		}
		if strings.EqualFold(path.Ext(l.Target), path.Ext(string(t.ID))) {
			with++
		} else {
			without++
		}
		if strings.HasPrefix(l.Target, "/") {
			rooted++
		}
		if strings.HasPrefix(l.Target, "./") {
			dotted++
		}
	}
	all := with + without
	style.bare = (without > with || without == with && c.choices.Bare) && !c.s.Rules().ExactExtension
	if open {
		style.rooted = 2*rooted > all || 2*rooted == all && c.choices.Rooted
		if 2*dotted > all {
			style.prefix = "./"
		}
	}
}

// label is the path as the list shows it.
func (p *pathStyle) label(id vault.NoteID) string {
	if p.rooted {
		return string(id)
	}
	return relative(p.from.Dir(), string(id))
}

func (p *pathStyle) write(id vault.NoteID) string {
	rel := p.label(id)
	switch {
	case p.rooted:
		return "/" + rel
	case !strings.HasPrefix(rel, "../"):
		return p.prefix + rel
	}
	return rel
}

// pathCandidates adds what rank finds, the nearer in the tree first.
func (c *completer) pathCandidates(list *shortlist, embed bool, level string, rank func(f *vault.Findable, worst int) (int, bool)) {
	own, _ := c.s.Note(c.note.ID)
	for f := range c.s.Findables() {
		if c.stopped() {
			return
		}
		if f.Note != nil && (embed || f.Note == own) {
			continue
		}
		if r, ok := rank(f, list.worst()); ok && r <= list.worst() {
			list.add(candidate{rank: r, near: distance(level, f.Path()), changed: f.Changed, id: f.ID()})
		}
	}
}

// rank finds a note or file by its names, and by the folders it lies in.
func (p *pathStyle) rank(f *vault.Findable, worst int) (int, bool) {
	if p.inDir && !p.hasIn(f) {
		return 0, false
	}
	if p.q.empty() {
		return 0, true
	}
	if r, at := p.q.find(f, worst); at >= 0 {
		return r, true
	}
	// A folder that is typed finds what lies in it, behind what is called so itself.
	if worst < partMatch*tierSize || !p.q.canMatch(f.PathLetters) {
		return 0, false
	}
	below := strings.TrimPrefix(f.Path(), p.dir)
	if strings.IndexByte(below, '/') < 0 {
		return 0, false
	}
	name := vault.NewSearchName(below, false)
	r, ok := p.q.rank(&name)
	return max(r, partMatch*tierSize+tierSize/2+r%tierSize), ok
}

// hasIn reports whether f lies in the folder that is typed.
func (p *pathStyle) hasIn(f *vault.Findable) bool {
	return strings.HasPrefix(f.Path(), p.dir) || p.anywhere != "" && strings.Contains(f.Path(), "/"+p.anywhere)
}

// rankWhole finds a note or file by its path with letters left out.
func (p *pathStyle) rankWhole(f *vault.Findable, worst int) (int, bool) {
	if !p.whole.canMatch(f.PathLetters) {
		return 0, false
	}
	name := vault.NewSearchName(p.label(f.ID()), false)
	return p.whole.match(&name, worst)
}

// distance orders paths by how near they are to a folder: how many folders up, then
// how many down.
func distance(dir, to string) int { return 10*climbs(dir, to) + strings.Count(to, "/") }

// inFolder is a folder as the start of the paths in it.
func inFolder(dir string) string {
	if dir == "" {
		return ""
	}
	return dir + "/"
}

// climbs counts the "../" of the path of to seen from dir.
func climbs(dir, to string) int {
	up := 0
	for dir != "" && !(strings.HasPrefix(to, dir) && len(to) > len(dir) && to[len(dir)] == '/') {
		up++
		dir = vault.NoteID(dir).Dir()
	}
	return up
}

// relative is the path of to seen from dir, both from the root.
func relative(dir, to string) string {
	up := climbs(dir, to)
	for range up {
		dir = vault.NoteID(dir).Dir()
	}
	if dir != "" {
		to = to[len(dir)+1:]
	}
	return strings.Repeat("../", up) + to
}
