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
	// passages are what goes from one note to another, as long as links are mended:
	// then they become edits.
	passages []*passage
	going    []*passage // those that leave their note, in order of note and text
	// replaced is what other text is put in place of, such as an embed.
	replaced []Location
	// tracks tell where the text of a note is in its new text; made when asked for.
	tracks map[vault.NoteID]track
	// landed is where the places of new notes start.
	landed map[*vault.Note]map[landmark]int
	ids    map[*vault.Note][]string // of headings
}

// An Obstacle is why something can't be done, as a sentence for the user.
type Obstacle string

func (o Obstacle) Error() string { return string(o) }

func obstacle(format string, args ...any) error { return Obstacle(fmt.Sprintf(format, args...)) }

// revise makes the vault that edits and moves lead to.
func revise(s *vault.Snapshot, edits map[vault.NoteID][]text.Edit, moves []Move) (*Revision, error) {
	r := &Revision{Moves: moves, Edits: map[vault.NoteID][]text.Edit{}, old: s}
	for id, list := range edits {
		r.Edits[id] = inOrder(list)
	}
	return r, r.build()
}

// inOrder sorts edits by where they stand; insertions at one place keep their order.
func inOrder(edits []text.Edit) []text.Edit {
	slices.SortStableFunc(edits, func(a, b text.Edit) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	return edits
}

// Next is the vault that the revision leads to, before the links are mended.
func (r *Revision) Next() *vault.Snapshot { return r.next }

// build makes the next vault of the old one.
func (r *Revision) build() error {
	r.tracks, r.landed = nil, nil
	if err := r.render(); err != nil {
		return err
	}
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
		edits, _ := r.written(id)
		after, err := text.Apply([]byte(src), edits)
		if err != nil {
			return fmt.Errorf("write %s: %w", id, err)
		}
		changes = append(changes, vault.Change{ID: id, Note: vault.NewNote(vault.Source{ID: id, Text: after, Rules: r.old.Rules()})})
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
	for _, p := range r.passages {
		changed[p.to] = true
		if p.goes() {
			changed[p.from] = true
		}
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
	edits, _ := r.written(id)
	after, err := text.Apply(src, edits)
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
		before := r.mended()
		inHeading := r.mendOnce(own)
		r.tracks = nil
		if !inHeading || slices.Equal(before, r.mended()) {
			return nil
		}
		if err := r.build(); err != nil {
			return err
		}
	}
	return nil
}

// mended lists all edits, to be compared.
func (r *Revision) mended() []text.Edit {
	var out []text.Edit
	for _, id := range slices.Sorted(maps.Keys(r.Edits)) {
		out = append(out, r.Edits[id]...)
	}
	for _, p := range r.passages {
		out = append(out, p.edits...)
	}
	return out
}

// mendOnce sets the edits to own ones and those of links, and reports whether one of
// the latter is in a heading.
func (r *Revision) mendOnce(own map[vault.NoteID][]text.Edit) (inHeading bool) {
	notes, passages := map[vault.NoteID][]text.Edit{}, map[*passage][]text.Edit{}
	r.Lost = nil
	for u := range r.links() {
		fixed := own[u.note.ID]
		if u.in != nil {
			fixed = u.in.own
		}
		if overlaps(fixed, u.link.Span) && covered(fixed, u.link.Span) {
			continue // it goes
		}
		edits, ok := r.link(u)
		if !ok {
			r.Lost = append(r.Lost, Location{u.note.ID, u.link.Span})
		}
		for _, e := range edits {
			if overlaps(fixed, e.Span) {
				continue
			}
			if u.in != nil {
				passages[u.in] = append(passages[u.in], e)
			} else {
				notes[u.note.ID] = append(notes[u.note.ID], e)
			}
			inHeading = inHeading || isInHeading(u.note, e.Span)
		}
	}
	r.Edits = maps.Clone(own)
	for id, edits := range notes {
		r.Edits[id] = slices.Compact(inOrder(append(edits, own[id]...)))
	}
	for _, p := range r.passages {
		p.edits = slices.Compact(inOrder(append(passages[p], p.own...)))
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
	return r, r.settle()
}

// overlaps reports whether span meets what is edited anyway; edits are in order.
func overlaps(edits []text.Edit, span text.Span) bool {
	i := sort.Search(len(edits), func(i int) bool { return edits[i].End > span.Start })
	return i < len(edits) && edits[i].Start < span.End
}

// covered reports whether one of edits, which are in order, replaces all of span.
func covered(edits []text.Edit, span text.Span) bool {
	i := sort.Search(len(edits), func(i int) bool { return edits[i].End >= span.End })
	return i < len(edits) && edits[i].Contains(span) && edits[i].New == ""
}

// A use is a link that may lead elsewhere afterwards.
type use struct {
	note *vault.Note // whose text holds it
	link *markdown.Link
	from vault.NoteID // the note that it counts from
	in   *passage     // what takes it along, nil where it stays in its note
}

// links yields those that may lead elsewhere: all of the notes that changed, and
// those that could mean what changed.
func (r *Revision) links() func(func(use) bool) {
	return func(yield func(use) bool) {
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
				l := &n.Doc.Links[i]
				p, stays := r.passageAt(id, l.Span.Start)
				if (p != nil || stays) && !yield(use{n, l, id, p}) {
					return
				}
			}
		}
		for _, p := range r.passages {
			n, _ := r.old.Note(p.from)
			for i := firstFrom(n.Doc.Links, p.span.Start); !p.goes() && i < len(n.Doc.Links) && n.Doc.Links[i].Span.Start < p.span.End; i++ {
				if !yield(use{n, &n.Doc.Links[i], p.from, p}) {
					return
				}
			}
		}
		for back := range r.old.LinksUnder(slices.Sorted(maps.Keys(keys))) {
			if !changed[back.From.ID] && !yield(use{back.From, back.Link, back.From.ID, nil}) {
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
