package weblink

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// longestWait is how long a server may have us wait: what asks for more is not asked.
const longestWait = time.Minute

// A host is how a server is treated.
type host struct {
	slots   chan struct{}
	limiter *rate.Limiter

	mu      sync.Mutex
	until   time.Time // when it may be asked again: it said so
	silent  *failure  // why no connection could be made
	misses  int       // pages in a row of which that is so
	greeted bool      // a connection was made
}

// hostOf returns the host of a URL's host and port.
func (c *Checker) hostOf(name string) *host {
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.hosts[name]
	if h == nil {
		limit := rate.Inf
		if c.Rules.Pause > 0 {
			limit = rate.Every(c.Rules.Pause)
		}
		h = &host{slots: make(chan struct{}, requestsPerHost), limiter: rate.NewLimiter(limit, 1)}
		c.hosts[name] = h
	}
	return h
}

// enter waits until h may be asked. The caller calls leave when it has its answer.
func (c *Checker) enter(ctx context.Context, h *host) (leave func(), f *failure) {
	stopped := &failure{outcome: Unchecked, reason: "the check was stopped"}
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, stopped
	}
	if f := c.await(ctx, h); f != nil {
		<-h.slots
		return nil, f
	}
	select {
	case c.requests <- struct{}{}:
	case <-ctx.Done():
		<-h.slots
		return nil, stopped
	}
	return func() { <-c.requests; <-h.slots }, nil
}

// await waits for h's turn. Several may wait for the same moment that the server named,
// so the moment is looked at again afterwards.
func (c *Checker) await(ctx context.Context, h *host) *failure {
	now := c.Clock.Now()
	wait := h.limiter.ReserveN(now, 1).DelayFrom(now)
	for {
		wait = max(wait, h.left(now))
		switch {
		case wait > longestWait && h.left(now) > longestWait:
			return &failure{outcome: Unchecked, reason: "the server asks to be left alone for longer than a minute"}
		case wait <= 0 && ctx.Err() == nil:
			return nil
		}
		if err := c.Clock.Wait(ctx, wait); err != nil || ctx.Err() != nil {
			return &failure{outcome: Unchecked, reason: "the check was stopped"}
		}
		wait, now = 0, c.Clock.Now()
	}
}

// left is how long h is still to be left alone.
func (h *host) left(now time.Time) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.until.Sub(now)
}

// rest leaves h alone for a while.
func (h *host) rest(until time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if until.After(h.until) {
		h.until = until
	}
}

// mostMisses is after how many pages without a connection a host is given up.
const mostMisses = 2

// learn keeps whether a connection with h can be made.
func (h *host) learn(f *failure) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case f == nil || !f.unreached:
		h.greeted = true
	case !h.greeted:
		if h.misses++; h.misses >= mostMisses {
			h.silent = f
		}
	}
}

// gone is why h need not be asked, nil where it must: a host that is not there would
// cost the time-out for each of its pages.
func (h *host) gone() *failure {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.silent
}

// retryAfter is how long a server asks to wait (RFC 9110, 10.2.3): seconds or a date.
func retryAfter(header http.Header, now time.Time) (time.Duration, bool) {
	s := strings.TrimSpace(header.Get("Retry-After"))
	if s == "" {
		return 0, false
	}
	if strings.Trim(s, "0123456789") == "" {
		n, err := strconv.ParseInt(s, 10, 32)
		if err != nil {
			n = 1 << 31 // more than fits
		}
		return time.Duration(n) * time.Second, true
	}
	at, err := http.ParseTime(s)
	if err != nil {
		return 0, false
	}
	return max(at.Sub(now), 0), true
}

func userAgent(version string) string {
	return fmt.Sprintf("notes-lsp/%s (+https://github.com/notes-lsp/notes-lsp)", version)
}
