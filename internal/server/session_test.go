package server

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

func TestOneFileUnderTwoNames(t *testing.T) {
	const nfc, nfd = "\uac00.md", "\u1100\u1161.md"
	dir := garden(t, map[string]string{nfd: "# 가", "b.md": "[[가]]", "real/c.md": "# C"})
	e := open(t, dir)
	one, two := uri.File(filepath.Join(dir, nfc)), uri.File(filepath.Join(dir, nfd))
	e.didOpen(one, 1, "# one") // maybe before the folder is read
	e.looked()
	r := (*e.s.roots.Load())[0]
	check := func(want string) {
		t.Helper()
		got := held(r)
		if _, twice := got[nfc]; twice || got[nfd] != want {
			t.Errorf("the notes are %q, want only %q to be %q", got, nfd, want)
		}
	}
	check("# one")
	e.didOpen(two, 1, "# two")
	check("# two")
	e.didChange(one, 2, whole("# one again"))
	check("# one again")
	e.didClose(two) // the other is open yet
	check("# one again")
	e.didClose(one)
	check("# 가")

	if err := os.Symlink("real/c.md", filepath.Join(dir, "alias.md")); err != nil {
		t.Fatal(err)
	}
	e.noticed(filepath.Join(dir, "alias.md"))
	sameAsFresh(e, dir)
	alias := uri.File(filepath.Join(dir, "alias.md"))
	e.didOpen(alias, 1, "# Alias\n[[b]]")
	if got := held(r); got["alias.md"] != "a file" || got["real/c.md"] != "# Alias\n[[b]]" {
		t.Errorf("through a symlink the notes are %q", got)
	}
	if e.hover(alias, 1, 3) == "" {
		t.Error("a note that is open through a symlink shows no hover")
	}
	e.didClose(alias)
	sameAsFresh(e, dir)
}

func TestOddSync(t *testing.T) {
	dir := garden(t, map[string]string{"a.md": "# A"})
	e := open(t, dir)
	e.looked()
	a := uri.File(filepath.Join(dir, "a.md"))
	e.didChange(a, 1, whole("not open"))
	e.didClose(a)
	e.didOpen(a, 1, "one")
	e.didOpen(a, 7, "two")
	e.didChange(a, 3, nil, whole("three"), nil)
	e.didChange(a, 4)
	if got := held((*e.s.roots.Load())[0])["a.md"]; got != "three" {
		t.Errorf("the note is %q, want %q", got, "three")
	}
	e.didClose(a)
	e.didClose(a)
	new := uri.File(filepath.Join(t.TempDir(), "not/yet/there/n.md"))
	e.didOpen(new, 1, "[글][없음]")
	e.problems(new, "no-such-reference")
	e.didClose(new)
	e.problems(new)
	sameAsFresh(e, dir)
}

func TestOtherFilesStayFilesWhenClosed(t *testing.T) {
	dir := garden(t, map[string]string{"a.txt": "[[x]]", "b.md": "[[x]]", ".gitignore": ""})
	e := open(t, dir)
	e.looked()
	e.didOpen(uri.File(filepath.Join(dir, "a.txt")), 1, "[[x]]")
	e.didClose(uri.File(filepath.Join(dir, "a.txt")))
	e.didOpen(uri.File(filepath.Join(dir, "b.md")), 1, "[[x]]")
	write(t, filepath.Join(dir, ".gitignore"), "b.md\n")
	e.noticed(filepath.Join(dir, ".gitignore"))
	e.looked()
	e.didClose(uri.File(filepath.Join(dir, "b.md"))) // ignored since it was opened
	sameAsFresh(e, dir)
}

func TestFolderRemovedWhileItIsRead(t *testing.T) {
	dir, other := garden(t, gardenOf(400, 1)), garden(t, map[string]string{"a.md": "[[x]]"})
	e := newEditor(t)
	asked, answered := make(chan struct{}, 2), make(chan struct{})
	e.create = func(ctx context.Context) error {
		asked <- struct{}{}
		<-answered
		return nil
	}
	e.start(`{"window":{"workDoneProgress":true}}`, dir, other)
	doc := uri.File(filepath.Join(dir, "00/note 0.md"))
	e.didOpen(doc, 1, "[글][없음]")
	<-asked
	<-asked
	e.folders(nil, []string{dir})
	e.problems(doc, "no-such-reference") // of a note alone now
	close(answered)
	e.await("two progresses that end", func() bool {
		ends := 0
		for _, kind := range e.progress {
			if kind == "end" {
				ends++
			}
		}
		return ends == 2
	})
	e.published()
	e.mu.Lock()
	defer e.mu.Unlock()
	if begins := len(slices.DeleteFunc(slices.Clone(e.progress), func(kind string) bool { return kind != "begin" })); begins != 2 {
		t.Errorf("progress %v, want two that begin and end", e.progress)
	}
	if len(e.messages) > 0 {
		t.Errorf("the user is told %q of a folder that was closed", e.messages)
	}
	for u := range e.told {
		if strings.HasPrefix(string(u), string(uri.File(dir))) && u != doc {
			t.Errorf("%s is told of, after its folder was closed", u)
		}
	}
}

func TestFolderRemovedWithOpenNotes(t *testing.T) {
	dir := garden(t, map[string]string{"a.md": "[[x]]", "b.md": "[[y]]", ".notes-lsp.toml": "exclud = []"})
	a, b := uri.File(filepath.Join(dir, "a.md")), uri.File(filepath.Join(dir, "b.md"))
	settings := uri.File(filepath.Join(dir, ".notes-lsp.toml"))
	e := open(t, dir)
	e.didOpen(a, 1, "[[x]]")
	e.problems(a, "no-such-note")
	e.problems(b, "no-such-note")
	e.problems(settings, "bad-setting")
	e.folders(nil, []string{dir})
	e.problems(b)
	e.problems(settings)
	e.problems(a)
	e.folders([]string{dir}, nil)
	e.problems(a, "no-such-note")
	e.problems(b, "no-such-note")
}

func TestInnerFolderTakesItsNotesOver(t *testing.T) {
	dir := garden(t, map[string]string{"out.md": "[[inner]]", "in/inner.md": "[[x]]", "in/open.md": "[[out]]"})
	inner, opened := uri.File(filepath.Join(dir, "in/inner.md")), uri.File(filepath.Join(dir, "in/open.md"))
	out := uri.File(filepath.Join(dir, "out.md"))
	e := open(t, dir)
	e.didOpen(opened, 1, "[[out]]")
	e.problems(inner, "no-such-note")
	for range 3 {
		e.folders([]string{filepath.Join(dir, "in")}, nil)
		e.problems(out, "no-such-note")
		e.problems(opened, "no-such-note")
		e.looked()
		e.published()
		if got := e.now(inner); len(got) != 1 {
			t.Errorf("the inner folder's note has %v, want its problem kept", got)
		}
		e.folders(nil, []string{filepath.Join(dir, "in")})
		e.problems(out)
		e.problems(opened)
		e.problems(inner, "no-such-note")
	}
}

func TestFolderThatVanishes(t *testing.T) {
	dir := garden(t, map[string]string{"a.md": "# A", "b.md": "[[x]]"})
	missing := filepath.Join(dir, "missing")
	e := open(t, dir, missing)
	e.looked()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		e.noticed(filepath.Join(dir, "a.md"), filepath.Join(dir, ".gitignore"), dir)
		e.looked()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for i, m := range e.messages {
		if slices.Contains(e.messages[i+1:], m) {
			t.Errorf("the user is told twice: %s", m)
		}
	}
	if !slices.ContainsFunc(e.messages, func(m string) bool { return strings.Contains(m, missing) }) {
		t.Errorf("the user is told %q, want a word on %s", e.messages, missing)
	}
}

func TestUnreadableSettingsAreToldOnce(t *testing.T) {
	dir := garden(t, map[string]string{"a.md": "[[x]]", ".notes-lsp.toml/x": ""})
	e := open(t, dir)
	e.problems(uri.File(filepath.Join(dir, "a.md")), "no-such-note")
	for range 3 {
		e.noticed(filepath.Join(dir, ".notes-lsp.toml"))
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.messages) != 1 {
		t.Errorf("the user is told %q, want one sentence", e.messages)
	}
}

func TestSettingsThatDropNotes(t *testing.T) {
	dir := garden(t, map[string]string{"a.md": "[[x]]", "drafts/b.md": "[[x]]"})
	a, b := uri.File(filepath.Join(dir, "a.md")), uri.File(filepath.Join(dir, "drafts/b.md"))
	e := open(t, dir)
	e.problems(b, "no-such-note")
	write(t, filepath.Join(dir, ".notes-lsp.toml"), "exclude = [\"drafts/\"]\nwiki.aliases = false\n")
	e.noticed(filepath.Join(dir, ".notes-lsp.toml"))
	e.problems(b)
	e.problems(a, "no-such-note")
	sameAsFresh(e, dir)
}

func TestNothingIsPublishedBeforeInitialized(t *testing.T) {
	dir := garden(t, map[string]string{".notes-lsp.toml": "exclud = []", "a.md": "[[x]]"})
	e := newEditor(t)
	var p protocol.InitializeParams
	e.ok(protocol.Unmarshal(fmt.Appendf(nil, `{"processId":null,"rootUri":%q,"capabilities":{}}`, uri.File(dir)), &p))
	if _, err := e.s.View().Initialize(t.Context(), &p); err != nil {
		t.Fatal(err)
	}
	e.mu.Lock()
	if len(e.order) > 0 {
		t.Errorf("%v is published while initialize is answered", e.order[0])
	}
	e.mu.Unlock()
	e.ok(e.s.Notifications().Initialized(t.Context(), &protocol.InitializedParams{}))
	e.ok(e.s.Notifications().Initialized(t.Context(), &protocol.InitializedParams{})) // twice does no harm
	e.problems(uri.File(filepath.Join(dir, ".notes-lsp.toml")), "bad-setting")
	e.problems(uri.File(filepath.Join(dir, "a.md")), "no-such-note")
}

func TestClientThatNeverAnswers(t *testing.T) {
	dir := garden(t, map[string]string{"a.md": "[[x]]"})
	e := newEditor(t)
	calls := make(chan string, 100)
	never := func(name string) func(context.Context) error {
		return func(ctx context.Context) error {
			calls <- name
			<-ctx.Done()
			return ctx.Err()
		}
	}
	e.create, e.register, e.refresh = never("create"), never("register"), never("refresh")
	e.configure = func(ctx context.Context) ([]protocol.LSPAny, error) { return nil, never("configure")(ctx) }
	e.start(`{"window":{"workDoneProgress":true},"textDocument":{"diagnostic":{}},"workspace":{"configuration":true,
		"didChangeWatchedFiles":{"dynamicRegistration":true},"didChangeConfiguration":{"dynamicRegistration":true},
		"diagnostics":{"refreshSupport":true}}}`, dir)
	e.looked()
	for range 20 {
		e.ok(e.s.Notifications().DidChangeConfiguration(t.Context(), &protocol.DidChangeConfigurationParams{}))
		e.s.publisher.refresh()
	}
	e.s.Close() // returns
	close(calls)
	count := map[string]int{}
	for name := range calls {
		count[name]++
	}
	if count["configure"] != 1 || count["refresh"] > 1 {
		t.Errorf("unanswered requests: %v, want one of each at a time", count)
	}
}

func TestClientThatRefusesProgress(t *testing.T) {
	e := newEditor(t)
	e.create = func(context.Context) error { return errors.New("no") }
	dir := garden(t, map[string]string{"a.md": "[[x]]"})
	e.start(`{"window":{"workDoneProgress":true}}`, dir)
	e.problems(uri.File(filepath.Join(dir, "a.md")), "no-such-note")
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.progress) > 0 {
		t.Errorf("progress %v, which the client refused", e.progress)
	}
}
