package weblink

import (
	"fmt"
	"net/netip"
)

// A guard decides with which addresses a connection may be made.
type guard struct{ allowPrivate bool }

// A refusedError says that a connection was not tried.
type refusedError struct {
	addr netip.Addr
	what string
}

func (e *refusedError) Error() string { return fmt.Sprintf("%s is %s", e.addr, e.what) }

// check refuses all that is not the public internet.
func (g guard) check(at netip.AddrPort) error {
	addr := at.Addr().WithZone("").Unmap()
	what, private := g.kind(addr)
	if what == "" || private && g.allowPrivate {
		return nil
	}
	return &refusedError{addr, what}
}

// kind says what keeps an address from being public, "" for nothing; private says that
// it is one of an intranet or of this machine.
func (g guard) kind(addr netip.Addr) (what string, private bool) {
	if in4, ok := embedded(addr); ok {
		return g.kind(in4)
	}
	for _, m := range metadata {
		if addr == m {
			return "where a cloud tells its machines their secrets", false
		}
	}
	switch {
	case addr.IsUnspecified():
		return "no address", false
	case addr.IsLoopback():
		return "this machine itself", true
	case addr.IsLinkLocalUnicast():
		return "an address of the local link", false
	case addr.IsMulticast():
		return "an address of many machines", false
	case addr.IsPrivate(), shared.Contains(addr):
		return "an address of a private network", true
	case addr.Is6() && !global6.Contains(addr):
		return "not an address of the internet", false
	}
	for _, p := range special {
		if p.Contains(addr) {
			return "not an address of the internet", false
		}
	}
	return "", false
}

var (
	// shared is what providers share among customers (RFC 6598).
	shared = netip.MustParsePrefix("100.64.0.0/10")
	// global6 is all of IPv6 that is given out to the internet (RFC 4291, 2.4).
	global6 = netip.MustParsePrefix("2000::/3")
	// special are ranges with a use of their own (the IANA special-purpose registries).
	special = prefixes("0.0.0.0/8", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16")
	// metadata are the services of clouds that are not link-local: Azure, Alibaba, AWS.
	metadata = []netip.Addr{netip.MustParseAddr("168.63.129.16"), netip.MustParseAddr("100.100.100.200"), netip.MustParseAddr("fd00:ec2::254")}

	nat64  = netip.MustParsePrefix("64:ff9b::/96")
	sixTo4 = netip.MustParsePrefix("2002::/16")
)

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// embedded is the IPv4 address that an IPv6 address leads to: through NAT64 (RFC 6052)
// or 6to4 (RFC 3056).
func embedded(addr netip.Addr) (netip.Addr, bool) {
	b := addr.As16()
	switch {
	case nat64.Contains(addr):
		return netip.AddrFrom4([4]byte(b[12:16])), true
	case sixTo4.Contains(addr):
		return netip.AddrFrom4([4]byte(b[2:6])), true
	}
	return addr, false
}
