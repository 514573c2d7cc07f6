package feature

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// After any text has gone to another note every link in the vault leads to where it
// led, in the text that went and to it too, and nothing is wrong that was not.
func TestTransfersBreakNoLink(t *testing.T) {
	done, refused := map[string]int{}, map[string]int{}
	for seed := range uint64(operations(t)) {
		g := newLinkedGarden(seed + 2<<20)
		what, r, err := g.transfer()
		if what == "" {
			continue
		}
		kind := strings.Fields(what)[0]
		if obstacle := Obstacle(""); errors.As(err, &obstacle) {
			refused[kind]++
			t.Logf("seed %d: %s: %v", seed, what, err)
			continue
		} else if err != nil {
			t.Fatalf("seed %d: %s: %v", seed, what, err)
		}
		done[kind]++
		next := carryOut(t, g.base, r)
		for _, check := range []error{sameLinks(g.base, next, r), sameCopies(g.base, next, r), sameReferences(g.base, next, r)} {
			if check != nil {
				t.Fatalf("seed %d: %s: %v", seed, what, check)
			}
		}
		if was, is := problemCounts(g.base)+copiedProblems(g.base, r), problemCounts(next); is > was {
			t.Fatalf("seed %d: %s: %d problems, before %d\n%s", seed, what, is, was, newProblems(g.base, next, r))
		}
	}
	t.Logf("done %v, refused %v", done, refused)
	for _, kind := range []string{"extract", "blocks", "section", "inline", "copy"} {
		if done[kind] < operations(t)/20 || refused[kind] > done[kind]/8 {
			t.Errorf("%s was done %d times and refused %d times", kind, done[kind], refused[kind])
		}
	}
}

// copiedProblems counts the problems of links in what is copied: the copy has them too.
func copiedProblems(s *vault.Snapshot, r *Revision) int {
	count := 0
	for _, p := range r.passages {
		n, _ := s.Note(p.from)
		for _, problem := range linkProblems(s, n) {
			if !p.goes() && p.span.Contains(problem.Span) {
				count++
			}
		}
	}
	return count
}

// transfer moves text between two random notes; what is "" where there is none.
func (g *garden) transfer() (what string, r *Revision, err error) {
	n, other := pick(g.Rand, g.notes), pick(g.Rand, g.notes)
	top := newTopLevel(n, n.Text())
	if len(top.blocks) == 0 {
		return "", nil, nil
	}
	off := g.IntN(n.Doc.Size + 1)
	section, hasSection := top.section(off)
	made := vault.NoteID(strings.ReplaceAll(string(g.id("새 글.md")), "#", ""))
	switch kind := g.IntN(5); {
	case kind == 0 && hasSection && !g.base.Has(made):
		r, err = extract(g.base, n, section, made, g.IntN(2) == 0)
		return fmt.Sprintf("extract %d of %s to %s", section.heading, n.ID, made), r, err
	case kind == 1 && !g.base.Has(made):
		blocks, ok := top.touched(text.Between(off, g.IntN(n.Doc.Size+1)))
		if !ok {
			return "", nil, nil
		}
		r, err = extract(g.base, n, blocks, made, g.IntN(2) == 0)
		return fmt.Sprintf("blocks %v of %s to %s", blocks.span, n.ID, made), r, err
	case kind == 2 && hasSection && n != other:
		below := g.IntN(len(other.Doc.Headings)+1) - 1
		r, err = moveSection(g.base, n, section, other, below)
		return fmt.Sprintf("section %d of %s to %s, %d", section.heading, n.ID, other.ID, below), r, err
	case kind > 2 && n != other:
		there := newTopLevel(other, other.Text())
		var lines []stretch
		for i, b := range there.blocks {
			named := slices.ContainsFunc(other.Doc.Blocks, func(at markdown.Block) bool { return b.Span.Contains(at.IDSpan) }) ||
				slices.ContainsFunc(other.Doc.Anchors, func(at markdown.Anchor) bool { return b.Span.Contains(at.Span) })
			if b.Kind == markdown.KindParagraph && !named {
				lines = append(lines, there.stretch(i, i+1))
			}
		}
		if len(lines) == 0 {
			return "", nil, nil
		}
		at := pick(g.Rand, lines).span
		r, err = inline(g.base, other, at, n, vault.Place{}, kind == 3)
		return fmt.Sprintf("%s %s into %s at %v", []string{"inline", "copy"}[kind-3], n.ID, other.ID, at), r, err
	}
	return "", nil, nil
}

// sameCopies compares where the links in copied text lead with where those do that they
// are copies of.
func sameCopies(old, next *vault.Snapshot, r *Revision) error {
	for _, p := range r.passages {
		n, _ := old.Note(p.from)
		for i := range n.Doc.Links {
			l := &n.Doc.Links[i]
			if p.goes() || !p.span.Contains(l.Span) {
				continue
			}
			id, off := r.carryBy(p, l.Span.Start)
			now, _ := next.Note(id)
			j := slices.IndexFunc(now.Doc.Links, func(b markdown.Link) bool { return b.Span.Start == off && b.Kind == l.Kind })
			if j < 0 {
				return fmt.Errorf("the copy of %s is not at %d of %s", l.Span.Of(n.Text()), off, id)
			}
			if err := sameGoal(old, next, r, use{n, l, n.ID, p}, now, &now.Doc.Links[j]); err != nil {
				return fmt.Errorf("the copy of %s: %w", l.Span.Of(n.Text()), err)
			}
		}
	}
	return nil
}

// sameReferences compares what references and marks of footnotes stand for.
func sameReferences(old, next *vault.Snapshot, r *Revision) error {
	for n := range old.Notes() {
		for _, ref := range n.Doc.References {
			id, off, ok := r.carry(n.ID, ref.Span.Start)
			if !ok || r.isReplaced(n.ID, ref.Span.Start) {
				continue
			}
			now, _ := next.Note(id)
			i := slices.IndexFunc(now.Doc.References, func(b markdown.Reference) bool { return b.Span.Start == off })
			if i < 0 {
				return fmt.Errorf("%s: %s is no reference in %s", n.ID, ref.Span.Of(n.Text()), id)
			}
			was, defined := n.Doc.Definition(ref.Label)
			is, ok := now.Doc.Definition(now.Doc.References[i].Label)
			if defined != ok {
				return fmt.Errorf("%s: the definition of %s: %v, before %v", n.ID, ref.Span.Of(n.Text()), ok, defined)
			}
			if defined {
				p, _ := r.passageAt(n.ID, ref.Span.Start)
				if err := sameGoal(old, next, r, use{n, was, n.ID, p}, now, is); err != nil {
					return fmt.Errorf("%s: %s: %w", n.ID, ref.Span.Of(n.Text()), err)
				}
			}
		}
		if err := sameMarks(next, r, n); err != nil {
			return err
		}
	}
	return nil
}

// sameMarks checks that the marks of footnotes in n have their footnotes.
func sameMarks(next *vault.Snapshot, r *Revision, n *vault.Note) error {
	body := func(n *vault.Note, label string) string {
		for _, f := range n.Doc.Footnotes {
			if f.Definition && f.Label == label {
				return string(f.Body.Of(n.Text())[:min(f.Body.Len(), len("각주의 글"))])
			}
		}
		return "none"
	}
	for _, f := range n.Doc.Footnotes {
		id, off, ok := r.carry(n.ID, f.Span.Start)
		if !ok || r.isReplaced(n.ID, f.Span.Start) {
			continue
		}
		now, _ := next.Note(id)
		i := slices.IndexFunc(now.Doc.Footnotes, func(b markdown.Footnote) bool { return b.Span.Start == off })
		if i < 0 {
			return fmt.Errorf("%s: %s is no footnote in %s", n.ID, f.Span.Of(n.Text()), id)
		}
		if was, is := body(n, f.Label), body(now, now.Doc.Footnotes[i].Label); was != is {
			return fmt.Errorf("%s: %s stands for %q in %s, before %q", n.ID, f.Span.Of(n.Text()), is, id, was)
		}
	}
	return nil
}

// Links in what was pasted lead where they led in the note that it was copied from.
func TestPastedLinksLeadTheSameWay(t *testing.T) {
	mended := 0
	for seed := range uint64(operations(t) / 2) {
		g := newLinkedGarden(seed + 3<<20)
		from, to := pick(g.Rand, g.notes), pick(g.Rand, g.notes)
		part, ok := newTopLevel(from, from.Text()).section(g.IntN(from.Doc.Size + 1))
		if !ok || from == to {
			continue
		}
		src := append(slices.Clone(to.Text()), "\n\n"...)
		pasted := text.Between(len(src), len(src)+part.span.Len())
		src = append(src, part.span.Of(from.Text())...)
		n := vault.NewNote(vault.Source{ID: to.ID, Text: src, Rules: g.rules})
		s, _ := g.base.Update(vault.Change{ID: to.ID, Note: n})
		after, err := text.Apply(src, PastedLinks(s, n, pasted, from.ID))
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		now := vault.NewNote(vault.Source{ID: to.ID, Text: after, Rules: g.rules})
		if len(now.Doc.Links) != len(n.Doc.Links) {
			t.Fatalf("seed %d: %d links, before %d", seed, len(now.Doc.Links), len(n.Doc.Links))
		}
		for i := range n.Doc.Links {
			a, b := &n.Doc.Links[i], &now.Doc.Links[i]
			was, is := s.Resolve(from.ID, a), s.Resolve(to.ID, b)
			if !pasted.Contains(a.Span) {
				was = s.Resolve(to.ID, a)
			}
			if place, ok := n.PlaceOf(a); a.Target == "" && ok && pasted.Contains(n.PlaceSpan(place)) {
				continue // copied too
			}
			if was.Status == vault.Found && (is.Status != vault.Found || !vault.SameText(string(is.ID), string(was.ID))) && !isUnnameable(s, to, from.ID) {
				t.Fatalf("seed %d: %s of %s led to %s and is %s in %s, which leads to %v %s", seed, a.Span.Of(src), from.ID, was.ID, b.Span.Of(after), to.ID, is.Status, is.ID)
			}
			if string(a.Span.Of(src)) != string(b.Span.Of(after)) {
				mended++
			}
		}
	}
	if mended < operations(t)/10 {
		t.Errorf("%d links were mended only", mended)
	}
}

// isUnnameable reports whether no wiki link in n can name id.
func isUnnameable(s *vault.Snapshot, n *vault.Note, id vault.NoteID) bool {
	_, ok := wikiTarget(s, n, id)
	return !ok
}
