package markdown

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// stockParser is goldmark with the extensions that we share with it, without our
// own parsers and limits.
var stockParser = parser.NewParser(
	parser.WithBlockParsers(append(parser.DefaultBlockParsers(), util.Prioritized(extension.NewFootnoteBlockParser(), 999))...),
	parser.WithInlineParsers(append(parser.DefaultInlineParsers(),
		util.Prioritized(taskBox{extension.NewTaskCheckBoxParser()}, 0), util.Prioritized(extension.NewStrikethroughParser(), 500))...),
	parser.WithParagraphTransformers(append(parser.DefaultParagraphTransformers(),
		util.Prioritized(extension.NewTableParagraphTransformer(), 200))...),
)

func TestRandomNotesHaveTheLinksOfGoldmark(t *testing.T) {
	compared := 0
	randomNotes(rounds(15_000), commonTokens, func(tokens string) {
		src := "가\n\n" + tokens // no front matter
		d := Parse([]byte(src))
		if slices.ContainsFunc(d.Links, func(l Link) bool { return l.Kind == Wiki }) {
			return
		}
		compared++
		if diff := cmp.Diff(stockLinks(src), linksAsStock(d)); diff != "" {
			t.Fatalf("Parse(%q) (-goldmark +ours):\n%s", src, diff)
		}
	})
	if compared < rounds(10_000) {
		t.Errorf("compared %d notes, want most of them", compared)
	}
}

// stockLinks gives kind and destination of goldmark's links, sorted.
func stockLinks(src string) []string {
	out := []string{}
	link := func(kind string, dest []byte, ref *ast.ReferenceLink) {
		if ref != nil {
			kind = "reference "
		}
		out = append(out, kind+unescape(dest))
	}
	_ = ast.Walk(stockParser.Parse(gtext.NewReader([]byte(src))), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch v := n.(type) {
		case *ast.Link:
			if entering {
				link("", v.Destination, v.Reference)
			}
		case *ast.Image:
			if entering {
				link("!", v.Destination, v.Reference)
			}
		case *ast.AutoLink:
			if entering {
				link("auto ", v.Label([]byte(src)), nil)
			}
		case *ast.LinkReferenceDefinition:
			if entering {
				link("definition ", v.Destination, nil)
			}
		}
		return ast.WalkContinue, nil
	})
	slices.Sort(out)
	return out
}

// linksAsStock gives d's links in the form of stockLinks.
func linksAsStock(d *Document) []string {
	out := []string{}
	for _, l := range d.Links {
		if l.Kind != HTML {
			out = append(out, linkAsStock(&l))
		}
	}
	for _, r := range d.References {
		if l, ok := d.Definition(r.Label); ok {
			out = append(out, "reference "+strings.TrimPrefix(linkAsStock(l), "definition "))
		}
	}
	slices.Sort(out)
	return out
}

func linkAsStock(l *Link) string {
	dest := l.Target
	if l.HasFragment {
		dest += "#" + l.Fragment
	}
	switch {
	case l.Kind == Auto:
		return "auto " + dest
	case l.Kind == Definition:
		return "definition " + dest
	case l.Embed:
		return "!" + dest
	}
	return dest
}

func TestParseIsDeterministicAndKeepsNothingOfItsSource(t *testing.T) {
	randomNotes(rounds(5_000), append(ownTokens, commonTokens...), func(tokens string) {
		src := []byte(tokens)
		first := Parse(src)
		if string(src) != tokens {
			t.Fatalf("Parse(%q) changed its source", tokens)
		}
		second := Parse(bytes.Clone(src))
		for i := range src {
			src[i] = 'X'
		}
		if diff := cmp.Diff(second, first, cmp.AllowUnexported(Document{}, definition{})); diff != "" {
			t.Fatalf("Parse(%q) differs after its source was overwritten:\n%s", tokens, diff)
		}
	})
}
