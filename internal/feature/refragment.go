package feature

import (
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// fragment returns how l, a link to the note id, is to name the same place of what is
// now want. ok is false where nothing names it.
func (r *Revision) fragment(l *markdown.Link, id, want vault.NoteID) (fragment string, ok bool) {
	old, isNote := r.old.Note(id)
	now, stays := r.next.Note(want)
	if l.Fragment == "" || !isNote || !stays {
		return l.Fragment, true
	}
	place, ok := old.PlaceOf(l)
	if !ok || place.Kind == vault.NotePlace {
		return l.Fragment, true
	}
	goal, ok := r.placed(old, place, now)
	if !ok {
		return l.Fragment, false
	}
	leads := func(fragment string) bool {
		if l.Kind == markdown.Wiki && !r.holds("x", fragment) {
			return false
		}
		at, ok := now.PlaceOf(&markdown.Link{Kind: l.Kind, Fragment: fragment, HasFragment: true})
		return ok && fragment != "" && at == goal
	}
	if leads(l.Fragment) {
		return l.Fragment, true
	}
	for _, fragment := range r.fragments(l, old, place, now, goal) {
		if leads(fragment) {
			return fragment, true
		}
	}
	return "", false
}

// placed is where a place of the note old is in the note now: the heading of the same
// number, the block of the id that it has now.
func (r *Revision) placed(old *vault.Note, p vault.Place, now *vault.Note) (vault.Place, bool) {
	switch p.Kind {
	case vault.HeadingPlace:
		return p, p.Index < len(now.Doc.Headings) && len(now.Doc.Headings) == len(old.Doc.Headings)
	case vault.BlockPlace:
		id := old.Doc.Blocks[p.Index].ID
		if r.blockID != nil {
			id = r.blockID(old.ID, id)
		}
		return now.Place("^" + id)
	case vault.AnchorPlace:
		return p, p.Index < len(now.Doc.Anchors)
	}
	return p, p.Index < len(now.Doc.Footnotes)
}

// fragments lists the ways to name the place at, in l's style first.
func (r *Revision) fragments(l *markdown.Link, old *vault.Note, was vault.Place, now *vault.Note, at vault.Place) []string {
	encode := func(s string) string { return encodeLike(s, l.Fragment, specials) }
	if l.Kind == markdown.Wiki {
		encode = func(s string) string { return s }
	}
	switch at.Kind {
	case vault.HeadingPlace:
		return r.headingFragments(l, old, was, now, at.Index, encode)
	case vault.BlockPlace:
		id := "^" + now.Doc.Blocks[at.Index].ID
		if i := strings.LastIndexByte(l.Fragment, '#'); i >= 0 {
			return []string{l.Fragment[:i+1] + id, id}
		}
		return []string{encode(id), id}
	case vault.AnchorPlace:
		return []string{encode(now.Doc.Anchors[at.Index].ID)}
	case vault.FootnotePlace:
		label := now.Doc.Footnotes[at.Index].Label
		if i := strings.LastIndexAny(l.Fragment, ":-"); i >= 0 {
			return []string{l.Fragment[:i+1] + encode(label)}
		}
	}
	return nil
}

func (r *Revision) headingFragments(l *markdown.Link, old *vault.Note, was vault.Place, now *vault.Note, i int, encode func(string) string) []string {
	h := now.Doc.Headings[i]
	slug := encode(now.HeadingIDs()[i])
	quoted, _ := wikiFragment(now, "", i)
	byText := []string{plainFragment(h.Text), quoted, slug}
	if l.Kind == markdown.Wiki {
		if chain, ok := r.chain(l, old, now); ok {
			byText = append([]string{chain}, byText...)
		}
	} else {
		byText = []string{encode(plainFragment(h.Text)), encode(strings.TrimSpace(h.Text)), slug}
	}
	bySlug := append([]string{slug}, byText...)
	decoded := vault.Decode(l.Fragment)
	if h.ID != "" && decoded == old.Doc.Headings[was.Index].ID {
		bySlug = append([]string{encode(h.ID)}, bySlug...)
	} else if h.ID != "" {
		bySlug = append(bySlug, encode(h.ID))
	}
	quotes := decoded != old.HeadingIDs()[was.Index] && decoded != old.Doc.Headings[was.Index].ID
	if quotes || l.Kind == markdown.Wiki && plainFragment(old.Doc.Headings[was.Index].Text) == decoded {
		return append(byText, bySlug...)
	}
	return bySlug
}

// chain is l's chain of headings with those that have another text now named by it.
func (r *Revision) chain(l *markdown.Link, old, now *vault.Note) (string, bool) {
	parts := strings.Split(l.Fragment, "#")
	if len(parts) < 2 || len(old.Doc.Headings) != len(now.Doc.Headings) {
		return "", false
	}
	for i, part := range parts {
		for j, h := range old.Doc.Headings {
			if now.Doc.Headings[j].Text != h.Text && plainFragment(part) == plainFragment(h.Text) {
				parts[i] = plainFragment(now.Doc.Headings[j].Text)
			}
		}
	}
	return strings.Join(parts, "#"), true
}
