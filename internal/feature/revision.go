package feature

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A Move says that a note, a file or a folder with all below it is at another path.
type Move struct {
	From, To vault.NoteID // of a folder without a slash behind it
	Folder   bool
}

// A Revision is a change of a vault that breaks no link: what a rename or a move
// comes to. The links that would lead elsewhere afterwards are rewritten, each in its
// own style, and no others.
type Revision struct {
	Moves []Move
	// New are notes to make, where nothing is, and their text.
	New map[vault.NoteID]string
	// Gone are notes to delete.
	Gone []vault.NoteID
	// Edits are those of each note, by its path before the moves, in the order of its
	// text.
	Edits map[vault.NoteID][]text.Edit
	// Lost are the links that no spelling can keep alive, as to a heading of which
	// nothing is left that a fragment could name.
	Lost []Location

	old, next *vault.Snapshot
	// reread reads a note that has moved on disk already, nil for none.
	reread func(vault.NoteID) []byte
	// blockID is what a block's id in a note becomes, nil for itself.
	blockID func(id vault.NoteID, block string) string
}

// An Obstacle is why something can't be done, as a sentence for the user.
type Obstacle string

func (o Obstacle) Error() string { return string(o) }

func obstacle(format string, args ...any) error { return Obstacle(fmt.Sprintf(format, args...)) }

// revise makes the vault that edits and moves lead to.
func revise(s *vault.Snapshot, edits map[vault.NoteID][]text.Edit, moves []Move) (*Revision, error) {
	r := &Revision{Moves: moves, Edits: edits, old: s}
	if r.Edits == nil {
		r.Edits = map[vault.NoteID][]text.Edit{}
	}
	return r, r.build()
}

// Next is the vault that the revision leads to, before the links are mended.
func (r *Revision) Next() *vault.Snapshot { return r.next }

// build makes the next vault of the old one.
func (r *Revision) build() error {
	var changes []vault.Change
	for _, m := range r.Moves {
		if dir := vault.NoteID(m.From.Dir()); dir != "" && r.moved(dir) == dir {
			changes = append(changes, vault.Change{ID: dir + "/", File: true}) // it stays, be it empty
		}
	}
	changed := r.changed()
	for id := range changed {
		if r.moved(id) != id {
			changes = append(changes, vault.Change{ID: id})
		}
	}
	for id := range changed {
		if _, made := r.New[id]; made || slices.Contains(r.Gone, id) {
			continue
		}
		c, err := r.changeOf(id)
		if err != nil {
			return err
		}
		changes = append(changes, c)
	}
	for id, src := range r.New {
		changes = append(changes, vault.Change{ID: id, Note: vault.NewNote(vault.Source{ID: id, Text: []byte(src), Rules: r.old.Rules()})})
	}
	for _, id := range r.Gone {
		changes = append(changes, vault.Change{ID: id})
	}
	r.next, _ = r.old.Update(changes...)
	return nil
}

// changed is the set of what is edited, moved, made or deleted, by its old path.
func (r *Revision) changed() map[vault.NoteID]bool {
	changed := map[vault.NoteID]bool{}
	for id := range r.New {
		changed[id] = true
	}
	for _, id := range r.Gone {
		changed[id] = true
	}
	for id := range r.Edits {
		changed[id] = true
	}
	for _, m := range r.Moves {
		for id := range below(r.old, m) {
			changed[id] = true
		}
	}
	return changed
}

// below yields what m moves: the note or file, or all that is in the folder.
func below(s *vault.Snapshot, m Move) func(func(vault.NoteID) bool) {
	return func(yield func(vault.NoteID) bool) {
		if !m.Folder {
			yield(m.From)
			return
		}
		for id := range s.Files() {
			if strings.HasPrefix(string(id), string(m.From)+"/") && !yield(id) {
				return
			}
		}
	}
}

// Moved is where a note, file or folder is after the moves.
func (r *Revision) Moved(id vault.NoteID) vault.NoteID { return r.moved(id) }

// moved is where id is after the moves; for a folder too.
func (r *Revision) moved(id vault.NoteID) vault.NoteID {
	best, to := -1, id
	for _, m := range r.Moves {
		rest, ok := strings.CutPrefix(string(id), string(m.From))
		if ok && (rest == "" || m.Folder && rest[0] == '/') && len(m.From) > best {
			best, to = len(m.From), m.To+vault.NoteID(rest)
		}
	}
	return to
}

// changeOf is what becomes of what was at id.
func (r *Revision) changeOf(id vault.NoteID) (vault.Change, error) {
	c := vault.Change{ID: r.moved(id), File: true, Revealed: r.old.IsRevealed(id)}
	n, ok := r.old.Note(id)
	if !ok || !c.ID.IsNote() {
		return c, nil
	}
	src := n.Text()
	if src == nil && r.reread != nil {
		src = r.reread(c.ID)
	}
	if src == nil && n.Doc.Size > 0 {
		return c, obstacle("%s has changed on disk since it was read. Try again.", id)
	}
	after, err := text.Apply(src, r.Edits[id])
	if err != nil {
		return c, fmt.Errorf("edit %s: %w", id, err)
	}
	c.Note = vault.NewNote(vault.Source{ID: c.ID, Text: after, Modified: n.Modified, Open: n.Open, Version: n.Version, Rules: r.old.Rules()})
	c.File = false
	return c, nil
}

// maxRounds bounds how often links are mended for what mending does to headings.
const maxRounds = 4

// mend adds the edits of all links that would lead elsewhere. A link in a heading is a
// part of its text, so mending it may change what other links quote: then they are
// looked at again.
func (r *Revision) mend() error {
	own := maps.Clone(r.Edits)
	for range maxRounds {
		before := r.Edits
		inHeading := r.mendOnce(own)
		if !inHeading || maps.EqualFunc(before, r.Edits, slices.Equal) {
			return nil
		}
		if err := r.build(); err != nil {
			return err
		}
	}
	return nil
}

// mendOnce sets the edits to own ones and those of links, and reports whether one of
// the latter is in a heading.
func (r *Revision) mendOnce(own map[vault.NoteID][]text.Edit) (inHeading bool) {
	mended := map[vault.NoteID][]text.Edit{}
	r.Lost = nil
	for back := range r.links() {
		id := back.From.ID
		edits, ok := r.link(back.From, back.Link)
		if !ok {
			r.Lost = append(r.Lost, Location{id, back.Link.Span})
		}
		for _, e := range edits {
			if !overlaps(own[id], e) {
				mended[id] = append(mended[id], e)
				inHeading = inHeading || isInHeading(back.From, e.Span)
			}
		}
	}
	r.Edits = maps.Clone(own)
	for id, edits := range mended {
		edits = append(edits, own[id]...)
		slices.SortStableFunc(edits, func(a, b text.Edit) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
		r.Edits[id] = slices.Compact(edits)
	}
	return inHeading
}

// isInHeading reports whether span is a part of a heading of n.
func isInHeading(n *vault.Note, span text.Span) bool {
	i := sort.Search(len(n.Doc.Headings), func(i int) bool { return n.Doc.Headings[i].Span.End >= span.End })
	return i < len(n.Doc.Headings) && n.Doc.Headings[i].Span.Contains(span)
}

// whole returns r with its links mended, or says why not all of them can be.
func (r *Revision) whole() (*Revision, error) {
	if err := r.mend(); err != nil {
		return nil, err
	}
	if len(r.Lost) > 0 {
		n, _ := r.old.Note(r.Lost[0].ID)
		return nil, obstacle("Nothing was changed: %s in %s could not be written so that it leads there any more.", r.Lost[0].Span.Of(n.Text()), n.ID)
	}
	return r, nil
}

// overlaps reports whether e lies in what is edited anyway.
func overlaps(edits []text.Edit, e text.Edit) bool {
	return slices.ContainsFunc(edits, func(other text.Edit) bool { return e.Start < other.End && other.Start < e.End })
}

// links yields those that may lead elsewhere: all of the notes that changed, and
// those that could mean what changed.
func (r *Revision) links() func(func(vault.Backlink) bool) {
	return func(yield func(vault.Backlink) bool) {
		changed, keys := r.changed(), map[vault.Key]bool{}
		for id := range changed {
			for _, k := range append(r.old.KeysOf(id), r.next.KeysOf(r.moved(id))...) {
				keys[k] = true
			}
			r.addFolderKeys(keys, id, r.old, r.next)
			r.addFolderKeys(keys, r.moved(id), r.next, r.old)
		}
		for _, id := range slices.Sorted(maps.Keys(changed)) {
			n, ok := r.old.Note(id)
			for i := range linksOf(n, ok) {
				if !yield(vault.Backlink{From: n, Link: &n.Doc.Links[i]}) {
					return
				}
			}
		}
		for back := range r.old.LinksUnder(slices.Sorted(maps.Keys(keys))) {
			if !changed[back.From.ID] && !yield(back) {
				return
			}
		}
	}
}

func linksOf(n *vault.Note, ok bool) []markdown.Link {
	if !ok {
		return nil
	}
	return n.Doc.Links
}

// addFolderKeys adds the keys of the folders on the way to id that one of the two
// vaults lacks: links to a folder may mean another one then.
func (r *Revision) addFolderKeys(keys map[vault.Key]bool, id vault.NoteID, with, without *vault.Snapshot) {
	for dir := vault.NoteID(id.Dir()); dir != ""; dir = vault.NoteID(dir.Dir()) {
		if with.HasFolder(dir) && !without.HasFolder(dir) {
			keys[vault.KeyOf(string(dir))] = true
		}
	}
}
