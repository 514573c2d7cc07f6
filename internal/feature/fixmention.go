package feature

import (
	"fmt"
	"slices"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// maxMeant is how many notes a mention is offered to be linked to.
const maxMeant = 5

// linkMentions offers to make links of a mention that is selected, and of all in the
// note of the same notes. It mends a problem where mentions are one.
func (a *actor) linkMentions() []Action {
	var out []Action
	problems := a.found(unlinkedMention)
	all := mentionsIn(a.s, a.note, a.src)
	for _, m := range all {
		if !a.touches(m.Span) || len(out) > maxFound {
			continue
		}
		kind, problem := RefactorRewrite, (*Problem)(nil)
		if i := slices.IndexFunc(problems, func(p *Problem) bool { return p.Span == m.Span }); i >= 0 {
			kind, problem = QuickFix, problems[i]
		}
		alike := slices.DeleteFunc(slices.Clone(all), func(other Mention) bool { return !slices.Equal(other.Notes, m.Notes) })
		for i, id := range m.Notes[:min(len(m.Notes), maxMeant)] {
			said := id.Name()
			if len(m.Notes) > 1 {
				said = string(id)
			}
			out = append(out, Action{
				Title: "Link to " + said, Kind: kind, Problem: problem, Preferred: problem != nil && i == 0 && len(m.Notes) == 1,
				Do: func() (*Revision, error) { return a.linked([]Mention{m}, id) },
			})
			if len(alike) > 1 {
				out = append(out, Action{
					Title: fmt.Sprintf("Link all %d mentions in this note to %s", len(alike), said), Kind: kind, Problem: problem,
					Do: func() (*Revision, error) { return a.linked(alike, id) },
				})
			}
		}
	}
	return out
}

// linked makes links to id of mentions in the note.
func (a *actor) linked(mentions []Mention, id vault.NoteID) (*Revision, error) {
	edits := LinkMentions(a.s, a.note, mentions, id)
	if len(edits) == 0 {
		return nil, obstacle("No link can be written here that leads to %s alone.", id)
	}
	return &Revision{Edits: map[vault.NoteID][]text.Edit{a.note.ID: edits}, old: a.s, next: a.s}, nil
}

// LinkMentions is LinkMention for several mentions in n at once. Those of which no link
// can be made stay as they are.
func LinkMentions(s *vault.Snapshot, n *vault.Note, mentions []Mention, id vault.NoteID) []text.Edit {
	if len(mentions) == 1 {
		if edit, ok := LinkMention(s, n, mentions[0], id); ok {
			return []text.Edit{edit}
		}
		return nil
	}
	src := n.Text()
	for _, form := range mentionForms(s, n, id) {
		var edits []text.Edit
		for _, m := range mentions {
			if link, ok := form(m, src); ok {
				edits = append(edits, text.Edit{Span: m.Span, New: link})
			}
		}
		// What is no link where it stands, as in a heading's code, is left out, once:
		// without it the rest may be read otherwise.
		for range 2 {
			made, whole := makingLinks(s, n, src, edits, id)
			if whole && len(edits) > 0 {
				return edits
			}
			edits = made
		}
	}
	return nil
}

// makingLinks returns those of edits that make a link to id alone; whole is true where
// all do, and of nothing else something that it was not.
func makingLinks(s *vault.Snapshot, n *vault.Note, src []byte, edits []text.Edit, id vault.NoteID) (made []text.Edit, whole bool) {
	after, err := text.Apply(src, edits)
	if err != nil {
		return nil, false
	}
	doc := n.Syntax().Parse(after)
	at := make(map[text.Span]*markdown.Link, len(doc.Links))
	for i := range doc.Links {
		at[doc.Links[i].Span] = &doc.Links[i]
	}
	grown := 0
	for _, e := range edits {
		start := int(e.Start) + grown
		grown += len(e.New) - e.Len()
		if l := at[text.Between(start, start+len(e.New))]; l != nil {
			if t := s.Resolve(n.ID, l); t.Status == vault.Found && t.ID == id && len(t.Rivals) == 0 {
				made = append(made, e)
			}
		}
	}
	whole = len(made) == len(edits) && len(doc.Links) == len(n.Doc.Links)+len(edits) && len(doc.References) == len(n.Doc.References)
	return made, whole
}
