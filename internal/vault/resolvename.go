package vault

// ResolveName returns what the target of a wiki link in the root's folder leads to.
func (s *Snapshot) ResolveName(target string) Target { return s.resolveWiki("", target) }
