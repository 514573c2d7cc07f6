package feature

import (
	"cmp"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// maxItems is how many items a completion offers; what is cut comes up again as
// the user types on.
const maxItems = 60

// A candidate is something that may be offered.
type candidate struct {
	rank int // smaller is better
	near int // among equals, smaller is nearer
	// changed is when the note was, as in vault.Findable: among the equally near the
	// later comes first.
	changed int64
	id      vault.NoteID
	name    *vault.SearchName // the name that matched; nil for the id alone
	text    string            // for what has no note or file
	folder  bool              // id is a folder
	// Of a symbol: which of several vaults it is in, and where in its note.
	root  int
	place vault.Place
}

func compareCandidates(a, b *candidate) int {
	// Most differ in one of these, and the others take long.
	switch {
	case a.rank != b.rank:
		return cmp.Compare(a.rank, b.rank)
	case a.near != b.near:
		return cmp.Compare(a.near, b.near)
	}
	return cmp.Or(
		cmp.Compare(a.behind(), b.behind()), cmp.Compare(b.changed, a.changed), cmp.Compare(a.id, b.id), cmp.Compare(a.text, b.text),
		cmp.Compare(a.root, b.root), cmp.Compare(a.place.Kind, b.place.Kind), cmp.Compare(a.place.Index, b.place.Index),
	)
}

// latest is the rank where nothing is typed yet: the note that changed last comes
// first, by seconds.
func latest(f *vault.Findable) int { return int(-f.Changed / 1e9) }

// behind is 1 for what another name than the file's was found by, and for a folder:
// people look for notes.
func (c *candidate) behind() int {
	if c.folder || c.name != nil && c.name.Alias {
		return 1
	}
	return 0
}

// A shortlist keeps the best candidates of many. Sorting now and then costs less
// than a heap where most that come are worse than all it has.
type shortlist struct {
	size int
	list []candidate
	full bool // list[size-1] is the worst that still counts
}

func newShortlist(size int) *shortlist {
	return &shortlist{size: size, list: make([]candidate, 0, 2*size)}
}

func (s *shortlist) add(c candidate) {
	if s.full && compareCandidates(&c, &s.list[s.size-1]) >= 0 {
		return
	}
	s.list = append(s.list, c)
	if len(s.list) == 2*s.size {
		s.cut()
	}
}

func (s *shortlist) cut() {
	slices.SortFunc(s.list, func(a, b candidate) int { return compareCandidates(&a, &b) })
	if len(s.list) >= s.size {
		s.list, s.full = s.list[:s.size], true
	}
}

// best returns what is kept, best first.
func (s *shortlist) best() []candidate {
	s.cut()
	return s.list
}

// worst is the worst rank that may still come up.
func (s *shortlist) worst() int {
	if s.full {
		return s.list[s.size-1].rank
	}
	return noMatch * tierSize
}

// nearness orders notes that match alike: those in the same folder first, then
// those that the note links to already, then those with the fewest folders.
type nearness struct {
	dir    string
	linked map[*vault.Note]bool
}

// maxNearLinks is how many links of a note tell which notes are near.
const maxNearLinks = 500

// nearnessTo resolves the note's links once: where half a vault is called alike, as
// many notes are asked about.
func nearnessTo(s *vault.Snapshot, from *vault.Note) nearness {
	n := nearness{from.ID.Dir(), map[*vault.Note]bool{}}
	for i := range from.Doc.Links[:min(len(from.Doc.Links), maxNearLinks)] {
		if to, ok := s.Note(s.Resolve(from.ID, &from.Doc.Links[i]).ID); ok {
			n.linked[to] = true
		}
	}
	return n
}

func (n nearness) of(f *vault.Findable) int {
	id := f.ID()
	switch {
	case id.Dir() == n.dir:
		return 0
	case n.linked[f.Note]:
		return 1
	}
	return 2 + strings.Count(string(id), "/")
}
