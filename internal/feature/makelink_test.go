package feature

import (
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

func TestLinkSelection(t *testing.T) {
	texts := map[vault.NoteID]string{"빵.md": "---\naliases: [식빵]\n---\n# 굽기\n", "a/n.md": "", "b/n.md": "", "Note.md": ""}
	for _, c := range []struct{ src, title, want string }{
		{"😀 ^빵^을 굽다", "Make the selection a link to 빵.md", "😀 [[빵]]을 굽다"},
		{"😀 ^식빵^을 굽다", "Make the selection a link to 빵.md", "😀 [[빵|식빵]]을 굽다"},
		{"😀^ 빵 ^을", "Make the selection a link to 빵.md", "😀 [[빵]] 을"},
		{"[밥](Note.md) ^빵^", "Make the selection a link to 빵.md", "[밥](Note.md) [빵](빵.md)"},
		{"^n^", "Make the selection a link to b/n.md", "[[b/n|n]]"},
		{"^n^", "Make the selection a link to a/n.md", "[[a/n|n]]"},
		{"^note^", "Make the selection a link to Note.md", "[[Note|note]]"},
		{"^새 글^을 쓰다", "Make the selection a link to the new note 새 글.md", "[[새 글]]을 쓰다"},
		{"[밥](Note.md) ^새 글^", "Make the selection a link to the new note 새 글.md", "[밥](Note.md) [새 글](새%20글.md)"},
		{"`^빵^`", "Make the selection a link to 빵.md", ""},
		{"[[^빵^]]", "Make the selection a link to 빵.md", ""},
		{"^빵\n굽기^", "Make the selection a link to the new note 빵\n굽기.md", ""},
	} {
		start := strings.Index(c.src, "^")
		src := strings.Replace(c.src, "^", "", 1)
		end := strings.Index(src, "^")
		texts["글.md"] = strings.Replace(src, "^", "", 1)
		s := gardenOf(nil, texts)
		got, offered := actionAt(t, s, "글.md", text.Between(start, end), config.Default(), c.title)
		if offered != (c.want != "") || got != c.want {
			t.Errorf("%q of %q: offered %v, gives %q, want %q", c.title, c.src, offered, got, c.want)
		}
	}
}

func TestURLs(t *testing.T) {
	const link, angle = "Make a link of this URL", "Put this URL in angle brackets"
	for _, c := range []struct{ src, title, want string }{
		{"😀 http^^s://x.org/a/%ED%95%9C%EA%B8%80.html 끝\n", link, "😀 [한글](https://x.org/a/%ED%95%9C%EA%B8%80.html) 끝\n"},
		{"(참고: ^^https://x.org/a_(b)?q=1#c).\n", link, "(참고: [a_(b)](https://x.org/a_(b)?q=1#c)).\n"},
		{"https://x.org/^^\n", link, "[x.org](https://x.org/)\n"},
		{"<https://x.org/a^^>\n", link, "[a](https://x.org/a)\n"},
		{"https://x.org/a^^ [글 *하나*](https://x.org/a)\n", link, "[글 하나](https://x.org/a) [글 *하나*](https://x.org/a)\n"},
		{"https://x.org^^/*a*[\n", link, "[*a](https://x.org/*a)*[\n"},
		{"😀 https://x.org/a^^.\n", angle, "😀 <https://x.org/a>.\n"},
		{"`https://x.org/a^^`\n", link, ""},
		{"[글](https://x.org/a^^)\n", link, ""},
		{"<img src=\"https://x.org/a^^\">\n", link, ""},
		{"---\nurl: https://x.org/a^^\n---\n", link, ""},
		{"https://^^\n", link, ""},
		{"https://x.org/a 글^^\n", link, ""},
	} {
		checkAction(t, c.src, c.title, c.want)
	}
}
