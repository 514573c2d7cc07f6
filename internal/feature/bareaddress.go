package feature

import (
	"bytes"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// bareAddresses returns the addresses that stand in the text of n with nothing around
// them, as the links that GitHub makes of them (GFM 0.29, 6.9). They are no links of
// the Document, since they can lead to no note. Only http and https count, and only
// where no attribute of HTML ends in front: after white space, a bracket, emphasis, a
// colon or a letter beyond ASCII.
func bareAddresses(n *vault.Note) []markdown.Link {
	src := n.Text()
	if !bytes.Contains(src, []byte("://")) {
		return nil
	}
	var out []markdown.Link
	marked := markedSpans(n.Doc, src)
	for at := 0; ; {
		i := bytes.Index(src[at:], []byte("://"))
		if i < 0 {
			return out
		}
		sep := at + i
		at = sep + len("://")
		start := sep
		for start > 0 && sep-start < len("https") && isASCIILetter(src[start-1]) {
			start--
		}
		scheme := string(src[start:sep])
		if !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") || !mayPrecede(src[:start]) {
			continue
		}
		for len(marked) > 0 && int(marked[0].End) <= start {
			marked = marked[1:]
		}
		if len(marked) > 0 && int(marked[0].Start) <= start {
			continue
		}
		end := addressEnd(src, sep+len("://"))
		if end == sep+len("://") {
			continue
		}
		out = append(out, bareLink(src, text.Between(start, end)))
		at = end
	}
}

func bareLink(src []byte, span text.Span) markdown.Link {
	l := markdown.Link{Kind: markdown.Auto, Span: span, TargetSpan: span}
	l.Target, l.Fragment, l.HasFragment = strings.Cut(string(span.Of(src)), "#")
	l.TargetSpan.End = span.Start + int32(len(l.Target))
	if l.HasFragment {
		l.FragmentSpan = text.Span{Start: l.TargetSpan.End + 1, End: span.End}
	}
	return l
}

// mayPrecede reports whether an address can follow on before.
func mayPrecede(before []byte) bool {
	if len(before) == 0 {
		return true
	}
	c := before[len(before)-1]
	return c >= 0x80 || strings.IndexByte(" \t\r\n(*_~:|[", c) >= 0
}

// addressEnd is where the address ends whose host starts at start: at white space or
// "<", without the punctuation and the closing brackets that belong to the sentence.
func addressEnd(src []byte, start int) int {
	end := start
	for end < len(src) && src[end] > ' ' && strings.IndexByte("<>|`\"", src[end]) < 0 {
		end++
	}
	open, closed := bytes.Count(src[start:end], []byte("(")), bytes.Count(src[start:end], []byte(")"))
	for end > start {
		switch c := src[end-1]; {
		case strings.IndexByte("?!.,:;*_~'", c) >= 0:
		case c == ')' && closed > open:
			closed--
		case c == ']':
		default:
			return end
		}
		end--
	}
	return end
}
