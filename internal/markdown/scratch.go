package markdown

import (
	"hash/maphash"
	"slices"
	"sync"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// scans holds scans that are done. What the reading of a note takes besides its
// Document is used again for the next one: a vault of 10,000 notes would else leave
// 300 MB to the garbage collector.
var scans = sync.Pool{New: func() any { return new(scan) }}

// maxKept is the longest note whose scan is used again, in bytes: a long one leaves
// much room that no other note needs.
const maxKept = 256 << 10

// forget makes s ready for another note, and drops what it knows of the last one but
// for words.
func (s *scan) forget() {
	s.draft.forget()
	clear(s.brackets[:cap(s.brackets)])
	s.paragraphs.forget(emptyParagraph)
	s.blocksRead.forget(emptySpanNode)
	*s = scan{
		draft: s.draft, words: s.words, paragraphs: s.paragraphs, blocksRead: s.blocksRead,
		brackets: s.brackets[:0], percents: s.percents[:0], comments: s.comments[:0],
	}
}

// forget empties d and keeps the room that its lists take.
func (d *Document) forget() {
	*d = Document{
		Headings: emptied(d.Headings), Links: emptied(d.Links), References: emptied(d.References), Tags: emptied(d.Tags),
		Blocks: emptied(d.Blocks), Footnotes: emptied(d.Footnotes), Anchors: emptied(d.Anchors), Opaque: d.Opaque[:0],
		Mentioned: emptied(d.Mentioned), definitions: emptied(d.definitions),
	}
}

func emptied[T any](list []T) []T {
	clear(list)
	return list[:0]
}

// packed returns a copy of d whose lists have no room to spare.
func (d *Document) packed() *Document {
	out := *d
	out.Headings, out.Links, out.References, out.Tags = fitted(d.Headings), fitted(d.Links), fitted(d.References), fitted(d.Tags)
	out.Blocks, out.Footnotes, out.Anchors, out.Opaque = fitted(d.Blocks), fitted(d.Footnotes), fitted(d.Anchors), fitted(d.Opaque)
	out.Mentioned, out.definitions = fitted(d.Mentioned), fitted(d.definitions)
	return &out
}

func fitted[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return slices.Clip(append(make([]T, 0, len(list)), list...))
}

// words are strings that notes hold: most targets and tags stand in many notes, and
// are one string in memory. The zero value is ready.
type words struct {
	seed  maphash.Seed
	known []string // by their hash; of two that meet the later stays
}

// knownWords is how many strings are remembered.
const knownWords = 1 << 12

// maxWord is the longest string that is remembered, in bytes.
const maxWord = 64

// of is string(b).
func (w *words) of(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if len(b) > maxWord {
		return string(b)
	}
	if w.known == nil {
		w.seed, w.known = maphash.MakeSeed(), make([]string, knownWords)
	}
	at := &w.known[maphash.Bytes(w.seed, b)%knownWords]
	if *at != string(b) {
		*at = string(b)
	}
	return *at
}

// nodes are nodes for goldmark's tree, which a Document does not keep: they are used
// again for the next note.
type nodes[T any] struct {
	chunks [][]T
	used   int
}

// nodeChunk is how many nodes are made at a time.
const nodeChunk = 32

func (n *nodes[T]) next() *T {
	chunk := n.used / nodeChunk
	if chunk == len(n.chunks) {
		n.chunks = append(n.chunks, make([]T, nodeChunk))
	}
	n.used++
	return &n.chunks[chunk][(n.used-1)%nodeChunk]
}

// forget empties the nodes that were used.
func (n *nodes[T]) forget(empty func(*T)) {
	for i := range n.used {
		empty(&n.chunks[i/nodeChunk][i%nodeChunk])
	}
	n.used = 0
}

// emptyParagraph leaves p the room for its lines.
func emptyParagraph(p *ast.Paragraph) {
	lines := *p.Lines()
	lines.SetSliced(0, 0)
	*p = ast.Paragraph{}
	p.SetLines(&lines)
}

func emptySpanNode(n *spanNode) { *n = spanNode{} }

// paragraph opens paragraphs as goldmark does, in nodes of ours.
type paragraph struct{ parser.BlockParser }

func (paragraph) Open(_ ast.Node, reader gtext.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, seg := reader.PeekLine()
	if util.IsBlank(line) {
		return nil, parser.NoChildren
	}
	n := scanOf(pc).paragraphs.next()
	n.Lines().Append(seg)
	reader.AdvanceToEOL()
	return n, parser.NoChildren
}

// definitions takes link definitions off the start of a paragraph, where it may have
// any: goldmark makes a reader for each paragraph that it looks at.
type definitions struct{ parser.ParagraphTransformer }

func (t definitions) Transform(n *ast.Paragraph, reader gtext.Reader, pc parser.Context) {
	src := reader.Source()
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		for at := line.Start; at < line.Stop; at++ {
			switch {
			case util.IsSpace(src[at]):
			case src[at] != '[' || at+1 < line.Stop && src[at+1] == '[': // "[[" is no label
				return
			default:
				t.ParagraphTransformer.Transform(n, reader, pc)
				return
			}
		}
	}
}
