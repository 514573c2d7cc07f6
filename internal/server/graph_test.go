package server

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
)

// The graph opens outside of an editor that can do that; the others are told where it is.
func TestGraphIsShown(t *testing.T) {
	for _, c := range []struct {
		name, capabilities string
		opens, told        bool
	}{
		{"opened", `{"window":{"showDocument":{"support":true}}}`, true, false},
		{"refused", `{"window":{"showDocument":{"support":true}}}`, false, true},
		{"no editor's thing", `{}`, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			cache := t.TempDir()
			for _, name := range []string{"XDG_CACHE_HOME", "HOME", "LocalAppData"} {
				t.Setenv(name, cache)
			}
			e := newEditor(t)
			var shown []*protocol.ShowDocumentParams
			e.show = func(_ context.Context, p *protocol.ShowDocumentParams) (*protocol.ShowDocumentResult, error) {
				shown = append(shown, p)
				return &protocol.ShowDocumentResult{Success: c.opens}, nil
			}
			e.startAs("Any", c.capabilities, garden(t, map[string]string{"빵.md": "😀 [[글]]", "글.md": ""}))
			e.looked()
			var answer asked
			raw, err := e.s.View().ExecuteCommand(t.Context(), &protocol.ExecuteCommandParams{Command: "notes-lsp.showGraph"})
			e.ok(err)
			e.ok(json.Unmarshal(raw, &answer))
			path, _ := filePath(answer.URI)
			page, err := os.ReadFile(path)
			if err != nil || !strings.HasPrefix(path, cache) || !strings.Contains(string(page), `{"from":"빵.md","to":"글.md"`) {
				t.Errorf("the page is at %s, below %s, with %d bytes; %v", path, cache, len(page), err)
			}
			if strings.Contains(c.capabilities, "showDocument") && (len(shown) != 1 || shown[0].URI != answer.URI || shown[0].External == nil || !*shown[0].External) {
				t.Errorf("shown is %+v, want %s outside", shown, answer.URI)
			}
			if told := slices.Contains(e.messages, "The graph is in "+path); told != c.told {
				t.Errorf("the user is told of the page: %v, want %v", told, c.told)
			}
		})
	}
}
