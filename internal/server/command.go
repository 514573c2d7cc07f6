package server

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/query"
)

// commands are what a client can have the server run, each with one argument, an
// object, which may be missing. A result is sent as JSON.
var commands = map[string]func(v *view, ctx context.Context, argument json.RawMessage) (any, error){
	addBlockID:   (*view).addBlockID,
	createNote:   (*view).createNote,
	convertLinks: (*view).convertLinks,
	mentions:     (*view).mentions,

	"notes-lsp.moveSection":       (*view).moveSection,
	"notes-lsp.newNote":           (*view).newNote,
	"notes-lsp.updatePastedLinks": (*view).updatePastedLinks,

	"notes-lsp.today":       daily(0),
	"notes-lsp.yesterday":   daily(-1),
	"notes-lsp.tomorrow":    daily(1),
	"notes-lsp.nextDay":     besideDay(1),
	"notes-lsp.previousDay": besideDay(-1),

	"notes-lsp.backlinks":  noteQuestion(query.Vault.Backlinks),
	"notes-lsp.find":       (*view).find,
	"notes-lsp.graph":      (*view).graph,
	"notes-lsp.links":      noteQuestion(query.Vault.Links),
	"notes-lsp.orphans":    question(query.Vault.Orphans),
	"notes-lsp.showGraph":  (*view).showGraph,
	"notes-lsp.stats":      question(query.Vault.Stats),
	"notes-lsp.tags":       (*view).tags,
	"notes-lsp.unresolved": question(query.Vault.Unresolved),
}

func commandNames() []string { return slices.Sorted(maps.Keys(commands)) }

// ExecuteCommand runs one of the server's commands.
func (v *view) ExecuteCommand(ctx context.Context, p *protocol.ExecuteCommandParams) (protocol.LSPAny, error) {
	run, ok := commands[p.Command]
	if !ok || len(p.Arguments) > 1 {
		return nil, fmt.Errorf("there is no command %s with these arguments", p.Command)
	}
	argument := json.RawMessage("{}")
	if len(p.Arguments) == 1 {
		argument = json.RawMessage(p.Arguments[0])
	}
	result, err := run(v, ctx, argument)
	if err != nil || result == nil {
		return nil, err
	}
	return json.Marshal(result)
}

// arguments decodes a command's argument.
func arguments(raw json.RawMessage, into any) error {
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("the command's argument: %w", err)
	}
	return nil
}
