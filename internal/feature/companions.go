package feature

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A declared is a definition of a link or a footnote: what a label stands for.
type declared struct {
	label labelled
	link  *markdown.Link // nil for a footnote
	span  text.Span
	name  text.Span // the label
	alone bool      // nothing else is on its lines

	inside bool // of the text that goes
	needed bool // by the text that goes, and outside of it
	moves  bool // and by nothing else
	stays  bool // inside, and used by nothing that goes
	copied bool // inside, and used by what stays too
	reused bool // the other note has the same
}

// A labelled is a label in its matching form, of a footnote or a link.
type labelled struct {
	footnote bool
	label    string
}

// A labelUse is a reference or a footnote's mark.
type labelUse struct {
	label labelled
	span  text.Span
	name  text.Span
	of    *declared // the footnote whose text it is in, nil for none
}

// companions are what must go along with a stretch of a note, since it is used there.
type companions struct {
	note *vault.Note
	src  []byte
	span text.Span
	// intact says that the note needs nothing back: the stretch is copied, or the note
	// is deleted.
	intact bool
	other  *vault.Note

	declared []*declared // in order
	byLabel  map[labelled]*declared
	uses     []labelUse
	renamed  map[labelled]string
	taken    map[labelled]bool // in the other note
	prose    []int32           // brackets that would become links there
}

func newCompanions(t *transfer, src []byte, other *vault.Note) *companions {
	c := &companions{note: t.from, src: src, span: t.span, intact: t.cut.Empty() || t.gone, other: other,
		byLabel: map[labelled]*declared{}, renamed: map[labelled]string{}, taken: map[labelled]bool{}}
	c.declare()
	c.use()
	c.takenIn(other)
	c.choose(t.s)
	c.rename()
	c.findProse()
	return c
}

// declare lists what the note declares; of one label the first counts.
func (c *companions) declare() {
	add := func(d *declared) {
		d.inside = c.span.Contains(d.span)
		line := lineAround(c.src, int(d.span.Start))
		d.alone = len(bytes.TrimLeft(c.src[line.Start:d.span.Start], " ")) == 0 && len(bytes.TrimSpace(c.src[d.span.End:lineAround(c.src, int(d.span.End)).End])) == 0
		c.declared = append(c.declared, d)
		if c.byLabel[d.label] == nil {
			c.byLabel[d.label] = d
		}
	}
	for i := range c.note.Doc.Links {
		if l := &c.note.Doc.Links[i]; l.Kind == markdown.Definition {
			add(&declared{label: labelled{false, l.Label}, link: l, span: l.Span, name: l.LabelSpan})
		}
	}
	for _, f := range c.note.Doc.Footnotes {
		if f.Definition {
			span := text.Span{Start: f.Span.Start, End: max(f.Span.End+1, f.Body.End)} // the colon is its own
			span.End = span.Start + int32(len(bytes.TrimRight(span.Of(c.src), " \t\r\n")))
			add(&declared{label: labelled{true, f.Label}, span: span, name: f.LabelSpan})
		}
	}
	slices.SortStableFunc(c.declared, func(a, b *declared) int { return cmp.Compare(a.span.Start, b.span.Start) })
}

// use lists the uses of labels.
func (c *companions) use() {
	for _, r := range c.note.Doc.References {
		c.uses = append(c.uses, labelUse{labelled{false, r.Label}, r.Span, r.LabelSpan, c.footnoteAt(r.Span)})
	}
	for _, f := range c.note.Doc.Footnotes {
		if !f.Definition {
			c.uses = append(c.uses, labelUse{labelled{true, f.Label}, f.Span, f.LabelSpan, c.footnoteAt(f.Span)})
		}
	}
	slices.SortStableFunc(c.uses, func(a, b labelUse) int { return cmp.Compare(a.span.Start, b.span.Start) })
}

// footnoteAt is the footnote that span is in the text of, nil for none.
func (c *companions) footnoteAt(span text.Span) *declared {
	i := sort.Search(len(c.declared), func(i int) bool { return c.declared[i].span.Start > span.Start })
	for ; i > 0; i-- {
		if d := c.declared[i-1]; d.link == nil {
			if d.span.Contains(span) {
				return d
			}
			return nil
		}
	}
	return nil
}

// takenIn lists the labels that mean something in the other note, or would.
func (c *companions) takenIn(other *vault.Note) {
	if other == nil {
		return
	}
	for _, m := range bracketed.FindAllSubmatch(other.Text(), -1) {
		if name, ok := bytes.CutPrefix(m[1], []byte("^")); ok {
			c.taken[labelled{true, markdown.Label(string(name))}] = true
		} else {
			c.taken[labelled{false, markdown.Label(string(m[1]))}] = true
		}
	}
}

var bracketed = regexp.MustCompile(`\[((?:\\.|[^\\\[\]])+)\]`)

// goes reports whether a use is in the text that goes, be it copied.
func (c *companions) goes(u labelUse) bool {
	if u.of != nil {
		return u.of.inside && !u.of.stays || u.of.needed
	}
	return c.span.Contains(u.span)
}

// remains reports whether a use is in what the note keeps.
func (c *companions) remains(u labelUse) bool {
	if u.of != nil {
		return !u.of.moves && (!u.of.inside || u.of.stays || u.of.copied)
	}
	return !c.span.Contains(u.span)
}

// maxSpread bounds how often uses in footnotes of footnotes are followed.
const maxSpread = 8

// choose tells what becomes of each definition.
func (c *companions) choose(s *vault.Snapshot) {
	inside := map[*declared]bool{}
	used := map[*declared]bool{}
	for _, u := range c.uses {
		if d := c.byLabel[u.label]; d != nil {
			used[d] = true
			inside[d] = inside[d] || u.of != d && c.span.Contains(u.span)
		}
	}
	for d := range used {
		d.stays = !c.intact && d.inside && d.alone && !inside[d]
	}
	for range maxSpread {
		changed := false
		for _, u := range c.uses {
			d := c.byLabel[u.label]
			if d == nil || !c.goes(u) {
				continue
			}
			switch {
			case d.stays:
				d.stays, changed = false, true
			case !d.inside && !d.needed && !d.reused:
				if d.reused = c.hasSame(s, d); !d.reused {
					d.needed = true
				}
				changed = true
			}
		}
		if !changed {
			break
		}
	}
	if c.intact {
		return
	}
	for _, d := range c.declared {
		d.moves = d.needed && d.alone
	}
	for range maxSpread {
		changed := false
		for _, u := range c.uses {
			d := c.byLabel[u.label]
			if d == nil || u.of == d || !c.remains(u) {
				continue
			}
			if d.moves {
				d.moves, changed = false, true
			}
			if d.inside && !d.stays && !d.copied {
				d.copied, changed = true, true
			}
		}
		if !changed {
			return
		}
	}
	for _, d := range c.declared {
		d.moves, d.copied = false, d.inside && !d.stays
	}
}

// hasSame reports whether the other note defines the label of d and leads to the same.
func (c *companions) hasSame(s *vault.Snapshot, d *declared) bool {
	if c.other == nil || d.link == nil {
		return false
	}
	there, ok := c.other.Doc.Definition(d.label.label)
	if !ok || there.Fragment != d.link.Fragment {
		return false
	}
	title := func(l *markdown.Link, src []byte) string {
		return string(text.Span{Start: l.FragmentSpan.End, End: l.Span.End}.Of(src))
	}
	if title(there, c.other.Text()) != title(d.link, c.src) {
		return false
	}
	a, b := s.Resolve(c.note.ID, d.link), s.Resolve(c.other.ID, there)
	return a.Status == vault.Found && b.Status == vault.Found && a.ID == b.ID && d.link.Target != "" || a.Status == vault.External && there.Target == d.link.Target
}

// rename finds other labels for those that mean something else in the other note.
func (c *companions) rename() {
	again := map[labelled]bool{} // declared once more in the text that goes
	for _, d := range c.declared {
		if d.inside && c.byLabel[d.label] != d {
			again[d.label] = true
		}
	}
	own := map[labelled]bool{}
	for l := range c.byLabel {
		own[l] = true
	}
	free := func(l labelled, written text.Span) {
		if _, done := c.renamed[l]; done {
			return
		}
		name := strings.Join(strings.Fields(string(written.Of(c.src))), " ")
		c.renamed[l] = nextName(name, func(s string) bool {
			l := labelled{l.footnote, markdown.Label(s)}
			return c.taken[l] || own[l]
		})
		own[labelled{l.footnote, markdown.Label(c.renamed[l])}] = true
	}
	for _, u := range c.uses {
		d := c.byLabel[u.label]
		switch {
		case !c.goes(u) || d != nil && d.reused:
		case c.taken[u.label], d != nil && !d.inside && again[u.label]:
			written := u.name
			if d != nil {
				written = d.name
			}
			free(u.label, written)
		}
	}
	for _, d := range c.declared {
		if d.inside && !d.stays && c.taken[d.label] {
			free(d.label, d.name)
		}
	}
}

// findProse finds brackets in the text that goes that are none of a link's but would
// become one by a definition in the other note.
func (c *companions) findProse() {
	if c.other == nil {
		return
	}
	linked := c.linked()
	last := text.Span{End: -1} // of brackets that are no link's
	for _, m := range bracketed.FindAllSubmatchIndex(c.src[:c.span.End], -1) {
		at := text.Between(m[0], m[1])
		i := sort.Search(len(linked), func(i int) bool { return linked[i].End > at.Start })
		if at.Start < c.span.Start || i < len(linked) && linked[i].Start <= at.Start {
			continue
		}
		if _, defined := c.other.Doc.Definition(markdown.Label(string(c.src[m[2]:m[3]]))); defined {
			if last.End == at.Start && !slices.Contains(c.prose[max(len(c.prose)-1, 0):], last.Start) {
				c.prose = append(c.prose, last.Start) // [a][b] with a definition of a, but none of b
			}
			c.prose = append(c.prose, at.Start)
		}
		last = at
	}
}

// linked are the stretches of the note that are links, references, code or the like, in
// order and apart.
func (c *companions) linked() []text.Span {
	doc := c.note.Doc
	spans := slices.Clone(doc.Opaque)
	for i := range doc.Links {
		spans = append(spans, doc.Links[i].Span)
	}
	for _, r := range doc.References {
		spans = append(spans, r.Span)
	}
	slices.SortFunc(spans, func(a, b text.Span) int { return cmp.Compare(a.Start, b.Start) })
	var out []text.Span
	for _, s := range spans {
		if n := len(out); n > 0 && s.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// edits are those of the stretch itself, or of a definition that goes along.
func (c *companions) edits(of *declared) []text.Edit {
	span := c.span
	if of != nil {
		span = of.span
	}
	var out []text.Edit
	for _, u := range c.uses[sort.Search(len(c.uses), func(i int) bool { return c.uses[i].span.Start >= span.Start }):] {
		if u.span.Start >= span.End {
			break
		}
		name, ok := c.renamed[u.label]
		if d := c.byLabel[u.label]; !ok || !span.Contains(u.span) || d != nil && d.reused {
			continue
		}
		behind := text.Between(int(u.name.End)+1, int(u.span.End)) // "", "[]"
		if u.label.footnote || u.name.Start > u.span.Start+2 {
			out = append(out, text.Edit{Span: u.name, New: name})
		} else {
			out = append(out, text.Edit{Span: behind, New: "[" + name + "]"})
		}
	}
	for _, d := range c.declared[sort.Search(len(c.declared), func(i int) bool { return c.declared[i].span.Start >= span.Start }):] {
		if d.span.Start >= span.End {
			break
		}
		if name, ok := c.renamed[d.label]; ok && span.Contains(d.span) && c.byLabel[d.label] == d {
			out = append(out, text.Edit{Span: d.name, New: name})
		}
	}
	if of == nil {
		for _, at := range c.prose {
			out = append(out, text.Edit{Span: text.Span{Start: at, End: at}, New: "\\"})
		}
		out = append(out, c.ids()...)
	}
	return inOrder(out)
}

// ids gives places of the stretch other ids where the other note has theirs.
func (c *companions) ids() []text.Edit {
	if c.other == nil {
		return nil
	}
	var out []text.Edit
	taken := func(prefix string) func(string) bool {
		return func(id string) bool {
			_, there := c.other.Place(prefix + id)
			_, here := c.note.Place(prefix + id)
			return there || here
		}
	}
	for _, b := range c.note.Doc.Blocks {
		if _, there := c.other.Place("^" + b.ID); there && c.span.Contains(b.IDSpan) {
			out = append(out, text.Edit{Span: b.IDSpan, New: nextName(b.ID, taken("^"))})
		}
	}
	for _, a := range c.note.Doc.Anchors {
		if _, there := c.other.Place(a.ID); there && c.span.Contains(a.Span) {
			out = append(out, text.Edit{Span: a.Span, New: nextName(a.ID, taken(""))})
		}
	}
	for _, h := range c.note.Doc.Headings {
		if h.ID == "" || !c.span.Contains(h.Span) {
			continue
		}
		i := bytes.LastIndex(h.Span.Of(c.src), []byte("#"+h.ID))
		if _, there := c.other.Place(h.ID); there && i >= 0 {
			start := int(h.Span.Start) + i + 1
			out = append(out, text.Edit{Span: text.Between(start, start+len(h.ID)), New: nextName(h.ID, taken(""))})
		}
	}
	return out
}

// goingAlong are the definitions that the stretch needs and that stand outside of it.
func (c *companions) goingAlong(t *transfer, at int32, eol string) []*passage {
	var out []*passage
	var last *declared
	for _, d := range c.declared {
		if !d.needed {
			continue
		}
		p := &passage{from: c.note.ID, span: d.span, to: t.to, at: at, before: eol + eol, own: c.edits(d)}
		if last != nil && last.link != nil && d.link != nil {
			p.before = eol
		}
		if d.moves {
			p.cut = c.lines(d.span)
		}
		out, last = append(out, p), d
	}
	return out
}

// staying are the definitions of the stretch that its note needs, put where it was.
func (c *companions) staying(t *transfer, eol string) []*passage {
	var out []*passage
	for _, d := range c.declared {
		if !d.stays && !d.copied {
			continue
		}
		p := &passage{from: c.note.ID, span: d.span, to: c.note.ID, at: t.cut.End, after: eol}
		if d.link == nil {
			p.after = eol + eol
		}
		if d.stays {
			p.cut = c.lines(d.span)
		}
		out = append(out, p)
	}
	if len(out) > 0 && int(t.cut.End) < len(c.src) {
		out[len(out)-1].after = eol + eol
	}
	return out
}

// lines widens span to its lines, and the blank ones behind where one is before.
func (c *companions) lines(span text.Span) text.Span {
	span.Start = lineAround(c.src, int(span.Start)).Start
	cut := endsBlank(c.src[:span.Start])
	for {
		rest := c.src[span.End:]
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			return text.Between(int(span.Start), len(c.src))
		}
		span.End += int32(i + 1)
		next, _, _ := bytes.Cut(c.src[span.End:], []byte("\n"))
		if !cut || len(bytes.TrimSpace(next)) > 0 || int(span.End) == len(c.src) {
			return span
		}
	}
}
