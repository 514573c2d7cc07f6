package lsptest

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"
)

// An editor that dies, while the server is at work or not, takes the server along.
func TestDeathOfTheEditor(t *testing.T) {
	files := map[string]string{}
	for i := range 2000 {
		files[fmt.Sprintf("%d.md", i)] = fmt.Sprintf("# %d\n[[%d]] [[없음]]\n", i, i+1)
	}
	dir := folder(t, files)
	for _, loaded := range []bool{false, true} {
		c, err := Start(Options{Folders: []string{dir}})
		if err != nil {
			t.Fatal(err)
		}
		if loaded {
			if err := c.Indexed(dir); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := c.Begin("workspace/symbol", map[string]any{"query": "1"}); err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		c.stop()
		select {
		case <-c.exitCode:
			t.Logf("it ended after %v", time.Since(begin))
		case <-time.After(patience):
			t.Errorf("with the folder read %t the server lives on", loaded)
		}
	}
}

// Thousands of open notes are no burden: each can be edited and asked about.
func TestManyOpenNotes(t *testing.T) {
	const notes = 1000
	dir := folder(t, nil)
	e := dial(t, Options{Folders: []string{dir}})
	e.indexed(dir)
	uri := func(i int) string { return FileURI(filepath.Join(dir, fmt.Sprintf("%d.md", i))) }
	for i := range notes {
		e.openText(uri(i), fmt.Sprintf("# %d\n[[%d]] 한글 😀\n", i, (i+1)%notes))
	}
	e.codes(uri(notes / 2))
	begin := spent()
	for i := range 100 {
		at := i * (notes / 100)
		e.change(uri(at), 2, fmt.Sprintf("# %d 새로\n[[%d]]\n", at, (at+2)%notes))
		if got := e.definition(uri(at), 1, 3); len(got) != 1 {
			t.Fatalf("the link leads to %v", got)
		}
	}
	t.Logf("an edit and a definition took %v", (spent()-begin)/100)
	e.change(uri(7), 3, "[[nowhere]]\n")
	e.codes(uri(7), "no-such-note")
}
