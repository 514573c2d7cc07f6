package weblink

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/cenkalti/backoff/v5"
)

const (
	mostTries = 3  // of one page
	mostHops  = 10 // redirects in a row
)

// An answer is what following an address came to.
type answer struct {
	status int
	moved  string // where permanent redirects lead
	// found and doubt are what anchorsIn returned.
	found map[string]bool
	doubt string
	asks  bool // the server said when to ask again
}

// ask finds out about a page, and returns what that says about each address that leads
// to it, by key.
func (c *Checker) ask(ctx context.Context, p *page) map[string]Result {
	wanted := map[string]bool{}
	for _, a := range p.from {
		if a.fragment != "" {
			wanted[a.fragment] = true
		}
	}
	got, f := c.persist(ctx, p.url, wanted)
	out := make(map[string]Result, len(p.from))
	for _, a := range p.from {
		now := c.Clock.Now()
		r := Result{Outcome: Answered, Status: got.status, Moved: got.moved, At: now}
		switch {
		case f != nil:
			r = f.result(now)
		case a.fragment == "" || got.found == nil || got.found[a.fragment]:
		case got.doubt != "":
			r = Result{Outcome: Unchecked, Reason: got.doubt, At: now}
		default:
			r.NoAnchor = true
		}
		out[a.key] = r
	}
	return out
}

// persist asks until there is an answer, or no hope for one.
func (c *Checker) persist(ctx context.Context, u *url.URL, wanted map[string]bool) (answer, *failure) {
	method := http.MethodHead
	if len(wanted) > 0 {
		method = http.MethodGet
	}
	back := backoff.ExponentialBackOff{InitialInterval: time.Second, Multiplier: 2, RandomizationFactor: 0.2, MaxInterval: longestWait}
	h := c.hostOf(u.Host)
	for try := 1; ; try++ {
		if f := h.gone(); f != nil {
			return answer{}, f
		}
		got, f := c.follow(ctx, method, u, wanted)
		if method == http.MethodHead && unlikeGet(got, f) {
			method = http.MethodGet
			got, f = c.follow(ctx, method, u, wanted)
		}
		again := f != nil && f.again || f == nil && isPassing(got.status)
		if !again || try == mostTries || ctx.Err() != nil {
			h.learn(f)
			return got, f
		}
		if got.asks {
			continue // all who ask this host wait for that (await)
		}
		if err := c.Clock.Wait(ctx, back.NextBackOff()); err != nil {
			return answer{}, &failure{outcome: Unchecked, reason: "the check was stopped"}
		}
	}
}

// unlikeGet reports whether GET may fare better than HEAD, which many servers refuse
// or break at.
func unlikeGet(got answer, f *failure) bool {
	if f != nil {
		return f.outcome == Failed && !f.unreached
	}
	return (got.status < 200 || got.status > 299) && !got.asks && got.status != http.StatusTooManyRequests
}

// isPassing knows the errors that may be gone in a second.
func isPassing(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// follow asks once, and again wherever redirects lead.
func (c *Checker) follow(ctx context.Context, method string, u *url.URL, wanted map[string]bool) (answer, *failure) {
	var moved string
	permanent := true
	for hop := 0; hop <= mostHops; hop++ {
		got, next, f := c.step(ctx, method, u, wanted)
		if f != nil && hop > 0 {
			f.reason = "it redirects elsewhere, and " + f.reason
		}
		if f != nil || next == nil {
			got.moved = moved
			return got, f
		}
		if next.fragment {
			wanted = nil // the redirect names the place itself
		}
		if permanent = permanent && next.permanent; permanent {
			moved = next.shown
		}
		u = next.url
	}
	return answer{}, &failure{outcome: Failed, reason: fmt.Sprintf("it redirects more than %d times", mostHops)}
}

// A hop is where a redirect leads.
type hop struct {
	url       *url.URL
	shown     string // url with the fragment that the server gave it
	permanent bool
	fragment  bool // it names a place of the page
}

// step asks one server once.
func (c *Checker) step(ctx context.Context, method string, u *url.URL, wanted map[string]bool) (answer, *hop, *failure) {
	h := c.hostOf(u.Host)
	leave, f := c.enter(ctx, h)
	if f != nil {
		return answer{}, nil, f
	}
	defer leave()
	limited, cancel := context.WithTimeout(ctx, c.Rules.timeout())
	defer cancel()
	resp, err := c.request(limited, method, u)
	if err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return answer{}, nil, failureOf(err, u.Hostname(), c.Rules.timeout())
	}
	defer resp.Body.Close()
	h.learn(nil)
	if next, f := redirect(resp, u); next != nil || f != nil {
		return answer{}, next, f
	}
	got := answer{status: resp.StatusCode}
	if isPassing(got.status) {
		var wait time.Duration
		now := c.Clock.Now()
		if wait, got.asks = retryAfter(resp.Header, now); got.asks {
			h.rest(now.Add(wait))
		}
	}
	if method == http.MethodGet && len(wanted) > 0 && got.status >= 200 && got.status <= 299 {
		got.found, got.doubt = anchorsIn(resp, wanted)
	}
	return got, nil, nil
}

// redirect is where an answer sends us, nil for nowhere.
func redirect(resp *http.Response, from *url.URL) (*hop, *failure) {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, nil
	}
	to, err := from.Parse(resp.Header.Get("Location"))
	if err != nil || resp.Header.Get("Location") == "" {
		return nil, &failure{outcome: Failed, reason: "it redirects to no valid address"}
	}
	a, reason := parseAddress(to.String(), false)
	if reason != "" {
		return nil, &failure{outcome: Failed, reason: "it redirects to no address of the web"}
	}
	shown := a.page
	if to.Fragment != "" {
		shown += "#" + to.EscapedFragment()
	}
	permanent := resp.StatusCode == http.StatusMovedPermanently || resp.StatusCode == http.StatusPermanentRedirect
	return &hop{a.url, shown, permanent, to.Fragment != ""}, nil
}
