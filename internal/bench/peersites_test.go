package bench

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
)

// A site is a link from one note to a heading of another, written as a path that both
// servers understand: relative, with the extension.
type site struct {
	from, to string // files
	source   string // the text of from
	link     position
	fragment position // behind the "#"
	slug     string
	heading  position // of the target, in to
	title    string
}

// sitesOf finds up to limit links to headings in a folder, in notes from all over it.
func sitesOf(b *testing.B, notes []string, limit int) []site {
	var out []site
	for i := range notes {
		from := notes[i*7919%len(notes)] // a prime, to be in all folders early
		src, err := os.ReadFile(from)
		if err != nil {
			b.Fatal(err)
		}
		lines := text.NewLineIndex(src)
		for _, l := range markdown.Parse(src).Links {
			if l.Kind != markdown.Inline || l.Fragment == "" || !strings.HasSuffix(l.Target, ".md") {
				continue
			}
			target, err := url.PathUnescape(l.Target)
			if err != nil || filepath.IsAbs(target) {
				continue
			}
			s := site{from: from, to: filepath.Join(filepath.Dir(from), filepath.FromSlash(target)), source: string(src), slug: l.Fragment}
			if !s.findHeading() {
				continue
			}
			s.link = positionAt(lines, int(l.TargetSpan.Start)+1)
			s.fragment = positionAt(lines, int(l.FragmentSpan.Start))
			if out = append(out, s); len(out) == limit {
				return out
			}
			break // one of a note
		}
	}
	return out
}

// findHeading looks for the heading that s.slug names, and reports whether there is one,
// in plain text: with markup the two call it differently.
func (s *site) findHeading() bool {
	src, err := os.ReadFile(s.to)
	if err != nil {
		return false
	}
	for _, h := range markdown.Parse(src).Headings {
		if h.Raw == "" && markdown.Slug(h.Text) == s.slug {
			s.heading, s.title = positionAt(text.NewLineIndex(src), int(h.Span.Start)+1), h.Text
			return true
		}
	}
	return false
}

func positionAt(lines *text.LineIndex, off int) position {
	p := lines.OffsetPosition(off, text.UTF16)
	return position{p.Line, p.Column}
}
