package server

import (
	"context"
	"fmt"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/feature"
)

// Completion offers notes behind "[[" and paths behind "](".
//
// Every item filters as the very text that it replaces and sorts by its rank, and
// the list is never complete: which notes match, and how well, is for us to say
// again as the user types on. A client's own filter knows nothing of aliases or
// Unicode forms.
func (v *view) Completion(_ context.Context, p *protocol.CompletionParams) (protocol.CompletionResult, error) {
	c, ok := v.at(p.TextDocument.URI, p.Position)
	if !ok || !c.root.terms.Load().Settings.Server.Completion {
		return nil, nil
	}
	found := feature.Complete(c.snap, c.Cursor)
	typed := string(found.Query.Of(c.Note.Text()))
	list := &protocol.CompletionList{IsIncomplete: true, Items: make([]protocol.CompletionItem, 0, len(found.Items))}
	for i, item := range found.Items {
		list.Items = append(list.Items, protocol.CompletionItem{
			Label:      item.Label,
			Kind:       completionKind(item),
			Detail:     protocol.NewOptional(item.Detail),
			FilterText: protocol.NewOptional(typed),
			SortText:   protocol.NewOptional(fmt.Sprintf("%04d", i)),
			TextEdit:   &protocol.TextEdit{Range: c.rng(item.Edit.Span), NewText: item.Edit.New},
		})
	}
	return list, nil
}

func completionKind(item feature.Item) protocol.CompletionItemKind {
	if item.Note {
		return protocol.CompletionItemKindReference
	}
	return protocol.CompletionItemKindFile
}
