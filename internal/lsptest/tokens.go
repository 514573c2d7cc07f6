package lsptest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// SemanticTokens is an answer to textDocument/semanticTokens/full, range or
// full/delta.
type SemanticTokens struct {
	ResultID string `json:"resultId"`
	Data     []int  `json:"data"`
	Edits    []struct {
		Start       int   `json:"start"`
		DeleteCount int   `json:"deleteCount"`
		Data        []int `json:"data"`
	} `json:"edits"`
}

// tokens F -> 'text':type[:modifier]...: these stretches of the file are coloured, in
// this order, and nothing else is. All ways to ask for them must agree.
func tokens(s *Script, args []string) error {
	name, separator, want := arrow(args, "->")
	if len(name) != 1 || separator == "" || len(want) == 0 {
		return usage("tokens F -> 'text':type[:modifier]...|none")
	}
	f, err := s.shown(name[0])
	if err != nil {
		return err
	}
	if slices.Equal(want, []string{"none"}) {
		want = nil
	}
	return s.eventually(func() error {
		got, where, err := s.tokensOf(f)
		if err != nil || slices.Equal(want, got) {
			return err
		}
		var labels []label
		for i, g := range got {
			if i >= len(want) || want[i] != g {
				labels = append(labels, label{where[i], "got " + g})
			}
		}
		return fmt.Errorf("want %q\ngot  %q\n%s", want, got, codeFrame(f.name, f.buffer.text, labels...))
	})
}

// tokensOf asks for a file's tokens in each way.
func (s *Script) tokensOf(f *file) (list []string, where []text.Span, err error) {
	doc := map[string]any{"textDocument": map[string]any{"uri": f.uri}}
	var full, delta, part SemanticTokens
	if f.tokens.ResultID != "" {
		doc["previousResultId"] = f.tokens.ResultID
		if err := s.client.Call("textDocument/semanticTokens/full/delta", doc, &delta); err != nil {
			return nil, nil, err
		}
	}
	if err := s.client.Call("textDocument/semanticTokens/full", doc, &full); err != nil {
		return nil, nil, err
	}
	whole := newRuler(f.buffer.text, s.client.encoding).rng(text.Between(0, len(f.buffer.text)))
	doc["range"] = whole
	if err := s.client.Call("textDocument/semanticTokens/range", doc, &part); err != nil {
		return nil, nil, err
	}
	if !slices.Equal(part.Data, full.Data) {
		return nil, nil, fmt.Errorf("the tokens of all lines are %v, and those of the file %v", part.Data, full.Data)
	}
	if f.tokens.ResultID != "" {
		if delta.Data == nil {
			delta.Data = slices.Clone(f.tokens.Data)
			for _, e := range slices.Backward(delta.Edits) {
				delta.Data = slices.Replace(delta.Data, e.Start, e.Start+e.DeleteCount, e.Data...)
			}
		}
		if !slices.Equal(delta.Data, full.Data) {
			return nil, nil, fmt.Errorf("the delta gives the tokens %v, and full gives %v", delta.Data, full.Data)
		}
	}
	f.tokens = full
	return s.decodeTokens(f, full.Data)
}

func (s *Script) decodeTokens(f *file, data []int) (list []string, where []text.Span, err error) {
	types, modifiers, err := s.client.legend()
	if err != nil {
		return nil, nil, err
	}
	var at Position
	for d := range slices.Chunk(data, 5) {
		if d[0] > 0 {
			at.Character = 0
		}
		at = Position{at.Line + d[0], at.Character + d[1]}
		span, err := s.spanOf(s.client, f.name, f.buffer.text, Range{at, Position{at.Line, at.Character + d[2]}})
		if err != nil {
			return nil, nil, err
		}
		covered := string(span.Of([]byte(f.buffer.text)))
		if len(where) > 0 && span.Start < where[len(where)-1].End || covered == "" || strings.ContainsAny(covered, "\r\n") {
			return nil, nil, fmt.Errorf("the token %q is empty, or on two lines, or overlaps the one before it", covered)
		}
		word := covered + ":" + types[d[3]]
		for bit, m := range modifiers {
			if d[4]&(1<<bit) != 0 {
				word += ":" + m
			}
		}
		list, where = append(list, word), append(where, span)
	}
	return list, where, nil
}

// legend is what the server has announced the numbers of tokens to mean.
func (c *Client) legend() (types, modifiers []string, err error) {
	var announced struct {
		Legend struct{ TokenTypes, TokenModifiers []string }
	}
	c.Look(func(state *State) {
		var raw []byte
		if raw, err = json.Marshal(state.Result["semanticTokensProvider"]); err == nil {
			err = json.Unmarshal(raw, &announced)
		}
	})
	return announced.Legend.TokenTypes, announced.Legend.TokenModifiers, err
}
