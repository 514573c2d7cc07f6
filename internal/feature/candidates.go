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
	id   vault.NoteID
	name *vault.SearchName // the name that matched; nil for the id alone
	text string            // for what has no note or file
}

func compareCandidates(a, b *candidate) int {
	return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.near, b.near), cmp.Compare(a.id, b.id), cmp.Compare(a.text, b.text))
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

// nearness orders notes that match alike: those in the same folder first, then
// those that the note links to already, then the most recently changed.
type nearness struct {
	dir    string
	linked map[vault.NoteID]bool
}

func nearnessTo(s *vault.Snapshot, from *vault.Note) nearness {
	n := nearness{dir: from.ID.Dir(), linked: map[vault.NoteID]bool{}}
	for i := range from.Doc.Links {
		if t := s.Resolve(from.ID, &from.Doc.Links[i]); t.Status == vault.Found {
			n.linked[t.ID] = true
		}
	}
	return n
}

func (n nearness) of(id vault.NoteID) int {
	switch {
	case id.Dir() == n.dir:
		return 0
	case n.linked[id]:
		return 1
	}
	return 2 + strings.Count(string(id), "/")
}

// recent ranks notes for an empty query: the later changed, the smaller.
func recent(n *vault.Note) int {
	if n.Modified.IsZero() {
		return 0
	}
	return -int(n.Modified.Unix())
}
