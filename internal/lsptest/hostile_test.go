package lsptest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/cli"
)

// hostileNotes are made to be slow: X1 to X4 of the cases that broke other servers.
var hostileNotes = map[string]func() string{
	"brackets":        func() string { return strings.Repeat("[", 50_000) },
	"wiki links":      func() string { return strings.Repeat("[[a", 50_000) },
	"quotes":          func() string { return strings.Repeat(">", 50_000) },
	"nested lists":    func() string { return nestedLists(2000) },
	"backticks":       backticks,
	"emphasis":        func() string { return strings.Repeat("*a **b ", 100_000) },
	"nested links":    func() string { return strings.Repeat("[", 5000) + "a" + strings.Repeat("](a)", 5000) },
	"list in a line":  func() string { return strings.Repeat("- ", 12_500) + "a" + strings.Repeat("\n\n", 1000) },
	"table":           func() string { return strings.Repeat(strings.Repeat("|a", 3000)+"|\n", 170) },
	"link openers":    func() string { return strings.Repeat("[a](", 50_000) },
	"footnotes":       func() string { return strings.Repeat("[^a]: ", 33_000) },
	"paragraphs":      func() string { return strings.Repeat(strings.Repeat("[a](b#", 10_000)+"\n\n", 16) },
	"one line":        func() string { return strings.Repeat("한글 [[나]] 😀 ", 250_000) },
	"links":           func() string { return strings.Repeat("[[나]] [글](나.md#제목)\n", 50_000) },
	"headings":        func() string { return strings.Repeat("# 제목\n", 20_000) },
	"nul":             func() string { return strings.Repeat("\x00[[나]]\u2028", 50_000) },
	"multiplying":     multiplying,
	"keys":            func() string { return "---\n" + strings.Repeat("key: [[나]]\n", 20_000) + "---\n" },
	"open":            func() string { return "---\n" + strings.Repeat("tags: [a, b]\n", 50_000) },
	"comments":        func() string { return strings.Repeat("<!-- ", 50_000) },
	"many problems":   func() string { return strings.Repeat("[[없음]] [x][none] [^no]\n", 20_000) },
	"many tags":       func() string { return strings.Repeat("#가/나/다 ", 50_000) },
	"many paragraphs": func() string { return strings.Repeat("나 가 \n\n", 100_000) },
}

func nestedLists(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat(" ", i) + "- a\n")
	}
	return b.String()
}

func backticks() string {
	var b strings.Builder
	for i := range 700 {
		b.WriteString(strings.Repeat("`", i) + " ")
	}
	return b.String()
}

func multiplying() string {
	var b strings.Builder
	b.WriteString("---\na0: &a0 x\n")
	for i := range 40 {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i), 9), ", "))
	}
	return b.String() + "---\n[[나]]\n"
}

// asked of a hostile note, and of one that links to it.
var aboutHostile = []string{
	"hover", "completion", "definition", "references", "documentHighlight", "documentSymbol", "documentLink", "foldingRange", "codeLens",
	"inlayHint", "codeAction", "semanticTokens/full", "selectionRange", "prepareRename",
}

// ofSize is a hostile note at a quarter of its size, with -short at a sixteenth, or at all
// of it where HOSTILE is set.
func ofSize(note func() string) string {
	src := note()
	if os.Getenv("HOSTILE") == "" {
		src = src[:len(src)/4]
		if testing.Short() {
			src = src[:len(src)/4]
		}
	}
	return strings.ToValidUTF8(src, "\ufffd")
}

// limitFor is how long an answer about a note may take: 2 seconds, and for each megabyte.
func limitFor(src string) time.Duration {
	return time.Duration(max(1, float64(len(src))/(1<<20)) * slowness * float64(2*time.Second))
}

// Each answer about a note that is made to be slow comes in time.
func TestHostileNotesAtTheServer(t *testing.T) {
	for name, note := range hostileNotes {
		t.Run(name, func(t *testing.T) {
			src := ofSize(note)
			dir := folder(t, map[string]string{"가.md": src, "나.md": "# 제목\n[[가]] 😀\n", "다.md": "[[나]]"})
			e := dial(t, Options{Folders: []string{dir}})
			e.indexed(dir)
			doc := FileURI(filepath.Join(dir, "가.md"))
			e.openText(doc, src)
			lines := strings.Count(src, "\n")
			for _, about := range aboutHostile {
				took := time.Hour
				for try := 0; try < 4 && took > limitFor(src); try++ {
					begin := spent()
					e.askAt("textDocument/"+about, doc, lines/2, 3)
					took = min(took, spent()-begin)
				}
				if took > limitFor(src)/4 {
					t.Logf("%s took %v", about, took)
				}
				if took > limitFor(src) {
					t.Errorf("%s of %d KB took %v, want at most %v", about, len(src)>>10, took, limitFor(src))
				}
			}
		})
	}
}

// askAt asks about a place; an answer that refuses is one, too.
func (e editor) askAt(method, doc string, line, character int) {
	e.t.Helper()
	params := at(doc, Position{line, character})
	params["range"] = Range{Position{line, 0}, Position{line + 1, 0}}
	params["context"] = map[string]any{"includeDeclaration": true, "diagnostics": []any{}}
	params["positions"] = []Position{{line, character}}
	if err := e.Call(method, params, nil); err != nil {
		if failed, ok := err.(*ResponseError); !ok || failed.Code == -32603 {
			e.t.Fatalf("%s: %v", method, err)
		}
	}
}

// So does the linter.
func TestHostileNotesAtCheck(t *testing.T) {
	for name, note := range hostileNotes {
		t.Run(name, func(t *testing.T) {
			src := ofSize(note)
			dir := folder(t, map[string]string{"가.md": src, "나.md": "# 제목\n[[가]] 😀\n"})
			took := time.Hour
			for try := 0; try < 4 && took > limitFor(src); try++ {
				var out, log bytes.Buffer
				begin := spent()
				if code := cli.Main([]string{"check", dir}, strings.NewReader(""), &out, &log); code > 1 {
					t.Fatalf("check ended with %d: %s", code, &log)
				}
				took = min(took, spent()-begin)
			}
			if took > limitFor(src) {
				t.Errorf("check of %d KB took %v, want at most %v", len(src)>>10, took, limitFor(src))
			}
		})
	}
}

// A note that takes seconds to parse holds up nobody who asks about another: what is
// asked later about that one is answered before.
func TestSlowNoteHoldsUpNoOther(t *testing.T) {
	dir := folder(t, map[string]string{"가.md": "# 가", "나.md": "# 나\n[[다]] 😀\n", "다.md": "# 다\n"})
	slow := strings.Repeat(strings.Repeat("[a](b#", 10_000)+"\n\n", 85) // 5 MB
	e := dial(t, Options{Folders: []string{dir}})
	e.indexed(dir)
	bad, good := FileURI(filepath.Join(dir, "가.md")), FileURI(filepath.Join(dir, "나.md"))
	e.openText(good, "# 나\n[[다]] 😀\n")
	e.openText(bad, slow)
	waiting, err := e.Begin("textDocument/documentSymbol", map[string]any{"textDocument": map[string]any{"uri": bad}})
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		e.askAt("textDocument/hover", good, 1, 3)
	}
	e.codes(good)
	select {
	case <-waiting.answer:
		t.Error("the slow note was answered first")
	default:
	}
	// What is typed meanwhile is what counts, and who waits in vain is told at once.
	e.change(bad, 2, "# 가 새로\n[[없음]]\n")
	if err := waiting.Wait(nil); err != nil {
		t.Error(err)
	}
	e.askAt("textDocument/hover", good, 1, 3)
	if err := e.Await("the problems of the new text", func(s *State) bool {
		p := s.Diagnostics[bad]
		return p.Version != nil && *p.Version == 2 && len(p.Diagnostics) == 1
	}); err != nil {
		t.Error(err)
	}
	// Closed while it is parsed, it is the disk's again.
	e.change(bad, 3, slow)
	e.close(bad)
	e.askAt("textDocument/hover", good, 1, 3)
	var symbols []struct{ Name string }
	if err := e.Call("textDocument/documentSymbol", map[string]any{"textDocument": map[string]any{"uri": bad}}, &symbols); err != nil || len(symbols) != 1 || symbols[0].Name != "가" {
		t.Errorf("closed, its outline is %v, %v", symbols, err)
	}
}

// A note that many kilobytes long is changed, closed and opened again like any other.
func TestLongNoteIsLikeAnyOther(t *testing.T) {
	long := "# 가\n" + strings.Repeat("[[나]] 글\n", 40_000)
	dir := folder(t, map[string]string{"가.md": long, "나.md": "# 나\n"})
	e := dial(t, Options{Folders: []string{dir}})
	e.indexed(dir)
	doc := FileURI(filepath.Join(dir, "가.md"))
	outline := func(want string) {
		t.Helper()
		var symbols []struct{ Name string }
		if err := e.Call("textDocument/documentSymbol", map[string]any{"textDocument": map[string]any{"uri": doc}}, &symbols); err != nil || len(symbols) != 1 || symbols[0].Name != want {
			t.Fatalf("the outline is %v, %v, want %s", symbols, err, want)
		}
	}
	outline("가")
	e.openText(doc, "# 열다\n"+long[len("# 가\n"):])
	outline("열다")
	for v := 2; v < 8; v++ {
		want := fmt.Sprintf("고침 %d", v)
		e.change(doc, v, "# "+want+"\n"+long[len("# 가\n"):])
		outline(want)
	}
	if err := os.WriteFile(filepath.Join(dir, "가.md"), []byte("# 저장\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	e.close(doc)
	for range 50 {
		if err := e.settleAgain(); err != nil {
			t.Fatal(err)
		}
		var symbols []struct{ Name string }
		if err := e.Call("textDocument/documentSymbol", map[string]any{"textDocument": map[string]any{"uri": doc}}, &symbols); err == nil && len(symbols) == 1 && symbols[0].Name == "저장" {
			return
		}
	}
	t.Error("the disk's text does not come back")
}
