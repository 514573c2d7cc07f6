// Package weblink asks the web whether addresses lead anywhere, politely and without
// trust: notes may come from anyone, and so may what servers answer.
//
// A Checker asks with HEAD, and with GET where that is refused or where a page's
// anchors matter. It keeps a pace for each host, waits when a server asks for it, and
// follows redirects itself: each hop is looked at as the first one was. It connects to
// public addresses only, which is decided when the connection is made, so a name that
// changes its address gains nothing. It keeps no cookies, runs no scripts, reads at
// most a megabyte of a page, and sends a credential to the one host that it is for.
//
// What was learnt is a Result: facts, which a Cache keeps for other runs and for the
// editor. Rules make of them what is wrong (Rules.Finding). Nothing of Markdown or of
// notes is known here.
package weblink

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	// hostsAtOnce is how many hosts have their addresses in work.
	hostsAtOnce = 128
	// requestsAtOnce is how many requests are under way, to all hosts together.
	requestsAtOnce = 32
	// requestsPerHost is how many of them go to one host.
	requestsPerHost = 4
)

// Options are what a run is under, besides a vault's own rules.
type Options struct {
	Rules Rules
	// Version of the program, which servers are told.
	Version string
	// AllowPrivate lets addresses of private networks and of this machine be asked.
	AllowPrivate bool
	// Tokens are what hosts are told to let one in; see ParseTokens.
	Tokens Tokens
	// Cache knows what was learnt before, and takes what is new. Nil is for none.
	Cache *Cache
	// Clock is the time; the zero Clock is the machine's.
	Clock Clock
}

// A Checker asks about the addresses of one vault. It may be used once at a time.
type Checker struct {
	Options
	transport *http.Transport
	passes    func(netip.AddrPort) error // whether an address may be asked
	requests  chan struct{}              // a token for each request under way

	mu    sync.Mutex
	hosts map[string]*host
	// contacts counts the connections that were made: with none, it is the network
	// that is missing and not the pages.
	contacts atomic.Int64
}

// New returns a Checker. Its connections are closed by Close.
func New(o Options) *Checker {
	c := &Checker{Options: o, requests: make(chan struct{}, requestsAtOnce), hosts: map[string]*host{}}
	c.Clock = c.Clock.orDefault()
	c.passes = guard{allowPrivate: o.AllowPrivate}.check
	c.transport = c.newTransport()
	return c
}

// Close lets go of connections that are kept for more requests.
func (c *Checker) Close() { c.transport.CloseIdleConnections() }

// A page is one address without its fragment, and the addresses that lead to it.
type page struct {
	address
	from []address
}

// Check returns what became of addresses, by the address as it was given. Those that
// the rules leave out are not among them. It returns when all are known, or soon after
// ctx ends: what was not asked is then Unchecked.
func (c *Checker) Check(ctx context.Context, urls []string) map[string]Result {
	out := make(map[string]Result, len(urls))
	given := map[string][]string{} // by key
	byHost := map[string]map[string]*page{}
	ignored := c.Rules.ignorer()
	for _, raw := range urls {
		if _, done := out[raw]; done || ignored(raw) {
			continue
		}
		a, reason := parseAddress(raw, c.Rules.Fragments)
		if reason != "" {
			out[raw] = Result{Outcome: Failed, Reason: reason, At: c.Clock.Now()}
			continue
		}
		if isReserved(a.url.Hostname()) {
			continue
		}
		if r, ok := c.Cache.fresh(a.key); ok {
			out[raw] = r
			continue
		}
		if given[a.key] = append(given[a.key], raw); len(given[a.key]) > 1 {
			continue
		}
		pages := byHost[a.url.Host]
		if pages == nil {
			pages = map[string]*page{}
			byHost[a.url.Host] = pages
		}
		if pages[a.page] == nil {
			pages[a.page] = &page{address: a}
		}
		pages[a.page].from = append(pages[a.page].from, a)
	}
	learnt := c.askAll(ctx, byHost)
	c.doubt(learnt)
	for key, r := range learnt {
		c.Cache.put(key, r)
		for _, raw := range given[key] {
			out[raw] = r
		}
	}
	return out
}

// askAll asks about all pages, each host at its own pace.
func (c *Checker) askAll(ctx context.Context, byHost map[string]map[string]*page) map[string]Result {
	var mu sync.Mutex
	learnt := map[string]Result{}
	var hosts errgroup.Group
	hosts.SetLimit(hostsAtOnce)
	for _, name := range sortedKeys(byHost) {
		hosts.Go(func() error {
			var asking errgroup.Group
			asking.SetLimit(requestsPerHost)
			pages := byHost[name]
			for _, key := range sortedKeys(pages) {
				asking.Go(func() error {
					for key, r := range c.ask(ctx, pages[key]) {
						mu.Lock()
						learnt[key] = r
						mu.Unlock()
					}
					return nil
				})
			}
			return asking.Wait()
		})
	}
	_ = hosts.Wait() // none of them fails
	return learnt
}

// doubt takes failures back where nothing at all was reached: then nothing is known of
// the pages.
func (c *Checker) doubt(learnt map[string]Result) {
	if c.contacts.Load() > 0 {
		return
	}
	for key, r := range learnt {
		if r.Outcome == Failed && r.unreached {
			learnt[key] = Result{Outcome: Unchecked, Reason: "no server could be reached, so the network may be down", At: r.At}
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// A Clock tells the time and waits; tests have their own.
type Clock struct {
	Now  func() time.Time
	Wait func(context.Context, time.Duration) error // returns early when the context ends
}

func (c Clock) orDefault() Clock {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Wait == nil {
		c.Wait = func(ctx context.Context, d time.Duration) error {
			t := time.NewTimer(d)
			defer t.Stop()
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-t.C:
				return nil
			}
		}
	}
	return c
}
