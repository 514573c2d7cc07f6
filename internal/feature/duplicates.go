package feature

import (
	"cmp"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// duplicates looks for names that are given twice.
func (f *finder) duplicates() {
	doc := f.n.Doc
	first := firsts{}
	for i := range doc.Links {
		if l := &doc.Links[i]; l.Kind == markdown.Definition {
			if was, again := first.see(l.Label, l.LabelSpan); again {
				f.add("duplicate-definition", l.LabelSpan, "%q is defined twice; only the first definition counts.", l.Label).
					relate(Location{f.n.ID, was}, "This definition counts.")
			}
		}
	}
	clear(first)
	blocks := slices.Clone(doc.Blocks)
	slices.SortStableFunc(blocks, func(a, b markdown.Block) int { return cmp.Compare(a.IDSpan.Start, b.IDSpan.Start) })
	for _, b := range blocks {
		if was, again := first.see(vault.Fold(b.ID), b.IDSpan); again {
			f.add("duplicate-block-id", b.IDSpan, "Another block of this note has the id ^%s; links lead to the first.", b.ID).
				relate(Location{f.n.ID, was}, "Links lead to this block.")
		}
	}
	if f.judge.severity("duplicate-heading-anchor", f.n.ID) != config.Off {
		clear(first)
		for _, h := range doc.Headings {
			if was, again := first.see(f.anchorOf(h), h.Span); again {
				f.add("duplicate-heading-anchor", h.Span, "Another heading of this note has the same anchor, so this one's is numbered.").
					relate(Location{f.n.ID, was}, "This heading has the anchor.")
			}
		}
	}
	if r := f.s.Rules(); r.NoAliases || r.Syntax.NoWikiLinks {
		return // an alias names nothing
	}
	for _, a := range doc.FrontMatter.Aliases {
		for _, other := range f.s.SharingAlias(f.n, a.Text) {
			f.add("duplicate-alias", a.Span, "%q is an alias of %q too.", a.Text, other).
				relate(Location{ID: other}, "This note has the alias too.")
			break
		}
	}
}

// anchorOf is what a link to the heading alone would say: its own id, its slug, or
// where the vault has no slugs, its text.
func (f *finder) anchorOf(h markdown.Heading) string {
	r := f.s.Rules()
	if h.ID != "" && !r.NoHeadingIDs {
		return h.ID
	}
	if slug := r.Slugs.Slug(h.Text); slug != "" {
		return slug
	}
	return vault.Fold(strings.TrimSpace(h.Text))
}

// firsts remembers where a name was first seen.
type firsts map[string]text.Span

func (s firsts) see(name string, at text.Span) (first text.Span, again bool) {
	if was, ok := s[name]; ok {
		return was, true
	}
	s[name] = at
	return at, false
}
