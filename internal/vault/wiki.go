package vault

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// The ranks of a candidate for a wiki link, best first.
const (
	exactPath = iota // from the root, as it stands on disk
	pathEnd          // the end of a path: a picture x/1.jpg beats 1.jpg.md
	exactNote        // from the root, without a note's extension
	noteEnd
	exactBare // a file without any extension: todo.md beats bin/todo
	bareEnd
	otherCase // added to the six above
)

const (
	alias = 2*otherCase + iota
	aliasOtherCase
	title
	titleOtherCase
	folderPath // the note of a folder
	folderEnd
	folderPathOtherCase
	folderEndOtherCase
	noMatch
)

// resolveWiki finds what the target of a wiki link means that does not count from
// its note's folder.
func (s *Snapshot) resolveWiki(from NoteID, target string) Target {
	key := s.Rules().key(target)
	forms := []string{strings.TrimLeft(target, "/")}
	if decoded := strings.TrimLeft(Decode(target), "/"); decoded != forms[0] {
		forms = append(forms, decoded)
	}
	isFolder := strings.HasSuffix(target, "/")
	for _, form := range forms {
		form = strings.TrimRight(form, "/")
		t := s.bestMatch(key, from, form, isFolder)
		if t.Status != Found && form != "" && !s.Rules().NoFolderNotes {
			t = s.resolveFolder(key, form)
		}
		if t.Status != Found && isFolder {
			t = s.bestMatch(key, from, form, false)
		}
		if t.Status == Found {
			return t
		}
	}
	p, ok := join("", forms[len(forms)-1])
	if !ok {
		return Target{Status: Outside}
	}
	return Target{Status: Missing, ID: NoteID(strings.TrimSuffix(p, "/"))}
}

// bestMatch ranks all that is filed under key as an answer to target.
func (s *Snapshot) bestMatch(key Key, from NoteID, target string, isFolder bool) Target {
	w := wanted{nfc: nfc(target), folded: Fold(target)}
	best := noMatch
	var matches []*place
	for _, c := range s.byName.at(key) {
		rank := noMatch
		if c.revealed {
			if c.nfc == w.nfc && !isFolder && best >= exactPath {
				best, matches = exactPath, append(matches[:0], c)
			}
			continue
		}
		if !s.Rules().NoFolderNotes {
			rank = w.folderRank(c)
		}
		if !isFolder {
			rank = min(rank, s.Rules().admit(w.pathRank(c)))
			if rank%otherCase == pathEnd || rank%otherCase == noteEnd {
				rank = min(rank, s.siteRank(w, c, from))
			}
			if rank > alias {
				rank = min(rank, w.nameRank(s.notes.at(c.id).namesUnder(key)))
			}
		}
		if rank < best {
			best, matches = rank, matches[:0]
		}
		if rank == best && rank < noMatch {
			matches = append(matches, c)
		}
	}
	if len(matches) == 0 {
		return Target{Status: Missing}
	}
	ids := inOrder(matches, from, best >= folderPath)
	t := Target{ID: ids[0], OtherCase: best >= otherCase && best < alias || best >= folderPathOtherCase}
	switch {
	case best >= alias && best < title:
		t.By = ByAlias
	case best >= title && best < folderPath:
		t.By = ByTitle
	}
	if len(ids) > 1 {
		t.Rivals = ids[1:]
	}
	return t
}

// siteRank lifts a place that w names in full from one of the content roots: for
// the site's pages that is the root.
func (s *Snapshot) siteRank(w wanted, c *place, from NoteID) int {
	best := noMatch
	for _, root := range s.Rules().rootsOf(from) {
		if root != "" {
			site := wanted{nfc: root + "/" + w.nfc, folded: Fold(root) + "/" + w.folded}
			best = min(best, site.pathRank(c))
		}
	}
	return best
}

// admit drops a rank that the rules do not know.
func (r *Rules) admit(rank int) int {
	form := rank % otherCase
	switch {
	case rank >= 2*otherCase:
	case r.ExactCase && rank >= otherCase, r.NoPathEnd && (form == pathEnd || form == noteEnd || form == bareEnd):
		return noMatch
	}
	return rank
}

// inOrder sorts equals: first those in from's folder, then those with the fewest
// path segments, then by name. Of the notes that stand for one folder only the
// best stays.
func inOrder(matches []*place, from NoteID, byFolder bool) []NoteID {
	if len(matches) == 1 {
		return []NoteID{matches[0].id}
	}
	type ordered struct {
		*place
		distance int
	}
	dir := from.Dir()
	order := make([]ordered, len(matches))
	for i, c := range matches {
		order[i].place = c
		if c.id.Dir() != dir {
			order[i].distance = 1 + strings.Count(string(c.id), "/")
		}
	}
	slices.SortFunc(order, func(a, b ordered) int {
		if byFolder && a.id.Dir() == b.id.Dir() && a.index != b.index {
			return cmp.Compare(a.index, b.index)
		}
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.id, b.id))
	})
	ids := make([]NoteID, 0, len(order))
	for i, c := range order {
		if !byFolder || i == 0 || c.id.Dir() != order[i-1].id.Dir() {
			ids = append(ids, c.id)
		}
	}
	return ids
}

// wanted is a wiki link's target in its two forms.
type wanted struct{ nfc, folded string }

// pathRank compares with a place's path.
func (w wanted) pathRank(c *place) int {
	if rank := pathRank(c.nfc, c.bare(), w.nfc); rank < noMatch {
		return rank
	}
	if rank := pathRank(c.folded, c.bareFolded(), w.folded); rank < noMatch {
		return rank + otherCase
	}
	return noMatch
}

func pathRank(p, bare, want string) int {
	rank := noMatch
	switch {
	case p == want:
		rank = exactPath
	case isPathEnd(p, want):
		rank = pathEnd
	case bare == want:
		return exactNote
	case isPathEnd(bare, want):
		return noteEnd
	default:
		return noMatch
	}
	if path.Ext(p) == "" {
		rank += exactBare
	}
	return rank
}

// folderRank compares with the folder that a place stands for.
func (w wanted) folderRank(c *place) int {
	if c.index < 0 {
		return noMatch
	}
	dir, folded := NoteID(c.nfc).Dir(), NoteID(c.folded).Dir()
	switch {
	case dir == w.nfc:
		return folderPath
	case isPathEnd(dir, w.nfc):
		return folderEnd
	case folded == w.folded:
		return folderPathOtherCase
	case isPathEnd(folded, w.folded):
		return folderEndOtherCase
	}
	return noMatch
}

// isPathEnd reports whether end is one or more whole last segments of p, but not
// all of it.
func isPathEnd(p, end string) bool {
	n := len(p) - len(end)
	return n > 0 && end != "" && p[n-1] == '/' && p[n:] == end
}

// nameRank compares with a note's aliases and title.
func (w wanted) nameRank(names []name) int {
	best := noMatch
	for _, name := range names {
		rank := alias
		switch {
		case name.kind == byTitle:
			rank = title
		case name.kind != byAlias:
			continue
		}
		switch {
		case name.text == w.nfc:
			best = min(best, rank)
		case name.folded == w.folded:
			best = min(best, rank+1)
		}
	}
	return best
}
