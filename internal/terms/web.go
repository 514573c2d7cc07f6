package terms

import (
	"time"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/weblink"
)

// WebRules are what settings say about web addresses.
func WebRules(s config.Settings) weblink.Rules {
	return weblink.Rules{
		Ignore: s.External.Ignore, Accept: s.External.Accept, Fragments: s.External.Fragments,
		Timeout: duration(s.External.Timeout), Pause: duration(s.External.Pause),
	}
}

// duration reads what config has looked at before; 0 where there is nothing.
func duration(s string) time.Duration {
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0
	}
	return d
}

// JudgeWith is the judge who also knows what memory has of web addresses, where the
// settings want that shown.
func (t *Terms) JudgeWith(memory *weblink.Memory, now time.Time) feature.Judge {
	judge := t.Judge
	if t.Settings.Server.External && memory != nil {
		known := memory.Under(WebRules(t.Settings), now)
		judge.Web = func(url string) feature.WebFinding { return feature.WebFinding(known(url)) }
	}
	return judge
}
