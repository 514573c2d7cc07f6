package vault

import (
	"cmp"
	"slices"
	"sync/atomic"
)

// A Spread calls do for every part from 0 to parts-1, on as many processors as the
// caller likes, and returns when all are done.
type Spread func(parts int, do func(part int))

// Load is Update for changes that are most of the vault, as those of the first look at
// a folder are: the tables are made anew, which takes a small part of the time that it
// takes to merge into them. All notes count as affected. Few changes are left to
// Update.
func (s *Snapshot) Load(changes []Change, spread Spread) (*Snapshot, []NoteID) {
	if s.places.len >= len(changes)/2 {
		return s.Update(changes...)
	}
	b := &bulk{rules: s.Rules(), changes: s.after(changes), filings: make([]filing, bulkParts)}
	spread(bulkParts, b.file)
	next := &Snapshot{rules: s.rules, lone: s.lone}
	next.byName = gather(b, spread, func(f *filing) *buckets[*place] { return &f.names })
	next.byLink = gather(b, spread, func(f *filing) *buckets[NoteID] { return &f.links })
	next.byTag = gather(b, spread, func(f *filing) *buckets[NoteID] { return &f.tags })
	next.folders = b.folders()
	b.rows(next, spread)
	next.missing = missingIn(next, spread)
	return next, b.notes(s)
}

// after returns what makes an empty vault s after changes, sorted by path, each path
// once.
func (s *Snapshot) after(changes []Change) []Change {
	all := make([]Change, 0, s.places.len+len(changes))
	for id, p := range s.places.all() {
		n := s.notes.at(id)
		all = append(all, Change{ID: id, Note: n, File: n == nil, Revealed: p.revealed})
	}
	all = append(all, changes...)
	byID := func(a, b Change) int { return cmp.Compare(a.ID, b.ID) }
	if !slices.IsSortedFunc(all, byID) {
		slices.SortStableFunc(all, byID)
	}
	out := all[:0]
	for i, c := range all {
		if last := i+1 == len(all) || all[i+1].ID != c.ID; last && (c.Note != nil || c.File) {
			out = append(out, c)
		}
	}
	return out
}

const (
	// bulkParts is into how many parts the paths are cut, to be worked on side by
	// side, and groups is the same for the keys, by their shards.
	bulkParts = 16
	groups    = 64
)

// A bulk is the making of a Snapshot from nothing.
type bulk struct {
	rules   *Rules
	changes []Change
	filings []filing
}

// A filing is what a part of the paths adds to the tables.
type filing struct {
	places []*place // of the part's changes
	names  buckets[*place]
	links  buckets[NoteID]
	tags   buckets[NoteID]
}

// buckets are values and the keys to file them under, by the keys' groups.
type buckets[V any] [groups][]filed[V]

type filed[V any] struct {
	key   Key
	value V
}

func (b *buckets[V]) add(k Key, v V) {
	list := &b[shardOf(k)%groups]
	*list = append(*list, filed[V]{k, v})
}

// part is the range of changes that a part takes.
func (b *bulk) part(i int) []Change {
	return b.changes[i*len(b.changes)/bulkParts : (i+1)*len(b.changes)/bulkParts]
}

// file fills a part's filing.
func (b *bulk) file(part int) {
	f := &b.filings[part]
	changes := b.part(part)
	f.places = make([]*place, len(changes))
	for i, c := range changes {
		p := b.rules.newPlace(c.ID)
		p.revealed = c.Revealed
		f.places[i] = p
		var names []name
		if c.Note == nil {
			names = b.rules.pathNames(c.ID)
		} else {
			names = c.Note.names
		}
		for j, n := range names {
			if j == 0 || names[j-1].key != n.key {
				f.names.add(n.key, p)
			}
		}
		if c.Note == nil {
			continue
		}
		for _, k := range mentionsOf(c.Note) {
			f.links.add(k, c.ID)
		}
		for _, k := range c.Note.tags {
			f.tags.add(k, c.ID)
		}
	}
}

// gather makes the table of what the filings have in one of their buckets. Of each
// key the values are in the order of the paths.
func gather[V any](b *bulk, spread Spread, of func(*filing) *buckets[V]) table[Key, []V] {
	out := table[Key, []V]{shards: new([shards]map[Key][]V)}
	var count atomic.Int64
	spread(groups, func(group int) {
		var lists [bulkParts][]filed[V]
		total := 0
		for i := range b.filings {
			list := &of(&b.filings[i])[group]
			lists[i], total = *list, total+len(*list)
			*list = nil // not kept longer than needed: there are millions
		}
		count.Add(int64(gatherGroup(out.shards, lists[:], total)))
	})
	out.len = int(count.Load())
	if out.len == 0 {
		return table[Key, []V]{}
	}
	return out
}

// gatherGroup puts what is in lists under its keys and returns how many keys there
// are. The values of all of them lie in one piece of memory.
func gatherGroup[V any](out *[shards]map[Key][]V, lists [][]filed[V], total int) (keys int) {
	numbers := make(map[Key]int32, total/4)
	of := make([]int32, 0, total) // the number of each value's key
	var counts []int32
	for _, list := range lists {
		for i := range list {
			n, ok := numbers[list[i].key]
			if !ok {
				n = int32(len(counts))
				numbers[list[i].key] = n
				counts = append(counts, 0)
			}
			counts[n]++
			of = append(of, n)
		}
	}
	room := make([]V, total)
	starts := make([]int32, len(counts)+1)
	for n, c := range counts {
		starts[n+1] = starts[n] + c
	}
	at := slices.Clone(starts)
	i := 0
	for _, list := range lists {
		for j := range list {
			n := of[i]
			room[at[n]] = list[j].value
			at[n]++
			i++
		}
	}
	for k, n := range numbers {
		m := &out[shardOf(k)]
		if *m == nil {
			*m = make(map[Key][]V, len(numbers)*groups/shards)
		}
		(*m)[k] = room[starts[n]:starts[n+1]:starts[n+1]]
	}
	return len(numbers)
}

// rows makes the tables that are kept by path, and what searches look at.
func (b *bulk) rows(next *Snapshot, spread Spread) {
	type row struct {
		place *place
		note  *Note
	}
	rows := new([shards][]row)
	notes := 0
	for part := range b.filings {
		for i, c := range b.part(part) {
			shard := &rows[shardOf(c.ID)]
			*shard = append(*shard, row{b.filings[part].places[i], c.Note})
			if c.Note != nil {
				notes++
			}
		}
	}
	next.notes = table[NoteID, *Note]{shards: new([shards]map[NoteID]*Note), len: notes}
	next.places = table[NoteID, *place]{shards: new([shards]map[NoteID]*place), len: len(b.changes)}
	next.found = findables{new([shards][]Findable), new([shards]Shelf)}
	spread(shards, func(shard int) {
		if len(rows[shard]) == 0 {
			return
		}
		places, notes := make(map[NoteID]*place, len(rows[shard])), make(map[NoteID]*Note, len(rows[shard]))
		list := make([]Findable, 0, len(rows[shard]))
		var stock restock
		for _, r := range rows[shard] {
			places[r.place.id] = r.place
			if r.note != nil {
				notes[r.place.id] = r.note
			}
			if f, ok := newFindable(r.place, r.note); ok {
				list = append(list, f)
			}
			stock.of(nil, r.place, r.note)
		}
		next.places.shards[shard], next.notes.shards[shard] = places, notes
		next.found.lists[shard], next.found.shelves[shard] = list, stock.shelf(Shelf{})
	})
}

// folders makes the table of folders. Paths are sorted, so those of a folder mostly
// stand together.
func (b *bulk) folders() table[string, []folder] {
	u := &update{old: &Snapshot{rules: b.rules}, below: map[NoteID]int{}, touched: map[Key]bool{}}
	dir, run := "", 0
	for _, c := range b.changes {
		if d := c.ID.Dir(); d != dir {
			u.countFolders(NoteID(dir)+"/", run)
			dir, run = d, 0
		}
		run++
	}
	u.countFolders(NoteID(dir)+"/", run)
	return u.folders()
}

// missingIn makes the table of keys that links mention and nothing answers to.
func missingIn(s *Snapshot, spread Spread) table[Key, *SearchName] {
	out := table[Key, *SearchName]{shards: new([shards]map[Key]*SearchName)}
	if s.byLink.shards == nil {
		return table[Key, *SearchName]{}
	}
	var count atomic.Int64
	spread(shards, func(shard int) {
		missing := map[Key]*SearchName{}
		for k := range s.byLink.shards[shard] {
			if len(s.byName.at(k)) == 0 {
				name := NewSearchName(string(k), false)
				missing[k] = &name
			}
		}
		out.shards[shard] = missing
		count.Add(int64(len(missing)))
	})
	out.len = int(count.Load())
	return out
}

// notes lists the notes and those that old had, sorted.
func (b *bulk) notes(old *Snapshot) []NoteID {
	var out []NoteID
	for id := range old.notes.all() {
		out = append(out, id)
	}
	for _, c := range b.changes {
		if c.Note != nil && old.notes.at(c.ID) == nil {
			out = append(out, c.ID)
		}
	}
	slices.Sort(out)
	return out
}
