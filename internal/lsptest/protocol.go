package lsptest

import (
	"encoding/json"
	"net/url"
	"path/filepath"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// Position is LSP's, in the units of the encoding that was agreed on.
type Position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

// Range is LSP's.
type Range struct {
	Start Position `json:"start"`
	End   Position `json:"end"`
}

// A Diagnostic is one problem as the server tells it.
type Diagnostic struct {
	Range           Range  `json:"range"`
	Severity        int    `json:"severity"`
	Code            string `json:"code"`
	CodeDescription struct {
		Href string `json:"href"`
	} `json:"codeDescription"`
	Source  string    `json:"source"`
	Message string    `json:"message"`
	Tags    []int     `json:"tags"`
	Related []Related `json:"relatedInformation"`
	Data    struct {
		Fix string `json:"fix"` // what to write instead
	} `json:"data"`
}

// A Related is a place that a diagnostic has to do with.
type Related struct {
	Location struct {
		URI   string `json:"uri"`
		Range Range  `json:"range"`
	} `json:"location"`
	Message string `json:"message"`
}

// Published is what the server last published for one URI.
type Published struct {
	URI         string       `json:"uri"`
	Version     *int         `json:"version"`
	Diagnostics []Diagnostic `json:"diagnostics"`
}

// A Report is an answer to textDocument/diagnostic, or one note's part of the answer
// to workspace/diagnostic.
type Report struct {
	Kind     string       `json:"kind"` // "full" or "unchanged"
	ResultID string       `json:"resultId"`
	Items    []Diagnostic `json:"items"`
	URI      string       `json:"uri"`
	Version  *int         `json:"version"`
}

// A Target is a place that a definition leads to: a Location or a LocationLink.
type Target struct {
	URI                  string `json:"uri"`
	Range                Range  `json:"range"`
	OriginSelectionRange *Range `json:"originSelectionRange"`
	TargetURI            string `json:"targetUri"`
	TargetRange          Range  `json:"targetRange"`
	TargetSelectionRange Range  `json:"targetSelectionRange"`
}

// IsLink reports whether t came as a LocationLink.
func (t Target) IsLink() bool { return t.TargetURI != "" }

// place is the URI and range that an editor jumps to.
func (t Target) place() (uri string, at Range) {
	if t.IsLink() {
		return t.TargetURI, t.TargetSelectionRange
	}
	return t.URI, t.Range
}

// A Hover is an answer to textDocument/hover.
type Hover struct {
	Contents struct {
		Kind  string `json:"kind"`
		Value string `json:"value"`
	} `json:"contents"`
	Range *Range `json:"range"`
}

// A TextEdit is LSP's.
type TextEdit struct {
	Range   Range  `json:"range"`
	NewText string `json:"newText"`
}

// A CompletionList is an answer to textDocument/completion.
type CompletionList struct {
	IsIncomplete bool             `json:"isIncomplete"`
	Items        []CompletionItem `json:"items"`
}

// A CompletionItem is one thing that the server offers.
type CompletionItem struct {
	Label      string    `json:"label"`
	Detail     string    `json:"detail"`
	FilterText string    `json:"filterText"`
	SortText   string    `json:"sortText"`
	TextEdit   *TextEdit `json:"textEdit"`
	// Also are edits elsewhere that belong to it.
	Also             []TextEdit `json:"additionalTextEdits"`
	CommitCharacters []string   `json:"commitCharacters"`
	Command          *Command   `json:"command"`
}

// A Command is one of the server's own, to be sent back to it.
type Command struct {
	Command   string            `json:"command"`
	Arguments []json.RawMessage `json:"arguments"`
}

// at is the parameters of a request about a place.
func at(uri string, p Position) map[string]any {
	return map[string]any{"textDocument": map[string]any{"uri": uri}, "position": p}
}

// FileURI names a file as VS Code does: percent-encoded.
func FileURI(path string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
}

// pathOf is the file that a URI names, and the URI itself where it names none.
func pathOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return uri
	}
	return filepath.FromSlash(u.Path)
}

// A ruler measures one text in an encoding.
type ruler struct {
	index    *text.LineIndex
	encoding text.Encoding
}

func newRuler(src string, e text.Encoding) ruler { return ruler{text.NewLineIndex([]byte(src)), e} }

func (r ruler) position(off int) Position {
	p := r.index.OffsetPosition(off, r.encoding)
	return Position{p.Line, p.Column}
}

func (r ruler) offset(p Position) int {
	return r.index.PositionOffset(text.Position{Line: p.Line, Column: p.Character}, r.encoding)
}

func (r ruler) rng(s text.Span) Range {
	return Range{r.position(int(s.Start)), r.position(int(s.End))}
}

func (r ruler) span(at Range) text.Span { return text.Between(r.offset(at.Start), r.offset(at.End)) }
