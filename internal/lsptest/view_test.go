package lsptest

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// view is all that a server says of the vault: what it has published and what it
// answers, by what was asked.
func (p *player) view(c *Client) (map[string]string, error) {
	v := map[string]string{}
	c.Look(func(s *State) {
		for uri, told := range s.Diagnostics {
			_, isOpen := p.openAt(uri)
			if uri == c.barrier || !isOpen && len(told.Diagnostics) == 0 || strings.HasSuffix(uri, "/folder.is-read") {
				continue
			}
			v["published "+uri] = inJSON(told)
		}
	})
	for _, name := range p.notes() {
		if err := p.askAbout(c, name, v); err != nil {
			return nil, err
		}
	}
	for _, query := range []string{"", "가", "subb", "별명", "#태그"} {
		if err := note(c, v, "workspace/symbol", map[string]any{"query": query}); err != nil {
			return nil, err
		}
	}
	for _, command := range []string{"stats", "orphans", "tags"} {
		if err := note(c, v, "workspace/executeCommand", map[string]any{"command": "notes-lsp." + command, "arguments": []any{map[string]any{}}}); err != nil {
			return nil, err
		}
	}
	return v, nil
}

func (p *player) openAt(uri string) (*openDoc, bool) {
	for _, d := range p.open {
		if p.uri(d.path) == uri {
			return d, true
		}
	}
	return nil, false
}

// notes lists what is on disk or open.
func (p *player) notes() []string {
	all := map[string]bool{}
	for path := range p.open {
		all[path] = true
	}
	_ = filepath.WalkDir(p.dir, func(path string, e fs.DirEntry, err error) error { // the folder is the test's own
		if rel, relErr := filepath.Rel(p.dir, path); err == nil && relErr == nil && strings.HasSuffix(rel, ".md") {
			all[filepath.ToSlash(rel)] = true
		}
		return nil
	})
	return slices.Sorted(maps.Keys(all))
}

// askAbout asks for all that can be asked of a note.
func (p *player) askAbout(c *Client, name string, v map[string]string) error {
	doc := map[string]any{"textDocument": map[string]any{"uri": p.uri(name)}}
	for _, method := range []string{"documentSymbol", "documentLink", "foldingRange", "codeLens"} {
		if err := note(c, v, "textDocument/"+method, doc); err != nil {
			return err
		}
	}
	whole := maps.Clone(doc)
	whole["range"] = Range{End: Position{10_000, 0}}
	if err := note(c, v, "textDocument/inlayHint", whole); err != nil {
		return err
	}
	var links []struct{ Range Range }
	if err := c.Call("textDocument/documentLink", doc, &links); err != nil {
		return err
	}
	places := []Position{{}, {Line: 1}}
	for _, l := range links[:min(len(links), 8)] {
		places = append(places, l.Range.Start)
	}
	for _, at := range places {
		place := maps.Clone(doc)
		place["position"] = at
		for _, method := range []string{"definition", "hover", "completion"} {
			if err := note(c, v, "textDocument/"+method, place); err != nil {
				return err
			}
		}
		place["context"] = map[string]any{"includeDeclaration": true}
		if err := note(c, v, "textDocument/references", place); err != nil {
			return err
		}
	}
	return nil
}

// token is what an answer has that is new each time, or that depends on which folders
// were there when a lone note was opened.
var token = regexp.MustCompile(`,?"(resultId|containerName|tooltip)":"[^"]*"|,?"data":\{[^{}]*(\{[^{}]*\})?[^{}]*\}`)

// note asks and writes down the answer.
func note(c *Client, v map[string]string, method string, params any) error {
	var result json.RawMessage
	if err := c.Call(method, params, &result); err != nil {
		failed, ok := err.(*ResponseError)
		if !ok || failed.Code == -32603 {
			return fmt.Errorf("%s %s: %w", method, inJSON(params), err)
		}
		result = json.RawMessage(inJSON(err.Error()))
	}
	v[method+" "+inJSON(params)] = token.ReplaceAllString(string(result), "")
	return nil
}

func inJSON(v any) string {
	out, err := json.Marshal(v)
	if err != nil {
		panic(err) // of a test's own values
	}
	return string(out)
}

// difference tells the first few places where two views differ.
func difference(got, want map[string]string) string {
	all := maps.Clone(want)
	maps.Copy(all, got)
	var out []string
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if got[key] != want[key] {
			a, b := got[key], want[key]
			same := 0
			for same < min(len(a), len(b)) && a[same] == b[same] {
				same++
			}
			same = max(0, same-100) // with what stands before it
			out = append(out, fmt.Sprintf("%s\n  lived: %.400s\n  fresh: %.400s", key, a[same:], b[same:]))
		}
	}
	if len(out) > 4 {
		out = append(out[:4], fmt.Sprintf("and %d more", len(out)-4))
	}
	return strings.Join(out, "\n")
}
