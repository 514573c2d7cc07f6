package lsptest

// lesserClients are editors that can do less than ours.
var lesserClients = map[string]func(s *Script, capabilities map[string]any){
	// Edits are plain changes, files are not the server's, actions come with their edit
	// (eglot, ALE).
	"plain": func(_ *Script, capabilities map[string]any) {
		delete(capabilities["workspace"].(map[string]any), "workspaceEdit")
		delete(capabilities["textDocument"].(map[string]any), "codeAction")
	},
	// Nobody watches the disk (Neovim on Linux).
	"unwatched": func(s *Script, capabilities map[string]any) {
		delete(capabilities["workspace"].(map[string]any), "didChangeWatchedFiles")
		s.unwatched = true
	},
	// Files are moved unasked, and the server is told (Neovim's plugins).
	"tells": func(s *Script, capabilities map[string]any) {
		delete(capabilities["workspace"].(map[string]any), "fileOperations")
		s.tellsAfterwards = true
	},
}

// client NAME: the script's editor is one that can do less.
func client(s *Script, args []string) error {
	if len(args) != 1 || lesserClients[args[0]] == nil {
		return usage("client plain|tells|unwatched")
	}
	if s.client != nil {
		return usage("client must come before what needs the server")
	}
	lessen := lesserClients[args[0]]
	s.adjust = func(params map[string]any) { lessen(s, params["capabilities"].(map[string]any)) }
	return nil
}
