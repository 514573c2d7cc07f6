package feature

import (
	"encoding/json"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// quotedForms lists how a text may be written as a value of front matter: as it is,
// in the quotes that stand around span, or in new ones.
func quotedForms(src []byte, span text.Span, value string) []string {
	quoted, _ := json.Marshal(value) // YAML and TOML read JSON's strings
	inner := strings.Trim(string(quoted), `"`)
	if span.Start > 0 && (src[span.Start-1] == '"' || src[span.Start-1] == '\'') {
		return []string{value, inner, strings.ReplaceAll(value, "'", "''")}
	}
	return []string{value, string(quoted), "'" + strings.ReplaceAll(value, "'", "''") + "'"}
}

// renameTag gives a tag another name wherever it is, and the tags below it with it.
func renameTag(s *vault.Snapshot, tag vault.Key, name string) (*Revision, error) {
	name = strings.TrimPrefix(name, "#")
	if tags := s.Rules().Syntax.Parse([]byte("#" + name)).Tags; len(tags) != 1 || tags[0].Name != name {
		return nil, obstacle("%q can't be a tag. A tag has letters, digits, - _ and /, and not digits alone.", name)
	}
	levels := strings.Count(string(tag), "/") + 1
	edits := map[vault.NoteID][]text.Edit{}
	for _, id := range NotesNaming(s, Subject{Kind: TagSubject, Name: string(tag)}) {
		n, _ := s.Note(id)
		for _, t := range n.Doc.Tags {
			if !isTagOrBelow(vault.TagKey(t.Name), tag) {
				continue
			}
			new := strings.Join(append([]string{name}, strings.Split(t.Name, "/")[levels:]...), "/")
			if !t.FrontMatter {
				new = "#" + new
			}
			edits[id] = append(edits[id], text.Edit{Span: t.Span, New: new})
		}
	}
	r, err := revise(s, edits, nil)
	if err != nil {
		return nil, err
	}
	return r.whole() // a tag may stand in a heading
}

// renameBlock gives a block another id.
func renameBlock(s *vault.Snapshot, n *vault.Note, i int, name string) (*Revision, error) {
	name = strings.TrimPrefix(name, "^")
	b := n.Doc.Blocks[i]
	if at, taken := n.Place("^" + name); taken && at != (vault.Place{Kind: vault.BlockPlace, Index: i}) {
		return nil, obstacle("This note has a block ^%s already.", name)
	}
	r, err := revise(s, map[vault.NoteID][]text.Edit{n.ID: {{Span: b.IDSpan, New: name}}}, nil)
	if err != nil {
		return nil, err
	}
	now, _ := r.next.Note(n.ID)
	if at, ok := now.Place("^" + name); !ok || now.Doc.Blocks[at.Index].ID != name || len(now.Doc.Blocks) != len(n.Doc.Blocks) {
		return nil, obstacle("%q can't be a block's id. It has letters, digits, - and _.", name)
	}
	return r.whole()
}

// renameAnchor gives a place in HTML another id.
func renameAnchor(s *vault.Snapshot, n *vault.Note, i int, name string) (*Revision, error) {
	if strings.ContainsAny(name, " \t\"'<>&") {
		return nil, obstacle("%q can't be an id: it has spaces or quotes in it.", name)
	}
	if _, taken := n.Place(name); taken && n.Doc.Anchors[i].ID != name {
		return nil, obstacle("This note has a place called %q already.", name)
	}
	return revised(s, n, []text.Edit{{Span: n.Doc.Anchors[i].Span, New: name}})
}

// renameFootnote gives a footnote another label, at its text and at its marks.
func renameFootnote(s *vault.Snapshot, n *vault.Note, label, name string) (*Revision, error) {
	name = strings.TrimPrefix(name, "^")
	if strings.ContainsAny(name, " \t[]\\") {
		return nil, obstacle("%q can't be a footnote's label: it has spaces or brackets in it.", name)
	}
	var edits []text.Edit
	for _, f := range n.Doc.Footnotes {
		switch {
		case f.Label == label:
			edits = append(edits, text.Edit{Span: f.LabelSpan, New: name})
		case f.Label == markdown.Label(name):
			return nil, obstacle("This note has a footnote %q already.", name)
		}
	}
	return revised(s, n, edits)
}

// renameLabel gives a link definition another label. What a reader sees stays: where a
// link's text was the label, the label comes behind it.
func renameLabel(s *vault.Snapshot, n *vault.Note, label, name string) (*Revision, error) {
	if strings.ContainsAny(name, "[]\\") || strings.HasPrefix(name, "^") {
		return nil, obstacle("%q can't be a label: it has brackets in it, or reads as a footnote.", name)
	}
	if _, taken := n.Doc.Definition(markdown.Label(name)); taken && markdown.Label(name) != label {
		return nil, obstacle("This note defines %q already.", name)
	}
	var edits []text.Edit
	for i := range n.Doc.Links {
		if l := &n.Doc.Links[i]; l.Kind == markdown.Definition && l.Label == label {
			edits = append(edits, text.Edit{Span: l.LabelSpan, New: name})
		}
	}
	for _, ref := range n.Doc.References {
		if ref.Label != label {
			continue
		}
		behind := text.Between(int(ref.LabelSpan.End)+1, int(ref.Span.End)) // "", "[]"
		switch {
		case ref.LabelSpan.Start > ref.Span.Start+2: // [text][label]
			edits = append(edits, text.Edit{Span: ref.LabelSpan, New: name})
		case markdown.Label(name) == label:
			edits = append(edits, text.Edit{Span: ref.LabelSpan, New: name})
		default:
			edits = append(edits, text.Edit{Span: behind, New: "[" + name + "]"})
		}
	}
	return revised(s, n, edits)
}
