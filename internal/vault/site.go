package vault

import (
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
)

// onOwnSite returns the path that an external link has on the vault's own site, behind
// a "/"; ok is false for all other addresses. The scheme does not matter, nor does the
// case of the host (RFC 3986, 6.2.2.1).
func (r *Rules) onOwnSite(l *markdown.Link) (path string, ok bool) {
	if r.Site == "" || l.Kind == markdown.Wiki {
		return "", false
	}
	address, isWeb := withoutScheme(cutQuery(l.Target))
	site, _ := withoutScheme(r.Site)
	if !isWeb {
		return "", false
	}
	host, path := cutHost(address)
	ownHost, base := cutHost(strings.TrimRight(site, "/"))
	path, ok = strings.CutPrefix(path, base)
	if !ok || !strings.EqualFold(host, ownHost) || path != "" && path[0] != '/' {
		return "", false
	}
	return "/" + strings.TrimLeft(path, "/"), true
}

// SitePrefix is what stands before the path in the target of a link to the vault's own
// site, as in "https://example.org/notes/"; "" for all other links.
func (r *Rules) SitePrefix(l *markdown.Link) string {
	path, ok := r.orDefault().onOwnSite(l)
	if !ok || !isExternal(l) {
		return ""
	}
	return strings.TrimSuffix(cutQuery(l.Target), path[1:])
}

// withoutScheme cuts "https://", "http://" or "//".
func withoutScheme(address string) (rest string, ok bool) {
	for _, lead := range [...]string{"https://", "http://", "//"} {
		if len(address) >= len(lead) && strings.EqualFold(address[:len(lead)], lead) {
			return address[len(lead):], true
		}
	}
	return address, false
}

// cutHost cuts "example.org/notes" before its path.
func cutHost(address string) (host, path string) {
	if i := strings.IndexByte(address, '/'); i >= 0 {
		return address[:i], address[i:]
	}
	return address, ""
}

// resolveOnSite finds what a path of the vault's own site leads to. A site has pages,
// whatever destinations in the notes look like. What nothing answers to may yet be the
// site's own business, and then is a web address like any other.
func (s *Snapshot) resolveOnSite(from NoteID, path string) Target {
	r := *s.Rules()
	r.HTML, r.ExactExtension, r.RootMark = true, false, ""
	t := s.resolveUnder(&r, from, path)
	switch {
	case t.Status == Found:
		return t
	case r.SitePaths || s.lone:
		return Target{Status: External}
	}
	first, _ := destinationPath(from, Decode(path))
	return Target{Status: Missing, ID: NoteID(strings.TrimSuffix(first, "/"))}
}
