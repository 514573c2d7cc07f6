package feature

import (
	"iter"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// maxSymbols is how many symbols a search returns; what is cut comes up again as the
// user types on.
const maxSymbols = 200

// stopEvery is how many rows a search looks at before it asks again whether it is to
// stop.
const stopEvery = 1024

// A Found is a symbol that a search has found.
type Found struct {
	Name string // never blank
	// In is the note's title, for a note its folder, or where the name is not that of
	// the file its path, and for a tag how many notes have it.
	In   string
	Kind SymbolKind
	Root int // which of the vaults it is in
	Spot Spot
}

// A Spot names a note, or a heading, tag or block in one, such that it is found again
// after the note has changed.
type Spot struct {
	ID    vault.NoteID
	Kind  SymbolKind
	Text  string // of the heading or block, as PlaceName has it, or the tag's key
	Index int    // of the heading or block
}

// A Search is a user's query for symbols, best first: notes by their names, titles
// and aliases, headings, tags and block ids. What starts with "#" searches tags
// alone, and "note#heading" also the headings of notes; nothing at all gives the
// notes that changed last.
type Search struct {
	vaults  []*vault.Snapshot
	typed   string
	stopped func() bool
	parts   []search
}

// NewSearch prepares a search in as many parts as may run at the same time. It ends
// early, with less, once stopped says so.
func NewSearch(vaults []*vault.Snapshot, typed string, parts int, stopped func() bool) *Search {
	return &Search{vaults, strings.Join(strings.Fields(typed), " "), stopped, make([]search, parts)}
}

// Look runs a part of the search, from 0 on.
func (s *Search) Look(part int) {
	p := &s.parts[part]
	*p = search{Search: s, q: newQuery(s.typed), list: newShortlist(maxSymbols), part: part, of: len(s.parts)}
	note, place, inNote := strings.Cut(s.typed, "#")
	switch {
	case inNote && note == "":
		p.q = newQuery(place)
		p.tags()
	case inNote:
		p.names()
		p.placesOf(newQuery(note), place)
	case p.q.empty():
		p.names()
	default:
		p.names()
		p.tags()
		p.places()
	}
}

// Found returns what all parts have found.
func (s *Search) Found() []Found {
	all := newShortlist(maxSymbols)
	for i := range s.parts {
		if s.parts[i].list != nil { // else it was not run
			for _, c := range s.parts[i].list.best() {
				all.add(c)
			}
		}
	}
	out := make([]Found, 0, maxSymbols)
	for _, c := range all.best() {
		out = append(out, s.found(&c))
	}
	return out
}

// A search is a part of a Search.
type search struct {
	*Search
	q        *query
	list     *shortlist
	part, of int
	rows     int // looked at
}

// goesOn counts a row and reports whether the search is still wanted.
func (s *search) goesOn() bool {
	s.rows++
	return s.rows%stopEvery > 0 || !s.stopped()
}

// limit is the worst rank with which c would still come up.
func (s *shortlist) limit(c candidate) int {
	if !s.full {
		return noMatch * tierSize
	}
	worst := &s.list[s.size-1]
	c.rank = worst.rank
	if compareCandidates(&c, worst) < 0 {
		return worst.rank
	}
	return worst.rank - 1
}

// names adds notes, the latest for an empty query.
func (s *search) names() {
	for root, v := range s.vaults {
		for f := range v.FindablesIn(s.part, s.of) {
			if !s.goesOn() {
				return
			}
			if f.Note == nil {
				continue
			}
			c := candidate{near: int(NoteSymbol), changed: f.Changed, root: root}
			limit, at := s.list.limit(c), 0
			if s.q.empty() {
				c.rank = latest(f)
			} else {
				c.rank, at = s.q.find(f, limit)
			}
			if at >= 0 && c.rank <= limit {
				c.id, c.name = f.ID(), &f.Names[at]
				s.list.add(c)
			}
		}
	}
}

// tags adds tags, of the equally good those first that more notes have.
func (s *search) tags() {
	if s.part > 0 { // they are few
		return
	}
	for root, v := range s.vaults {
		for tag, notes := range v.Tags() {
			if !s.goesOn() {
				return
			}
			c := candidate{near: int(TagSymbol), changed: int64(notes), root: root, text: string(tag)}
			jamo := vault.Jamo(string(tag))
			if limit := s.list.limit(c); s.q.empty() || s.q.canMatch(vault.Letters(jamo)) {
				name := vault.NewSearchName(string(tag), false)
				if rank, ok := s.q.match(&name, limit); ok && rank <= limit {
					c.rank = rank
					s.list.add(c)
				}
			}
		}
	}
}

// places adds headings and blocks: first those whose names start with what is typed,
// which often leave no room for others.
func (s *search) places() {
	q := newPlaceQuery(s.q)
	for root, shelf := range s.shelves() {
		s.placesStarting(q, root, shelf)
	}
	for root, shelf := range s.shelves() {
		if s.list.worst() < wordMatch*tierSize {
			return
		}
		s.placesInside(q, root, shelf)
	}
}

// shelves yields the shelves of all vaults, and which vault it is.
func (s *search) shelves() iter.Seq2[int, *vault.Shelf] {
	return func(yield func(int, *vault.Shelf) bool) {
		for root, v := range s.vaults {
			for shelf := range v.Shelves(s.part, s.of) {
				if s.stopped() || !yield(root, shelf) {
					return
				}
			}
		}
	}
}

// placesStarting adds the places on a shelf whose names start with what is typed.
func (s *search) placesStarting(q *placeQuery, root int, shelf *vault.Shelf) {
	rows := shelf.Rows()
	var lines lineCounter
	lastRow, last := -1, vault.Place{}
	for i, at := range shelf.Starting(q.startsLine()) {
		row, text := &rows[i], shelf.Text(i)
		rank := q.typedRank(row, text, at)
		if rank > s.list.worst() {
			continue
		}
		c := placeCandidate(root, row)
		if rank > s.list.limit(c) {
			continue
		}
		if i != lastRow {
			lastRow, last, lines = i, vault.Place{}, lineCounter{}
		}
		if place := row.PlaceOf(lines.line(text, at)); place != last { // else its initials start so, too
			last = place
			s.look(q, row, place, c, rank)
		}
	}
}

// placesInside adds the other places on a shelf.
func (s *search) placesInside(q *placeQuery, root int, shelf *vault.Shelf) {
	rows := shelf.Rows()
	for i := range rows {
		if !q.mayHold(&rows[i], s.list.worst()) {
			continue
		}
		c := placeCandidate(root, &rows[i])
		if limit := s.list.limit(c); q.mayHold(&rows[i], limit) {
			s.placesIn(q, &rows[i], shelf.Text(i), c, limit)
		}
	}
}

func placeCandidate(root int, row *vault.ShelfRow) candidate {
	return candidate{near: int(HeadingSymbol), changed: row.Changed, root: root}
}

// placesIn adds the places of a note on a shelf which start with something else than
// what is typed, each once, as c with ranks up to limit.
func (s *search) placesIn(q *placeQuery, row *vault.ShelfRow, text string, c candidate, limit int) {
	var lines lineCounter
	before := vault.Place{}
	var added map[vault.Place]bool
	q.hits(row, text, limit, func(h hit) {
		if h.rank > limit {
			return
		}
		line := lines.line(text, h.at)
		place := row.PlaceOf(line)
		if place == before || added[place] || q.starts(text, h.at, line) {
			return
		}
		if s.look(q, row, place, c, h.rank) {
			if before.Kind != vault.NotePlace {
				if added == nil {
					added = map[vault.Place]bool{}
				}
				added[before] = true
			}
			before = place
			limit = s.list.limit(c)
		}
	})
}

// look adds a place that was found with a rank, if its name says so too.
func (s *search) look(q *placeQuery, row *vault.ShelfRow, place vault.Place, c candidate, found int) bool {
	name := vault.NewSearchName(row.Note.PlaceName(place), false)
	rank, ok := q.placeRank(&name, found)
	if ok {
		s.addPlace(c, row.Note, place, rank)
	}
	return ok
}

func (s *search) addPlace(c candidate, n *vault.Note, place vault.Place, rank int) {
	if place.Kind == vault.BlockPlace {
		c.near = max(c.near, int(BlockSymbol))
	}
	c.rank, c.id, c.place = rank, n.ID, place
	s.list.add(c)
}

// placesOf adds the headings that typed finds in the notes that q does, or the blocks
// behind "^".
func (s *search) placesOf(q *query, typed string) {
	if s.part > 0 {
		return
	}
	id, blocks := strings.CutPrefix(typed, "^")
	in := &search{Search: s.Search, q: q, list: newShortlist(maxItems), of: 1}
	in.names()
	s.q = newQuery(id)
	for i, note := range in.list.best() {
		n, _ := s.vaults[note.root].Note(note.id)
		// The nearer note comes first, and its places in the order of the text.
		c := candidate{near: int(BlockSymbol) + 1 + i, name: note.name, root: note.root}
		kind, count := vault.HeadingPlace, len(n.Doc.Headings)
		if blocks {
			kind, count = vault.BlockPlace, len(n.Doc.Blocks)
		}
		for j := range count {
			if !s.goesOn() {
				return
			}
			place := vault.Place{Kind: kind, Index: j}
			name := vault.NewSearchName(n.PlaceName(place), false)
			rank, ok := s.q.match(&name, s.list.worst())
			if s.q.empty() {
				rank = prefixMatch * tierSize // behind a note of just this name, as "C#"
			}
			if ok && name.Text != "" {
				s.addPlace(c, n, place, rank)
			}
		}
	}
}

// found makes a symbol of a candidate.
func (s *Search) found(c *candidate) Found {
	v := s.vaults[c.root]
	f := Found{Root: c.root, Spot: Spot{ID: c.id}}
	n, _ := v.Note(c.id)
	switch {
	case n == nil:
		tag := vault.Key(c.text)
		f.Name, f.In = "#"+v.TagSpelling(tag), count(int(c.changed), "note")
		f.Spot = Spot{ID: v.TagHome(tag), Kind: TagSymbol, Text: c.text}
	case c.place.Kind == vault.NotePlace:
		f.Name, f.In = c.name.Text, c.id.Dir()
		if s.typed == "" {
			f.Name = n.Title()
		}
		if f.Name != c.id.Name() {
			f.In = string(c.id)
		}
	default:
		f.Name, f.In = n.PlaceName(c.place), n.Title()
		f.Spot = Spot{ID: c.id, Kind: HeadingSymbol, Text: f.Name, Index: c.place.Index}
		if c.place.Kind == vault.BlockPlace {
			f.Spot.Kind, f.Name = BlockSymbol, "^"+f.Name
		}
		if c.name != nil {
			f.Name, f.In = c.name.Text+"#"+f.Name, string(c.id)
		}
	}
	f.Kind = f.Spot.Kind
	f.Name, f.In = s.shown(f.Name), shownName(vault.NFC(f.In))
	return f
}

// shown is a name such that VS Code and Zed show it: their own filters want every
// letter that was typed, in this order, and know nothing of initials or keyboards.
func (s *Search) shown(name string) string {
	name = shownName(vault.NFC(name))
	if isSubsequence(strings.ToLower(s.typed), strings.ToLower(name)) {
		return name
	}
	return name + " ← " + shownName(s.typed)
}

// Find returns where in n a spot is by now: the place of its name nearest to where
// it was, and the start of the note where none has the name.
func (s Spot) Find(n *vault.Note) text.Span {
	best, at := -1, text.Span{}
	look := func(kind vault.PlaceKind, i int, span text.Span) {
		away := max(i-s.Index, s.Index-i)
		if n.PlaceName(vault.Place{Kind: kind, Index: i}) == s.Text && (best < 0 || away < best) {
			best, at = away, span
		}
	}
	switch s.Kind {
	case HeadingSymbol:
		for i := range n.Doc.Headings {
			look(vault.HeadingPlace, i, n.Doc.Headings[i].Span)
		}
	case BlockSymbol:
		for i := range n.Doc.Blocks {
			look(vault.BlockPlace, i, n.Doc.Blocks[i].Span)
		}
	case TagSymbol:
		if i := slices.IndexFunc(n.Doc.Tags, func(t markdown.Tag) bool { return vault.TagKey(t.Name) == vault.Key(s.Text) }); i >= 0 {
			at = n.Doc.Tags[i].Span
		}
	}
	return at
}
