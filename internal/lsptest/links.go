package lsptest

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// A DocumentLink is one of those that textDocument/documentLink lists.
type DocumentLink struct {
	Range   Range  `json:"range"`
	Target  string `json:"target"`
	Tooltip string `json:"tooltip"`
	Data    any    `json:"data,omitempty"`
}

// A linkSpot is a stretch that can be clicked, and what that opens.
type linkSpot struct {
	span   text.Span
	target string
}

func compareLinkSpots(a, b linkSpot) int {
	return cmp.Or(cmp.Compare(a.span.Start, b.span.Start), cmp.Compare(a.span.End, b.span.End), cmp.Compare(a.target, b.target))
}

// links F -> M:target...: exactly these marks of the file can be clicked, and that
// opens these files of the folder ("폴더/노트.md#3,1" is at line 3, column 1) or
// URLs. What stdout can be asked for are the tooltips.
func links(s *Script, args []string) error {
	name, separator, list := arrow(args, "->")
	if len(name) != 1 || separator == "" || len(list) == 0 {
		return usage("links F -> M:target...|none")
	}
	f, err := s.shown(name[0])
	if err != nil {
		return err
	}
	var want []linkSpot
	for _, word := range list {
		mark, target, ok := strings.Cut(word, ":")
		if word == "none" {
			continue
		}
		in, span, err := s.place(mark)
		if !ok || err != nil || in != f {
			return usage("%q is not mark:target with a mark of %s", word, f.name)
		}
		want = append(want, linkSpot{span, target})
	}
	slices.SortFunc(want, compareLinkSpots)
	var tips []string
	err = s.eventually(func() error {
		tips, err = s.linksAre(f, want)
		return err
	})
	for _, tip := range tips {
		s.say(tip)
	}
	return err
}

func (s *Script) linksAre(f *file, want []linkSpot) (tips []string, err error) {
	var found []DocumentLink
	if err := s.client.Call("textDocument/documentLink", map[string]any{"textDocument": map[string]any{"uri": f.uri}}, &found); err != nil {
		return nil, err
	}
	var got []linkSpot
	for _, l := range found {
		if l.Target == "" {
			if err := s.client.Call("documentLink/resolve", l, &l); err != nil {
				return nil, err
			}
		}
		span, err := s.spanOf(s.client, f.name, f.buffer.text, l.Range)
		if err != nil {
			return nil, err
		}
		target, err := s.clicked(l.Target)
		if err != nil {
			return nil, err
		}
		if len(got) > 0 && span.Start < got[len(got)-1].span.End {
			return nil, fmt.Errorf("the link to %s overlaps the one before it", target)
		}
		got, tips = append(got, linkSpot{span, target}), append(tips, l.Tooltip)
	}
	if slices.Equal(want, got) {
		return tips, nil
	}
	var labels []label
	for _, w := range want {
		labels = append(labels, label{w.span, "want " + w.target})
	}
	for _, g := range got {
		labels = append(labels, label{g.span, "got " + g.target})
	}
	if len(labels) == 0 {
		return tips, nil
	}
	return tips, fmt.Errorf("want %d links, got %d\n%s", len(want), len(got), codeFrame(f.name, f.buffer.text, labels...))
}

// clicked is a link's target as scripts say it. An editor takes the fragment off
// before it opens a file.
func (s *Script) clicked(target string) (string, error) {
	if strings.ContainsFunc(target, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", fmt.Errorf("the target %q is not a URI", target)
	}
	uri, fragment, hasFragment := strings.Cut(target, "#")
	path := pathOf(uri)
	if path == uri || !strings.HasPrefix(path, s.root+string(filepath.Separator)) {
		return target, nil
	}
	name, err := s.nameOf(path)
	if hasFragment {
		name += "#" + fragment
	}
	return name, err
}
