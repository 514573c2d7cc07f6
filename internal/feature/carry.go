package feature

import (
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A landmark is where a place of a note starts.
type landmark struct {
	kind vault.PlaceKind
	off  int32
}

// A landing is what a link leads to after a revision.
type landing struct {
	id vault.NoteID
	// named says that a fragment tells the place; was is that place before.
	named      bool
	place, was vault.Place
}

// goal is where u, which leads to t, has to lead. ok is false where the place is gone.
func (r *Revision) goal(u use, t vault.Target) (to landing, ok bool) {
	to = landing{id: r.moved(t.ID)}
	n, isNote := r.old.Note(t.ID)
	if !isNote {
		return to, true
	}
	if u.link.Fragment != "" {
		to.was, to.named = n.PlaceOf(u.link)
	}
	if to.named && to.was.Kind != vault.NotePlace {
		within := u.in
		if u.link.Target != "" || t.ID != u.from {
			within = nil // it names the note, not what is around it
		}
		to.id, to.place, ok = r.placed(n, to.was, within)
		return to, ok
	}
	to.named = false
	if heir := r.heir(t.ID); heir != nil {
		return r.inherited(n, heir, u.link), true
	}
	return to, true
}

// heir is the passage that takes along the body of id, which is deleted; nil for none.
func (r *Revision) heir(id vault.NoteID) *passage {
	for _, gone := range r.Gone {
		for _, p := range r.passages {
			if gone == id && p.from == id && p.outer == nil && p.goes() {
				return p
			}
		}
	}
	return nil
}

// inherited is where l, a link to the note n, leads once that is a part of another: to
// its title's heading, or else to that note. A heading with a link in it is no such
// goal, since mending the link would change its name.
func (r *Revision) inherited(n *vault.Note, heir *passage, l *markdown.Link) landing {
	if i := n.Doc.TitleHeading(); i >= 0 && l.Fragment == "" && !strings.Contains(n.Doc.Headings[i].Raw, "[") {
		was := vault.Place{Kind: vault.HeadingPlace, Index: i}
		if id, place, ok := r.placed(n, was, heir); ok {
			return landing{id, true, place, was}
		}
	}
	return landing{id: r.moved(heir.to)}
}

// placed is where a place of the note old is in the next vault. Within is the passage
// that asks for it, nil for none: a copy's links lead to places in the copy.
func (r *Revision) placed(old *vault.Note, p vault.Place, within *passage) (vault.NoteID, vault.Place, bool) {
	off := placeStart(old, p)
	if within != nil && within.from == old.ID && within.span.Start <= off && off < within.span.End {
		if inner, _ := r.passageAt(old.ID, off); inner == nil || inner.outer != within {
			id, at := r.carryBy(within, off)
			return r.placeAt(r.next, id, p.Kind, at)
		}
	}
	id, at, ok := r.carry(old.ID, off)
	if !ok {
		return id, p, false
	}
	return r.placeAt(r.next, id, p.Kind, at)
}

// placeAt is the place of a kind that starts at off in the note id of next.
func (r *Revision) placeAt(next *vault.Snapshot, id vault.NoteID, kind vault.PlaceKind, off int32) (vault.NoteID, vault.Place, bool) {
	n, ok := next.Note(id)
	if !ok {
		return id, vault.Place{}, false
	}
	if r.landed == nil {
		r.landed = map[*vault.Note]map[landmark]int{}
	}
	if r.landed[n] == nil {
		r.landed[n] = landmarks(n)
	}
	i, ok := r.landed[n][landmark{kind, off}]
	return id, vault.Place{Kind: kind, Index: i}, ok
}

// placeStart is where the name of a place starts.
func placeStart(n *vault.Note, p vault.Place) int32 {
	switch p.Kind {
	case vault.BlockPlace:
		return n.Doc.Blocks[p.Index].IDSpan.Start
	case vault.FootnotePlace:
		return n.Doc.Footnotes[p.Index].LabelSpan.Start
	}
	return n.PlaceSpan(p).Start
}

// landmarks are the places of n by where they start.
func landmarks(n *vault.Note) map[landmark]int {
	out := map[landmark]int{}
	for kind, count := range map[vault.PlaceKind]int{
		vault.HeadingPlace: len(n.Doc.Headings), vault.BlockPlace: len(n.Doc.Blocks),
		vault.AnchorPlace: len(n.Doc.Anchors), vault.FootnotePlace: len(n.Doc.Footnotes),
	} {
		for i := range count {
			at := landmark{kind, placeStart(n, vault.Place{Kind: kind, Index: i})}
			if _, again := out[at]; !again {
				out[at] = i
			}
		}
	}
	return out
}
