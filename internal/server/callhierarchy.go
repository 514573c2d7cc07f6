package server

import (
	"context"
	"encoding/json"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// PrepareCallHierarchy finds the note, heading or file whose links are to be walked.
func (v *view) PrepareCallHierarchy(ctx context.Context, p *protocol.CallHierarchyPrepareParams) ([]protocol.CallHierarchyItem, error) {
	c, ok := v.at(p.TextDocument.URI, p.Position)
	if !ok || !c.root.terms.Load().Settings.Server.Hierarchies {
		return nil, nil
	}
	part, ok := feature.PartAt(c.snap, c.Cursor)
	if !ok {
		return nil, nil
	}
	var items []protocol.CallHierarchyItem
	for _, call := range v.calls(ctx, c.root, c.snap, []feature.Call{{Part: part}}) {
		items = append(items, call.item)
	}
	return items, nil
}

// IncomingCalls lists the sections that link to an item.
func (v *view) IncomingCalls(ctx context.Context, p *protocol.CallHierarchyIncomingCallsParams) ([]protocol.CallHierarchyIncomingCall, error) {
	to, ok := v.itemPart(p.Item)
	if !ok || !to.root.terms.Load().Settings.Server.Hierarchies {
		return nil, nil
	}
	var out []protocol.CallHierarchyIncomingCall
	for _, c := range v.calls(ctx, to.root, to.snap, feature.Incoming(to.snap, to.Part)) {
		out = append(out, protocol.CallHierarchyIncomingCall{From: c.item, FromRanges: ranges(c.mapper, c.spans)})
	}
	return out, ctx.Err()
}

// OutgoingCalls lists what an item links to.
func (v *view) OutgoingCalls(ctx context.Context, p *protocol.CallHierarchyOutgoingCallsParams) ([]protocol.CallHierarchyOutgoingCall, error) {
	from, ok := v.itemPart(p.Item)
	if !ok || !from.root.terms.Load().Settings.Server.Hierarchies {
		return nil, nil
	}
	n, isNote := from.snap.Note(from.ID)
	if !isNote {
		return nil, nil
	}
	m, ok := noteMapper(n, v.encoding)
	if !ok {
		return nil, nil
	}
	var out []protocol.CallHierarchyOutgoingCall
	for _, c := range v.calls(ctx, from.root, from.snap, feature.Outgoing(from.snap, from.Part)) {
		out = append(out, protocol.CallHierarchyOutgoingCall{To: c.item, FromRanges: ranges(m, c.spans)})
	}
	return out, ctx.Err()
}

func ranges(m mapper, spans []text.Span) []protocol.Range {
	out := make([]protocol.Range, len(spans))
	for i, s := range spans {
		out[i] = m.rng(s)
	}
	return out
}

// A shownCall is a call with its part in the client's terms.
type shownCall struct {
	item   protocol.CallHierarchyItem
	mapper mapper // of the part's note; the zero one for other files
	spans  []text.Span
}

// calls turns the parts of calls into the client's terms, in the same order. Those in
// a note whose text is not to be had any more are left out.
func (v *view) calls(ctx context.Context, r *root, snap *vault.Snapshot, list []feature.Call) []shownCall {
	shown := make([]shownCall, len(list))
	v.eachWithText(ctx, snap, len(list), func(i int) vault.NoteID { return list[i].Part.ID }, func(i int, m mapper) {
		shown[i] = shownCall{v.item(r, snap, list[i].Part, m), m, list[i].Spans}
	})
	return slices.DeleteFunc(shown, func(c shownCall) bool { return c.item.Name == "" })
}

// item is a part in the client's terms. VS Code refuses one without a name, or whose
// range does not hold what names it.
func (v *view) item(r *root, snap *vault.Snapshot, p feature.Part, m mapper) protocol.CallHierarchyItem {
	ref := v.refTo(r, snap, p)
	item := protocol.CallHierarchyItem{Name: p.Name(snap), Kind: protocol.SymbolKindFile, URI: ref.URI}
	item.Data, _ = json.Marshal(ref) // strings and numbers
	detail := string(p.ID)
	if n, isNote := snap.Note(p.ID); isNote {
		whole, name := p.Spans(n)
		item.Range, item.SelectionRange = m.rng(whole), m.rng(name)
		if p.Place.Kind != vault.NotePlace {
			item.Kind = protocol.SymbolKindString
		}
		if p.Place.Kind == vault.HeadingPlace { // with its marks, and without those of the next
			item.Range.Start.Character = 0
			if int(whole.End) < n.Doc.Size && item.SelectionRange.End.Line < item.Range.End.Line {
				item.Range.End.Character = 0
			}
		}
	}
	item.Detail = &detail
	return item
}

// itemPart finds what an item of an earlier answer stands for.
func (v *view) itemPart(item protocol.CallHierarchyItem) (p foundPart, ok bool) {
	var ref partRef
	if json.Unmarshal(item.Data, &ref) != nil {
		return p, false
	}
	return v.part(ref)
}
