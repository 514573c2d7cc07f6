package feature

import (
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// pointTo returns the edits that make l, a link of n, lead to id, in l's own style:
// with an extension or folders, encoded or not, as it is. The new target is one that
// leads there alone. Its fragment stays. A wiki link shows label, if it shows nothing
// else and label is not what it says anyway. ok is false where no spelling leads there.
func pointTo(s *vault.Snapshot, n *vault.Note, l *markdown.Link, id vault.NoteID, label string) (edits []text.Edit, ok bool) {
	r := &Revision{old: s, next: s}
	target, called, ok := r.retarget(use{n, l, n.ID, nil}, vault.Target{ID: aimOf(s, n, l, id)}, id)
	if !ok {
		return nil, false
	}
	if target != l.Target {
		edits = append(edits, writeTarget(n, l, target))
	}
	if label == "" {
		label = called
	}
	shows := l.Kind != markdown.Wiki || l.Embed || !l.LabelSpan.Empty()
	if !shows && label != "" && !vault.SameText(label, target) && !strings.ContainsAny(label, "|[]\r\n") {
		edits = append(edits, addLabel(n, l, label))
	}
	return edits, true
}

// aimOf is what l names now, as a path that tells of l's style: of a missing note the
// path that it would be at.
func aimOf(s *vault.Snapshot, n *vault.Note, l *markdown.Link, id vault.NoteID) vault.NoteID {
	t := s.Resolve(n.ID, l)
	if t.Status == vault.Missing && !t.ID.IsNote() && id.IsNote() && !strings.HasSuffix(l.Target, "/") {
		return t.ID + ".md"
	}
	return t.ID
}

// pointAt returns how l, a link to the note to, is to name the place at in it, in l's
// own style. ok is false where nothing names it.
func pointAt(s *vault.Snapshot, l *markdown.Link, to *vault.Note, at vault.Place) (fragment string, ok bool) {
	return (&Revision{old: s, next: s}).pointAt(l, to, at)
}

// pointAt is pointAt for one who asks more than once.
func (r *Revision) pointAt(l *markdown.Link, to *vault.Note, at vault.Place) (fragment string, ok bool) {
	for _, fragment := range r.fragmentsOf(l, to, at) {
		if fragment == "" || l.Kind == markdown.Wiki && !r.holds("x", fragment) {
			continue
		}
		if got, ok := to.PlaceOf(&markdown.Link{Kind: l.Kind, Fragment: fragment, HasFragment: true}); ok && got == at {
			return fragment, true
		}
	}
	return "", false
}

// fragmentsOf lists the ways to name a place, in l's style first. Of a chain A#B the
// last part is the one that changes.
func (r *Revision) fragmentsOf(l *markdown.Link, to *vault.Note, at vault.Place) []string {
	encode := func(s string) string { return s }
	if l.Kind != markdown.Wiki {
		encode = func(s string) string { return encodeLike(s, l.Fragment, specials) }
	}
	above := l.Fragment[:strings.LastIndexByte(l.Fragment, '#')+1]
	switch at.Kind {
	case vault.BlockPlace:
		id := "^" + to.Doc.Blocks[at.Index].ID
		return []string{above + id, encode(id), id}
	case vault.AnchorPlace:
		return []string{encode(to.Doc.Anchors[at.Index].ID)}
	case vault.FootnotePlace:
		return nil
	}
	h := to.Doc.Headings[at.Index]
	slug := encode(r.headingIDs(to)[at.Index])
	plain := plainFragment(h.Text)
	if l.Kind != markdown.Wiki {
		return []string{encode(h.ID), slug, encode(plain), encode(strings.TrimSpace(h.Text))}
	}
	quoted, _ := quoteHeading(to, func() []string { return r.headingIDs(to) }, "", at.Index)
	if isSlugLike(l.Fragment) && !isSlugLike(plain) {
		return []string{above + slug, slug, plain, quoted}
	}
	return []string{above + plain, plain, quoted, above + slug, slug}
}

// isSlugLike reports whether a fragment has hyphens where a heading has spaces.
func isSlugLike(fragment string) bool {
	return strings.Contains(fragment, "-") && !strings.Contains(fragment, " ") && strings.ToLower(fragment) == fragment
}
