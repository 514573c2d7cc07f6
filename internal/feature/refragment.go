package feature

import (
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// fragment returns how l, a link to the note id, is to name to. ok is false where
// nothing names the place that it named.
func (r *Revision) fragment(l *markdown.Link, id vault.NoteID, to landing) (fragment string, ok bool) {
	old, isNote := r.old.Note(id)
	now, stays := r.next.Note(to.id)
	if !isNote || !stays || !to.named {
		return l.Fragment, true
	}
	leads := func(fragment string) bool {
		if l.Kind == markdown.Wiki && !r.holds("x", fragment) {
			return false
		}
		at, ok := now.PlaceOf(&markdown.Link{Kind: l.Kind, Fragment: fragment, HasFragment: true})
		return ok && fragment != "" && at == to.place
	}
	if leads(l.Fragment) {
		return l.Fragment, true
	}
	for _, fragment := range r.fragments(l, old, to.was, now, to.place) {
		if leads(fragment) {
			return fragment, true
		}
	}
	return "", l.Fragment == "" // then the note around the place will do
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

// headingIDs are those of n, which are made once: thousands of links may ask.
func (r *Revision) headingIDs(n *vault.Note) []string {
	if r.ids == nil {
		r.ids = map[*vault.Note][]string{}
	}
	ids, ok := r.ids[n]
	if !ok {
		ids = n.HeadingIDs()
		r.ids[n] = ids
	}
	return ids
}

func (r *Revision) headingFragments(l *markdown.Link, old *vault.Note, was vault.Place, now *vault.Note, i int, encode func(string) string) []string {
	h := now.Doc.Headings[i]
	slug := encode(r.headingIDs(now)[i])
	var byText []string
	if l.Kind == markdown.Wiki {
		quoted, _ := quoteHeading(now, func() []string { return r.headingIDs(now) }, "", i)
		byText = []string{plainFragment(h.Text), quoted, slug}
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
	quotes := decoded != r.headingIDs(old)[was.Index] && decoded != old.Doc.Headings[was.Index].ID
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
