package weblink

import (
	"net/http"
	"net/netip"
	"testing"
)

func TestGuard(t *testing.T) {
	for addr, want := range map[string]struct{ public, intranet bool }{
		"8.8.8.8": {true, true}, "2606:4700::1111": {true, true}, "::ffff:8.8.8.8": {true, true}, "64:ff9b::808:808": {true, true},
		"2002:808:808::1": {true, true}, "172.32.0.1": {true, true}, "100.128.0.1": {true, true}, "192.169.0.1": {true, true},

		"127.0.0.1": {false, true}, "127.255.1.2": {false, true}, "::1": {false, true}, "::ffff:127.0.0.1": {false, true},
		"10.0.0.1": {false, true}, "172.16.0.1": {false, true}, "192.168.1.1": {false, true}, "fc00::1": {false, true}, "fd12::1": {false, true},
		"100.64.0.1": {false, true}, "64:ff9b::7f00:1": {false, true}, "64:ff9b::a00:1": {false, true}, "2002:a00:1::": {false, true},

		"169.254.169.254": {}, "fe80::1": {}, "fe80::1%eth0": {}, "fd00:ec2::254": {}, "168.63.129.16": {}, "100.100.100.200": {}, "192.0.0.192": {},
		"::ffff:169.254.169.254": {}, "64:ff9b::a9fe:a9fe": {}, "0.0.0.0": {}, "0.1.2.3": {}, "::": {}, "224.0.0.1": {}, "ff02::1": {},
		"255.255.255.255": {}, "240.0.0.1": {}, "192.0.2.1": {}, "198.18.0.1": {}, "203.0.113.5": {}, "2001:db8::1": {}, "2001::1": {},
		"64:ff9b:1::1": {}, "fec0::1": {}, "::7f00:1": {}, "100::1": {}, "4000::1": {},
	} {
		at := netip.AddrPortFrom(netip.MustParseAddr(addr), 80)
		if got := (guard{}).check(at) == nil; got != want.public {
			t.Errorf("%s passes: %v, want %v", addr, got, want.public)
		}
		if got := (guard{allowPrivate: true}).check(at) == nil; got != want.intranet {
			t.Errorf("%s passes in an intranet: %v, want %v", addr, got, want.intranet)
		}
	}
}

// A name may lead to this machine at the second look only, or be one number in
// disguise: what counts is the address that is connected to.
func TestNamesOfThisMachine(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	inside := w.serve(http.NotFound)
	clear(w.open)
	w.name("rebound.notes.dev:80", inside)
	expect(t, "a name", w.finds("http://rebound.notes.dev/"), NotChecked, "rebound.notes.dev is at 127.0.0.1, which is this machine itself")
	expect(t, "a number", w.finds(inside), NotChecked, "127.0.0.1 is this machine itself")
	w.opts.AllowPrivate = true
	expect(t, "a number that is allowed", w.finds(inside+"/none"), Broken, "404")
	expect(t, "the cloud's secrets all the same", w.finds("http://169.254.169.254/"), NotChecked, "")
}
