package server

import (
	"testing"

	"go.lsp.dev/uri"
)

func TestPlainURI(t *testing.T) {
	for _, c := range []struct{ in, want uri.URI }{
		{"file:///n/a.md", "file:///n/a.md"},
		{"file:///n/%EB%B9%B5.md", "file:///n/빵.md"},
		{"file:///n/%eb%b9%b5%20%F0%9F%8D%9E.md", "file:///n/빵%20🍞.md"},
		{"file:///n/빵%23.md", "file:///n/빵%23.md"},
		{"file:///n/%E1%84%87%E1%85%A1.md", "file:///n/\u1107\u1161.md"}, // decomposed stays so
		{"file:///n/%EB%B9.md", "file:///n/%EB%B9.md"},                   // half a letter
		{"file:///n/%EF%BF%BD.md", "file:///n/%EF%BF%BD.md"},
		{"file:///n/%FF%EB%B9%B5", "file:///n/%FF빵"},
		{"file:///n/100%", "file:///n/100%"},
		{"file:///n/%E", "file:///n/%E"},
		{"file:///n/%G1%EB", "file:///n/%G1%EB"},
	} {
		if got := plainURI(c.in); got != c.want {
			t.Errorf("plainURI(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}
