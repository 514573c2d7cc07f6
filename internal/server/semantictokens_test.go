package server

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

const tokenClient = `{"general":{"positionEncodings":[%q]},"workspace":{"semanticTokens":{"refreshSupport":true}},"textDocument":{"semanticTokens":{
	"requests":{"range":true,"full":{"delta":true}},"tokenTypes":[%s],"tokenModifiers":["declaration"],"formats":["relative"]}}}`

const allTypes = `"class","enum","comment","macro","property","label","string","decorator","variable"`

// fullTokens asks for all tokens of a document.
func (e *editor) fullTokens(u uri.URI) *protocol.SemanticTokens {
	e.t.Helper()
	p := &protocol.SemanticTokensParams{}
	p.TextDocument.URI = u
	got, err := e.s.View().SemanticTokensFull(e.t.Context(), p)
	e.ok(err)
	return got
}

func (e *editor) deltaTokens(u uri.URI, since string) protocol.SemanticTokensDeltaResult {
	e.t.Helper()
	p := &protocol.SemanticTokensDeltaParams{PreviousResultID: since}
	p.TextDocument.URI = u
	got, err := e.s.View().SemanticTokensFullDelta(e.t.Context(), p)
	e.ok(err)
	return got
}

// applied makes the edits of a delta, all of which count from the old data.
func applied(old []uint32, edits []protocol.SemanticTokensEdit) []uint32 {
	out := slices.Clone(old)
	for _, e := range slices.Backward(edits) {
		out = slices.Replace(out, int(e.Start), int(e.Start+e.DeleteCount), e.Data...)
	}
	return out
}

// snippets are what random notes are made of.
var snippets = []string{
	"한글 ", "😀", "\n", "\n\n", "\r\n", "[[빵]] ", "[[빵#절|집]] ", "[[없는 곳]] ", "![[그림.png]] ", "[글](빵.md#절) ", "[글](없다.md) ", "#태그 ", "글[^1] ",
	"[^1]: 각주\n\n", "문단 ^id\n\n", "[[#^id]] ", "[ref] ", "\n\n[ref]: 빵.md\n\n", "[두\n줄][ref] ", "[두\r\nref] ", "\n\n[두 ref]: 빵.md\n\n", "| a | [[빵\\|집]] |\n", "`[[빵]]` ", "[[",
}

func randomText(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(snippets[r.IntN(len(snippets))])
	}
	return b.String()
}

func TestTokensDecodeInEveryEncoding(t *testing.T) {
	for _, encoding := range []text.Encoding{text.UTF8, text.UTF16, text.UTF32} {
		t.Run(encoding.String(), func(t *testing.T) {
			dir := garden(t, map[string]string{"빵.md": "## 절\n", "그림.png": ""})
			e := newEditor(t)
			e.start(fmt.Sprintf(tokenClient, encoding, allTypes), dir)
			e.looked()
			random := rand.New(rand.NewPCG(1, uint64(encoding)))
			u := uri.File(filepath.Join(dir, "노트.md"))
			e.didOpen(u, 0, "")
			told := e.fullTokens(u)
			all := 0
			for version := range int32(300) {
				src := randomText(random, 1+random.IntN(60))
				e.didChange(u, version+1, whole(src))
				delta := e.deltaTokens(u, *told.ResultID)
				full := e.fullTokens(u)
				if d, ok := delta.(*protocol.SemanticTokensDelta); !ok {
					t.Fatalf("the delta is %T", delta)
				} else if got := applied(told.Data, d.Edits); !slices.Equal(got, full.Data) {
					t.Fatalf("%q:\nthe delta gives %v\nfull gives      %v", src, got, full.Data)
				}
				told = full
				checkTokens(t, src, encoding, full.Data)
				all += len(full.Data) / 5
			}
			if all < 3000 {
				t.Errorf("the notes had %d tokens, which proves little", all)
			}
		})
	}
}

// checkTokens decodes data: each token is on one line, in it, not empty, and behind
// the one before it.
func checkTokens(t *testing.T, src string, encoding text.Encoding, data []uint32) {
	t.Helper()
	lines := text.NewLineIndex([]byte(src))
	if len(data)%5 != 0 {
		t.Fatalf("%q: %d numbers", src, len(data))
	}
	line, column, end := 0, 0, 0
	for d := range slices.Chunk(data, 5) {
		if d[0] > 0 {
			column, end = 0, 0
		}
		line, column = line+int(d[0]), column+int(d[1])
		from := text.Position{Line: line, Column: column}
		to := text.Position{Line: line, Column: column + int(d[2])}
		if d[2] == 0 || column < end || line >= lines.Lines() {
			t.Fatalf("%q: a token at %v of length %d, and the one before it ends at %d", src, from, d[2], end)
		}
		for _, p := range []text.Position{from, to} {
			if back := lines.OffsetPosition(lines.PositionOffset(p, encoding), encoding); back != p {
				t.Fatalf("%q: a token starts or ends at %v, which is nearest to %v", src, p, back)
			}
		}
		end = to.Column
	}
}

// A delta since an answer that is not the last one, or that an earlier life of the
// document had, is told in full.
func TestTokensSinceAForgottenAnswer(t *testing.T) {
	e := newEditor(t)
	dir := garden(t, map[string]string{"a.md": ""})
	e.start(fmt.Sprintf(tokenClient, "utf-16", allTypes), dir)
	e.looked()
	u := uri.File(filepath.Join(dir, "b.md"))
	e.didOpen(u, 1, "[[a]] #x")
	first, second := e.fullTokens(u), e.fullTokens(u)
	if _, ok := e.deltaTokens(u, *first.ResultID).(*protocol.SemanticTokens); !ok {
		t.Error("a delta since an answer that another followed is no full answer")
	}
	last := e.fullTokens(u)
	if d, ok := e.deltaTokens(u, *last.ResultID).(*protocol.SemanticTokensDelta); !ok || len(d.Edits) != 0 {
		t.Error("a delta since the last answer, with nothing changed, is not empty")
	}
	e.didClose(u)
	e.didOpen(u, 1, "[[a]] #x")
	for _, id := range []string{*second.ResultID, *last.ResultID, "", "x"} {
		if _, ok := e.deltaTokens(u, id).(*protocol.SemanticTokens); !ok {
			t.Errorf("a delta since %q, before the document was closed, is no full answer", id)
		}
	}
	if closed := e.fullTokens(uri.File(filepath.Join(dir, "a.md"))); closed.ResultID != nil {
		t.Error("of a note that is not open an answer is kept")
	}
}

func TestTokensOfARange(t *testing.T) {
	e := newEditor(t)
	dir := garden(t, map[string]string{"a.md": ""})
	e.start(fmt.Sprintf(tokenClient, "utf-16", allTypes), dir)
	e.looked()
	u := uri.File(filepath.Join(dir, "b.md"))
	e.didOpen(u, 1, "😀 [[a]]\n한글 [[a]] [[a]]\n#x\n")
	p := &protocol.SemanticTokensRangeParams{Range: protocol.Range{Start: protocol.Position{Line: 1, Character: 6}, End: protocol.Position{Line: 2}}}
	p.TextDocument.URI = u
	got, err := e.s.View().SemanticTokensRange(t.Context(), p)
	e.ok(err)
	if want := []uint32{1, 11, 1, 0, 0}; !slices.Equal(got.Data, want) {
		t.Errorf("the second link's tokens are %v, want %v", got.Data, want)
	}
}

// A client gets the types it knows, the next best for others, and nothing where it
// knows none.
func TestTokenLegendOfTheClient(t *testing.T) {
	for _, c := range []struct {
		name, requests, types, modifiers, wantTypes, wantModifiers string
	}{
		{"a client of LSP 3.17", `{"full":true}`, `"class","enum","comment","macro","property","string","decorator","variable"`, `"declaration"`, "class enum comment macro property string decorator variable", "declaration"},
		{"a client with label", `{"full":true}`, allTypes, ``, "class enum comment macro property label string decorator variable", ""},
		{"a client of few types", `{"range":true}`, `"type","keyword","comment"`, `"unresolved","ambiguous"`, "type comment keyword", "unresolved ambiguous"},
		{"a client that lists none", `{"full":{"delta":true}}`, ``, ``, "class enum comment macro property string decorator variable", ""},
		{"a client that asks for nothing", `{}`, allTypes, ``, "", ""},
	} {
		var caps protocol.SemanticTokensClientCapabilities
		raw := fmt.Sprintf(`{"requests":%s,"tokenTypes":[%s],"tokenModifiers":[%s],"formats":["relative"]}`, c.requests, c.types, c.modifiers)
		if err := protocol.Unmarshal([]byte(raw), &caps); err != nil {
			t.Fatal(err)
		}
		l := newTokenLegend(caps)
		if got := strings.Join(l.types, " "); got != c.wantTypes {
			t.Errorf("%s: types = %s, want %s", c.name, got, c.wantTypes)
		}
		if got := strings.Join(l.modifiers, " "); got != c.wantModifiers {
			t.Errorf("%s: modifiers = %s, want %s", c.name, got, c.wantModifiers)
		}
	}
}

// The client asks again once, when another note changes what an open note's links
// are, and not after the note's own edits.
func TestTokensRefresh(t *testing.T) {
	e := newEditor(t)
	refreshes := 0
	e.refreshTokens = func(context.Context) error {
		e.tell(func() { refreshes++ })
		return nil
	}
	dir := garden(t, map[string]string{"a.md": ""})
	e.start(fmt.Sprintf(tokenClient, "utf-16", allTypes), dir)
	e.looked()
	here, other := uri.File(filepath.Join(dir, "here.md")), uri.File(filepath.Join(dir, "새 글.md"))
	e.didOpen(here, 1, "한글 [[새 글]] [[a]]")
	before := e.fullTokens(here)
	e.didChange(here, 2, whole("한글 [[새 글]] [[a]] [[a]]"))
	e.published()
	e.fullTokens(here)
	e.published()
	e.didOpen(other, 1, "## 절\n")
	e.await("a refresh", func() bool { return refreshes == 1 })
	now := e.fullTokens(here)
	if slices.Equal(before.Data, now.Data) {
		t.Error("the tokens are those of before")
	}
	e.didChange(other, 2, whole("## 다른 절\n")) // nobody links to it
	e.published()
	e.published()
	if refreshes != 1 {
		t.Errorf("there were %d refreshes, want 1", refreshes)
	}
	e.didClose(other) // it was never saved
	e.looked()
	e.await("a refresh", func() bool { return refreshes == 2 })
}
