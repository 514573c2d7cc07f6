package lsptest

import "encoding/json"

// execute COMMAND [F]: the client has the server run a command, about a note if one is
// named; then stdout is asked for its result.
func execute(s *Script, args []string) error {
	if len(args) < 1 || len(args) > 2 {
		return usage("execute COMMAND [F]")
	}
	c, err := s.editor()
	if err != nil {
		return err
	}
	params := map[string]any{"command": args[0]}
	if len(args) == 2 {
		f, ok := s.files[args[1]]
		if !ok {
			return usage("there is no file %s", args[1])
		}
		params["arguments"] = []any{map[string]any{"uri": f.uri}}
	}
	var result json.RawMessage
	if err := c.Call("workspace/executeCommand", params, &result); err != nil {
		return err
	}
	s.say(string(result))
	return nil
}
