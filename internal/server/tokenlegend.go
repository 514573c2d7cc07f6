package server

import (
	"slices"

	"go.lsp.dev/protocol"

	"github.com/notes-lsp/notes-lsp/internal/feature"
)

// tokenTypes lists for each kind of token the types that may show it, best first;
// the first that the client knows is used. Only LSP's own are told of, for those
// have a colour in every theme:
//
//   - A note is a class: a thing with a name that others use, and that has members.
//     Headings are those, hence property. Of an ambiguous link it is enum, one of
//     several, which many themes colour otherwise.
//   - What names nothing is a comment, the one type that every theme fades: Obsidian
//     fades links to notes that are not written yet. The problem says the rest, so
//     it is not struck out, as the modifier deprecated would have it.
//   - An embed is a macro, a name that stands for other text.
//   - A block id is a label (LSP 3.18), a tag a decorator: "#" does to a note what "@"
//     does to a function.
//   - What a wiki link shows instead of its target is a string, as Markdown's
//     grammars have it for the text of other links.
//   - A footnote's mark and a reference's label are variables: they count in their
//     note only.
//
// docs/tokens.md tells users the same.
var tokenTypes = [feature.TokenKinds][]string{
	feature.TargetToken:     {"class", "type"},
	feature.AmbiguousToken:  {"enum", "class", "type"},
	feature.UnresolvedToken: {"comment"},
	feature.EmbedToken:      {"macro", "class", "type"},
	feature.FragmentToken:   {"property", "variable"},
	feature.BlockToken:      {"label", "property", "variable"},
	feature.LabelToken:      {"string"},
	feature.TagToken:        {"decorator", "keyword"},
	feature.AliasToken:      {"class", "type"},
	feature.LocalToken:      {"variable"},
}

// Modifiers. A client that lists unresolved or ambiguous has a theme for them; they
// are ours, so others are not told.
const (
	declarationModifier = "declaration"
	unresolvedModifier  = "unresolved"
	ambiguousModifier   = "ambiguous"
)

// A tokenLegend says by which numbers the client is told of tokens. The zero legend
// is that of a client that asks for none.
type tokenLegend struct {
	types, modifiers []string
	kinds            [feature.TokenKinds]int    // into types; -1 for kinds that are not shown
	bits             [feature.TokenKinds]uint32 // the modifiers of a kind
	declaration      uint32
}

// newTokenLegend keeps to the types and modifiers that the client knows. One that
// lists no types is taken to know those of LSP.
func newTokenLegend(c protocol.SemanticTokensClientCapabilities) tokenLegend {
	var l tokenLegend
	if c.Requests.Full == nil && c.Requests.Range == nil {
		return l
	}
	for kind, names := range tokenTypes {
		l.kinds[kind] = -1
		for _, name := range names {
			if slices.Contains(c.TokenTypes, name) || len(c.TokenTypes) == 0 && name != "label" {
				l.kinds[kind] = indexIn(&l.types, name)
				break
			}
		}
	}
	bit := func(name string) uint32 {
		if !slices.Contains(c.TokenModifiers, name) {
			return 0
		}
		return 1 << indexIn(&l.modifiers, name)
	}
	l.declaration = bit(declarationModifier)
	l.bits[feature.UnresolvedToken] = bit(unresolvedModifier)
	l.bits[feature.AmbiguousToken] = bit(ambiguousModifier)
	return l
}

// indexIn finds name in list, or adds it.
func indexIn(list *[]string, name string) int {
	i := slices.Index(*list, name)
	if i < 0 {
		i = len(*list)
		*list = append(*list, name)
	}
	return i
}

func (l tokenLegend) options() *protocol.SemanticTokensOptions {
	yes := true
	modifiers := l.modifiers
	if modifiers == nil {
		modifiers = []string{}
	}
	return &protocol.SemanticTokensOptions{
		Legend: protocol.SemanticTokensLegend{TokenTypes: l.types, TokenModifiers: modifiers},
		Range:  protocol.Boolean(true),
		Full:   &protocol.SemanticTokensFullDelta{Delta: &yes},
	}
}

// encode writes tokens as LSP does: five numbers each, line and column relative to
// the token before it (LSP 3.17, Semantic Tokens, Integer Encoding for Tokens).
//
// A token that runs over lines is split at their ends, also for clients with
// multilineTokenSupport: how a line's end counts in a length, they don't agree on.
func (l tokenLegend) encode(m mapper, list []feature.Token) []uint32 {
	data := make([]uint32, 0, 5*len(list))
	var last protocol.Position
	for _, t := range list {
		kind := l.kinds[t.Kind]
		if kind < 0 {
			continue
		}
		bits := l.bits[t.Kind]
		if t.Declares {
			bits |= l.declaration
		}
		for part := range m.lines.Split(t.Span) {
			at := m.rng(part)
			column := at.Start.Character
			if at.Start.Line == last.Line {
				column -= last.Character
			}
			data = append(data, at.Start.Line-last.Line, column, at.End.Character-at.Start.Character, uint32(kind), bits)
			last = at.Start
		}
	}
	return data
}
