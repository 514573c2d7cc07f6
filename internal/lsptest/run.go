package lsptest

import (
	"encoding/json"
	"strings"
)

// run COMMAND M '{...}': the client has the server run a command about what a mark
// covers, with more in its argument; "@F" there is the URI of file F. Then stdout is
// asked for the result.
func run(s *Script, args []string) error {
	if len(args) < 2 || len(args) > 3 {
		return usage("run COMMAND M ['{...}']")
	}
	c, err := s.editor()
	if err != nil {
		return err
	}
	f, span, err := s.place(args[1])
	if err != nil {
		return err
	}
	if err := s.ensureOpen(f); err != nil {
		return err
	}
	at := newRuler(f.buffer.text, c.encoding).rng(span)
	argument := map[string]any{}
	if len(args) == 3 {
		if err := json.Unmarshal([]byte(args[2]), &argument); err != nil {
			return usage("run COMMAND M '{...}': %v", err)
		}
	}
	for k, value := range argument {
		if name, ok := value.(string); ok && strings.HasPrefix(name, "@") {
			argument[k] = s.uriFor(name[1:])
		}
	}
	argument["uri"], argument["position"], argument["range"] = f.uri, at.Start, at
	var result json.RawMessage
	if err := c.Call("workspace/executeCommand", map[string]any{"command": args[0], "arguments": []any{argument}}, &result); err != nil {
		return err
	}
	s.say(string(result))
	return nil
}
