package server

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// codeClient is what VS Code announces, as far as links go.
const codeClient = `{"window":{"showDocument":{"support":true}},"workspace":{"applyEdit":true,"workspaceEdit":{"documentChanges":true,"resourceOperations":["create","rename"]}},
	"textDocument":{"documentLink":{"tooltipSupport":true}}}`

// links lists the links of a document.
func (e *editor) links(u uri.URI) []protocol.DocumentLink {
	e.t.Helper()
	p := &protocol.DocumentLinkParams{}
	p.TextDocument.URI = u
	got, err := e.s.View().DocumentLink(e.t.Context(), p)
	e.ok(err)
	return got
}

// run runs a command of the server's.
func (e *editor) run(command string, argument any) error {
	e.t.Helper()
	raw, err := json.Marshal(argument)
	e.ok(err)
	_, err = e.s.View().ExecuteCommand(e.t.Context(), &protocol.ExecuteCommandParams{Command: command, Arguments: []protocol.LSPAny{raw}})
	return err
}

// making lets the editor make notes, as the server asks it to: it returns what is
// edited and what is shown.
func (e *editor) making() (edits *[]protocol.WorkspaceEdit, shown *[]uri.URI) {
	edits, shown = &[]protocol.WorkspaceEdit{}, &[]uri.URI{}
	e.apply = func(_ context.Context, p *protocol.ApplyWorkspaceEditParams) (*protocol.ApplyWorkspaceEditResult, error) {
		*edits = append(*edits, p.Edit)
		return &protocol.ApplyWorkspaceEditResult{Applied: true}, nil
	}
	e.show = func(_ context.Context, p *protocol.ShowDocumentParams) (*protocol.ShowDocumentResult, error) {
		*shown = append(*shown, p.URI)
		return &protocol.ShowDocumentResult{Success: true}, nil
	}
	return edits, shown
}

// In VS Code a click on a link to a missing note makes it, with its name as the
// heading, and shows it.
func TestClickMakesAMissingNote(t *testing.T) {
	e := newEditor(t)
	edits, shown := e.making()
	dir := garden(t, map[string]string{"폴더/노트.md": "😀 [[새 글 100%25]]"})
	e.startAs("Visual Studio Code - Insiders", codeClient, dir)
	e.looked()
	links := e.links(uri.File(filepath.Join(dir, "폴더", "노트.md")))
	if len(links) != 1 || links[0].Tooltip == nil || *links[0].Tooltip != "Create the note 폴더/새 글 100%.md" {
		t.Fatalf("the links are %+v, want one that makes a note", links)
	}
	command, query, _ := strings.Cut(string(*links[0].Target), "?")
	if command != "command:"+createNote || strings.ContainsFunc(query, func(r rune) bool { return r <= ' ' || r > '~' }) {
		t.Fatalf("the target is %s", *links[0].Target)
	}
	note := argumentOf(t, query)
	e.ok(e.run(createNote, note))
	want := uri.File(filepath.Join(dir, "폴더", "새 글 100%.md"))
	if len(*edits) != 1 || len((*edits)[0].DocumentChanges) != 2 {
		t.Fatalf("the edits are %+v, want one that makes and fills a file", *edits)
	}
	create, _ := (*edits)[0].DocumentChanges[0].(*protocol.CreateFile)
	if create == nil || create.Kind != "create" || create.URI != want || !isTrue(create.Options.IgnoreIfExists) || isTrue(create.Options.Overwrite) {
		t.Errorf("the first change is %+v, want one that makes %s and overwrites nothing", create, want)
	}
	fill, _ := (*edits)[0].DocumentChanges[1].(*protocol.TextDocumentEdit)
	if fill == nil || fill.TextDocument.URI != want || fill.TextDocument.Version != nil || fill.Edits[0].(*protocol.TextEdit).NewText != "# 새 글 100%\n\n" {
		t.Errorf("the second change is %+v, want the heading", fill)
	}
	if len(*shown) != 1 || (*shown)[0] != want {
		t.Errorf("shown are %v, want %s", *shown, want)
	}
}

// What is built from VS Code goes by many names; an editor that runs commands in links
// can say so itself.
func TestClientAnnouncesCommandLinks(t *testing.T) {
	dir := garden(t, map[string]string{"노트.md": "😀 [[새 글]]"})
	for experimental, want := range map[string]string{
		`{"notesLsp":{"commandLinks":true}}`:  "command:" + createNote,
		`{"notesLsp":{"commandLinks":false}}`: "file:",
		`{"notesLsp":{"commandLinks":"yes"}}`: "file:",
		`{"notesLsp":true}`:                   "file:",
		`{}`:                                  "file:",
	} {
		e := newEditor(t)
		e.startAs("code-server", strings.TrimSuffix(codeClient, "}")+`,"experimental":`+experimental+"}", dir)
		e.looked()
		links := e.links(uri.File(filepath.Join(dir, "노트.md")))
		if len(links) != 1 || !strings.HasPrefix(string(*links[0].Target), want) {
			t.Errorf("with %s the links are %+v, want a %s", experimental, links, want)
		}
	}
}

// argumentOf decodes what is behind a command link's "?" twice, as VS Code does.
func argumentOf(t *testing.T, query string) newNote {
	t.Helper()
	for range 2 {
		query = vault.Decode(query)
	}
	var note newNote
	if err := json.Unmarshal([]byte(query), &note); err != nil {
		t.Fatalf("argument %s: %v", query, err)
	}
	return note
}

// What is there is shown, and never edited; nor does anything come to be outside of
// the folder.
func TestCreateNoteLeavesAlone(t *testing.T) {
	outside := garden(t, map[string]string{"밖.md": ""})
	dir := garden(t, map[string]string{"있다.md": "글", ".gitignore": "숨김\n", "숨김/있다.md": "글", "파일": "글"})
	for name, target := range map[string]string{"나감": outside, "끊김": filepath.Join(outside, "없음"), "글.md": filepath.Join(outside, "새.md")} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	e := newEditor(t)
	edits, shown := e.making()
	e.startAs("Visual Studio Code", codeClient, dir)
	e.looked()
	for _, id := range []vault.NoteID{"있다.md", "숨김/있다.md"} {
		*shown = nil
		e.ok(e.run(createNote, newNote{dir, id}))
		if len(*shown) != 1 || len(*edits) != 0 {
			t.Errorf("createNote %s: shown %v, edited %+v", id, *shown, *edits)
		}
	}
	for _, id := range []vault.NoteID{
		"../밖.md", "/밖.md", "a/../../밖.md", "", ".", "a//b.md", "파일.txt", "a/", "나감/새.md", "끊김/새.md", "글.md", "파일/새.md",
	} {
		*shown = nil
		if err := e.run(createNote, newNote{dir, id}); err == nil || len(*edits) != 0 || len(*shown) != 0 {
			t.Errorf("createNote %q: %v, shown %v, edited %+v, want an error", id, err, *shown, *edits)
		}
	}
	if err := e.run(createNote, newNote{outside, "새.md"}); err == nil || len(*edits) != 0 {
		t.Errorf("createNote in a folder that is not open: %v, edited %+v", err, *edits)
	}
}

// An editor that can't make files gets a link to where the note would be, and the
// command a sentence.
func TestClientsThatCannotMakeNotes(t *testing.T) {
	for _, c := range []struct{ name, capabilities string }{
		{"Neovim", codeClient},
		{"Visual Studio Code", `{"workspace":{"applyEdit":true,"workspaceEdit":{"documentChanges":true}},"textDocument":{"documentLink":{"tooltipSupport":true}}}`},
	} {
		e := newEditor(t)
		edits, _ := e.making()
		dir := garden(t, map[string]string{"노트.md": "😀 [[새 글]]"})
		e.startAs(c.name, c.capabilities, dir)
		e.looked()
		links := e.links(uri.File(filepath.Join(dir, "노트.md")))
		if want := uri.File(filepath.Join(dir, "새 글.md")); len(links) != 1 || *links[0].Target != want || *links[0].Tooltip != "Missing note: 새 글.md" {
			t.Errorf("%s: the links are %+v, want one to %s", c.name, links, want)
		}
		err := e.run(createNote, newNote{dir, "새 글.md"})
		if c.name == "Neovim" {
			e.ok(err)
		} else if err == nil || !strings.Contains(err.Error(), "make 새 글.md yourself") || len(*edits) != 0 {
			t.Errorf("%s: createNote says %v, edited %+v", c.name, err, *edits)
		}
	}
}

// Where many notes would have to be read the rest is told when it is asked for.
func TestLinksBeyondThoseReadAreResolved(t *testing.T) {
	files, b := map[string]string{}, strings.Builder{}
	const n = 2 * maxTargetsRead
	for i := range n {
		name := string(rune('가' + i))
		files[name+".md"] = "\n# 절\n"
		b.WriteString("😀 [[" + name + "#절]] [[" + name + "]]\n")
	}
	files["노트.md"] = b.String()
	dir := garden(t, files)
	e := open(t, dir)
	e.looked()
	later := 0
	for i, l := range e.links(uri.File(filepath.Join(dir, "노트.md"))) {
		want := uri.File(filepath.Join(dir, string(rune('가'+i/2))+".md"))
		if i%2 == 0 {
			want += "#2,3"
		}
		if l.Target == nil {
			later++
			resolved, err := e.s.View().DocumentLinkResolve(t.Context(), &l)
			e.ok(err)
			l = *resolved
		}
		if l.Target == nil || *l.Target != want {
			t.Errorf("link %d leads to %v, want %s", i, l.Target, want)
		}
	}
	if later != n-maxTargetsRead {
		t.Errorf("%d links were resolved, want %d", later, n-maxTargetsRead)
	}
}

// Beside a lone note are the files that its links name by a path, as far as is known.
func TestLinksOfALoneNote(t *testing.T) {
	dir := garden(t, nil)
	e := open(t)
	u := uri.File(filepath.Join(dir, "노트.md"))
	e.didOpen(u, 1, "😀 [글](빵.md) [[빵]] [글](../밖.md) ![](밥.png)")
	var got []string
	for _, l := range e.links(u) {
		got = append(got, filepath.Base(l.Target.FsPath()))
	}
	if strings.Join(got, " ") != "빵.md 밥.png" {
		t.Errorf("the links lead to %q, want 빵.md and 밥.png", got)
	}
}

// A note is made from the template of the settings, and shown where one goes on.
func TestClickMakesANoteFromATemplate(t *testing.T) {
	e := newEditor(t)
	edits, _ := e.making()
	var selected *protocol.Range
	show := e.show
	e.show = func(ctx context.Context, p *protocol.ShowDocumentParams) (*protocol.ShowDocumentResult, error) {
		selected = p.Selection
		return show(ctx, p)
	}
	dir := garden(t, map[string]string{
		"노트.md":           "😀 [[새 글]]",
		"틀/글.md":          "# {{title}}\n\n만든 날: {{date}} 😀",
		".notes-lsp.toml": "new-note.template = '틀/글.md'",
	})
	e.startAs("Visual Studio Code", codeClient, dir)
	e.looked()
	e.ok(e.run(createNote, newNote{Root: dir, ID: "새 글.md"}))
	if len(*edits) != 1 || len((*edits)[0].DocumentChanges) != 2 {
		t.Fatalf("the edits are %+v, want one that makes and fills a file", *edits)
	}
	fill, _ := (*edits)[0].DocumentChanges[1].(*protocol.TextDocumentEdit)
	got := fill.Edits[0].(*protocol.TextEdit).NewText
	if want := "# 새 글\n\n만든 날: " + time.Now().Format(time.DateOnly) + " 😀"; got != want {
		t.Errorf("the note holds %q, want %q", got, want)
	}
	if selected == nil || selected.Start != (protocol.Position{Line: 2, Character: 19}) {
		t.Errorf("%+v is shown, want the end of the note", selected)
	}
}
