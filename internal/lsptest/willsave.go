package lsptest

// willSave makes the edits that the server asks for before a file is saved. An editor
// asks servers that announce them.
func (s *Script) willSave(f *file) error {
	announced := false
	s.client.Look(func(state *State) {
		sync, _ := state.Result["textDocumentSync"].(map[string]any)
		announced, _ = sync["willSaveWaitUntil"].(bool)
	})
	if !announced {
		return nil
	}
	var edits []TextEdit
	params := map[string]any{"textDocument": map[string]any{"uri": f.uri}, "reason": 1}
	if err := s.client.Call("textDocument/willSaveWaitUntil", params, &edits); err != nil {
		return err
	}
	if len(edits) == 0 {
		return nil
	}
	return s.editText(f.uri, edits)
}
