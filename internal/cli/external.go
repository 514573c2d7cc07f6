package cli

import (
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/notes-lsp/notes-lsp/internal/check"
	"github.com/notes-lsp/notes-lsp/internal/weblink"
)

// tokensVariable names the environment variable with the credentials of hosts, which
// come from nowhere else.
const tokensVariable = "NOTES_LSP_TOKENS"

// webFlags adds the flags about the web to cmd. What it returns reads them, once they
// are parsed.
func webFlags(cmd *cobra.Command) func() (check.Web, error) {
	var w check.Web
	f := cmd.Flags()
	f.BoolVar(&w.External, "external", false, "ask the web whether links to it lead anywhere")
	f.DurationVar(&w.CacheAge, "external-cache-age", 24*time.Hour, "with --external, take what was found out at most `TIME` ago, of broken links a 24th of it")
	f.BoolVar(&w.AllowPrivate, "external-allow-private", false, "with --external, ask hosts of private networks and this machine too")
	f.StringVar(&w.SiteURL, "site-url", "", "the notes are published at `URL`: links below it are links to notes")
	return func() (check.Web, error) {
		w.Version = version()
		if !w.External {
			return w, nil
		}
		// net/http tells the standard logger of servers that say more than they were asked.
		log.SetOutput(io.Discard)
		var err error
		if w.Tokens, err = weblink.ParseTokens(os.Getenv(tokensVariable)); err != nil {
			return w, fmt.Errorf("%s: %w", tokensVariable, err)
		}
		if w.CachePath, err = weblink.CachePath(); err != nil {
			w.CachePath = "" // no place for caches: each run asks anew
		}
		return w, nil
	}
}
