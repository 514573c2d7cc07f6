package feature

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// proseOf returns what of a note could be made a link: its text without links, code,
// math, comments, front matter, tags, ids, HTML tags, URLs and what generators fill
// in. What is left out is a gap, and so are the ends of headings.
func proseOf(n *vault.Note, src []byte) *vault.FoldedText {
	p := proser{src: src, text: vault.NewFoldedText(len(src)), tagEnd: -1, closers: map[string]int{}}
	p.marked = markedSpans(n.Doc, src)
	p.run()
	return p.text
}

// markedSpans are the places of a note that are not prose, as far as the Document
// knows them, sorted. An empty one parts what stands on both sides.
func markedSpans(doc *markdown.Document, src []byte) []text.Span {
	spans := append([]text.Span{doc.FrontMatter.Span}, doc.Opaque...)
	closer := 0
	for i := range doc.Links {
		l := &doc.Links[i]
		span := l.Span
		if l.Kind == markdown.HTML && !l.Embed { // its text is up to </a>
			if closer < int(span.End) {
				closer = indexFrom(src, int(span.End), "</a")
			}
			span.End = int32(closer)
		}
		spans = append(spans, span)
	}
	for _, r := range doc.References {
		spans = append(spans, r.Span)
	}
	for _, t := range doc.Tags {
		spans = append(spans, t.Span)
	}
	for _, f := range doc.Footnotes {
		spans = append(spans, f.Span)
	}
	for _, b := range doc.Blocks {
		spans = append(spans, text.Span{Start: b.IDSpan.Start - 1, End: b.IDSpan.End})
	}
	for _, h := range doc.Headings {
		spans = append(spans, text.Span{Start: h.Span.Start, End: h.Span.Start}, text.Span{Start: h.Span.End, End: h.Span.End})
	}
	slices.SortFunc(spans, func(a, b text.Span) int { return cmp.Compare(a.Start, b.Start) })
	return spans
}

// A proser walks a note's text once.
type proser struct {
	src    []byte
	marked []text.Span
	text   *vault.FoldedText
	// Where the next of what was last searched for is: a search that finds nothing is
	// not made twice, so the walk stays linear.
	tagEnd  int
	closers map[string]int
}

func (p *proser) run() {
	start, at := 0, 0
	leave := func(from, to int) {
		p.text.Add(p.src, start, from)
		p.text.AddGap(from)
		start, at = to, to
	}
	for at < len(p.src) {
		if len(p.marked) > 0 && int(p.marked[0].Start) <= at {
			leave(max(start, min(at, int(p.marked[0].Start))), max(at, int(p.marked[0].End)))
			p.marked = p.marked[1:]
			continue
		}
		switch p.src[at] {
		case '<', '{', '[', ':', 'w', '`', '~':
			if from, to := p.skip(at); to > at {
				leave(max(start, from), min(to, len(p.src)))
				continue
			}
		}
		at++
	}
	p.text.Add(p.src, start, len(p.src))
}

// skip finds what is no prose around at; to is at for nothing.
func (p *proser) skip(at int) (from, to int) {
	rest := p.src[at:]
	switch rest[0] {
	case '<':
		return at, p.skipTag(at)
	case '{':
		return at, at + braced(rest)
	case '[':
		switch {
		case bytes.HasPrefix(rest, []byte("[!")): // a callout's kind
			return at, at + 1 + lineIndex(rest, ']')
		case bytes.HasPrefix(rest, []byte("[[")): // is being typed
			return at, at + lineIndex(rest, '\n')
		}
	case '`', '~': // a fence, of which the language is no prose either
		if bytes.HasPrefix(rest, []byte("```")) || bytes.HasPrefix(rest, []byte("~~~")) {
			return at, at + lineIndex(rest, '\n')
		}
	case ':':
		if bytes.HasPrefix(rest, []byte("://")) {
			from = at
			for from > 0 && isWordByte(p.src[from-1]) { // the scheme, and a word before it
				from--
			}
			return from, at + urlLength(rest)
		}
	case 'w':
		if bytes.HasPrefix(rest, []byte("www.")) && (at == 0 || !isWordByte(p.src[at-1])) {
			return at, at + urlLength(rest)
		}
	}
	return at, at
}

// notProse are the elements whose content is no prose.
var notProse = []string{"a", "code", "kbd", "math", "pre", "samp", "script", "style", "svg", "textarea"}

// skipTag returns where the HTML tag at at ends, or the element where its content is
// no prose; at where there is none.
func (p *proser) skipTag(at int) int {
	rest := p.src[at:]
	if len(rest) < 3 || !isASCIILetter(rest[1]) && rest[1] != '/' && rest[1] != '!' && rest[1] != '?' {
		return at
	}
	if p.tagEnd <= at {
		p.tagEnd = indexFrom(p.src, at, ">")
	}
	if p.tagEnd == len(p.src) {
		return at
	}
	n := 1
	for n < len(rest) && isASCIILetter(rest[n]) {
		n++
	}
	name := string(bytes.ToLower(rest[1:min(n, 12)]))
	if !slices.Contains(notProse, name) || p.src[p.tagEnd-1] == '/' {
		return p.tagEnd + 1
	}
	if p.closers[name] <= p.tagEnd {
		p.closers[name] = indexFrom(p.src, p.tagEnd, "</"+name)
	}
	if closer := p.closers[name]; closer < len(p.src) {
		return closer
	}
	return p.tagEnd + 1
}

// braced is the length of the template, shortcode, attribute list or {#id} that b
// starts with, 0 for none.
func braced(b []byte) int {
	if len(b) < 3 || strings.IndexByte("{%#:.<", b[1]) < 0 {
		return 0
	}
	closer := byte('}')
	n := lineIndex(b, closer)
	if n == len(b) || b[n] != closer {
		return 0
	}
	if n+1 < len(b) && b[n+1] == closer {
		n++
	}
	return n + 1
}

// maxOnLine is how far the end of what stands on one line is looked for, in bytes.
const maxOnLine = 500

// lineIndex is where c is in b, or else where the line ends or is too long.
func lineIndex(b []byte, c byte) int {
	line := b[:min(len(b), maxOnLine)]
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	if i := bytes.IndexByte(line, c); i >= 0 {
		return i
	}
	return len(line)
}

// urlLength is how far the URL goes that b is in: to white space or what encloses it.
func urlLength(b []byte) int {
	if i := bytes.IndexAny(b, " \t\r\n<>\"`|"); i >= 0 {
		return i
	}
	return len(b)
}

// indexFrom is where sep is in src behind from, or the length of src.
func indexFrom(src []byte, from int, sep string) int {
	if i := bytes.Index(src[from:], []byte(sep)); i >= 0 {
		return from + i
	}
	return len(src)
}

func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isWordByte(c byte) bool {
	return isASCIILetter(c) || '0' <= c && c <= '9' || c == '+' || c == '.' || c == '-' || c >= utf8.RuneSelf
}
