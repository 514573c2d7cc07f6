package vault

import (
	"path"
	"strings"
)

// cutQuery cuts "?raw=true" off a destination (RFC 3986, 3.4). A file name with
// a question mark is linked to as "%3F".
func cutQuery(target string) string {
	target, _, _ = strings.Cut(target, "?")
	return target
}

// isRelative reports whether a wiki link's target counts from its note's folder.
func isRelative(target string) bool {
	return strings.HasPrefix(target, "./") || strings.HasPrefix(target, "../") || target == "." || target == ".."
}

// endsInDots reports whether target goes up or stays where it is, so that only
// the folder it counts from tells what it names.
func endsInDots(target string) bool {
	target = strings.TrimRight(target, "/")
	last := target[strings.LastIndexByte(target, '/')+1:]
	return last == "" || last == "." || last == ".."
}

// join returns the path of target seen from dir; ok is false when it leaves the
// root. A trailing slash stays.
func join(dir, target string) (p string, ok bool) {
	if below, rest, ok := goUp(dir, target); ok && isClean(rest) {
		if below == "" {
			return rest, true
		}
		return below + "/" + rest, true
	}
	depth := 0
	if dir != "" {
		depth = strings.Count(dir, "/") + 1
	}
	for segment := range strings.SplitSeq(target, "/") {
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
	p = strings.TrimPrefix(path.Join("/", dir, target), "/")
	if strings.HasSuffix(target, "/") && p != "" {
		p += "/"
	}
	return p, true
}

// goUp takes the steps "../" and "./" that target starts with; ok is false where they
// leave the root.
func goUp(dir, target string) (above, rest string, ok bool) {
	for {
		if here, ok := strings.CutPrefix(target, "./"); ok {
			target = here
			continue
		}
		up, ok := strings.CutPrefix(target, "../")
		switch {
		case !ok:
			return dir, target, true
		case dir == "":
			return "", "", false
		}
		dir, target = dir[:max(0, strings.LastIndexByte(dir, '/'))], up
	}
}

// isClean reports whether path.Clean would leave p as it is, and p starts and ends with a
// name.
func isClean(p string) bool {
	for segment := range strings.SplitSeq(p, "/") {
		if segment == "" || segment == "." || segment == ".." {
			return false
		}
	}
	return true
}

// destinationPath is the path from the root of a destination, which is decoded or
// taken as it stands: only the target is, never the folder it counts from.
func destinationPath(from NoteID, target string) (string, bool) {
	if rooted, ok := strings.CutPrefix(target, "/"); ok {
		return join("", rooted)
	}
	return join(from.Dir(), target)
}

// resolveDestination finds what a Markdown destination or a relative wiki link
// leads to. Percent-decoding comes before the path is joined, so that "%2e%2e"
// can't leave the root unseen.
func (s *Snapshot) resolveDestination(from NoteID, target string) Target {
	return s.resolveUnder(s.Rules(), from, target)
}

// resolveUnder is resolveDestination under other rules than the vault's, which file
// names under the same keys.
func (s *Snapshot) resolveUnder(r *Rules, from NoteID, target string) Target {
	plain := target
	target = r.fromRoot(target)
	marked := target != plain
	decoded := Decode(target)
	first, inside := destinationPath(from, decoded)
	if inside && s.isThere(first) {
		return Target{ID: NoteID(first)} // what resolvePage would find first
	}
	key := r.key(first)
	for _, p := range r.candidates(from, target, decoded) {
		if t := s.resolvePage(r, key, p); t.Status == Found {
			return t
		}
	}
	switch {
	case r.SitePaths && strings.HasPrefix(target, "/") && !marked, r.HTML && (!inside || r.leavesSite(from, first, isPage(decoded))):
		return Target{Status: Unknown}
	case !inside:
		return Target{Status: Outside}
	}
	return Target{Status: Missing, ID: NoteID(strings.TrimSuffix(first, "/"))}
}

// candidates lists the paths from the root that a destination may mean, best
// first. All end in the same name.
func (r *Rules) candidates(from NoteID, target, decoded string) []string {
	var out []string
	add := func(dir, target string) {
		if p, ok := join(dir, target); ok {
			out = append(out, p)
		}
	}
	dir, rooted := from.Dir(), strings.HasPrefix(target, "/")
	if rooted {
		dir = ""
	}
	add(dir, decoded)
	if target != decoded {
		add(dir, target) // a file's name may hold what looks like an encoding
	}
	if len(r.Roots) == 0 && !r.HTML || endsInDots(decoded) {
		return out
	}
	if r.HTML && !rooted {
		add(cutNoteExt(string(from)), decoded) // the page x/ of x.md is a folder more
	}
	roots := r.rootsOf(from)
	if !rooted {
		out = append(out, onSite(roots, from, decoded)...)
	}
	rest := strings.TrimPrefix(strings.TrimLeft(decoded, "/"), "./")
	for _, root := range roots {
		add(root, rest)
		if first, more, ok := strings.Cut(rest, "/"); ok && root == "_"+first {
			add(root, more) // a collection _wiki is served as /wiki (Jekyll)
		}
	}
	return out
}

// onSite lists the paths of a relative target as the site has them: a content root
// book/src is served as book/, so "../x" of a page in it may lead to src/x.
func onSite(roots []string, from NoteID, target string) []string {
	var out []string
	for _, root := range roots {
		rel, ok := strings.CutPrefix(string(from), root+"/")
		if !ok || root == "" {
			continue
		}
		page := NoteID(path.Join(NoteID(root).Dir(), rel))
		p, ok := join(page.Dir(), target)
		if !ok {
			continue
		}
		for _, other := range roots {
			prefix := NoteID(other).Dir()
			if prefix != "" {
				prefix += "/"
			}
			if rest, ok := strings.CutPrefix(p, prefix); ok && other != "" {
				out = append(out, path.Join(other, rest)+p[len(strings.TrimRight(p, "/")):])
			}
		}
	}
	return out
}

func isPage(target string) bool {
	_, ok := cutHTML(target)
	return ok
}

// leavesSite reports whether p lies outside the content root that from is in, or
// is a page and from is in none: what is there is published by someone else.
func (r *Rules) leavesSite(from NoteID, p string, page bool) bool {
	for _, root := range r.rootsOf(from) {
		if root != "" && strings.HasPrefix(string(from), root+"/") {
			return !strings.HasPrefix(p, root+"/")
		}
	}
	return page && len(r.Roots) > 0
}

// resolvePage is resolvePath for a path that may be a page's.
func (s *Snapshot) resolvePage(r *Rules, key Key, p string) Target {
	t := s.resolvePath(r, key, p)
	if t.Status == Found && !t.Folder || !r.HTML {
		return t
	}
	bare, isPage := cutHTML(p)
	if !isPage && strings.HasSuffix(p, "/") {
		bare, isPage = strings.TrimSuffix(p, "/"), true
	}
	if isPage {
		if page := s.resolvePath(r, key, bare); page.Status == Found {
			return page
		}
	}
	return t
}

// resolvePath finds the note, file or folder at p. Exact bytes come first: the
// common case must not look at others of the same name.
func (s *Snapshot) resolvePath(r *Rules, key Key, p string) Target {
	file, isFolder := strings.CutSuffix(p, "/")
	if !isFolder && file != "" {
		if s.answers(NoteID(file), key) {
			return Target{ID: NoteID(file)}
		}
		for _, ext := range noteExts {
			if r.ExactExtension {
				break
			}
			if id := NoteID(file + ext); s.answers(id, key) {
				return Target{ID: id}
			}
		}
	}
	t := s.resolveFolded(r, key, file, isFolder)
	if t.Status == Found && !t.OtherCase {
		return t
	}
	if folder := s.resolveFolder(key, file); folder.Status == Found && (t.Status != Found || !folder.OtherCase) {
		return folder
	}
	return t
}

// isThere reports whether a note or file is at p, byte for byte, whose key is that of p.
func (s *Snapshot) isThere(p string) bool {
	return p != "" && !strings.HasSuffix(p, "/") && strings.IndexByte(p, '%') < 0 && s.Has(NoteID(p))
}

// answers reports whether id is in the vault under key. Without an encoding in it
// a path's own key is the one that its link is filed under.
func (s *Snapshot) answers(id NoteID, key Key) bool {
	return s.Has(id) && (strings.IndexByte(string(id), '%') < 0 || s.Rules().key(string(id)) == key)
}

// resolveFolded finds p in another Unicode form or case, and the note of a folder.
func (s *Snapshot) resolveFolded(r *Rules, key Key, p string, isFolder bool) Target {
	const otherCase = 20
	want, folded := nfc(p), Fold(p)
	best, bestRank := Target{Status: Missing}, 2*otherCase
	for _, c := range s.byName.at(key) {
		rank := bestRank
		switch {
		case isFolder:
		case c.nfc == want:
			rank = 0
		case c.bare() == want && !r.ExactExtension:
			rank = 1
		case c.folded == folded:
			rank = otherCase
		case c.bareFolded() == folded && !r.ExactExtension:
			rank = otherCase + 1
		}
		if c.index >= 0 {
			switch {
			case isIn(c.nfc, want):
				rank = min(rank, 10+int(c.index))
			case isIn(c.folded, folded):
				rank = min(rank, otherCase+10+int(c.index))
			}
		}
		if rank < bestRank {
			bestRank = rank
			best = Target{ID: c.id, OtherCase: rank >= otherCase}
		}
	}
	return best
}

// isIn reports whether dir is the folder of p.
func isIn(p, dir string) bool {
	n := len(dir)
	if n == 0 {
		return strings.IndexByte(p, '/') < 0
	}
	return n < len(p) && p[n] == '/' && p[:n] == dir && strings.IndexByte(p[n+1:], '/') < 0
}

// resolveFolder finds the folder p, be there a note that stands for it or not.
func (s *Snapshot) resolveFolder(key Key, p string) Target {
	if p == "" {
		return Target{Folder: true}
	}
	best, bestRank := Target{Status: Missing}, 3
	for _, f := range s.folders.at(Fold(p)) {
		rank := 2
		switch {
		case string(f.id) == p:
			rank = 0
		case nfc(string(f.id)) == nfc(p):
			rank = 1
		}
		if rank < bestRank && s.Rules().key(string(f.id)) == key {
			best, bestRank = Target{ID: f.id, Folder: true, OtherCase: rank == 2}, rank
		}
	}
	return best
}
