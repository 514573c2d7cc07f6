package lsptest

import "encoding/json"

// execute COMMAND [F ['{...}']]: the client has the server run a command, about a note
// if one is named, with what else its argument is to hold; then stdout is asked for its
// result.
func execute(s *Script, args []string) error {
	if len(args) < 1 || len(args) > 3 {
		return usage("execute COMMAND [F ['{...}']]")
	}
	c, err := s.editor()
	if err != nil {
		return err
	}
	params := map[string]any{"command": args[0]}
	if len(args) > 1 {
		f, ok := s.files[args[1]]
		if !ok {
			return usage("there is no file %s", args[1])
		}
		argument := map[string]any{"uri": f.uri}
		if len(args) == 3 {
			if err := json.Unmarshal([]byte(args[2]), &argument); err != nil {
				return usage("the argument of a command is an object: %v", err)
			}
		}
		params["arguments"] = []any{argument}
	}
	var result json.RawMessage
	if err := c.Call("workspace/executeCommand", params, &result); err != nil {
		return err
	}
	s.say(string(result))
	return nil
}
