package check

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/feature"
	"github.com/notes-lsp/notes-lsp/internal/terms"
	"github.com/notes-lsp/notes-lsp/internal/vault"
	"github.com/notes-lsp/notes-lsp/internal/weblink"
)

// Web says what a run has to do with the web: nothing, unless it is asked for.
type Web struct {
	SiteURL      string // where the notes are published, over what the settings say
	External     bool   // ask about addresses
	AllowPrivate bool
	CacheAge     time.Duration
	CachePath    string // "" for no file
	Tokens       weblink.Tokens
	Version      string // of the program

	cache *weblink.Cache
}

// open reads the cache, once for all vaults of a run.
func (w *Web) open() {
	if w.External && w.cache == nil {
		w.cache = weblink.OpenCache(w.CachePath, w.CacheAge, weblink.Clock{})
	}
}

// close writes what was learnt for later runs.
func (w *Web) close() error {
	if w.cache == nil || w.CachePath == "" {
		return nil
	}
	return w.cache.Save()
}

// problems asks the web about the addresses in notes, and returns what is wrong with
// them: one problem for each address, in the first of notes that has it.
func (w *Web) problems(ctx context.Context, snap *vault.Snapshot, judge feature.Judge, notes []*vault.Note) ([]feature.NotedProblem, error) {
	if !w.External {
		return nil, nil
	}
	var urls []string
	for _, n := range notes {
		for address := range feature.WebLinks(snap, n) {
			urls = append(urls, address)
		}
	}
	slices.Sort(urls)
	rules := terms.WebRules(judge.Settings)
	checker := weblink.New(weblink.Options{Rules: rules, Version: w.Version, AllowPrivate: w.AllowPrivate, Tokens: w.Tokens, Cache: w.cache})
	defer checker.Close()
	known := checker.Check(ctx, slices.Compact(urls))
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("look at external links: %w", err)
	}
	judge.Web = func(url string) feature.WebFinding {
		r, ok := known[url]
		if !ok {
			return feature.WebFinding{}
		}
		return feature.WebFinding(rules.Finding(url, r))
	}
	var out []feature.NotedProblem
	for _, n := range notes {
		for _, p := range feature.WebProblems(snap, n, judge) {
			out = append(out, feature.NotedProblem{Note: n, Problem: p})
		}
	}
	return feature.OncePerAddress(out), nil
}

// check says what is wrong with w, as a sentence for the user.
func (w *Web) check() error {
	if w.SiteURL == "" {
		return nil
	}
	src, err := json.Marshal(map[string]string{"site-url": w.SiteURL})
	if err != nil {
		return fmt.Errorf("--site-url: %w", err)
	}
	if found := config.Editor(src).Findings; len(found) > 0 {
		return fmt.Errorf("--site-url: %s", found[0].Message)
	}
	return nil
}
