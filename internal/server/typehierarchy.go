package server

import (
	"context"
	"encoding/json"
	"slices"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A tagRef names a tag in what the client keeps and sends back.
type tagRef struct {
	URI uri.URI   `json:"uri"` // of a note in the tag's vault
	Tag vault.Key `json:"tag"`
}

// PrepareTypeHierarchy finds the tag whose levels are to be walked.
func (v *view) PrepareTypeHierarchy(ctx context.Context, p *protocol.TypeHierarchyPrepareParams) ([]protocol.TypeHierarchyItem, error) {
	c, ok := v.at(p.TextDocument.URI, p.Position)
	if !ok || !c.root.terms.Load().Settings.Server.Hierarchies {
		return nil, nil
	}
	node, ok := feature.TagAt(c.snap, c.Cursor)
	if !ok {
		return nil, nil
	}
	return v.tagItems(ctx, c.root, c.snap, node), nil
}

// Supertypes goes from a tag to the one above it.
func (v *view) Supertypes(ctx context.Context, p *protocol.TypeHierarchySupertypesParams) ([]protocol.TypeHierarchyItem, error) {
	r, snap, tag, ok := v.tag(p.Item.Data)
	if !ok {
		return nil, nil
	}
	above, ok := feature.TagAbove(snap, tag)
	if !ok {
		return nil, nil
	}
	return v.tagItems(ctx, r, snap, above), nil
}

// Subtypes goes from a tag to those directly below it.
func (v *view) Subtypes(ctx context.Context, p *protocol.TypeHierarchySubtypesParams) ([]protocol.TypeHierarchyItem, error) {
	r, snap, tag, ok := v.tag(p.Item.Data)
	if !ok {
		return nil, nil
	}
	return v.tagItems(ctx, r, snap, feature.TagsBelow(snap, tag)...), nil
}

// tag finds the tag that data, a tagRef, names.
func (v *view) tag(data protocol.LSPAny) (r *root, snap *vault.Snapshot, tag vault.Key, ok bool) {
	var ref tagRef
	if json.Unmarshal(data, &ref) != nil {
		return nil, nil, "", false
	}
	i, n := v.note(ref.URI)
	if n == nil || !v.roots[i].terms.Load().Settings.Server.Hierarchies {
		return nil, nil, "", false
	}
	return v.roots[i], v.snaps[i], ref.Tag, true
}

// tagItems turns tags into the client's terms. Those in a note whose text is not to be
// had any more are left out.
func (v *view) tagItems(ctx context.Context, r *root, snap *vault.Snapshot, tags ...feature.TagNode) []protocol.TypeHierarchyItem {
	out := make([]protocol.TypeHierarchyItem, len(tags))
	v.eachWithText(ctx, snap, len(tags), func(i int) vault.NoteID { return tags[i].First.ID }, func(i int, m mapper) {
		u, at, detail := v.uriOf(r, tags[i].First.ID), m.rng(tags[i].First.Span), tags[i].Detail()
		out[i] = protocol.TypeHierarchyItem{
			Name: "#" + tags[i].Name, Kind: protocol.SymbolKindConstant, Detail: &detail, URI: u, Range: at, SelectionRange: at,
		}
		out[i].Data, _ = json.Marshal(tagRef{u, tags[i].Tag}) // strings
	})
	return slices.DeleteFunc(out, func(item protocol.TypeHierarchyItem) bool { return item.Name == "" })
}
