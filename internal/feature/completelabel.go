package feature

import (
	"bytes"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// referenceLabel completes "][label" with the labels that the note defines.
func (c *completer) referenceLabel() (Completion, bool) {
	open := c.opener("][")
	if open <= 0 || bytes.ContainsAny(c.before[open+2:], "[]") {
		return Completion{}, false
	}
	typed := c.before[open+2:]
	list := newShortlist(maxItems)
	q := newQuery(string(typed))
	details := map[string]string{}
	for i := range c.note.Doc.Links {
		l := &c.note.Doc.Links[i]
		// Blanks count as one, line ends too (CommonMark, matching of labels).
		label := strings.Join(strings.Fields(string(l.LabelSpan.Of(c.src))), " ")
		if l.Kind != markdown.Definition || label == "" || details[label] != "" || isCommentLabel(l.Label) {
			continue
		}
		details[label] = string(text.Span{Start: l.TargetSpan.Start, End: l.FragmentSpan.End}.Of(c.src))
		name := vault.NewSearchName(label, false)
		list.addNamed(q, &name, i, label)
	}
	s := c.bracketSlot(typed, "")
	out := Completion{Query: s.query}
	for _, f := range list.best() {
		out.Items = append(out.Items, Item{Label: f.text, Detail: details[f.text], Kind: LabelItem, ID: c.note.ID, Edit: s.edit(f.text)})
	}
	return out, true
}

// bracketSlot is the slot of typed in "[...]"; what stands there holds none of
// stops.
func (c *completer) bracketSlot(typed []byte, stops string) slot {
	s := c.slot(len(typed))
	s.closer = "]"
	if end := bytes.IndexAny(c.after, "[]"+stops); end >= 0 && c.after[end] == ']' {
		s.closer = ""
		s.replace.End += int32(end)
	}
	return s
}

// footnote completes "[^label" with the footnotes that the note has, those that
// nothing refers to yet first.
func (c *completer) footnote() (Completion, bool) {
	open := c.opener("[^")
	if open < 0 || bytes.ContainsAny(c.before[open+2:], "] \t") {
		return Completion{}, false
	}
	typed := c.before[open+2:]
	q := newQuery(string(typed))
	used := map[string]bool{}
	for _, f := range c.note.Doc.Footnotes {
		if !f.Definition {
			used[f.Label] = true
		}
	}
	list := newShortlist(maxItems)
	bodies := map[string]string{}
	for i, f := range c.note.Doc.Footnotes {
		label := string(f.LabelSpan.Of(c.src))
		if !f.Definition || bodies[label] != "" {
			continue
		}
		bodies[label] = string(firstLine(f.Body.Of(c.src))) + " "
		at := i
		if used[f.Label] {
			at += len(c.note.Doc.Footnotes)
		}
		name := vault.NewSearchName(label, false)
		if _, ok := q.rank(&name); !ok {
			name = vault.NewSearchName(bodies[label], false)
		}
		list.addNamed(q, &name, at, label)
	}
	s := c.bracketSlot(typed, " \t")
	out := Completion{Query: s.query}
	for _, f := range list.best() {
		out.Items = append(out.Items, Item{
			Label: f.text, Detail: strings.TrimSpace(bodies[f.text]), Kind: LabelItem, ID: c.note.ID, Edit: s.edit(f.text),
		})
	}
	return out, true
}

// callouts are the kinds that GitHub and Obsidian know (Obsidian, Callouts;
// GitHub, Alerts come first).
var callouts = []string{
	"NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION", "abstract", "info", "todo", "success", "question", "failure", "danger", "bug", "example", "quote",
}

// callout completes "> [!kind".
func (c *completer) callout() (Completion, bool) {
	open := c.opener("[!")
	if open < 0 || len(bytes.Trim(c.before[:open], "> \t")) > 0 || !bytes.Contains(c.before[:open], []byte(">")) || bytes.ContainsAny(c.before[open+2:], "] \t") {
		return Completion{}, false
	}
	typed := c.before[open+2:]
	q := newQuery(string(typed))
	s := c.bracketSlot(typed, " \t")
	out := Completion{Query: s.query}
	for _, kind := range callouts {
		name := vault.NewSearchName(kind, false)
		if _, ok := q.rank(&name); ok {
			out.Items = append(out.Items, Item{Label: kind, Kind: CalloutItem, Edit: s.edit(kind)})
		}
	}
	return out, true
}
