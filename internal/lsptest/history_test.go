package lsptest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// A step is one thing that happens to a vault. It makes sense in whatever state it
// meets the vault, or does nothing: so any part of a history is one too.
type step struct {
	do   string
	a, b uint32 // choose among what is there
	text string
}

func (s step) String() string { return fmt.Sprintf("{%q, %d, %d, %q}", s.do, s.a, s.b, s.text) }

// doings are what steps do, each as often as it is listed.
var doings = strings.Fields(`open open edit edit edit edit edit retype save save close ask ask ask
	write write write append delete rename rename renameFolder swap truncate
	attach ignore settings editorRename deliver deliver reopen storm again`)

// historyPaths are the files that histories are about: names that differ by case, one
// that is decomposed, index notes, folders, and what is hidden or ignored.
var historyPaths = []string{
	"가.md", "나.md", "a.md", "A.md", "sub/가.md", "sub/b.md", "sub/deep/c.md", decomposed("한글.md"),
	".hidden/x.md", "ignored/y.md", "index.md", "sub/index.md", "v1.2.md", "sub/README.md", "새 노트.md", "2/가.md",
}

var historyFiles = []string{"그림.png", "sub/그림.png", "ignored/z.png", "없음.pdf"}

// historyText is a line of a note: links to the paths above in each syntax, names that
// others look for, and what is not quite any of it.
func historyText(random *rand.Rand) string {
	target := historyPaths[random.IntN(len(historyPaths))]
	if random.IntN(6) == 0 {
		target = historyFiles[random.IntN(len(historyFiles))]
	}
	name := strings.TrimSuffix(filepath.Base(target), ".md")
	return [...]string{
		"[[" + name + "]] 😀 ",
		"[[" + strings.TrimSuffix(target, ".md") + "#제목|글]]\n",
		"![[" + name + "#^b1]]\n",
		"[글](<" + target + ">) ",
		"[글](../" + strings.ReplaceAll(target, " ", "%20") + "#제목)\n",
		"[ref]: " + strings.ReplaceAll(target, " ", "%20") + "\n",
		"[글][ref] [^1]\n", "[^1]: 주\n", "# 제목\n", "## " + name + "\n", "글 ^b1\n\n", "#태그 #태그/" + string(rune('a'+random.IntN(3))) + "\n",
		"```\n[[가]]\n", "\r\n", "\n\n", "---\naliases: [" + name + ", 별명]\n---\n", "[[별명]] 나 한글 별명\n", "[[", "]]", "\ufeff", "\u0301", "%% ", "<!-- ",
		"- 가 나 [[" + name + "\n", "| a | [[" + name + "\\|b]] |\n|--|--|\n",
	}[random.IntN(25)]
}

// randomHistory makes up n steps.
func randomHistory(n int, seed uint64) []step {
	random := rand.New(rand.NewPCG(seed, 7))
	steps := make([]step, n)
	for i := range steps {
		s := step{do: doings[random.IntN(len(doings))], a: random.Uint32(), b: random.Uint32()}
		switch s.do {
		case "edit", "append":
			s.text = historyText(random)
		case "write", "retype", "storm", "truncate":
			for range random.IntN(8) {
				s.text += historyText(random)
			}
		case "ignore":
			s.text = [...]string{"", "ignored/\n", "*.png\n", "sub\n", "sub/*\n!sub/b.md\n", "/가.md\n"}[random.IntN(6)]
		case "settings":
			s.text = [...]string{
				"", "exclude = [\"sub/deep\"]\n", "[wiki]\ntitles = false\naliases = false\n", "[wiki\n", "profile = \"quartz\"\n",
				"[problems]\norphan-note = \"hint\"\nunlinked-mention = \"hint\"\n", "[tags]\ninline = false\n", "[server]\ndiagnostics = false\n",
			}[random.IntN(8)]
		}
		steps[i] = s
	}
	return steps
}

// A player plays a history on a folder and a server, and keeps what an editor keeps.
type player struct {
	dir       string
	c         *Client
	unwatched bool // the client does not tell of changes on disk
	open      map[string]*openDoc
	pending   []event
	lost      bool // a change was not told of, and never will be
	asked     []*Pending
	events    *rand.Rand
}

type openDoc struct {
	path    string
	text    string
	version int
}

type event struct {
	path string
	kind int
}

// order lists the open notes in the order of their paths.
func (p *player) order() []*openDoc {
	var out []*openDoc
	for _, path := range historyPaths {
		if d := p.open[path]; d != nil {
			out = append(out, d)
		}
	}
	return out
}

func pick[T any](list []T, at uint32) T { return list[int(at)%len(list)] }

func (p *player) at(name string) string { return filepath.Join(p.dir, filepath.FromSlash(name)) }

func (p *player) uri(name string) string { return FileURI(p.at(name)) }

// play does one step.
func (p *player) play(s step) error {
	switch s.do {
	case "open", "reopen":
		return p.playOpen(pick(historyPaths, s.a))
	case "edit", "retype", "save", "close", "editorRename", "again":
		docs := p.order()
		if len(docs) == 0 {
			return nil
		}
		return p.playDoc(pick(docs, s.a), s)
	case "ask":
		return p.ask(s)
	case "deliver":
		return p.deliver(len(p.pending) / 2)
	}
	return p.playDisk(s)
}

func (p *player) playOpen(name string) error {
	if p.open[name] != nil {
		return nil
	}
	src, _ := os.ReadFile(p.at(name))
	d := &openDoc{path: name, text: strings.ToValidUTF8(string(src), "\ufffd"), version: 1}
	p.open[name] = d
	return p.tellOpen(p.c, d)
}

func (p *player) tellOpen(c *Client, d *openDoc) error {
	return c.Notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": p.uri(d.path), "version": d.version, "languageId": "markdown", "text": d.text,
	}})
}

func (p *player) tellClose(d *openDoc) error {
	delete(p.open, d.path)
	return p.c.Notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": p.uri(d.path)}})
}

func (p *player) playDoc(d *openDoc, s step) error {
	switch s.do {
	case "edit":
		return p.edit(d, s)
	case "retype":
		d.text = s.text
		return p.change(d, []any{map[string]any{"text": d.text}})
	case "again": // a server restart on the editor's side, or a bug: opened while it is open
		return p.tellOpen(p.c, d)
	case "save":
		_, err := os.Stat(p.at(d.path))
		kind := changed
		if err != nil {
			kind = created
		}
		if err := p.put(d.path, d.text); err != nil {
			return err
		}
		err = p.c.Notify("textDocument/didSave", map[string]any{"textDocument": map[string]any{"uri": p.uri(d.path)}})
		p.happened(s, event{d.path, kind})
		return err
	case "close":
		return p.tellClose(d)
	}
	to := pick(historyPaths, s.b) // editorRename
	if p.open[to] != nil {
		return nil
	}
	if err := p.tellClose(d); err != nil {
		return err
	}
	if err := p.moveFile(s, d.path, to); err != nil {
		return err
	}
	d.path, d.version = to, 1
	p.open[to] = d
	return p.tellOpen(p.c, d)
}

// edit replaces a stretch, and sometimes a second one that counts from the result.
func (p *player) edit(d *openDoc, s step) error {
	var changes []any
	at, size := s.a>>8, s.b>>8
	for range 1 + s.b%2 {
		start := onRune(d.text, int(at)%(len(d.text)+1))
		end := onRune(d.text, min(len(d.text), start+int(size)%9))
		if s.b%3 == 0 {
			end = start
		}
		r := newRuler(d.text, p.c.encoding)
		at := Range{r.position(start), r.position(end)}
		// The server clamps as the ruler does: an end within a line end counts as before it.
		start, end = r.offset(at.Start), r.offset(at.End)
		changes = append(changes, map[string]any{"range": at, "text": s.text})
		d.text = d.text[:start] + s.text + d.text[max(start, end):]
		at, size = Range{}, size>>4
		_ = at
	}
	return p.change(d, changes)
}

func onRune(s string, at int) int {
	for at > 0 && at < len(s) && !utf8.RuneStart(s[at]) {
		at--
	}
	return at
}

func (p *player) change(d *openDoc, changes []any) error {
	d.version++
	return p.c.Notify("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": p.uri(d.path), "version": d.version}, "contentChanges": changes,
	})
}

// ask sends a request whose answer is waited for later, or not wanted any more.
func (p *player) ask(s step) error {
	name := pick(historyPaths, s.a)
	place := map[string]any{"textDocument": map[string]any{"uri": p.uri(name)}, "position": Position{int(s.b % 50), int(s.b / 50 % 40)}}
	method := pick([]string{"textDocument/hover", "textDocument/completion", "textDocument/definition", "textDocument/documentHighlight", "textDocument/prepareRename"}, s.b>>16)
	a, err := p.c.Begin(method, place)
	if err != nil {
		return err
	}
	p.asked = append(p.asked, a)
	if s.b%7 == 0 {
		return a.Cancel()
	}
	return nil
}

// answered waits for what was asked: each request is answered once, and none by an
// error of the server's own.
func (p *player) answered() error {
	for _, a := range p.asked {
		err := a.Wait(nil)
		if failed, ok := err.(*ResponseError); err != nil && (!ok || failed.Code == -32603) {
			return err
		}
	}
	p.asked = nil
	return nil
}
