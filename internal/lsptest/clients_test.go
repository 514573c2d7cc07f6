package lsptest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// A realClient is an editor whose initialize is in testdata/clients, and what it
// can do: read off what it sent, once, by hand. The server must keep to that.
type realClient struct {
	file            string
	encoding        string
	definitionLinks bool
	markdownHover   bool
	documentChanges bool // takes edits as documentChanges, be it announced or implied
	renamesFiles    bool
	annotations     bool // of edits; Neovim's are not made use of, see reportsEdits
	outlineTree     bool
	preparesRename  bool
	colours         bool
	resolvesActions bool
	pulls           bool // asks for problems, and asks again when told to
	progress        bool
	configuration   bool
	plainURIs       bool     // can't read letters beyond ASCII that are percent-encoded
	registers       []string // what it lets servers register
}

var realClients = []realClient{
	{
		file: "vscode-1.139.1-languageclient-11.0.0", encoding: "utf-16", definitionLinks: true, markdownHover: true,
		documentChanges: true, renamesFiles: true, annotations: true, outlineTree: true, preparesRename: true,
		colours: true, resolvesActions: true, pulls: true, progress: true, configuration: true,
		registers: []string{"workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles"},
	},
	{
		file: "neovim-0.12.4", encoding: "utf-8", definitionLinks: true, markdownHover: true,
		documentChanges: true, renamesFiles: true, outlineTree: true, preparesRename: true,
		colours: true, resolvesActions: true, pulls: true, progress: true, configuration: true,
	},
	{
		file: "neovim-0.10.4", encoding: "utf-16", definitionLinks: true, markdownHover: true,
		documentChanges: true, renamesFiles: true, outlineTree: true, preparesRename: true,
		colours: true, resolvesActions: true, progress: true, configuration: true,
	},
	{
		file: "emacs-eglot-30.1", encoding: "utf-32", definitionLinks: true, markdownHover: true,
		documentChanges: true, outlineTree: true, resolvesActions: true, progress: true, configuration: true, plainURIs: true,
		registers: []string{"workspace/didChangeWatchedFiles"},
	},
	{
		file: "helix-25.07.1", encoding: "utf-8", markdownHover: true,
		documentChanges: true, renamesFiles: true, preparesRename: true,
		resolvesActions: true, progress: true, configuration: true, // and it would tell of its own saves alone
	},
	{file: "vim9-ale-3.3.0", encoding: "utf-16"},
}

// as makes a client send what the real one sends, about other folders.
func (r realClient) as(t *testing.T, dir string, settings any) Options {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "testdata", "clients", r.file+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var sent map[string]any
	if err := json.Unmarshal(raw, &sent); err != nil {
		t.Fatal(err)
	}
	return Options{Adjust: func(params map[string]any) {
		clear(params)
		for key, value := range sent {
			params[key] = value
		}
		params["processId"] = nil // that editor is gone, and we would be, too
		params["rootPath"], params["rootUri"] = dir, FileURI(dir)
		if _, ok := sent["workspaceFolders"]; ok {
			params["workspaceFolders"] = []any{map[string]any{"uri": FileURI(dir), "name": "notes"}}
		}
		if settings != nil {
			params["initializationOptions"] = settings
		}
	}}
}

const clientNote = "😀 한글 [[빵]] [[없음]]\n\n## 절\n\n[여기](#절)\n"

// A clientSession is one of the real clients with a small vault open.
type clientSession struct {
	editor
	realClient
	dir, note string
}

func (r realClient) start(t *testing.T, settings any) clientSession {
	t.Helper()
	dir := folder(t, map[string]string{"글.md": clientNote, "빵.md": "# 빵\n\n밀가루\n"})
	e := dial(t, r.as(t, dir, settings))
	e.indexed(dir)
	s := clientSession{e, r, dir, FileURI(filepath.Join(dir, "글.md"))}
	s.openText(s.note, clientNote)
	e.ok(e.Settle())
	return s
}

// spot is where part of clientNote begins, in the encoding that was agreed on.
func (s clientSession) spot(part string) Position {
	s.t.Helper()
	at := strings.Index(clientNote, part)
	if at < 0 {
		s.t.Fatalf("the note has no %q", part)
	}
	p := text.NewLineIndex([]byte(clientNote)).OffsetPosition(at, s.Encoding())
	return Position{int(p.Line), int(p.Column)}
}

// What six editors announce is what they are answered with: none gets what it can't
// read or make, and none goes without what it can.
func TestRealClients(t *testing.T) {
	for _, r := range realClients {
		t.Run(r.file, func(t *testing.T) {
			t.Parallel()
			s := r.start(t, nil)
			s.checkAnswer()
			s.checkProblems()
			s.checkReading()
			s.checkCompletion()
			s.checkChanges()
			s.checkAsked()
		})
	}
}

func (s clientSession) checkAnswer() {
	s.t.Helper()
	caps := s.capabilities()
	if got := caps["positionEncoding"]; got != s.encoding {
		s.t.Errorf("positionEncoding = %v, want %s", got, s.encoding)
	}
	// LSP, RenameOptions: only for a client that announces prepareSupport.
	if _, options := caps["renameProvider"].(map[string]any); options != s.preparesRename {
		s.t.Errorf("renameProvider = %v, want options: %v", caps["renameProvider"], s.preparesRename)
	}
	if _, got := caps["semanticTokensProvider"]; got != s.colours {
		s.t.Errorf("semanticTokensProvider is there: %v, want %v", got, s.colours)
	}
	if got := caps["diagnosticProvider"]; got != nil {
		s.t.Errorf("diagnosticProvider = %v without the setting; problems would be shown twice", got)
	}
}

// spelled is the URI of a note as the client is to be sent it.
func (r realClient) spelled(dir, note string) string {
	if r.plainURIs {
		return "file://" + filepath.ToSlash(filepath.Join(dir, note))
	}
	return FileURI(filepath.Join(dir, note))
}

// checkProblems: they are sent, with columns in the client's units.
func (s clientSession) checkProblems() {
	s.t.Helper()
	p, _ := s.published(s.spelled(s.dir, "글.md"))
	if len(p.Diagnostics) != 1 || p.Diagnostics[0].Code != "no-such-note" || p.Diagnostics[0].Range.Start != s.spot("없음") {
		s.t.Errorf("problems = %+v, want one of no-such-note at %v", p.Diagnostics, s.spot("없음"))
	}
}

func (s clientSession) checkReading() {
	s.t.Helper()
	link := s.spot("빵]]")
	to := s.definition(s.note, link.Line, link.Character)
	if len(to) != 1 || to[0].IsLink() != s.definitionLinks {
		s.t.Errorf("definition = %+v, want one, as a LocationLink: %v", to, s.definitionLinks)
	}
	var hover Hover
	s.ok(s.Call("textDocument/hover", at(s.note, link), &hover))
	kind := "plaintext"
	if s.markdownHover {
		kind = "markdown"
	}
	if hover.Contents.Kind != kind || !strings.Contains(hover.Contents.Value, "밀가루") {
		s.t.Errorf("hover = %+v, want the note's text as %s", hover, kind)
	}
	var outline []map[string]any
	s.ok(s.Call("textDocument/documentSymbol", map[string]any{"textDocument": map[string]any{"uri": s.note}}, &outline))
	if len(outline) == 0 || (outline[0]["selectionRange"] != nil) != s.outlineTree {
		s.t.Errorf("outline = %v, want DocumentSymbols: %v", outline, s.outlineTree)
	}
}

// checkCompletion: no item is a snippet, and each is an edit of what is typed.
func (s clientSession) checkCompletion() {
	s.t.Helper()
	var list struct{ Items []map[string]any }
	s.ok(s.Call("textDocument/completion", at(s.note, s.spot("빵]]")), &list))
	if len(list.Items) == 0 {
		s.t.Error("nothing is offered in [[")
	}
	for _, item := range list.Items {
		if format := item["insertTextFormat"]; format != nil && format != 1.0 {
			s.t.Errorf("%v is a snippet", item["label"])
		}
		if item["textEdit"] == nil {
			s.t.Errorf("%v says no range", item["label"])
		}
	}
}

// A rawEdit is a WorkspaceEdit as it is on the wire.
type rawEdit struct {
	Changes         map[string]any   `json:"changes"`
	DocumentChanges []map[string]any `json:"documentChanges"`
	Annotations     map[string]any   `json:"changeAnnotations"`
}

func (s clientSession) checkChanges() {
	s.t.Helper()
	rename := func(at Position, name string) (edit rawEdit, err error) {
		params := map[string]any{"textDocument": map[string]any{"uri": s.note}, "position": at, "newName": name}
		return edit, s.Call("textDocument/rename", params, &edit)
	}
	heading, err := rename(s.spot("절\n"), "새 절")
	s.ok(err)
	if (len(heading.DocumentChanges) > 0) != s.documentChanges || (len(heading.Changes) > 0) == s.documentChanges {
		s.t.Errorf("renaming a heading = %+v, want documentChanges: %v", heading, s.documentChanges)
	}

	note, err := rename(s.spot("빵]]"), "호밀빵")
	moves := slices.ContainsFunc(note.DocumentChanges, func(c map[string]any) bool { return c["kind"] == "rename" })
	switch {
	case !s.renamesFiles && (err == nil || !strings.Contains(err.Error(), "notes-lsp mv")):
		s.t.Errorf("renaming a note = %+v, %v; want to be told of notes-lsp mv", note, err)
	case s.renamesFiles && (err != nil || !moves):
		s.t.Errorf("renaming a note = %+v, %v; want the file renamed", note, err)
	}
	other, err := rename(s.spot("절)"), "넷째 절")
	s.ok(err)
	if (len(note.Annotations) > 0 || len(other.Annotations) > 0) && !s.annotations {
		s.t.Errorf("edits are annotated: %+v %+v", note.Annotations, other.Annotations)
	}

	var actions []map[string]any
	whole := Range{s.spot("없음"), s.spot("]]\n")}
	params := map[string]any{"textDocument": map[string]any{"uri": s.note}, "range": whole, "context": map[string]any{"diagnostics": []any{}}}
	s.ok(s.Call("textDocument/codeAction", params, &actions))
	for _, action := range actions {
		if action["edit"] == nil && action["command"] == nil && !s.resolvesActions {
			s.t.Errorf("%v needs to be resolved", action["title"])
		}
	}
}

// checkAsked: the server asks the client for nothing that it did not announce.
func (s clientSession) checkAsked() {
	s.t.Helper()
	s.Look(func(state *State) {
		for _, method := range state.Registered {
			if !slices.Contains(s.registers, method) {
				s.t.Errorf("%s is registered", method)
			}
		}
		for _, method := range s.registers {
			if !slices.Contains(state.Registered, method) {
				s.t.Errorf("%s is not registered", method)
			}
		}
		if !s.progress && len(state.Progress) > 0 {
			s.t.Errorf("progress is shown: %v", state.Progress)
		}
		if (state.Asked > 0) != s.configuration {
			s.t.Errorf("the settings were asked for %d times, want any: %v", state.Asked, s.configuration)
		}
		if len(state.Messages) > 0 {
			s.t.Errorf("messages are shown: %v", state.Messages)
		}
	})
}

// With server.pull-diagnostics the editors that can ask are not sent problems, and
// those that can't still are.
func TestRealClientsPull(t *testing.T) {
	settings := json.RawMessage(`{"server": {"pull-diagnostics": true}}`)
	for _, r := range realClients {
		t.Run(r.file, func(t *testing.T) {
			t.Parallel()
			dir := folder(t, map[string]string{"글.md": clientNote, "빵.md": ""})
			e := dial(t, r.as(t, dir, settings))
			note := FileURI(filepath.Join(dir, "글.md"))
			_, announced := e.capabilities()["diagnosticProvider"]
			if announced != r.pulls {
				t.Fatalf("diagnosticProvider is there: %v, want %v", announced, r.pulls)
			}
			e.openText(note, clientNote)
			if !r.pulls {
				e.indexed(dir)
				e.codes(r.spelled(dir, "글.md"), "no-such-note")
				return
			}
			e.ok(e.Scanned(1))
			report := e.ask(note, "")
			if len(report.Items) != 1 || report.Items[0].Code != "no-such-note" {
				t.Errorf("asked for problems = %+v", report)
			}
			if _, sent := e.published(note); sent {
				t.Error("problems are sent, too")
			}
		})
	}
}

// An editor that counts bytes whatever LSP says, as ALE does, can be told of.
func TestPositionEncodingSet(t *testing.T) {
	t.Parallel()
	settings := json.RawMessage(`{"server": {"position-encoding": "utf-8"}}`)
	for _, r := range realClients {
		if r.file != "vim9-ale-3.3.0" {
			continue
		}
		r.encoding = "utf-8"
		s := r.start(t, settings)
		s.checkAnswer()
		s.checkProblems()
		s.checkReading()
	}
}
