package vault

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
)

func addNames(f *testing.F) {
	for _, name := range randomTargets {
		f.Add(name)
	}
	for _, id := range randomNotes {
		f.Add(string(id))
	}
	f.Add("%ef%bb%bf%2e%2e%2f\x00\xff%FF")
	f.Add("ᾳ\u0345\u0301 ﬀ K İ ß %2á")
}

func FuzzKeyOf(f *testing.F) {
	addNames(f)
	f.Fuzz(func(t *testing.T, name string) {
		key := KeyOf(name)
		for _, same := range []string{Decode(name), name + "/", "/" + name, "dir/" + name} {
			if got := KeyOf(same); got != key && strings.Trim(decodeAll(name), "/") != "" {
				t.Errorf("KeyOf(%q) = %q, want %q as of %q", same, got, key, name)
			}
		}
		if strings.Contains(string(key), "/") {
			t.Errorf("KeyOf(%q) = %q, want one segment", name, key)
		}
		if strings.Contains(name, "%") || !utf8.ValidString(name) {
			return // a decoded byte may stand next to what completes another escape
		}
		for _, same := range []string{string(key), nfc(name), nfd(name), Fold(name)} {
			if got := KeyOf(same); got != key {
				t.Errorf("KeyOf(%q) = %q, want %q as of %q", same, got, key, name)
			}
		}
		if folded := Fold(name); Fold(folded) != folded {
			t.Errorf("Fold(%q) = %q, and of that %q", name, folded, Fold(folded))
		}
	})
}

func FuzzDecode(f *testing.F) {
	addNames(f)
	f.Fuzz(func(t *testing.T, s string) {
		got := Decode(s)
		if len(got) > len(s) || utf8.ValidString(s) && !utf8.ValidString(got) {
			t.Errorf("Decode(%q) = %q", s, got)
		}
		if !strings.Contains(s, "%") && got != s {
			t.Errorf("Decode(%q) = %q, want it unchanged", s, got)
		}
		if decodeAll(got) != decodeAll(s) {
			t.Errorf("decodeAll(%q) = %q, of its decoded form %q", s, decodeAll(s), decodeAll(got))
		}
		var every strings.Builder
		for i := range len(s) {
			every.WriteString("%" + string("0123456789abcdef"[s[i]>>4]) + string("0123456789ABCDEF"[s[i]&15]))
		}
		if got := Decode(every.String()); utf8.ValidString(s) && got != s {
			t.Errorf("Decode(%q) = %q, want %q", every.String(), got, s)
		}
	})
}

// crowded holds every name that the random vaults draw from.
func crowded() *Snapshot {
	var changes []Change
	for i, id := range randomNotes {
		changes = append(changes, noteAt(id, "---\naliases: ["+quoted(randomNames[i%len(randomNames)])+"]\n---\n# "+randomNames[(i*7)%len(randomNames)]+"\n## B ^id\n"))
	}
	for _, id := range randomFiles {
		if !slices.Contains(randomNotes, id) {
			changes = append(changes, Change{ID: id, File: true})
		}
	}
	s, _ := new(Snapshot).Update(changes...)
	return s
}

func FuzzResolve(f *testing.F) {
	for i, target := range randomTargets {
		f.Add(target, uint8(i), uint8(i), randomFragments[i%len(randomFragments)])
	}
	s := crowded()
	f.Fuzz(func(t *testing.T, target string, kind, note uint8, fragment string) {
		l := &markdown.Link{Kind: markdown.LinkKind(kind % 5), Target: target, Fragment: fragment}
		from := randomNotes[int(note)%len(randomNotes)]
		got := s.Resolve(from, l)
		switch {
		case got.Status == Found && got.Folder:
			if got.ID != "" && !s.HasFolder(got.ID) {
				t.Errorf("Resolve(%q) from %q = %v, which is no folder", target, from, got)
			}
		case got.Status == Found:
			for _, id := range append(got.Rivals, got.ID) {
				if !s.Has(id) || strings.HasSuffix(string(id), "/") {
					t.Errorf("Resolve(%q) from %q = %v, which is not all in the vault", target, from, got)
				}
			}
		case got.Status == Missing:
			if id := string(got.ID); strings.HasPrefix(id, "/") || id == ".." || strings.HasPrefix(id, "../") || strings.Contains(id, "/../") {
				t.Errorf("Resolve(%q) from %q looks for %q, which is outside", target, from, id)
			}
		case len(got.Rivals) > 0 || got.ID != "" || got.OtherCase:
			t.Errorf("Resolve(%q) from %q = %v, want a status alone", target, from, got)
		}
		if got.Status != Found {
			return
		}
		if key, ok := defaultRules.mentionKey(from, l); !ok && !isOwn(l) || ok && !isOwn(l) && got.ID != "" && !filedUnder(s, got, key) {
			t.Errorf("Resolve(%q) from %q = %v, which is not filed under its key %q", target, from, got, key)
		}
		if n, ok := s.Note(got.ID); ok {
			if p, ok := n.Place(fragment); ok {
				n.PlaceSpan(p)
			}
		}
	})
}

// filedUnder reports whether links under key are among those to what is found.
func filedUnder(s *Snapshot, found Target, key Key) bool {
	return slices.Contains(s.KeysOf(found.ID), key)
}
