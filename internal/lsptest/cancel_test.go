package lsptest

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
)

// requestCancelled is LSP's error code.
const requestCancelled = -32800

// A completion that the user has typed past is answered as cancelled. Where it was
// done before the cancellation came, its list is the answer.
func TestCancelledCompletion(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for i := range 3000 {
		files[fmt.Sprintf("쿠버네티스 %d.md", i)] = ""
	}
	dir := folder(t, files)
	e := dial(t, Options{Folders: []string{dir}})
	e.indexed(dir)
	doc := FileURI(filepath.Join(dir, "here.md"))
	e.openText(doc, "😀 [[ㅋㅂ")
	cancelled := false
	for i := 0; i < 1000 && !cancelled; i++ {
		p, err := e.Begin("textDocument/completion", at(doc, Position{0, 7}))
		e.ok(err)
		e.ok(p.Cancel())
		var list CompletionList
		refused := (*ResponseError)(nil)
		switch err := p.Wait(&list); {
		case errors.As(err, &refused) && refused.Code == requestCancelled:
			cancelled = true
		case err != nil || len(list.Items) == 0:
			t.Fatalf("a cancelled completion lists %d items, %v", len(list.Items), err)
		}
	}
	if !cancelled {
		t.Error("no completion was cancelled in 1000 tries")
	}
	var list CompletionList
	e.ok(e.Call("textDocument/completion", at(doc, Position{0, 7}), &list))
	if len(list.Items) == 0 {
		t.Error("nothing is offered after a cancellation")
	}
}
