package feature

import (
	"cmp"
	"slices"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// TokenKind is what a stretch of a note is, beyond what a highlighter that sees one
// note only can tell.
type TokenKind uint8

const (
	// TargetToken names a note or file that is there: "Bread" of [[Bread#Steps|how to]].
	TargetToken TokenKind = iota
	// AmbiguousToken names several, of which one is taken.
	AmbiguousToken
	// UnresolvedToken names nothing: a target, fragment, footnote or label.
	UnresolvedToken
	// EmbedToken is the target of what is shown in its place: ![[Bread]], ![](bread.png).
	EmbedToken
	// FragmentToken names a heading, an HTML id or a footnote that is there: "Steps".
	FragmentToken
	// BlockToken is a block's id, "^id", at the block and in links to it.
	BlockToken
	// LabelToken is what a wiki link shows instead of its target: "how to".
	LabelToken
	// TagToken is a tag, with its "#" outside of the front matter.
	TagToken
	// AliasToken is a name that the front matter gives to the note.
	AliasToken
	// LocalToken is a name that counts in its note only: a footnote's mark, "^1", or
	// the label of a link definition.
	LocalToken
	tokenKinds
)

// TokenKinds is the number of kinds; each is less.
const TokenKinds = int(tokenKinds)

// A Token is a stretch of a note that means something. Declares says that the thing
// is named here, rather than used.
type Token struct {
	Span     text.Span
	Kind     TokenKind
	Declares bool
}

// Tokens lists what in n a reader may want to see apart, in the order of the text.
// Tokens are never empty and never overlap; where two would, the one that starts
// first is kept, as for a link in an alias. A token may run over a line's end.
//
// Links that lead out of the vault have none, since every editor colours URLs, nor
// have those of which there is no telling where they lead.
func Tokens(s *vault.Snapshot, n *vault.Note) []Token {
	t := tokens{s: s, n: n}
	doc := n.Doc
	t.list = make([]Token, 0, 2*len(doc.Links)+len(doc.References)+len(doc.Tags)+len(doc.Blocks)+len(doc.Footnotes))
	for i := range doc.Links {
		t.link(&doc.Links[i])
	}
	t.locals()
	for _, tag := range doc.Tags {
		t.add(tag.Span, TagToken, false)
	}
	for _, b := range doc.Blocks {
		t.add(text.Span{Start: b.IDSpan.Start - 1, End: b.IDSpan.End}, BlockToken, true)
	}
	for _, a := range doc.FrontMatter.Aliases {
		t.add(a.Span, AliasToken, true)
	}
	return inOrderOnce(t.list)
}

type tokens struct {
	s    *vault.Snapshot
	n    *vault.Note
	list []Token
}

func (t *tokens) add(at text.Span, kind TokenKind, declares bool) {
	if !at.Empty() {
		t.list = append(t.list, Token{at, kind, declares})
	}
}

func (t *tokens) link(l *markdown.Link) {
	if l.Kind == markdown.Definition {
		t.add(l.LabelSpan, LocalToken, true)
	}
	to := t.s.Resolve(t.n.ID, l)
	switch {
	case to.Status == vault.Missing:
		t.add(l.TargetSpan, UnresolvedToken, false)
	case to.Status != vault.Found:
		return
	case len(to.Rivals) > 0:
		t.add(l.TargetSpan, AmbiguousToken, false)
	case l.Embed:
		t.add(l.TargetSpan, EmbedToken, false)
	default:
		t.add(l.TargetSpan, TargetToken, false)
	}
	if n, ok := t.s.Note(to.ID); ok && to.Status == vault.Found {
		t.fragment(l, n)
	}
	if l.Kind == markdown.Wiki {
		t.add(l.LabelSpan, LabelToken, false)
	}
}

// fragment looks at a fragment in a note; in other files it is for other programs.
func (t *tokens) fragment(l *markdown.Link, n *vault.Note) {
	if l.Fragment == "" {
		return
	}
	place, ok := n.PlaceOf(l)
	switch {
	case !ok:
		t.add(l.FragmentSpan, UnresolvedToken, false)
	case place.Kind == vault.BlockPlace:
		t.add(l.FragmentSpan, BlockToken, false)
	case place.Kind != vault.NotePlace: // #L20 and the like are for browsers
		t.add(l.FragmentSpan, FragmentToken, false)
	}
}

// locals are the footnotes and the labels of reference links.
func (t *tokens) locals() {
	defined := map[string]bool{}
	for _, f := range t.n.Doc.Footnotes {
		if f.Definition {
			defined[f.Label] = true
		}
	}
	for _, f := range t.n.Doc.Footnotes {
		kind := LocalToken
		if !defined[f.Label] {
			kind = UnresolvedToken
		}
		t.add(text.Span{Start: f.Span.Start + 1, End: f.Span.End - 1}, kind, f.Definition)
	}
	for _, r := range t.n.Doc.References {
		kind := LocalToken
		if _, ok := t.n.Doc.Definition(r.Label); !ok {
			kind = UnresolvedToken
		}
		t.add(r.LabelSpan, kind, false)
	}
}

// inOrderOnce sorts tokens and drops those that overlap one before them; of those
// that start together the shortest stays.
func inOrderOnce(list []Token) []Token {
	slices.SortFunc(list, func(a, b Token) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End), cmp.Compare(a.Kind, b.Kind))
	})
	out := list[:0]
	for _, t := range list {
		if len(out) == 0 || t.Span.Start >= out[len(out)-1].Span.End {
			out = append(out, t)
		}
	}
	return out
}
