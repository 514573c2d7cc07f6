package markdown

import (
	"github.com/notes-lsp/notes-lsp/internal/pack"
	"github.com/notes-lsp/notes-lsp/internal/text"
)

// Pack writes d, for UnpackDocument to read.
func (d *Document) Pack(w *pack.Writer) {
	p := packer{Writer: w}
	p.Uint(uint64(d.Size))
	p.Byte(flags(d.Partly, d.Invalid != text.Span{}))
	if d.Invalid != (text.Span{}) {
		p.span(d.Invalid)
	}
	p.frontMatter(&d.FrontMatter)
	packList(&p, d.Headings, (*packer).heading)
	packList(&p, d.Links, (*packer).link)
	packList(&p, d.References, (*packer).reference)
	packList(&p, d.Tags, (*packer).tag)
	packList(&p, d.Blocks, (*packer).block)
	packList(&p, d.Footnotes, (*packer).footnote)
	packList(&p, d.Anchors, (*packer).anchor)
	packList(&p, d.Opaque, func(p *packer, s *text.Span) { p.span(*s) })
	packList(&p, d.Mentioned, func(p *packer, s *string) { p.String(*s) })
	packList(&p, d.Ignores, (*packer).ignore)
	packList(&p, d.definitions, (*packer).definition)
}

// UnpackDocument reads a Document. It is nil where r fails, and r fails where a Span
// would lie outside the source or an index outside its list; whether the Spans stand on
// what they should, it can't know.
func UnpackDocument(r *pack.Reader) *Document {
	size := r.Uint()
	if size > 1<<31-1 { // what a Span can say
		r.Fail()
		return nil
	}
	d := &Document{Size: int(size)}
	u := unpacker{Reader: r, size: int64(size)}
	f := u.Byte()
	d.Partly = f&1 != 0
	if f&2 != 0 {
		d.Invalid = u.span()
	}
	u.frontMatter(&d.FrontMatter)
	d.Headings = unpackList(&u, 5, (*unpacker).heading)
	d.Links = unpackList(&u, 6, (*unpacker).link)
	d.References = unpackList(&u, 5, (*unpacker).reference)
	d.Tags = unpackList(&u, 4, (*unpacker).tag)
	d.Blocks = unpackList(&u, 5, (*unpacker).block)
	d.Footnotes = unpackList(&u, 8, (*unpacker).footnote)
	d.Anchors = unpackList(&u, 3, (*unpacker).anchor)
	d.Opaque = unpackList(&u, 2, func(u *unpacker, s *text.Span) { *s = u.span() })
	d.Mentioned = unpackList(&u, 1, func(u *unpacker, s *string) { *s = u.String() })
	d.Ignores = unpackList(&u, 6, (*unpacker).ignore)
	links := len(d.Links)
	d.definitions = unpackList(&u, 2, func(u *unpacker, def *definition) {
		def.label = u.String()
		link := u.Uint()
		if link >= uint64(links) {
			u.Fail()
		}
		def.link = int32(link)
	})
	if r.Err() != nil {
		return nil
	}
	return d
}

// A packer writes Spans by how far they are from where the last one began: they come
// in the order of the text, more or less, so most take two bytes.
type packer struct {
	*pack.Writer
	at int32
}

func (p *packer) span(s text.Span) {
	p.Int(int64(s.Start) - int64(p.at))
	p.Int(int64(s.End) - int64(s.Start))
	p.at = s.Start
}

type unpacker struct {
	*pack.Reader
	size int64 // of the source
	at   int64
}

func (u *unpacker) span() text.Span {
	start := u.at + u.Int()
	end := start + u.Int()
	if start < 0 || end < start || end > u.size {
		u.Fail()
		return text.Span{}
	}
	u.at = start
	return text.Span{Start: int32(start), End: int32(end)}
}

func packList[T any](p *packer, list []T, item func(*packer, *T)) {
	p.Len(len(list))
	p.at = 0
	for i := range list {
		item(p, &list[i])
	}
}

// unpackList reads a list whose items take at least so many bytes each.
func unpackList[T any](u *unpacker, least int, item func(*unpacker, *T)) []T {
	n := u.Len(least)
	u.at = 0
	if n == 0 {
		return nil
	}
	list := make([]T, n)
	for i := range list {
		item(u, &list[i])
	}
	return list
}

// flags has bit i for the i-th of set.
func flags(set ...bool) byte {
	var f byte
	for i, is := range set {
		if is {
			f |= 1 << i
		}
	}
	return f
}

func (p *packer) frontMatter(f *FrontMatter) {
	p.Byte(byte(f.Format))
	p.span(f.Span)
	p.value(&f.Title)
	packList(p, f.Aliases, (*packer).value)
	p.value(&f.Problem)
}

func (u *unpacker) frontMatter(f *FrontMatter) {
	if f.Format = Format(u.Byte()); f.Format > TOML {
		u.Fail()
	}
	f.Span = u.span()
	u.value(&f.Title)
	f.Aliases = unpackList(u, 3, (*unpacker).value)
	u.value(&f.Problem)
}

func (p *packer) value(v *Value) {
	p.String(v.Text)
	p.span(v.Span)
}

func (u *unpacker) value(v *Value) { *v = Value{u.String(), u.span()} }

func (p *packer) heading(h *Heading) {
	p.Byte(byte(h.Level))
	p.String(h.Text)
	p.String(h.Raw)
	p.String(h.ID)
	p.span(h.Span)
}

func (u *unpacker) heading(h *Heading) {
	*h = Heading{int(u.Byte()), u.String(), u.String(), u.String(), u.span()}
}

// The bits of a link's first byte, above its kind.
const (
	linkKind        = 1<<3 - 1 // the bits of the kind itself
	linkEmbed       = 1 << 3
	linkHasFragment = 1 << 4
	linkFragment    = 1 << 5 // the fragment follows
	linkLabel       = 1 << 6 // the label follows
	linkLabelSpan   = 1 << 7 // its place follows
)

func (p *packer) link(l *Link) {
	var none text.Span
	p.Byte(byte(l.Kind) | flags(false, false, false, l.Embed, l.HasFragment, l.Fragment != "" || l.FragmentSpan != none, l.Label != "", l.LabelSpan != none))
	p.String(l.Target)
	p.span(l.Span)
	at := p.at // the next link is counted from this one's start
	p.span(l.TargetSpan)
	if l.Fragment != "" || l.FragmentSpan != none {
		p.String(l.Fragment)
		p.span(l.FragmentSpan)
	}
	if l.Label != "" {
		p.String(l.Label)
	}
	if l.LabelSpan != none {
		p.span(l.LabelSpan)
	}
	p.at = at
}

func (u *unpacker) link(l *Link) {
	f := u.Byte()
	l.Kind, l.Embed, l.HasFragment = LinkKind(f&linkKind), f&linkEmbed != 0, f&linkHasFragment != 0
	if l.Kind > Shortcode {
		u.Fail()
	}
	l.Target = u.String()
	l.Span = u.span()
	at := u.at
	l.TargetSpan = u.span()
	if f&linkFragment != 0 {
		l.Fragment = u.String()
		l.FragmentSpan = u.span()
	}
	if f&linkLabel != 0 {
		l.Label = u.String()
	}
	if f&linkLabelSpan != 0 {
		l.LabelSpan = u.span()
	}
	u.at = at
}

func (p *packer) reference(r *Reference) {
	p.String(r.Label)
	p.span(r.Span)
	p.span(r.LabelSpan)
}

func (u *unpacker) reference(r *Reference) { *r = Reference{u.String(), u.span(), u.span()} }

func (p *packer) tag(t *Tag) {
	p.String(t.Name)
	p.span(t.Span)
	p.Byte(flags(t.FrontMatter))
}

func (u *unpacker) tag(t *Tag) { *t = Tag{u.String(), u.span(), u.Byte()&1 != 0} }

func (p *packer) block(b *Block) {
	p.String(b.ID)
	p.span(b.Span)
	p.span(b.IDSpan)
}

func (u *unpacker) block(b *Block) { *b = Block{u.String(), u.span(), u.span()} }

func (p *packer) footnote(f *Footnote) {
	p.String(f.Label)
	p.Byte(flags(f.Definition))
	p.span(f.Span)
	p.span(f.LabelSpan)
	p.span(f.Body)
}

func (u *unpacker) footnote(f *Footnote) {
	*f = Footnote{u.String(), u.Byte()&1 != 0, u.span(), u.span(), u.span()}
}

func (p *packer) anchor(a *Anchor) {
	p.String(a.ID)
	p.span(a.Span)
}

func (u *unpacker) anchor(a *Anchor) { *a = Anchor{u.String(), u.span()} }

func (p *packer) ignore(i *Ignore) {
	p.Byte(byte(i.kind))
	p.span(i.Span)
	p.span(i.Scope)
	p.Len(len(i.Codes))
	for _, code := range i.Codes {
		p.String(code)
	}
}

func (u *unpacker) ignore(i *Ignore) {
	if i.kind = ignoreKind(u.Byte()); i.kind > ignoreEnd {
		u.Fail()
	}
	i.Span, i.Scope = u.span(), u.span()
	codes := u.Len(1)
	if codes == 0 {
		return
	}
	i.Codes = make([]string, codes)
	for j := range i.Codes {
		i.Codes[j] = u.String()
	}
}

func (p *packer) definition(d *definition) {
	p.String(d.label)
	p.Uint(uint64(d.link))
}
