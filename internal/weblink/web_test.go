package weblink

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A web is the part of the internet that a test has: servers on this machine under any
// name, and a clock of its own. Whatever else is asked for is not there.
type web struct {
	t       *testing.T
	names   map[string]string       // host:port -> host:port
	open    map[netip.AddrPort]bool // what counts as public
	opts    Options
	clock   *clock
	prepare func(*Checker)
}

func newWeb(t *testing.T) *web {
	t.Helper()
	c := &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	return &web{t: t, names: map[string]string{}, open: map[netip.AddrPort]bool{}, clock: c,
		opts: Options{Version: "1.2.3", Clock: Clock{Now: c.Now, Wait: c.Wait}, Rules: Rules{Timeout: 10 * time.Second}}}
}

// serve starts a server and returns its address: http://127.0.0.1:port.
func (w *web) serve(h http.HandlerFunc) string {
	w.t.Helper()
	s := httptest.NewServer(h)
	w.t.Cleanup(s.Close)
	w.admit(s.URL)
	return s.URL
}

// raw starts a server that speaks for itself. It gets each connection with the bytes
// of the request read.
func (w *web) raw(answer func(net.Conn)) string {
	w.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	var conns sync.WaitGroup
	conns.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			conns.Go(func() {
				defer conn.Close()
				r := bufio.NewReader(conn)
				if _, err := http.ReadRequest(r); err == nil {
					answer(conn)
				}
			})
		}
	})
	w.t.Cleanup(func() { _ = l.Close(); conns.Wait() })
	at := "http://" + l.Addr().String()
	w.admit(at)
	return at
}

// says is raw with the same bytes for everyone.
func (w *web) says(text string) string {
	return w.raw(func(c net.Conn) { _, _ = c.Write([]byte(strings.ReplaceAll(text, "\n", "\r\n"))) })
}

func (w *web) admit(server string) {
	u, err := url.Parse(server)
	if err != nil {
		w.t.Fatal(err)
	}
	w.open[netip.MustParseAddrPort(u.Host)] = true
}

// name gives a server a name, as in "one.notes.dev:80".
func (w *web) name(hostPort, server string) {
	_, at, _ := strings.Cut(server, "://")
	w.names[hostPort] = at
}

// checker makes a Checker that lives in w.
func (w *web) checker() *Checker {
	c := New(w.opts)
	guarded := c.passes
	c.passes = func(at netip.AddrPort) error {
		if w.open[at] {
			return nil
		}
		return guarded(at)
	}
	c.transport.Proxy = nil
	dial := c.transport.DialContext
	c.transport.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		to, known := w.names[addr]
		host, _, _ := net.SplitHostPort(addr)
		if _, err := netip.ParseAddr(host); err != nil && !known {
			return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Name: host, Err: "no such host", IsNotFound: true}}
		}
		if known {
			addr = to
		}
		return dial(ctx, network, addr)
	}
	if w.prepare != nil {
		w.prepare(c)
	}
	w.t.Cleanup(c.Close)
	return c
}

// finds checks one address and returns what is wrong with it.
func (w *web) finds(addr string) Finding {
	w.t.Helper()
	r, ok := w.checker().Check(w.t.Context(), []string{addr})[addr]
	if !ok {
		return Finding{Code: "left out"}
	}
	return w.opts.Rules.Finding(addr, r)
}

// A clock is a time that passes only when someone waits.
type clock struct {
	mu     sync.Mutex
	now    time.Time
	waited []time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Wait(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waited = append(c.waited, d)
	c.now = c.now.Add(d)
	return ctx.Err()
}

func (c *clock) total() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	var sum time.Duration
	for _, d := range c.waited {
		sum += d
	}
	return sum
}

// A log keeps what servers were asked.
type log struct {
	mu   sync.Mutex
	seen []string
}

func (l *log) add(s string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen = append(l.seen, s)
}

func (l *log) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.seen)
}

// expect fails unless the finding has the code and its message holds the words.
func expect(t *testing.T, what string, got Finding, code, words string) {
	t.Helper()
	if got.Code != code || !strings.Contains(got.Message, words) {
		t.Errorf("%s: %q %q, want %q with %q", what, got.Code, got.Message, code, words)
	}
}
