package feature

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// maxGuesses is how many things a misspelt name is taken for.
const maxGuesses = 3

// A guess is what a link that leads nowhere may have meant.
type guess struct {
	id   vault.NoteID
	name string // the name that is like the one in the link, as written
	cost int    // of what is wrong with the name
	// apart is how many folders of what the link says and of the path are not in both.
	apart int
	far   int  // the same, seen from the note that links
	alias bool // name is no file's
}

func compareGuesses(a, b guess) int {
	return cmp.Or(
		cmp.Compare(a.cost, b.cost), cmp.Compare(a.apart, b.apart), cmp.Compare(a.far, b.far), cmp.Compare(asInt(a.alias), asInt(b.alias)),
		cmp.Compare(strings.Count(string(a.id), "/"), strings.Count(string(b.id), "/")), cmp.Compare(a.id, b.id),
	)
}

func asInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// A wantedName is what a link that leads nowhere looks for.
type wantedName struct {
	name   string       // of the note or file, a note's without extension
	dir    vault.NoteID // where the link looks for it, "" for the root or anywhere
	said   vault.NoteID // the folders that the link says
	file   bool         // it is no note
	byPath bool         // the file's name counts, and no alias
}

// wantedBy is what l, a link of n that leads nowhere, looks for; ok is false where
// there is nothing to go by.
func wantedBy(s *vault.Snapshot, n *vault.Note, l *markdown.Link) (w wantedName, ok bool) {
	t := s.Resolve(n.ID, l)
	if t.Status != vault.Missing || t.ID == "" || strings.HasSuffix(l.Target, "/") {
		return w, false
	}
	w.byPath = l.Kind != markdown.Wiki || strings.HasPrefix(l.Target, ".")
	w.file = isFileName(l)
	w.name, w.dir = path.Base(string(t.ID)), vault.NoteID(t.ID.Dir())
	said := strings.Split(vault.NoteID(vault.Decode(l.Target)).Dir(), "/")
	said = slices.DeleteFunc(said, func(name string) bool { return name == "" || name == "." || name == ".." })
	w.said = vault.NoteID(strings.Join(said, "/"))
	if ext := path.Ext(w.name); w.file && s.Rules().HTML && (ext == ".html" || ext == ".htm") {
		w.name, w.file = strings.TrimSuffix(w.name, ext), false // a page is a note's
	}
	if !w.file {
		w.name = vault.NoteID(w.name).Name()
	}
	return w, strings.TrimSpace(w.name) != ""
}

// isIndex reports whether the name says nothing of the note: every folder may have
// one.
func (w wantedName) isIndex() bool {
	return slices.Contains([]string{"index", "readme", "_index"}, strings.ToLower(w.name))
}

// movedTo is where the note or file is that l, a link of n, looks for at a path where
// nothing is: the only one in the vault of that name.
func movedTo(s *vault.Snapshot, n *vault.Note, l *markdown.Link) (vault.NoteID, bool) {
	w, ok := wantedBy(s, n, l)
	if !ok || w.isIndex() {
		return "", false
	}
	named := slices.DeleteFunc(s.FilesNamed(w.name), func(id vault.NoteID) bool { return id.IsNote() == w.file })
	if len(named) != 1 || named[0] == n.ID {
		return "", false
	}
	return named[0], true
}

// guesses lists what l, a link of n that leads nowhere, may have meant, best first:
// notes and files whose names are like the one it says. It looks at every name of the
// vault.
func guesses(s *vault.Snapshot, n *vault.Note, l *markdown.Link) []guess {
	w, ok := wantedBy(s, n, l)
	if !ok {
		return nil
	}
	if w.isIndex() {
		return w.indexes(s, n)
	}
	var out []guess
	m := newMisspelling(w.name)
	for f := range s.Findables() {
		if (f.Note == nil) != w.file || !m.mayBe(f.Letters) || f.Note == n {
			continue
		}
		g := guess{cost: m.limit + 1}
		for i := range f.Names {
			name := &f.Names[i]
			if w.byPath && name.Alias {
				break
			}
			if cost, ok := m.cost(name.Jamo, name.Letters); ok && cost < g.cost {
				g.cost, g.name, g.alias = cost, name.Text, name.Alias
			}
		}
		if g.cost <= m.limit {
			g.id = f.ID() // follows a pointer, as rows don't
			g.apart, g.far = foldersApart(w.said, g.id), foldersApart(w.dir, g.id)
			out = append(out, g)
		}
		if len(out) > 10*maxGuesses {
			out = bestGuesses(out)
			m.limit = out[maxGuesses-1].cost // what is worse does not come up any more
		}
	}
	return bestGuesses(out)
}

func bestGuesses(list []guess) []guess {
	slices.SortFunc(list, compareGuesses)
	return list[:min(len(list), maxGuesses)]
}

// indexes are the notes of that name in folders that are called almost so.
func (w wantedName) indexes(s *vault.Snapshot, n *vault.Note) []guess {
	if w.dir == "" {
		return nil
	}
	m := newMisspelling(path.Base(string(w.dir)))
	var out []guess
	for _, id := range s.FilesNamed(w.name) {
		folder := path.Base(id.Dir())
		jamo := vault.Jamo(vault.Fold(folder))
		if cost, ok := m.cost(jamo, vault.Letters(jamo)); ok && id.Dir() != "" && id != n.ID {
			out = append(out, guess{id: id, name: w.name, cost: cost, apart: foldersApart(vault.NoteID(w.dir.Dir()), vault.NoteID(id.Dir()))})
		}
	}
	return bestGuesses(out)
}

// foldersApart counts the folders of dir that are not on the way to id, and those on
// the way that dir has not. A link without a folder says nothing of it.
func foldersApart(dir, id vault.NoteID) int {
	if dir == "" {
		return 0
	}
	want, have := strings.Split(string(dir), "/"), strings.Split(id.Dir(), "/")
	common := 0
	for _, name := range want {
		if i := slices.Index(have, name); i >= 0 {
			common++
			have = have[i+1:]
		}
	}
	return len(want) + strings.Count(id.Dir(), "/") + 1 - 2*common
}

// A placeGuess is a place of a note that a fragment may have meant.
type placeGuess struct {
	at   vault.Place
	name string // what it says
	cost int
}

// placeGuesses lists what the fragment of l may have meant in the note to, best first.
func placeGuesses(l *markdown.Link, to *vault.Note) []placeGuess {
	said := vault.Decode(l.Fragment)
	said = said[strings.LastIndexByte(said, '#')+1:]
	id, isBlock := strings.CutPrefix(said, "^")
	if strings.TrimSpace(id) == "" {
		return nil
	}
	m := newMisspelling(id)
	var out []placeGuess
	try := func(at vault.Place, shown string, names ...string) {
		best := m.limit + 1
		for _, name := range names {
			jamo := vault.Jamo(vault.Fold(name))
			if cost, ok := m.cost(jamo, vault.Letters(jamo)); ok {
				best = min(best, cost)
			}
		}
		if best <= m.limit {
			out = append(out, placeGuess{at, shown, best})
		}
		if len(out) > 10*maxGuesses {
			out = bestPlaces(out)
			m.limit = out[maxGuesses-1].cost - 1 // among equals the first counts
		}
	}
	if isBlock {
		for i, b := range to.Doc.Blocks {
			try(vault.Place{Kind: vault.BlockPlace, Index: i}, "^"+b.ID, b.ID)
		}
	} else {
		ids := to.HeadingIDs()
		for i, h := range to.Doc.Headings {
			try(vault.Place{Kind: vault.HeadingPlace, Index: i}, strings.TrimSpace(h.Text), plainFragment(h.Text), ids[i], h.ID)
		}
		for i, a := range to.Doc.Anchors {
			try(vault.Place{Kind: vault.AnchorPlace, Index: i}, a.ID, a.ID)
		}
	}
	return bestPlaces(out)
}

func bestPlaces(list []placeGuess) []placeGuess {
	slices.SortStableFunc(list, func(a, b placeGuess) int { return cmp.Compare(a.cost, b.cost) })
	return list[:min(len(list), maxGuesses)]
}

// A labelGuess is a label that a misspelt one may have meant.
type labelGuess struct {
	label string
	cost  int
}

// labelGuesses lists the labels that a misspelt one may have meant, best first, each
// once.
func labelGuesses(typed string, labels []string) []labelGuess {
	m := newMisspelling(typed)
	var out []labelGuess
	seen := map[string]bool{}
	for _, label := range labels {
		if jamo := vault.Jamo(vault.Fold(label)); !seen[markdown.Label(label)] {
			seen[markdown.Label(label)] = true
			if cost, ok := m.cost(jamo, vault.Letters(jamo)); ok {
				out = append(out, labelGuess{label, cost})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b labelGuess) int { return cmp.Compare(a.cost, b.cost) })
	return out[:min(len(out), maxGuesses)]
}
