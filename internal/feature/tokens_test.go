package feature

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// odd is a note of a random vault that holds every kind of link, most of them half
// right, between Hangul and emoji.
func (g *garden) odd() string {
	var b strings.Builder
	b.WriteString(g.text())
	for range 4 + g.IntN(12) {
		name, place := pick(g.Rand, oddNames), pick(g.Rand, oddHeadings)
		switch g.IntN(14) {
		case 0:
			fmt.Fprintf(&b, "😀 [[%s]] ", name)
		case 1:
			fmt.Fprintf(&b, "글 [[%s#%s|%s]] ", name, place, pick(g.Rand, oddAliases))
		case 2:
			fmt.Fprintf(&b, "![[%s]] ![그림](%s) ", pick(g.Rand, oddFiles), spaced(pick(g.Rand, oddFiles)))
		case 3:
			fmt.Fprintf(&b, "[t](%s.md#%s) ", spaced(name), spaced(place))
		case 4:
			fmt.Fprintf(&b, "[글][%s] [%s][] [%s] ", pick(g.Rand, oddLabels), pick(g.Rand, oddLabels), pick(g.Rand, oddLabels))
		case 5:
			fmt.Fprintf(&b, "한글[^%s] ", pick(g.Rand, oddMarks))
		case 6:
			fmt.Fprintf(&b, "#%s ", pick(g.Rand, oddTags))
		case 7:
			fmt.Fprintf(&b, "[![i](<%s>)](<%s.md>) ", pick(g.Rand, oddFiles), name)
		case 8:
			fmt.Fprintf(&b, "<https://예.kr/%s> <a href=\"%s.md\">x</a> ", name, name)
		case 9:
			fmt.Fprintf(&b, "\n\n| a | b |\n|---|---|\n| 😀 [[%s\\|표]] | [t](x.md) |\n\n", name)
		case 10:
			fmt.Fprintf(&b, "[[#^own]] [[#^없음]] [x](#%s) ", spaced(place))
		case 11:
			fmt.Fprintf(&b, "[두\n줄][%s] ", pick(g.Rand, oddLabels))
		case 12:
			fmt.Fprintf(&b, "[긴 \n label]  [%s\n%s] ", name, place)
		default:
			b.WriteString(pick(g.Rand, []string{"[[", "](", "![[", "[^", "\n", "`code` ", "- [ ] ", "> ", "^id\n\n", "[[../../x]] ", "[a](/b) "}))
		}
	}
	b.WriteString(g.foot())
	src := b.String()
	switch g.IntN(5) {
	case 0:
		src = strings.ReplaceAll(src, "\n", "\r\n")
	case 1:
		src = "\ufeff" + src
	}
	return src
}

// eachOdd calls f with random notes, each in its vault.
func eachOdd(t *testing.T, f func(t *testing.T, g *garden, s *vault.Snapshot, n *vault.Note)) {
	t.Helper()
	for seed := range uint64(rounds(400)) {
		g := newGarden(seed)
		n := vault.NewNote(vault.Source{ID: g.here, Text: []byte(g.odd()), Rules: g.rules, Open: true})
		s, _ := g.base.Update(vault.Change{ID: g.here, Note: n})
		f(t, g, s, n)
		if t.Failed() {
			t.Fatalf("seed %d, note\n%s", seed, n.Text())
		}
	}
}

func TestTokensAreInOrderAndInTheNote(t *testing.T) {
	seen := map[TokenKind]int{}
	eachOdd(t, func(t *testing.T, _ *garden, s *vault.Snapshot, n *vault.Note) {
		src, end := n.Text(), int32(0)
		for _, tok := range Tokens(s, n) {
			seen[tok.Kind]++
			covered := tok.Span.Of(src)
			switch {
			case len(covered) == 0:
				t.Errorf("token %v covers nothing of the note", tok)
			case tok.Span.Start < end:
				t.Errorf("token %v %q starts before the one in front of it ends", tok, covered)
			case !utf8.Valid(covered):
				t.Errorf("token %v %q cuts a character", tok, covered)
			case strings.ContainsAny(string(covered), "\r\n") && tok.Kind != LocalToken && tok.Kind != UnresolvedToken:
				t.Errorf("token %v %q runs over a line's end", tok, covered)
			}
			end = tok.Span.End
		}
	})
	for kind := range tokenKinds {
		if seen[kind] < rounds(5) {
			t.Errorf("the random notes hold %d tokens of kind %v, which proves nothing", seen[kind], kind)
		}
	}
}

// A token of a link is what definition and problems say of it.
func TestTokensAgreeWithDefinition(t *testing.T) {
	eachOdd(t, func(t *testing.T, _ *garden, s *vault.Snapshot, n *vault.Note) {
		for _, tok := range Tokens(s, n) {
			at := Cursor{n, int(tok.Span.Start)}
			l, ok := at.link()
			if !ok || l.TargetSpan != tok.Span {
				continue
			}
			to := s.Resolve(n.ID, l)
			if led := to.Status == vault.Found; led == (tok.Kind == UnresolvedToken) {
				t.Errorf("token %v %q, and the link resolves to %+v", tok, tok.Span.Of(n.Text()), to)
			}
		}
	})
}

func TestTokensOfOverlappingThings(t *testing.T) {
	at := func(start, end int) Token { return Token{Span: text.Between(start, end)} }
	got := inOrderOnce([]Token{at(8, 9), at(0, 4), at(0, 2), at(1, 3), at(3, 8)})
	if want := []Token{at(0, 2), at(3, 8), at(8, 9)}; !slices.Equal(got, want) {
		t.Errorf("inOrderOnce = %v, want %v", got, want)
	}
}

// String names the kind in what a test prints.
func (k TokenKind) String() string {
	return strings.Fields("target ambiguous unresolved embed fragment block label tag alias local none")[min(k, tokenKinds)]
}

// A long note, all of it links into itself, takes no longer than one of
// plain links.
func TestTokensAndLinksOfHostileNotes(t *testing.T) {
	timed(t)
	for _, src := range []string{
		strings.Repeat("글 ^x\n\n[[#^x]]\n\n", 12000),
		strings.Repeat("# 가 나\n\n[x](#다) [[#가 나]]\n\n", 10000),
		strings.Repeat("[^1] \n\n", 20000) + strings.Repeat("[^1]: x\n\n", 8000),
		strings.Repeat("[![a](b.png)](b.md) [a][b]\n\n", 12000) + "[b]: b.md\n",
	} {
		n := vault.NewNote(vault.Source{ID: "n.md", Text: []byte(src)})
		s, _ := vault.New(nil).Update(vault.Change{ID: n.ID, Note: n})
		start := time.Now()
		if len(Tokens(s, n)) < 8000 {
			t.Errorf("%.30q...: few tokens", src)
		}
		DocumentLinks(s, n)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%.30q...: %v", src, took)
		}
	}
}
