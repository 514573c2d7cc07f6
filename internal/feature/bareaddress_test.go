package feature

import (
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

func TestWebLinks(t *testing.T) {
	for src, want := range map[string]string{
		"🐶 https://a.kr/빵 그리고":                                            "https://a.kr/%EB%B9%B5",
		"참고:https://a.kr, (https://b.kr/x_(y)) https://c.kr/z).":          "https://a.kr https://b.kr/x_(y) https://c.kr/z",
		"HTTP://A.kr/#절! **https://b.kr**":                                "HTTP://A.kr/#%EC%A0%88 https://b.kr",
		"`https://a.kr` <!-- https://a.kr --> $https://a.kr$":             "",
		"```\nhttps://a.kr\n```\n\n    https://a.kr\n":                    "",
		"<svg xmlns=\"http://www.w3.org/2000/svg\"> xhttps://a.kr":        "",
		"[글](https://a.kr/x) [https://b.kr](https://a.kr) <https://c.kr>": "https://a.kr/x https://a.kr https://c.kr",
		"<a href=\"https://a.kr\">https://b.kr</a>":                       "https://a.kr",
		"https:// http://. ftp://a.kr git+https://a.kr":                   "",
		"| https://a.kr/1|2 |":                                            "https://a.kr/1",
		"[[https://a.kr/x]] ![](http://a.kr/y.png)":                       "https://a.kr/x http://a.kr/y.png",
		"[글](mailto:a@b.kr) [글](//a.kr) [글](www.a.kr) [글](a.kr)":          "https://a.kr https://www.a.kr",
		"[글](javascript:x) [글](나.md)":                                     "",
	} {
		n := vault.NewNote(vault.Source{ID: "글.md", Text: []byte(src)})
		s, _ := vault.New(nil).Update(vault.Change{ID: n.ID, Note: n})
		var got []string
		for address, l := range WebLinks(s, n) {
			got = append(got, address)
			if text := string(l.TargetSpan.Of([]byte(src))); l.Target != text {
				t.Errorf("%q: the target %q stands at %q", src, l.Target, text)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", src, got, want)
		}
	}
}

// What is hostile costs no more than what is long.
func TestBareAddressesAreLinear(t *testing.T) {
	for _, part := range []string{"https://", "https://((((", "://", "hhhh", "https://a.kr/)))))", "[[https://"} {
		n := vault.NewNote(vault.Source{ID: "글.md", Text: []byte(strings.Repeat(part, 1<<20/len(part)))})
		for _, l := range bareAddresses(n) {
			if l.Target == "" {
				t.Errorf("%q: an address without a target", part)
			}
		}
	}
}
