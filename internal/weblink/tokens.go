package weblink

import (
	"fmt"
	"net/url"
	"strings"
)

// Tokens are bearer tokens (RFC 6750) by host, or by host:port where the port is not
// 443.
type Tokens map[string]string

// ParseTokens reads "git.example.org=secret wiki.example.org:8443=secret": pairs with
// white space between them. A name made of the host, such as TOKEN_GIT_EXAMPLE_ORG,
// would not do, since another host may have the same.
func ParseTokens(s string) (Tokens, error) {
	t := Tokens{}
	for i, pair := range strings.Fields(s) {
		name, token, ok := strings.Cut(pair, "=")
		u, err := url.Parse("https://" + name)
		if !ok || token == "" || err != nil || u.Host != name || name == "" {
			// The pair is not shown: it may be the secret.
			return nil, fmt.Errorf("pair %d is not host=token", i+1)
		}
		host, ok := asciiHost(u.Hostname())
		if !ok {
			return nil, fmt.Errorf("pair %d has no valid host", i+1)
		}
		t[joinPort(host, u.Port(), "https")] = token
	}
	return t, nil
}

// of is the token that a request to u carries, "" for none: never over plain HTTP.
func (t Tokens) of(u *url.URL) string {
	if u.Scheme != "https" {
		return ""
	}
	return t[u.Host]
}
