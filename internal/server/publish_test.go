package server

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

func TestTypingOnDoesNotStarveProblems(t *testing.T) {
	doc := uri.File(filepath.Join(t.TempDir(), "a.md"))
	synctest.Test(t, func(t *testing.T) {
		e := open(t)
		e.didOpen(doc, 1, "[글][없음]")
		for i := range int32(20) { // a key every 50 ms, for a second
			<-time.After(50 * time.Millisecond)
			e.didChange(doc, i+2, whole(fmt.Sprintf("[글][없음] %d", i)))
		}
		e.mu.Lock()
		told := len(e.order)
		e.mu.Unlock()
		if told < 2 || told > 4 {
			t.Errorf("problems were told %d times in a second of typing, want every 400 ms", told)
		}
		<-time.After(debounce)
		synctest.Wait()
		if v, _ := e.order[len(e.order)-1].Version.Get(); v != 21 {
			t.Errorf("the last problems are of version %d, want 21", v)
		}
	})
}

func TestOpenNotesComeFirst(t *testing.T) {
	files := gardenOf(400, 1)
	for name, text := range files {
		files[name] = text + "[[nowhere at all]]\n"
	}
	dir := garden(t, files)
	doc := uri.File(filepath.Join(dir, "39/note 399.md"))
	e := newEditor(t)
	e.start(`{}`, dir)
	e.didOpen(doc, 1, "[[nowhere at all]]")
	e.await("all notes", func() bool { return len(e.told) >= 400 })
	e.mu.Lock()
	defer e.mu.Unlock()
	if first := e.order[0].URI; first != doc {
		t.Errorf("the first problems are those of %s, want the open note's", first)
	}
}

func TestWhatIsToldIsNotToldAgain(t *testing.T) {
	dir := garden(t, map[string]string{"a.md": "[[x]]", "b.md": "[[a#no]]"})
	e := open(t, dir)
	a := uri.File(filepath.Join(dir, "a.md"))
	e.problems(a, "no-such-note")
	e.published()
	e.mu.Lock()
	before := len(e.order)
	e.mu.Unlock()
	e.s.publisher.markAll((*e.s.roots.Load())[0])
	e.published()
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, p := range e.order[before:] {
		if p.URI == a {
			t.Errorf("%s is told again", p.URI)
		}
	}
}

func TestNoteThatChangesBeforeItsProblemsAreTold(t *testing.T) {
	dir := garden(t, map[string]string{"a.md": "[[x]]", "x.md": "# X", "b.md": "[[a#no]]"})
	path := filepath.Join(dir, "a.md")
	e := open(t, dir)
	e.problems(uri.File(filepath.Join(dir, "b.md")), "no-such-heading")
	write(t, path, "[[x]] [[y]]") // of which the server is not told yet
	if err := os.Remove(filepath.Join(dir, "x.md")); err != nil {
		t.Fatal(err)
	}
	e.noticed(filepath.Join(dir, "x.md"))
	e.published()
	e.noticed(path)
	e.problems(uri.File(path), "no-such-note", "no-such-note")
}

// An ignore file that comes and goes moves an open note between its folder's root and
// one of its own. What the one takes back the other tells again.
func TestProblemsOfANoteBetweenRoots(t *testing.T) {
	dir := garden(t, map[string]string{"글.md": "🍞"})
	e := open(t, dir)
	path := filepath.Join(dir, "글.md")
	doc := uri.File(path)
	e.didOpen(doc, 1, "🍞")
	e.published()
	e.s.mu.Lock()
	folder := (*e.s.roots.Load())[0]
	lone, err := e.s.openLone(path)
	if err != nil {
		t.Fatal(err)
	}
	e.s.setRoots([]*root{folder, lone})
	n := vault.NewNote(vault.Source{ID: "글.md", Text: []byte("🍞"), Open: true, Version: 1})
	next, _ := lone.snap.Load().Update(vault.Change{ID: n.ID, Note: n})
	lone.snap.Store(next)
	// The publisher comes upon the note in both.
	e.s.publisher.mark(lone, []vault.NoteID{n.ID})
	e.s.publisher.mark(folder, []vault.NoteID{n.ID})
	e.s.mu.Unlock()
	e.published()
	e.s.mu.Lock()
	e.s.removeRoot(lone)
	e.s.publisher.mark(folder, []vault.NoteID{n.ID})
	e.s.mu.Unlock()
	e.published()
	e.mu.Lock()
	defer e.mu.Unlock()
	if v, ok := e.told[doc].Version.Get(); !ok || v != 1 {
		t.Errorf("told at last is %+v, want problems of version 1", e.told[doc])
	}
}

// A note that has come to be ignored is opened before its folder knows: it is told of as
// the open note that it is, by whichever root the publisher comes upon it.
func TestProblemsOfANoteThatIsIgnoredByNow(t *testing.T) {
	dir := garden(t, map[string]string{"글.md": "[^1]: 🍞 [[없음]]", "다른.md": "[[글]]"})
	e := newEditor(t)
	e.start(clientWatching, dir)
	path := filepath.Join(dir, "글.md")
	doc := uri.File(path)
	e.problems(doc, "unused-footnote", "no-such-note")
	write(t, filepath.Join(dir, ".gitignore"), "글.md\n") // of which the server is told later
	e.didOpen(doc, 1, "🍞")
	e.problems(doc)
	check := func(when string, open bool) {
		t.Helper()
		e.published()
		e.mu.Lock()
		defer e.mu.Unlock()
		if _, has := e.told[doc].Version.Get(); has != open {
			t.Errorf("%s: told at last is %+v", when, e.told[doc])
		}
	}
	check("opened", true)
	folder := (*e.s.roots.Load())[0]
	e.s.publisher.markAll(folder)
	check("judged again", true)
	e.noticed(filepath.Join(dir, ".gitignore"))
	e.looked()
	check("ignored", true)
	e.didClose(doc)
	check("closed", false)
}
