package server

import (
	"bytes"
	"context"
	"encoding/json"

	"go.lsp.dev/protocol"
)

// section is the client's name for our settings.
const section = "notesLsp"

// DidChangeConfiguration takes new settings from the client: those it sends, or
// those it has when it is asked (LSP, workspace/configuration).
func (v *view) DidChangeConfiguration(_ context.Context, p *protocol.DidChangeConfigurationParams) error {
	s := v.session
	if s.features.configuration {
		s.pulling.ask(s.ctx, s.start, s.pullSettings)
		return nil
	}
	var sent map[string]json.RawMessage
	if err := json.Unmarshal(p.Settings, &sent); err != nil || sent[section] == nil {
		return nil // settings of other servers
	}
	s.takeSettings(sent[section])
	return nil
}

// pullSettings asks the client for its settings.
func (s *session) pullSettings() {
	if !s.features.configuration {
		return
	}
	name := section
	answer, err := s.client.Configuration(s.ctx, &protocol.ConfigurationParams{Items: []protocol.ConfigurationItem{{Section: &name}}})
	switch {
	case s.ctx.Err() != nil:
	case err != nil:
		s.log.Info("the client told no settings", "error", err)
	case len(answer) > 0 && !bytes.Equal(answer[0], []byte("null")):
		// No section says nothing, and leaves what initialize brought.
		s.takeSettings(answer[0])
	}
}

// watchSettings asks the client to tell when its settings change.
func (s *session) watchSettings() {
	if !s.features.configuration || !s.features.watchSettings {
		return
	}
	options, err := protocol.Marshal(map[string]string{"section": section})
	if err == nil {
		err = s.client.RegisterCapability(s.ctx, &protocol.RegistrationParams{Registrations: []protocol.Registration{{
			ID: "notes-lsp/settings", Method: "workspace/didChangeConfiguration", RegisterOptions: options,
		}}})
	}
	if err != nil && s.ctx.Err() == nil {
		s.log.Info("the client does not tell of its settings", "error", err)
	}
}

func (s *session) takeSettings(raw []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.setEditor(raw)
	s.resettle()
}
