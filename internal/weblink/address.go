package weblink

import (
	"net"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// An address is a URL in the form in which it is asked for and filed.
type address struct {
	url      *url.URL // without user, password and fragment
	page     string   // url as a text
	fragment string   // "" where it names nothing to look for
	key      string   // page, and the fragment where it is looked for
}

// longestAddress is in bytes: browsers and servers take less.
const longestAddress = 8 << 10

// parseAddress reads a URL; reason completes a sentence where it can't be asked for.
// User and password in it are dropped: notes are no place for them.
func parseAddress(raw string, fragments bool) (a address, reason string) {
	if len(raw) > longestAddress {
		return a, "the address is too long"
	}
	u, err := url.Parse(raw)
	if err != nil || u.Opaque != "" || u.Scheme != "http" && u.Scheme != "https" {
		return a, "it is not an address of the web"
	}
	host, ok := asciiHost(u.Hostname())
	if !ok {
		return a, "it has no valid host name"
	}
	fragment := anchorOf(u.Fragment)
	u.Host = joinPort(host, u.Port(), u.Scheme)
	u.User, u.Fragment, u.RawFragment, u.ForceQuery = nil, "", "", false
	if u.Path == "" {
		u.Path = "/"
	}
	a = address{url: u, page: u.String(), fragment: fragment}
	if !fragments {
		a.fragment = ""
	}
	a.key = a.page
	if a.fragment != "" {
		a.key += "#" + url.PathEscape(a.fragment)
	}
	return a, ""
}

// asciiHost is a host name as the DNS has it (RFC 5891), in lower case, or an IP
// address.
func asciiHost(host string) (string, bool) {
	if strings.Contains(host, ":") {
		return strings.ToLower(host), true // IPv6
	}
	ascii, err := idna.Lookup.ToASCII(host)
	if err != nil {
		ascii = strings.ToLower(host) // an underscore, say: the DNS will know
		for i := range len(ascii) {
			if c := ascii[i]; c <= ' ' || c >= 0x7f || strings.IndexByte(`"%/<>\^{|}`+"`", c) >= 0 {
				return "", false
			}
		}
	}
	return ascii, strings.Trim(ascii, ".") != "" && len(ascii) <= 255
}

// joinPort is a URL's host with its port, unless that goes without saying.
func joinPort(host, port, scheme string) string {
	if port == "" || scheme == "http" && port == "80" || scheme == "https" && port == "443" {
		if strings.Contains(host, ":") {
			return "[" + host + "]"
		}
		return host
	}
	return net.JoinHostPort(host, port)
}

// anchorOf is the place that a decoded fragment names: "" where no page has such a
// place, or any has (HTML, 7.4.6.4): "top", a script's own route, a text directive, the
// lines that a forge shows.
func anchorOf(fragment string) string {
	fragment, _, _ = strings.Cut(fragment, ":~:")
	if strings.EqualFold(fragment, "top") || strings.HasPrefix(fragment, "/") || strings.HasPrefix(fragment, "!") || isLines(fragment) {
		return ""
	}
	return fragment
}

// isLines knows L10, L10-L20, L10C3-L20C5: lines of a file, which scripts mark.
func isLines(s string) bool {
	rest, ok := strings.CutPrefix(s, "L")
	return ok && rest != "" && rest[0] >= '0' && rest[0] <= '9' && strings.Trim(rest, "0123456789LC-") == ""
}

// isReserved knows the names that stand for a host in documentation and tests, and so
// belong to no one (RFC 2606, RFC 6761).
func isReserved(host string) bool {
	host = "." + strings.ToLower(strings.TrimSuffix(host, "."))
	for _, name := range [...]string{".example", ".test", ".invalid", ".example.com", ".example.net", ".example.org"} {
		if strings.HasSuffix(host, name) {
			return true
		}
	}
	return false
}
