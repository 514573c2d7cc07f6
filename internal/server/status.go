package server

// statusMethod is the notification that tells a client which announced it
// (experimental.notesLsp.status) how the index stands. It comes whenever what a
// question about the vault would be answered may have changed, after a pause in
// typing: for a client that shows such answers it is the sign to ask again.
const statusMethod = "notes-lsp/status"

// An indexStatus is how the index of all folders stands.
type indexStatus struct {
	Reading bool   `json:"reading"` // a folder has not been read to its end yet
	Notes   int    `json:"notes"`   // in folders; a note on its own is in none
	Problem string `json:"problem"` // why a folder can't be read; else empty
}

func (s *session) status() indexStatus {
	s.mu.Lock()
	defer s.mu.Unlock()
	var st indexStatus
	for _, r := range *s.roots.Load() {
		switch {
		case r.lone:
		case r.loaded.Load():
			st.Notes += r.snap.Load().Len()
		case r.complaint != "":
			st.Problem = r.complaint
		default:
			st.Reading = true
		}
	}
	return st
}

// tellStatus tells the client how the index stands, where that is news or the index
// has changed.
func (p *publisher) tellStatus(changed bool) {
	if !p.s.features.status {
		return
	}
	now := p.s.status()
	if !changed && now == p.told {
		return
	}
	p.told = now
	p.s.unsent("cannot tell the status", p.s.client.Notify(p.s.ctx, statusMethod, now))
}
