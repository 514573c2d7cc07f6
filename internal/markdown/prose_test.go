package markdown

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// readInFull is Parse without its shortcuts: goldmark walks all inline content, and
// YAML is read by its own parser.
func (y Syntax) readInFull(src string) *Document {
	s := y.scan([]byte(src))
	s.inFull = true
	s.read(plainParser)
	return s.doc.packed()
}

// syntaxes are those that notes are read by.
var syntaxes = []Syntax{{}, {Shortcodes: true, LabelBehind: true}, {LabelFirst: true, AllBlocks: true}, {NoWikiLinks: true, NoTags: true, NoPercentComments: true}}

// shortcut says how Parse of src differs from reading it in full, "" for not at all.
func shortcut(y Syntax, src string) string {
	full := cmp.AllowUnexported(Document{}, Ignore{}, definition{})
	return cmp.Diff(y.readInFull(src), y.Parse([]byte(src)), full, cmpopts.EquateEmpty())
}

func TestRandomNotesReadAsInFull(t *testing.T) {
	i := 0
	randomNotes(rounds(60_000), append(ownTokens, append(commonTokens, "- [x] ", "- [ ](", "a\\\n", "\\\\\\\n", "  \n", "\\\r\n", "{{< ref \"a\" >}}", "![^1]", "```", "*", "#")...), func(src string) {
		y := syntaxes[i%len(syntaxes)]
		i++
		if diff := shortcut(y, src); diff != "" {
			t.Fatalf("%+v: Parse(%q) (-in full +ours):\n%s", y, src, diff)
		}
	})
}

// TestNotesReadAsInFull reads the notes of this repository, or those in NOTES.
func TestNotesReadAsInFull(t *testing.T) {
	root := os.Getenv("NOTES")
	if root == "" {
		root = filepath.Join("..", "..")
	}
	read := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || !strings.HasSuffix(path, ".md") && !strings.HasSuffix(path, ".txtar") {
			return err
		}
		src, err := os.ReadFile(path)
		read++
		for _, y := range syntaxes {
			if diff := shortcut(y, string(src)); diff != "" {
				t.Errorf("%s, %+v (-in full +ours):\n%s", path, y, diff)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if read < 5 {
		t.Errorf("read %d notes, want more", read)
	}
}

func FuzzReadAsInFull(f *testing.F) {
	randomNotes(400, append(ownTokens, commonTokens...), func(src string) { f.Add(src, uint8(len(src))) })
	f.Fuzz(func(t *testing.T, src string, which uint8) {
		if diff := shortcut(syntaxes[int(which)%len(syntaxes)], src); diff != "" {
			t.Fatalf("Parse(%q) (-in full +ours):\n%s", src, diff)
		}
	})
}

// yamlTokens are what front matters are made of.
var yamlTokens = []string{
	"title", "tags", "aliases", "Alias", "date", "키", ": ", ":", ":\n", "\n", "\n", "\n", "\r\n", " ", "  ", "- ", "\n- ", "\n  - ", "[", "]", ", ", ",", "a", "b c",
	"가나", "😀", "null", "~", "2024-01-02", "12", "\"", "'", "\"q r\"", "'s'", "#", " # c", "\\", "{", "}", "|", ">", "&", "*", "!", "@", "%", "<<", "---", "...",
	"title: 빵\n", "tags: [a, 나]\n", "aliases:\n  - 하나\n  - \"둘 셋\"\n", "https://a.b/c", "\t", "\u2028", "\u0085", "\u00a0", "\ufeff", "\x00", "\xff", "notes-lsp",
	"ms.date: 가\n", "online version: ", "a.b c", ".x", ".", "[.a, ..b]", "tags: [.c, d.e]\n",
}

func TestRandomFrontMattersReadAsInFull(t *testing.T) {
	plain := 0
	randomNotes(rounds(200_000), yamlTokens, func(content string) {
		src := "---\n" + content + "\n---\n"
		if v := (&values{src: []byte(content), doc: &Document{}}); v.plainYAML() {
			plain++
		}
		if diff := shortcut(Syntax{}, src); diff != "" {
			t.Fatalf("Parse(%q) (-in full +ours):\n%s", src, diff)
		}
	})
	if plain < rounds(200) {
		t.Errorf("%d front matters are plain, want many", plain)
	}
}

func FuzzFrontMatterAsInFull(f *testing.F) {
	randomNotes(400, yamlTokens, func(content string) { f.Add(content) })
	f.Fuzz(func(t *testing.T, content string) {
		src := "---\n" + content + "\n---\n"
		if diff := shortcut(Syntax{}, src); diff != "" {
			t.Fatalf("Parse(%q) (-in full +ours):\n%s", src, diff)
		}
	})
}
