package vault

import (
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
	Unknown                // there is no telling: a lone note, a template, a site's own path
)

// A Target is what a link's target resolves to; its fragment is another matter
// (Note.Place).
type Target struct {
	Status Status
	// ID is the note or file, and for a Missing path where it was looked for,
	// which is never outside the root.
	ID NoteID
	// Folder says that ID is a folder without a note of its own; the root is "".
	Folder bool
	// Rivals are other notes and files that match as well as ID, in order.
	Rivals []NoteID
	// OtherCase says that ID matches only when case is ignored.
	OtherCase bool
	// By is which of its names found it.
	By Name
}

// Name is a kind of name that a note answers to, the surest first.
type Name uint8

const (
	ByPath Name = iota // the file's name, the end of its path, or its folder's
	ByAlias
	ByTitle
)

// Resolve returns what the target of l, a link of note from, leads to.
//
// A wiki link's target is, in this order: a path from the root, the end of a
// path (a file name is one), an alias, a title, a folder; the same in another
// case comes behind each of the first two together. What is written as it stands
// on disk ("007.jpg") comes before a note that only lacks its extension, and a
// file without any extension after it. Among equals the note in from's folder is
// first, then the one with the fewest folders, then the first by name. "./x" and
// "../x" count from the note's folder, and "x/" is a folder if there is one.
//
// A Markdown destination is a path from the note's folder, or from the root when
// it starts with "/"; a note's extension may be missing, and a folder stands for
// its index.md, README.md or _index.md. An address of the vault's own site is a
// destination behind "/".
func (s *Snapshot) Resolve(from NoteID, l *markdown.Link) Target {
	switch {
	case isOwn(l):
		return Target{ID: from}
	case isExternal(l):
		if t, ok := s.Rules().onOwnSite(l); ok {
			return s.resolveOnSite(from, t)
		}
		return Target{Status: External}
	}
	if s.Rules().isTemplate(l.Target) {
		return Target{Status: Unknown}
	}
	t := s.resolve(from, l)
	switch {
	case t.Status == Missing && looksLikeHost(l):
		return Target{Status: External}
	case s.lone && t.Status != Found:
		t.Status = Unknown
	}
	return t
}

// isOwn reports whether l leads into its own note (RFC 3986, 4.4: so does "?x").
func isOwn(l *markdown.Link) bool {
	return l.Target == "" || l.Kind != markdown.Wiki && l.Target[0] == '?'
}

func (s *Snapshot) resolve(from NoteID, l *markdown.Link) Target {
	switch {
	case l.Kind == markdown.Shortcode:
		if t := s.resolveDestination(from, l.Target); t.Status == Found {
			return t
		}
	case l.Kind != markdown.Wiki:
		return s.resolveDestination(from, cutQuery(l.Target))
	case isRelative(l.Target):
		return s.resolveDestination(from, l.Target)
	}
	return s.resolveWiki(from, l.Target)
}

// mentionKey returns the key under which a link is filed. All that Resolve can
// answer with is filed under it too; resolve hands it down for that reason. It is
// none for links that lead out of the vault or into their own note.
func (r *Rules) mentionKey(from NoteID, l *markdown.Link) (Key, bool) {
	target := l.Target
	switch {
	case isOwn(l):
		return "", false
	case isExternal(l):
		path, ok := r.onOwnSite(l)
		return r.key(Decode(path)), ok
	case l.Kind != markdown.Wiki:
		target = cutQuery(target)
	case !isRelative(target):
		return r.key(target), true
	}
	target = Decode(r.fromRoot(target))
	page := target
	if r.HTML {
		page, _ = cutHTML(target) // index.html is a folder's page
	}
	if !endsInDots(page) {
		// From whichever folder it counts, it ends in the same name.
		return r.key(target), true
	}
	p, ok := destinationPath(from, target)
	return r.key(p), ok || r.HTML // a page's folder is one deeper, so what leaves the root may yet stay in it
}

// Wants reports whether a link looks for a file at id, which the vault does not
// hold.
func (s *Snapshot) Wants(id NoteID) bool {
	for _, from := range s.byLink.at(s.Rules().key(string(id))) {
		if slices.Contains(s.Missing(s.notes.at(from)), id) {
			return true
		}
	}
	return false
}

// Missing returns the paths, seen from the root, at which links of n look for
// something that s does not hold: a file that the walk passes over, being hidden
// or ignored, may yet be there.
func (s *Snapshot) Missing(n *Note) []NoteID {
	var out []NoteID
	for i := range n.Doc.Links {
		l := &n.Doc.Links[i]
		if l.Kind == markdown.Wiki && s.plainlyFound(l.Target, n.linkKeys[i]) {
			continue
		}
		t := s.Resolve(n.ID, l)
		switch {
		case t.Status != Missing && t.Status != Unknown || t.ID == "" && l.Kind == markdown.Wiki || isExternal(l):
		case l.Kind == markdown.Wiki:
			out = append(out, t.ID)
		default:
			target := s.Rules().fromRoot(cutQuery(l.Target))
			for _, p := range s.Rules().candidates(n.ID, target, Decode(target)) {
				if p = strings.TrimSuffix(p, "/"); p != "" {
					out = append(out, NoteID(p))
				}
			}
		}
	}
	return out
}

// plainlyFound reports whether a wiki link's target, filed under key, is a file name
// and names a note of the vault, as most do at a start: then it need not be resolved to
// tell that it is found. Of others it does not tell.
func (s *Snapshot) plainlyFound(target string, key Key) bool {
	if r := s.Rules(); r.ExactCase || r.NoPathEnd || r.HTML || r.Site != "" || strings.ContainsAny(target, "%/\\.") {
		return false
	}
	for _, c := range s.byName.at(key) {
		if name := c.bareFolded(); !c.revealed && strings.HasSuffix(name, string(key)) && (len(name) == len(key) || name[len(name)-len(key)-1] == '/') {
			return true
		}
	}
	return false
}
