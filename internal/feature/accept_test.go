package feature

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A typing is a line that is being typed: open, the typed text, the cursor, what is
// left of an older target, a part of the link that must stay, and the closer that
// the editor put in.
type typing struct {
	before, open, typed, rest, keep, closer, after string
	head, foot                                     string // the note around the line

	from *vault.Note
	s    *vault.Snapshot
	at   int
}

func (y *typing) source() string {
	return y.head + y.before + y.open + y.typed + y.rest + y.keep + y.closer + y.after + y.foot
}

func (y *typing) String() string {
	return fmt.Sprintf("%s%s%s‸%s%s%s%s", y.before, y.open, y.typed, y.rest, y.keep, y.closer, y.after)
}

// place puts the line into the garden.
func (y *typing) place(g *garden) {
	y.at = len(y.head) + len(y.before) + len(y.open) + len(y.typed)
	y.from = vault.NewNote(vault.Source{ID: g.here, Text: []byte(y.source()), Rules: g.rules})
	y.s, _ = g.base.Update(vault.Change{ID: g.here, Note: y.from})
}

// restOfEdit is what of the older target's rest the item replaces: of a path a folder
// does up to the slash only.
func (y *typing) restOfEdit(item Item) string {
	if item.Kind == FolderItem {
		return y.rest[:strings.IndexByte(y.rest, '/')+1]
	}
	return y.rest
}

// An accepted item is the note after it, and where its text begins and the link ends.
type accepted struct {
	n          *vault.Note
	s          *vault.Snapshot // as it was before: an item adds no name
	start, end int
}

// note is the note at id.
func (a *accepted) note(id vault.NoteID) (*vault.Note, bool) {
	if id == a.n.ID {
		return a.n, true
	}
	return a.s.Note(id)
}

// accept makes the item's edit, and checks what holds for every edit.
func (y *typing) accept(item Item, query text.Span) (*accepted, error) {
	src, e := y.source(), item.Edit
	cursor := y.at
	switch {
	case e.Start != query.Start || int(query.End) != cursor:
		return nil, fmt.Errorf("the edit starts at %d, the query is %v, the cursor at %d", e.Start, query, cursor)
	case int(e.Start) < cursor-len(y.typed):
		return nil, fmt.Errorf("the edit takes %q away", src[e.Start:cursor-len(y.typed)])
	case int(e.End) != cursor+len(y.restOfEdit(item)):
		// With nothing left of an older target the edit ends at the cursor, so Neovim,
		// which looks no further, makes the same edit.
		return nil, fmt.Errorf("the edit covers %q behind the cursor, want %q", src[cursor:e.End], y.restOfEdit(item))
	case !utf8.ValidString(src[:e.Start]) || !utf8.ValidString(src[e.End:]) || !utf8.ValidString(e.New):
		return nil, fmt.Errorf("the edit %v %q splits a rune", e.Span, e.New)
	case strings.ContainsAny(e.New, "\r\n"):
		return nil, fmt.Errorf("the edit %q breaks the line", e.New)
	}
	for _, also := range item.Also {
		if also.Start <= e.End || !also.Empty() || strings.ContainsAny(src[e.End:also.Start], "\r\n") || strings.ContainsAny(also.New, "\r\n") {
			return nil, fmt.Errorf("the edit %v %q beside %v", also.Span, also.New, e.Span)
		}
	}
	out, err := text.Apply([]byte(src), append([]text.Edit{e}, item.Also...))
	if err != nil {
		return nil, err
	}
	a := &accepted{s: y.s, start: int(e.Start), end: len(out) - len(y.after) - len(y.foot)}
	a.n = vault.NewNote(vault.Source{ID: y.from.ID, Text: out, Rules: y.s.Rules()})
	return a, nil
}

// opensFolder checks that what is offered next lies in the folder, and that nothing
// is closed before that.
func (y *typing) opensFolder(t *testing.T, a *accepted, item Item) error {
	cursor := a.start + len(item.Edit.New)
	rest := y.rest[len(y.restOfEdit(item)):]
	if got, want := string(a.n.Text()[cursor:]), rest+y.keep+y.closer+y.after+y.foot; got != want {
		return fmt.Errorf("what follows is %q, want %q", got, want)
	}
	s, _ := a.s.Update(vault.Change{ID: a.n.ID, Note: a.n})
	in := vault.Fold(string(item.ID)) + "/"
	next := Complete(t.Context(), s, Cursor{a.n, cursor}, Choices{}).Items
	// The folder that is meant comes first, others of the name may follow.
	if len(next) > 0 && strings.HasPrefix(vault.Fold(string(next[0].ID)), in) {
		return nil
	}
	for id := range s.Files() {
		if strings.HasPrefix(vault.Fold(string(id)), in) && id != a.n.ID {
			return fmt.Errorf("then %d items are offered, and not first what is in it: %s", len(next), labelsOf(Completion{Items: next}))
		}
	}
	return nil
}

// link is the link that the item's text lies in; it must end where the line goes on.
func (a *accepted) link(kind markdown.LinkKind) (*markdown.Link, error) {
	for i := range a.n.Doc.Links {
		l := &a.n.Doc.Links[i]
		if l.Kind == kind && l.Span.Touches(a.start) && int(l.Span.End) == a.end {
			return l, nil
		}
	}
	return nil, fmt.Errorf("no link ends there")
}

// A check tells whether an accepted item means what it stands for.
type check func(y *typing, a *accepted, item Item) error

// leadsToItem checks that the link leads to the item's note or file.
func leadsToItem(kind markdown.LinkKind) check {
	return func(y *typing, a *accepted, item Item) error {
		l, err := a.link(kind)
		if err != nil {
			return err
		}
		t := a.s.Resolve(a.n.ID, l)
		switch {
		case item.Kind == MissingItem && t.Status == vault.Missing && l.Target == item.Label:
		case item.Kind == MissingItem || t.Status != vault.Found || t.ID != item.ID || t.Folder || len(t.Rivals) > 0:
			return fmt.Errorf("it leads to %+v", t)
		}
		if y.keep != "" && !strings.HasSuffix(string(l.Span.Of(a.n.Text())), y.keep+y.closer) {
			return fmt.Errorf("%q is lost", y.keep)
		}
		return nil
	}
}

// namesItem checks that the link leads to the very heading, block or id.
func namesItem(kind markdown.LinkKind) check {
	return func(_ *typing, a *accepted, item Item) error {
		l, err := a.link(kind)
		if err != nil {
			return err
		}
		t := a.s.Resolve(a.n.ID, l)
		n, ok := a.note(t.ID)
		if t.Status != vault.Found || !ok || n.ID != item.ID {
			return fmt.Errorf("it leads to %+v", t)
		}
		if item.NewID != "" {
			return getsID(n, l, item)
		}
		place, ok := n.PlaceOf(l)
		shown := ""
		switch place.Kind {
		case vault.HeadingPlace:
			shown = strings.TrimSpace(n.Doc.Headings[place.Index].Text)
		case vault.BlockPlace:
			shown = "^" + n.Doc.Blocks[place.Index].ID
		case vault.AnchorPlace:
			shown = n.Doc.Anchors[place.Index].ID
		}
		if !ok || shown != item.Label {
			return fmt.Errorf("it names %q", shown)
		}
		return nil
	}
}

// getsID checks that the block gets the id that the link has.
func getsID(n *vault.Note, l *markdown.Link, item Item) error {
	edit, ok := AddBlockID(n, item.NewID)
	if !ok {
		return fmt.Errorf("the block gets no id")
	}
	src, err := text.Apply(n.Text(), []text.Edit{edit})
	if err != nil {
		return err
	}
	n = vault.NewNote(vault.Source{ID: n.ID, Text: src})
	place, ok := n.PlaceOf(l)
	if !ok || place.Kind != vault.BlockPlace {
		return fmt.Errorf("it names %+v of %q", place, src)
	}
	if block := n.Doc.Blocks[place.Index]; string(firstLine(block.Span.Of(src))) != item.Label && !strings.HasPrefix(string(block.Span.Of(src)), item.Label) {
		return fmt.Errorf("it names %q", block.Span.Of(src))
	}
	return nil
}

// isLabel checks that the link leads where it led, and says what the item says.
func isLabel(y *typing, a *accepted, item Item) error {
	l, err := a.link(markdown.Wiki)
	if err != nil {
		return err
	}
	if t := a.s.Resolve(a.n.ID, l); t.Status != vault.Found || t.ID != item.ID {
		return fmt.Errorf("it leads to %+v", t)
	}
	if got := string(l.LabelSpan.Of(a.n.Text())); got != item.Label {
		return fmt.Errorf("it says %q", got)
	}
	return nil
}

func isReference(_ *typing, a *accepted, item Item) error {
	for _, r := range a.n.Doc.References {
		if int(r.Span.End) == a.end && string(r.LabelSpan.Of(a.n.Text())) == item.Label {
			if _, ok := a.n.Doc.Definition(r.Label); ok {
				return nil
			}
		}
	}
	return fmt.Errorf("no reference of that label ends there")
}

func isFootnote(_ *typing, a *accepted, item Item) error {
	for _, f := range a.n.Doc.Footnotes {
		if int(f.Span.End) == a.end && !f.Definition && string(f.LabelSpan.Of(a.n.Text())) == item.Label {
			return nil
		}
	}
	return fmt.Errorf("no footnote of that label ends there")
}

func isTag(y *typing, a *accepted, item Item) error {
	for _, t := range a.n.Doc.Tags {
		if int(t.Span.End) == a.end-len(y.closer) && t.Name == item.Label {
			return nil
		}
	}
	return fmt.Errorf("no tag of that name ends there")
}

// isAliasOf checks that the note has the alias, and that a link by it leads to the
// note now.
func isAliasOf(_ *typing, a *accepted, item Item) error {
	if !slices.ContainsFunc(a.n.Doc.FrontMatter.Aliases, func(v markdown.Value) bool { return v.Text == item.Label }) {
		return fmt.Errorf("its aliases are %q", a.n.Doc.FrontMatter.Aliases)
	}
	s, _ := a.s.Update(vault.Change{ID: a.n.ID, Note: a.n})
	if t := s.Resolve("elsewhere.md", &markdown.Link{Kind: markdown.Wiki, Target: item.Label}); t.Status != vault.Found || t.ID != a.n.ID {
		return fmt.Errorf("a link by it leads to %+v", t)
	}
	return nil
}

func isText(_ *typing, a *accepted, item Item) error {
	if got := string(a.n.Text()[a.start:a.end]); !strings.HasPrefix(got, item.Label) {
		return fmt.Errorf("it reads %q", got)
	}
	return nil
}

// TestAcceptingMakesTheLink types at random in random vaults, and accepts every
// item that is offered.
func TestAcceptingMakesTheLink(t *testing.T) {
	gardens, failures, folders := rounds(200), 0, 0
	items := map[string]int{}
	for seed := range gardens {
		g := newGarden(uint64(seed))
		for _, c := range scenes {
			y := g.typing(c)
			if y == nil {
				continue
			}
			y.place(g)
			found := Complete(t.Context(), y.s, Cursor{y.from, y.at}, g.choices)
			items[c.name] += len(found.Items)
			seen := map[string]bool{}
			for _, item := range found.Items {
				a, err := y.accept(item, found.Query)
				switch {
				case err != nil:
				case item.Kind == FolderItem:
					err = y.opensFolder(t, a, item)
					folders++
				default:
					err = c.check(y, a, item)
				}
				if err == nil && seen[item.Edit.New] {
					err = fmt.Errorf("it is offered twice")
				}
				seen[item.Edit.New] = true
				if err != nil {
					t.Errorf("garden %d, %s in %s:\n%s\naccepting %q (%s) inserts %q: %v", seed, c.name, g.here, y, item.Label, item.ID, item.Edit.New, err)
					if failures++; failures > 25 {
						t.FailNow()
					}
				}
			}
		}
	}
	if folders < gardens {
		t.Errorf("%d folders in %d gardens say little", folders, gardens)
	}
	for _, c := range scenes {
		if items[c.name] < gardens/20 && !testing.Short() { // which tries too few for the rarest
			t.Errorf("%s: %d items in %d gardens say little", c.name, items[c.name], gardens)
		}
	}
}
