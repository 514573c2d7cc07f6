package vault

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
)

// Status is what became of a link's target.
type Status uint8

const (
	Found    Status = iota // ID names it
	Missing                // nothing in the vault answers to it
	External               // it leads to the web or another program
	Outside                // it leads out of the root, where nothing is read
	Unknown                // the snapshot does not know the folder (Lone)
)

// A Target is what a link's target resolves to; its fragment is another matter
// (Note.Place).
type Target struct {
	Status Status
	// ID is the note or file, and for a Missing path where it was looked for.
	ID NoteID
	// Folder says that ID is a folder without a note of its own.
	Folder bool
	// Rivals are other notes and files that match as well as ID, in order.
	Rivals []NoteID
	// OtherCase says that ID matches only when case is ignored.
	OtherCase bool
}

// Resolve returns what the target of l, a link of note from, leads to.
//
// A wiki link's target is, in this order: a path from the root, the end of a
// path (a file name is one), an alias, a title, a folder; the same in another
// case comes behind each of the first two together. Among equals the note in
// from's folder is first, then the one with the fewest folders, then the first
// by name. "./x" and "../x" count from the note's folder.
//
// A Markdown destination is a path from the note's folder, or from the root when
// it starts with "/"; a note's extension may be missing, and a folder stands for
// its index.md, README.md or _index.md.
func (s *Snapshot) Resolve(from NoteID, l *markdown.Link) Target {
	switch {
	case l.Target == "":
		return Target{ID: from}
	case l.Kind != markdown.Wiki && isExternal(l):
		return Target{Status: External}
	}
	t := s.resolve(from, l)
	if s.lone && t.Status != Found {
		t.Status = Unknown
	}
	return t
}

func (s *Snapshot) resolve(from NoteID, l *markdown.Link) Target {
	if l.Kind == markdown.Wiki {
		return s.resolveWiki(from, l.Target)
	}
	p, ok := destinationPath(from, cutQuery(l.Target))
	if !ok {
		return Target{Status: Outside}
	}
	if t := s.resolvePath(Decode(p)); t.Status == Found {
		return t
	}
	// A file's name may hold what looks like an encoding, or a query.
	if t := s.resolvePath(p); t.Status == Found {
		return t
	}
	return Target{Status: Missing, ID: NoteID(strings.TrimSuffix(Decode(p), "/"))}
}

func isRelative(target string) bool {
	return strings.HasPrefix(target, "./") || strings.HasPrefix(target, "../") || target == "." || target == ".."
}

// join returns the path of target seen from dir; ok is false when it leaves the
// root. A trailing slash stays.
func join(dir, target string) (p string, ok bool) {
	p = path.Join("/", dir, target)
	depth := strings.Count(dir, "/") + 1
	if dir == "" {
		depth = 0
	}
	for _, segment := range strings.Split(target, "/") {
		switch segment {
		case "..":
			depth--
		case "", ".":
		default:
			depth++
		}
		if depth < 0 {
			return "", false
		}
	}
	p = strings.TrimPrefix(p, "/")
	if strings.HasSuffix(target, "/") && p != "" {
		p += "/"
	}
	return p, true
}

// destinationPath is the path from the root, not yet decoded, of a Markdown
// destination.
func destinationPath(from NoteID, target string) (string, bool) {
	if rooted, ok := strings.CutPrefix(target, "/"); ok {
		return join("", rooted)
	}
	return join(from.Dir(), target)
}

// resolvePath finds the note, file or folder at p. Exact bytes first: the common
// case must not look at others of the same name.
func (s *Snapshot) resolvePath(p string) Target {
	file, isFolder := strings.CutSuffix(p, "/")
	if !isFolder && file != "" {
		if _, ok := s.places.get(NoteID(file)); ok {
			return Target{ID: NoteID(file)}
		}
		for _, ext := range noteExts {
			if _, ok := s.places.get(NoteID(file + ext)); ok {
				return Target{ID: NoteID(file + ext)}
			}
		}
	}
	if t := s.resolveFolded(file, isFolder); t.Status == Found {
		return t
	}
	if s.folders.at(nfc(file)) > 0 || file == "" {
		return Target{ID: NoteID(file), Folder: true}
	}
	return Target{Status: Missing}
}

// resolveFolded finds p in another Unicode form or case, and the note of a folder.
func (s *Snapshot) resolveFolded(p string, isFolder bool) Target {
	want, folded := nfc(p), Fold(p)
	best := Target{Status: Missing}
	bestRank := 1 << 10
	for _, c := range s.byName.at(KeyOf(p)) {
		rank := -1
		switch {
		case isFolder:
		case c.nfc == want || cutNoteExt(c.nfc) == want:
			rank = 0
		case c.folded == folded || cutNoteExt(c.folded) == folded:
			rank = 20
		}
		if i := indexRank(c.id); rank < 0 && i >= 0 {
			switch {
			case NoteID(c.nfc).Dir() == want:
				rank = 10 + i
			case NoteID(c.folded).Dir() == folded:
				rank = 30 + i
			}
		}
		if rank >= 0 && rank < bestRank {
			bestRank = rank
			best = Target{ID: c.id, OtherCase: rank >= 20}
		}
	}
	return best
}

// The ranks of a candidate for a wiki link, best first.
const (
	exactPath = iota
	exactNote // the path with a note's extension added: a picture 1.jpg beats 1.jpg.md
	pathEnd
	noteEnd
	otherCase // added to the four above
	_
	_
	_
	alias
	aliasOtherCase
	title
	titleOtherCase
	folderNote
	folderNoteOtherCase
	noMatch
)

func (s *Snapshot) resolveWiki(from NoteID, raw string) Target {
	target := raw
	if isRelative(target) {
		p, ok := join(from.Dir(), target)
		if !ok {
			return Target{Status: Outside}
		}
		if t := s.resolvePath(p); t.Status == Found {
			return t
		}
		return Target{Status: Missing, ID: NoteID(p)}
	}
	rooted := strings.TrimPrefix(target, "/")
	t := s.bestMatch(from, rooted)
	if decoded := Decode(rooted); t.Status != Found && decoded != rooted {
		t = s.bestMatch(from, decoded)
	}
	if folder := strings.TrimSuffix(rooted, "/"); t.Status != Found && s.folders.at(nfc(folder)) > 0 {
		return Target{ID: NoteID(folder), Folder: true}
	}
	return t
}

// bestMatch ranks all that answer to the last segment of target.
func (s *Snapshot) bestMatch(from NoteID, target string) Target {
	w := wanted{nfc: strings.TrimSuffix(nfc(target), "/")}
	w.folded = Fold(w.nfc)
	best := noMatch
	var matches []NoteID
	for _, c := range s.byName.at(KeyOf(target)) {
		rank := w.rank(c)
		if n, ok := s.notes.get(c.id); ok && rank > alias {
			rank = min(rank, w.nameRank(n))
		}
		if rank < best {
			best, matches = rank, matches[:0]
		}
		if rank == best && rank < noMatch {
			matches = append(matches, c.id)
		}
	}
	if len(matches) == 0 {
		return Target{Status: Missing, ID: NoteID(target)}
	}
	slices.SortFunc(matches, func(a, b NoteID) int {
		return cmp.Or(cmp.Compare(distance(from, a), distance(from, b)), cmp.Compare(a, b))
	})
	t := Target{ID: matches[0], OtherCase: best >= otherCase && best < alias}
	if len(matches) > 1 {
		t.Rivals = matches[1:]
	}
	return t
}

// distance orders equals: the same folder, then the fewest path segments.
func distance(from, to NoteID) int {
	if from.Dir() == to.Dir() {
		return 0
	}
	return 1 + strings.Count(string(to), "/")
}

// wanted is a wiki link's target in its two forms.
type wanted struct{ nfc, folded string }

// rank compares with a place's path.
func (w wanted) rank(c *place) int {
	for _, form := range []struct {
		path, want string
		penalty    int
	}{{c.nfc, w.nfc, 0}, {c.folded, w.folded, otherCase}} {
		bare := cutNoteExt(form.path)
		switch {
		case form.path == form.want:
			return exactPath + form.penalty
		case bare == form.want:
			return exactNote + form.penalty
		case isPathEnd(form.path, form.want):
			return pathEnd + form.penalty
		case isPathEnd(bare, form.want):
			return noteEnd + form.penalty
		}
	}
	if indexRank(c.id) >= 0 {
		switch {
		case isFolderEnd(NoteID(c.nfc).Dir(), w.nfc):
			return folderNote
		case isFolderEnd(NoteID(c.folded).Dir(), w.folded):
			return folderNoteOtherCase
		}
	}
	return noMatch
}

func isPathEnd(p, end string) bool {
	return strings.HasSuffix(p, end) && len(p) > len(end) && p[len(p)-len(end)-1] == '/'
}

func isFolderEnd(dir, end string) bool { return dir == end || isPathEnd(dir, end) }

// nameRank compares with a note's aliases and title.
func (w wanted) nameRank(n *Note) int {
	best := noMatch
	for _, name := range n.names {
		rank := noMatch
		switch name.kind {
		case byAlias:
			rank = alias
		case byTitle:
			rank = title
		default:
			continue
		}
		switch {
		case name.text == w.nfc:
		case Fold(name.text) == w.folded:
			rank++
		default:
			rank = noMatch
		}
		best = min(best, rank)
	}
	return best
}

// Missing returns the paths, seen from the root, at which links of n look for
// something that s does not hold: a file that the walk passes over, being hidden
// or ignored, may yet be there.
func (s *Snapshot) Missing(n *Note) []NoteID {
	var out []NoteID
	for i := range n.Doc.Links {
		if t := s.Resolve(n.ID, &n.Doc.Links[i]); t.Status == Missing && t.ID != "" {
			out = append(out, t.ID)
		}
	}
	return out
}
