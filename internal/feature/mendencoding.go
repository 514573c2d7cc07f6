package feature

import (
	"html"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// misencoded is what l, a link of n that leads nowhere, leads to when its target is read
// as one that was encoded once too often, or for something else than a link: if that is
// one note or file only. Read is the first of the readings that lead there.
func misencoded(s *vault.Snapshot, n *vault.Note, l *markdown.Link) (found vault.NoteID, read string, ok bool) {
	for _, target := range decodings(l) {
		t := s.Resolve(n.ID, &markdown.Link{Kind: l.Kind, Target: target})
		switch {
		case t.Status != vault.Found:
		case t.Folder, len(t.Rivals) > 0, t.ID == n.ID, found != "" && t.ID != found:
			return "", "", false
		case found == "":
			found, read = t.ID, target
		}
	}
	return found, read, found != ""
}

// recased is the target of l, a link of n, in the case of the file that it leads to as a
// page of a site, whose path is not the file's.
func recased(s *vault.Snapshot, n *vault.Note, l *markdown.Link) (target string, ok bool) {
	to := s.Resolve(n.ID, l).ID
	p, query, asks := strings.Cut(l.Target, "?")
	have, want := strings.Split(p, "/"), strings.Split(string(to), "/")
	at := len(have) - 1
	if have[at] == "" {
		at--
	}
	for ; at >= 0 && len(want) > 0; at-- {
		said, spelt := vault.Decode(have[at]), want[len(want)-1]
		if bare := strings.TrimSuffix(spelt, path.Ext(spelt)); strings.EqualFold(strings.TrimSuffix(said, path.Ext(said)), bare) {
			spelt = bare + path.Ext(said)
		}
		if said != spelt && strings.EqualFold(said, spelt) {
			have[at] = encodePath(spelt, false)
		}
		want = want[:len(want)-1]
	}
	target = strings.Join(have, "/")
	if asks {
		target += "?" + query
	}
	t := s.Resolve(n.ID, &markdown.Link{Kind: l.Kind, Target: target})
	return target, t.Status == vault.Found && t.ID == to && !t.OtherCase && target != l.Target
}

// decodings lists what the target of l may be an encoding of.
func decodings(l *markdown.Link) []string {
	var out []string
	add := func(target string) {
		if target != l.Target && target != "" {
			out = append(out, target)
		}
	}
	add(vault.Decode(l.Target))
	add(html.UnescapeString(l.Target))
	add(strings.ReplaceAll(l.Target, `\`, "/")) // a path of Windows
	add(strings.ReplaceAll(vault.Decode(l.Target), `\`, "/"))
	add(withoutFormat(vault.Decode(l.Target)))
	if l.Kind != markdown.Wiki {
		add(strings.ReplaceAll(l.Target, "+", "%20")) // as in a form's query
	}
	return out
}

// withoutFormat is s with plain spaces, and without what can't be seen.
func withoutFormat(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\u200d': // it joins emoji
			return r
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.Is(unicode.Zs, r):
			return ' '
		}
		return r
	}, s))
}

// alikePlace is the heading or id of the note to that has the letters and numbers of l's
// fragment, whatever is between them, if there is one only.
func (m *Mender) alikePlace(to *vault.Note, l *markdown.Link) (vault.Place, bool) {
	if m.alike == nil {
		m.alike = map[*vault.Note]map[string][]vault.Place{}
	}
	places, ok := m.alike[to]
	if !ok {
		places = m.bareForms(to)
		m.alike[to] = places
	}
	said := vault.Decode(vault.Decode(l.Fragment))
	found := places[bareForm(said[strings.LastIndexByte(said, '#')+1:])]
	if len(found) != 1 {
		return vault.Place{}, false
	}
	return found[0], true
}

// bareForms is where the headings and ids of n are, by their forms; those with no letter
// or number are left out.
func (m *Mender) bareForms(n *vault.Note) map[string][]vault.Place {
	out := map[string][]vault.Place{}
	add := func(at vault.Place, names ...string) {
		for i, name := range names {
			names[i] = bareForm(name)
			if names[i] != "" && !slices.Contains(names[:i], names[i]) {
				out[names[i]] = append(out[names[i]], at)
			}
		}
	}
	ids := m.revision().headingIDs(n)
	for i, h := range n.Doc.Headings {
		add(vault.Place{Kind: vault.HeadingPlace, Index: i}, h.Text, ids[i], h.ID)
	}
	for i, a := range n.Doc.Anchors {
		add(vault.Place{Kind: vault.AnchorPlace, Index: i}, a.ID)
	}
	return out
}

// bareForm is the form in which a heading and a fragment match that has been encoded, or
// made to a slug, in another way: letters and numbers alone, in one case. Between two
// numbers it counts that there is something: 1.11 is not 11.1.
func bareForm(s string) string {
	var b strings.Builder
	gap, afterDigit := false, false
	for _, r := range vault.Fold(s) {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) {
			gap = true
			continue
		}
		if gap && afterDigit && unicode.IsNumber(r) {
			b.WriteByte('-')
		}
		b.WriteRune(r)
		gap, afterDigit = false, unicode.IsNumber(r)
	}
	return b.String()
}
