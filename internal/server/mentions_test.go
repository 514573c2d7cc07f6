package server

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// mentions runs the command with an argument.
func (e *editor) mentions(ctx context.Context, argument any) ([]protocol.Location, error) {
	e.t.Helper()
	raw, err := json.Marshal(argument)
	e.ok(err)
	answer, err := e.s.View().ExecuteCommand(ctx, &protocol.ExecuteCommandParams{Command: mentions, Arguments: []protocol.LSPAny{raw}})
	if err != nil {
		return nil, err
	}
	var out []protocol.Location
	e.ok(json.Unmarshal(answer, &out))
	return out, nil
}

func TestMentionsCommand(t *testing.T) {
	dir := garden(t, map[string]string{"도커.md": "", "글.md": "😀 도커를 본다", "빈 글.md": ""})
	e := open(t, dir)
	e.looked()
	of := func(name string) map[string]any { return map[string]any{"uri": uri.File(filepath.Join(dir, name))} }
	found, err := e.mentions(t.Context(), of("도커.md"))
	e.ok(err)
	want := protocol.Location{URI: uri.File(filepath.Join(dir, "글.md"))}
	want.Range.Start.Character, want.Range.End.Character = 3, 5
	if !slices.Equal(found, []protocol.Location{want}) {
		t.Errorf("the mentions are %v, want only %v", found, want)
	}
	if found, err := e.mentions(t.Context(), of("빈 글.md")); err != nil || found == nil || len(found) > 0 {
		t.Errorf("the mentions of a note that nobody names are %v, %v, want an empty array", found, err)
	}
	for _, wrong := range []any{of("없음.md"), map[string]any{}, map[string]any{"uri": 1}, "도커.md", nil} {
		if found, err := e.mentions(t.Context(), wrong); err == nil {
			t.Errorf("the mentions of %v are %v, want an error", wrong, found)
		}
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if found, err := e.mentions(cancelled, of("도커.md")); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled search answers %v, %v", found, err)
	}
}

func TestSlowTasksShowTheirProgress(t *testing.T) {
	e := newEditor(t)
	e.start(`{"window":{"workDoneProgress":true}}`)
	step, end := e.s.slowly("Quick", 3, patience)
	step()
	end()
	step, end = e.s.slowly("Slow", 3, 0)
	for range 3 {
		step()
	}
	end()
	e.await("the end of the slow task", func() bool { return slices.Contains(e.progress, "end") })
	e.mu.Lock()
	defer e.mu.Unlock()
	begins := 0
	for _, kind := range e.progress {
		if kind == "begin" {
			begins++
		}
	}
	if begins != 1 {
		t.Errorf("the user was shown %q, want one task", e.progress)
	}
}
