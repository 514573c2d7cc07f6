package lsptest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// A FoldingRange is LSP's.
type FoldingRange struct {
	StartLine     int    `json:"startLine"`
	EndLine       int    `json:"endLine"`
	Kind          string `json:"kind"`
	CollapsedText string `json:"collapsedText"`
}

// String is how scripts write it: lines count from 1.
func (r FoldingRange) String() string {
	s := fmt.Sprintf("%d-%d", r.StartLine+1, r.EndLine+1)
	if r.Kind != "" {
		s += ":" + r.Kind
	}
	return s
}

// folds F -> first-last[:kind]...: exactly these runs of lines can be folded, or
// none. It prints each with the text to show for it.
func folds(s *Script, args []string) error {
	of, _, want := arrow(args, "->")
	if len(of) != 1 || len(want) == 0 {
		return usage("folds F -> first-last[:kind]...|none")
	}
	f, err := s.shown(of[0])
	if err != nil {
		return err
	}
	var found []FoldingRange
	if err := s.client.Call("textDocument/foldingRange", map[string]any{"textDocument": map[string]any{"uri": f.uri}}, &found); err != nil {
		return err
	}
	if err := checkFolds(found, f.buffer.text); err != nil {
		return err
	}
	got := []string{}
	for _, r := range found {
		got = append(got, r.String())
		s.say(r.String() + " " + r.CollapsedText)
	}
	if want[0] == "none" {
		want = nil
	}
	if !slices.Equal(want, got) {
		return fmt.Errorf("of %s can be folded\n%s\nwant\n%s\n%s", f.name, strings.Join(got, " "), strings.Join(want, " "), numbered(f.buffer.text))
	}
	return nil
}

// numbered shows the lines of src with their numbers.
func numbered(src string) string {
	var b strings.Builder
	n := 0
	for line := range strings.Lines(src) {
		n++
		fmt.Fprintf(&b, "%3d %s", n, line)
	}
	return b.String()
}

// checkFolds checks what holds of all folds for a client that folds whole lines:
// they lie in the note, are sorted and nest, no two start on one line, and none
// ends with a blank line.
func checkFolds(folds []FoldingRange, src string) error {
	lines := text.NewLineIndex([]byte(src))
	var around []FoldingRange
	for i, r := range folds {
		if r.StartLine >= r.EndLine || r.EndLine >= lines.Lines() {
			return fmt.Errorf("the fold %v is none of a note of %d lines", r, lines.Lines())
		}
		if i > 0 && r.StartLine <= folds[i-1].StartLine {
			return fmt.Errorf("the fold %v comes behind %v", r, folds[i-1])
		}
		if strings.TrimSpace(string(lines.Line(r.EndLine).Of([]byte(src)))) == "" {
			return fmt.Errorf("the fold %v ends with a blank line", r)
		}
		for len(around) > 0 && around[len(around)-1].EndLine < r.StartLine {
			around = around[:len(around)-1]
		}
		if len(around) > 0 && r.EndLine > around[len(around)-1].EndLine {
			return fmt.Errorf("the folds %v and %v cross", around[len(around)-1], r)
		}
		around = append(around, r)
	}
	return nil
}

// A SelectionRange is LSP's.
type SelectionRange struct {
	Range  Range           `json:"range"`
	Parent *SelectionRange `json:"parent"`
}

// selection M -> 'text' 'text'...: so the selection grows from the mark, and then to
// the whole note. Each text may have \n in it.
func selection(s *Script, args []string) error {
	from, _, want := arrow(args, "->")
	if len(from) != 1 {
		return usage("selection M -> 'text' 'text'...")
	}
	c, err := s.editor()
	if err != nil {
		return err
	}
	f, mark, err := s.place(from[0])
	if err != nil {
		return err
	}
	if err := s.ensureOpen(f); err != nil {
		return err
	}
	src := f.buffer.text
	// The note's start, and what is behind its end, are asked about each time.
	positions := []Position{newRuler(src, c.encoding).position(int(mark.Start)), {0, 0}, {1 << 20, 7}}
	var chains []SelectionRange
	params := map[string]any{"textDocument": map[string]any{"uri": f.uri}, "positions": positions}
	if err := c.Call("textDocument/selectionRange", params, &chains); err != nil {
		return err
	}
	if len(chains) != len(positions) {
		return fmt.Errorf("%d answers for %d positions", len(chains), len(positions))
	}
	offsets := []int{int(mark.Start), 0, len(src)}
	for i := range chains {
		if err := s.checkChain(f, &chains[i], offsets[i]); err != nil {
			return err
		}
	}
	var got []string
	for r := &chains[0]; r.Parent != nil; r = r.Parent {
		got = append(got, covered(c, src, r.Range))
		s.say(got[len(got)-1])
	}
	for i := range want {
		want[i] = unescape(want[i])
	}
	if !slices.Equal(want, got) {
		return fmt.Errorf("the selection grows otherwise\n%s\ngot  %q\nwant %q", codeFrame(f.name, src, label{mark, "from here"}), got, want)
	}
	return nil
}

func covered(c *Client, src string, at Range) string {
	return string(newRuler(src, c.encoding).span(at).Of([]byte(src)))
}

// checkChain checks what holds of each chain: it starts at the cursor, each range
// holds the one before and more, and the last is the whole note.
func (s *Script) checkChain(f *file, r *SelectionRange, cursor int) error {
	src := f.buffer.text
	last, err := s.spanOf(s.client, f.name, src, r.Range)
	if err != nil {
		return err
	}
	if !last.Touches(cursor) {
		return fmt.Errorf("the selection is not at the cursor\n%s", codeFrame(f.name, src, label{last, "got"}))
	}
	for r = r.Parent; r != nil; r = r.Parent {
		next, err := s.spanOf(s.client, f.name, src, r.Range)
		if err != nil {
			return err
		}
		if !next.Contains(last) || next == last {
			return fmt.Errorf("the selection does not grow\n%s", codeFrame(f.name, src, label{last, "first"}, label{next, "then"}))
		}
		last = next
	}
	if last != text.Between(0, len(src)) {
		return fmt.Errorf("the selection grows only to\n%s", codeFrame(f.name, src, label{last, "this"}))
	}
	return nil
}
