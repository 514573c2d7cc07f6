package server

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// completionTriggers bring up the list where typing a letter does not, as in VS
// Code's Markdown.
var completionTriggers = []string{"[", "(", "/", "#", "^", "|", "!"}

// Completion offers what fits what is half typed.
//
// Every item filters as the very text that it replaces and sorts by its rank, and
// the list is never complete: which notes match, and how well, is for us to say
// again as the user types on. A client's own filter knows nothing of aliases, first
// consonants or Unicode forms.
func (v *view) Completion(ctx context.Context, p *protocol.CompletionParams) (protocol.CompletionResult, error) {
	c, ok := v.at(p.TextDocument.URI, p.Position)
	if !ok {
		return nil, nil
	}
	settings := c.root.terms.Load().Settings
	if !settings.Server.Completion {
		return nil, nil
	}
	found := feature.Complete(ctx, c.snap, c.Cursor, feature.ChoicesOf(settings, time.Now()))
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	typed := string(found.Query.Of(c.Note.Text()))
	list := &protocol.CompletionList{IsIncomplete: true, Items: make([]protocol.CompletionItem, 0, len(found.Items))}
	for i, item := range found.Items {
		out := protocol.CompletionItem{
			Label:      item.Label,
			Kind:       completionKinds[item.Kind],
			FilterText: protocol.NewOptional(typed),
			SortText:   protocol.NewOptional(fmt.Sprintf("%04d", i)),
			TextEdit:   &protocol.TextEdit{Range: c.rng(item.Edit.Span), NewText: item.Edit.New},
		}
		for _, e := range item.Also {
			out.AdditionalTextEdits = append(out.AdditionalTextEdits, protocol.TextEdit{Range: c.rng(e.Span), NewText: e.New})
		}
		if item.Detail != "" {
			out.Detail = protocol.NewOptional(item.Detail)
			if v.features.labelDetails {
				out.LabelDetails = &protocol.CompletionItemLabelDetails{Description: &item.Detail}
			}
		}
		if item.NewID != "" {
			if !v.features.applyEdit {
				continue
			}
			arg, _ := json.Marshal(blockRef{c.root.disk.Dir(), item.ID, item.NewID})
			out.Command = protocol.Command{Title: "Add the block's id", Command: addBlockID, Arguments: []protocol.LSPAny{arg}}
		}
		if item.Kind == feature.NoteItem {
			out.Data, _ = json.Marshal(itemData{c.root.disk.Dir(), item.ID})
		}
		list.Items = append(list.Items, out)
	}
	return list, nil
}

var completionKinds = [...]protocol.CompletionItemKind{
	feature.NoteItem:     protocol.CompletionItemKindReference,
	feature.FileItem:     protocol.CompletionItemKindFile,
	feature.FolderItem:   protocol.CompletionItemKindFolder,
	feature.HeadingItem:  protocol.CompletionItemKindStruct,
	feature.BlockItem:    protocol.CompletionItemKindSnippet,
	feature.TagItem:      protocol.CompletionItemKindKeyword,
	feature.LabelItem:    protocol.CompletionItemKindText,
	feature.MissingItem:  protocol.CompletionItemKindValue,
	feature.PropertyItem: protocol.CompletionItemKindProperty,
	feature.CalloutItem:  protocol.CompletionItemKindEnumMember,
}

// itemData is what an item remembers for its preview.
type itemData struct {
	Root string       `json:"root"`
	ID   vault.NoteID `json:"id"`
}

// CompletionResolve adds a preview of the note to an item, once it is looked at.
func (v *view) CompletionResolve(_ context.Context, item *protocol.CompletionItem) (*protocol.CompletionItem, error) {
	var data itemData
	if json.Unmarshal(item.Data, &data) != nil {
		return item, nil
	}
	for i, r := range v.roots {
		if r.disk.Dir() != data.Root {
			continue
		}
		if n, ok := v.snaps[i].Note(data.ID); ok {
			item.Documentation = &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: feature.Preview(v.snaps[i], n, v.cards(r))}
		}
	}
	return item, nil
}
