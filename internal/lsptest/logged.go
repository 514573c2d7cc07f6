package lsptest

// logged prints what the server has written into the client's log.
func logged(s *Script, _ []string) error {
	c, err := s.editor()
	if err != nil {
		return err
	}
	if err := c.Settle(); err != nil {
		return err
	}
	c.Look(func(state *State) {
		for _, m := range state.Logged {
			s.say(m)
		}
	})
	return nil
}
