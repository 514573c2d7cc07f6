package weblink

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// newTransport makes connections with addresses that pass. A proxy that the environment
// names is trusted as such, whatever its address: it looks names up itself, so behind
// it only addresses written in numbers can be refused (request).
func (c *Checker) newTransport() *http.Transport {
	connect := min(10*time.Second, c.Rules.timeout())
	var proxies sync.Map // host:port
	dial := func(ctx context.Context, network, addr string) (net.Conn, error) {
		d := net.Dialer{Timeout: connect}
		if _, ok := proxies.Load(addr); !ok {
			d.Control = c.control
		}
		conn, err := d.DialContext(ctx, network, addr)
		if err == nil {
			c.contacts.Add(1)
		}
		return conn, err
	}
	proxy := func(req *http.Request) (*url.URL, error) {
		u, err := http.ProxyFromEnvironment(req)
		if err == nil && u != nil {
			proxies.Store(proxyAddress(u), true)
		}
		return u, err
	}
	return &http.Transport{
		Proxy:                  proxy,
		DialContext:            dial,
		TLSHandshakeTimeout:    connect,
		ResponseHeaderTimeout:  c.Rules.timeout(),
		MaxResponseHeaderBytes: 256 << 10,
		DisableCompression:     true, // anchorsIn unpacks, with a limit
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           2 * requestsAtOnce,
		MaxIdleConnsPerHost:    requestsPerHost,
		IdleConnTimeout:        30 * time.Second,
	}
}

// control is a net.Dialer's Control: it sees each address just before the connection
// is made, whatever the name was said to mean before.
func (c *Checker) control(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("read the address %s: %w", address, err)
	}
	return c.passes(at)
}

// proxyAddress is what the transport dials to reach a proxy.
func proxyAddress(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// request sends one request. An address in numbers is looked at here too: behind a
// proxy there is no other chance.
func (c *Checker) request(ctx context.Context, method string, u *url.URL) (*http.Response, error) {
	if addr, err := netip.ParseAddr(u.Hostname()); err == nil {
		port, _ := strconv.ParseUint(u.Port(), 10, 16) // 0 is the scheme's own
		if err := c.passes(netip.AddrPortFrom(addr, uint16(port))); err != nil {
			return nil, err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", userAgent(c.Version))
	req.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	req.Header.Set("Accept-Encoding", "gzip")
	if token := c.Tokens.of(u); token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return c.transport.RoundTrip(req)
}
