package lsptest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// An InlayHint is what an editor is to show in a note.
type InlayHint struct {
	Position Position `json:"position"`
	Label    any      `json:"label"` // a string, or parts
	Tooltip  string   `json:"tooltip"`
	Padding  bool     `json:"paddingLeft"`
}

// hints F -> M:'label'...: exactly these are shown in a file, at these marks and in
// the order of the text, or none. A mark in place of the file asks for what it covers.
func hints(s *Script, args []string) error {
	from, _, to := arrow(args, "->")
	if len(from) != 1 || len(to) == 0 {
		return usage("hints F|M -> M:'label'...|none")
	}
	if _, err := s.editor(); err != nil {
		return err
	}
	f, ok := s.files[from[0]]
	var err error
	if !ok {
		f, _, err = s.place(from[0])
	}
	if err == nil {
		err = s.ensureOpen(f)
	}
	if err != nil {
		return err
	}
	want := []string{}
	for _, w := range to {
		if w == "none" {
			continue
		}
		mark, label, _ := strings.Cut(w, ":")
		_, span, err := s.place(mark)
		if err != nil {
			return err
		}
		want = append(want, fmt.Sprintf("%d %s", span.Start, label))
	}
	return s.eventually(func() error {
		whole := text.Between(0, len(f.buffer.text))
		if _, asked, err := s.place(from[0]); !ok && err == nil {
			whole = asked
		}
		got, err := s.shownHints(f, whole)
		if err != nil || slices.Equal(got, want) {
			return err
		}
		return fmt.Errorf("the hints in %s are, by their offsets,\n%s, want\n%s", f.name, strings.Join(got, "\n"), strings.Join(want, "\n"))
	})
}

// shownHints asks for hints and returns each as its offset and text. Their tooltips
// are printed. A label that can be clicked must lead somewhere.
func (s *Script) shownHints(f *file, within text.Span) ([]string, error) {
	r := newRuler(f.buffer.text, s.client.encoding)
	var found []InlayHint
	params := map[string]any{"textDocument": map[string]any{"uri": f.uri}, "range": r.rng(within)}
	if err := s.client.Call("textDocument/inlayHint", params, &found); err != nil {
		return nil, err
	}
	out := []string{}
	for _, h := range found {
		label, ok := h.Label.(string)
		if parts, isParts := h.Label.([]any); isParts && len(parts) == 1 {
			label, ok = parts[0].(map[string]any)["value"].(string)
			if err := s.leadsSomewhere(parts[0]); err != nil {
				return nil, fmt.Errorf("the hint %q: %w", label, err)
			}
		}
		if !ok || label == "" || !h.Padding || h.Tooltip == "" {
			return nil, fmt.Errorf("a hint lacks a label, a tooltip or room: %+v", h)
		}
		s.say(h.Tooltip)
		out = append(out, fmt.Sprintf("%d %s", r.offset(h.Position), label))
	}
	return out, nil
}

// leadsSomewhere checks that the definition of what stands at a label's location is
// known: that is where a click on the label goes.
func (s *Script) leadsSomewhere(part any) error {
	location := part.(map[string]any)["location"].(map[string]any)
	start := location["range"].(map[string]any)["start"]
	var to []Target
	params := map[string]any{"textDocument": map[string]any{"uri": location["uri"]}, "position": start}
	if err := s.client.Call("textDocument/definition", params, &to); err != nil {
		return err
	}
	if len(to) == 0 {
		return fmt.Errorf("a click leads from %v to nothing", location)
	}
	return nil
}
