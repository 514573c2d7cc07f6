package feature

import (
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// operations is how many random changes TestRevisionsBreakNoLink makes; OPERATIONS
// sets another number.
func operations(t *testing.T) int {
	if set := os.Getenv("OPERATIONS"); set != "" {
		n, err := strconv.Atoi(set)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return rounds(600)
}

// carryOut makes the vault that a revision leads to from nothing but its edits and
// moves, as an editor would.
func carryOut(t *testing.T, s *vault.Snapshot, r *Revision) *vault.Snapshot {
	t.Helper()
	var changes []vault.Change
	for id, src := range r.New {
		changes = append(changes, vault.Change{ID: id, Note: vault.NewNote(vault.Source{ID: id, Text: []byte(src), Rules: s.Rules()})})
	}
	for id := range s.Files() {
		n, ok := s.Note(id)
		if slices.Contains(r.Gone, id) {
			continue
		}
		if !ok {
			changes = append(changes, vault.Change{ID: r.moved(id), File: true})
			continue
		}
		src, err := text.Apply(n.Text(), r.Edits[id])
		if err != nil {
			t.Fatalf("edits of %s: %v", id, err)
		}
		to := vault.NewNote(vault.Source{ID: r.moved(id), Text: src, Rules: s.Rules()})
		changes = append(changes, vault.Change{ID: to.ID, Note: to})
	}
	for id := range s.Files() {
		for dir := vault.NoteID(id.Dir()); dir != ""; dir = vault.NoteID(dir.Dir()) {
			changes = append(changes, vault.Change{ID: r.moved(dir) + "/", File: true}) // it may be empty now
		}
	}
	next, _ := vault.New(s.Rules()).Update(changes...)
	return next
}

// After a random rename or move every link leads to where it led before, and nothing
// is wrong that was not.
func TestRevisionsBreakNoLink(t *testing.T) {
	done, refused := map[string]int{}, 0
	for seed := range uint64(operations(t)) {
		g := newLinkedGarden(seed)
		what, r, err := g.revision()
		if obstacle := Obstacle(""); errors.As(err, &obstacle) {
			refused++
			continue
		} else if err != nil {
			t.Fatalf("seed %d: %s: %v", seed, what, err)
		}
		done[strings.Fields(what)[0]]++
		if len(r.Lost) > 0 {
			for _, at := range r.Lost {
				n, _ := g.base.Note(at.ID)
				t.Logf("seed %d: %s: lost %s in %s", seed, what, at.Span.Of(n.Text()), at.ID)
			}
			continue
		}
		next := carryOut(t, g.base, r)
		if err := sameLinks(g.base, next, r); err != nil {
			t.Fatalf("seed %d: %s: %v", seed, what, err)
		}
		if was, is := problemCounts(g.base), problemCounts(next); is > was && !g.becameNotes(r, next) {
			t.Fatalf("seed %d: %s: %d problems, before %d\n%s", seed, what, is, was, newProblems(g.base, next, r))
		}
	}
	for _, what := range []string{"heading", "file", "tag", "move", "folder", "block", "alias", "title", "footnote"} {
		if done[what] < operations(t)/100 {
			t.Errorf("%s was done %d times only (%v, %d refused)", what, done[what], done, refused)
		}
	}
}

// becameNotes reports whether a link to a folder leads to a note that came to stand for
// the folder, in which its fragment may name nothing.
func (g *garden) becameNotes(r *Revision, next *vault.Snapshot) bool {
	for n := range g.base.Notes() {
		for i := range n.Doc.Links {
			l := &n.Doc.Links[i]
			if t := g.base.Resolve(n.ID, l); t.Folder && l.Fragment != "" && !next.Resolve(r.moved(n.ID), l).Folder {
				return true
			}
		}
	}
	return false
}

// revision is a random one.
func (g *garden) revision() (string, *Revision, error) {
	n := pick(g.Rand, g.notes)
	doc := n.Doc
	switch g.IntN(9) {
	case 0:
		// A link in a heading comes and goes with the text.
		i := slices.IndexFunc(doc.Headings, func(h markdown.Heading) bool { return !strings.Contains(h.Raw, "[") && g.IntN(2) == 0 })
		if name := pick(g.Rand, oddHeadings); i >= 0 && !strings.Contains(name, "[") {
			r, err := renameHeading(g.base, n, i, strings.TrimSpace(name))
			return fmt.Sprintf("heading %d of %s to %q", i, n.ID, name), r, err
		}
	case 1:
		name := pick(g.Rand, oddNames)
		r, err := renameFile(g.base, n.ID, name)
		return fmt.Sprintf("file %s to %q", n.ID, name), r, err
	case 2:
		if tags := n.Tags(); len(tags) > 0 {
			tag, name := pick(g.Rand, tags), pick(g.Rand, oddTags)
			r, err := renameTag(g.base, tag, name)
			return fmt.Sprintf("tag %s to %q", tag, name), r, err
		}
	case 3:
		if len(doc.Blocks) > 0 {
			i := g.IntN(len(doc.Blocks))
			r, err := renameBlock(g.base, n, i, "새것")
			return fmt.Sprintf("block %d of %s", i, n.ID), r, err
		}
	case 4:
		if list := doc.FrontMatter.Aliases; len(list) > 0 {
			alias, name := pick(g.Rand, list).Text, pick(g.Rand, oddAliases)
			if strings.TrimSpace(name) == "" {
				name = "새 별명"
			}
			r, err := renameAlias(g.base, n, alias, name)
			return fmt.Sprintf("alias %s of %s to %q", alias, n.ID, name), r, err
		}
	case 5:
		if i := doc.TitleHeading(); doc.Title() != "" && (i < 0 || !strings.Contains(doc.Headings[i].Raw, "[")) {
			name := strings.TrimSpace(pick(g.Rand, oddTitles))
			r, err := renameTitle(g.base, n, name, RenameOptions{TitleRenamesFile: g.IntN(2) == 0})
			return fmt.Sprintf("title %s of %s to %q", n.Title(), n.ID, name), r, err
		}
	case 6:
		if len(doc.Footnotes) > 0 {
			label := pick(g.Rand, doc.Footnotes).Label
			r, err := renameFootnote(g.base, n, label, "새각주")
			return fmt.Sprintf("footnote %s of %s", label, n.ID), r, err
		}
	case 7:
		dirs := map[string]bool{}
		for id := range g.base.Files() {
			for dir := id.Dir(); dir != ""; dir = vault.NoteID(dir).Dir() {
				dirs[dir] = true
			}
		}
		for dir := range dirs {
			to := vault.NoteID(pick(g.Rand, []string{"새 폴더", "a b/c", "z", nfd("옮긴"), "d(1)/x"}))
			if !g.base.HasFolder(to) && !strings.HasPrefix(string(to)+"/", dir+"/") {
				r, err := MoveFiles(g.base, Move{From: vault.NoteID(dir), To: to, Folder: true})
				return fmt.Sprintf("folder %s to %s", dir, to), r, err
			}
		}
	}
	to := vault.NoteID(path.Join(pick(g.Rand, oddFolders), path.Base(string(n.ID))))
	if err := checkFree(g.base, n.ID, to); err != nil {
		return "move", nil, err
	}
	r, err := MoveFiles(g.base, Move{From: n.ID, To: to})
	return fmt.Sprintf("move %s to %s", n.ID, to), r, err
}

// sameLinks compares where the links lead, each followed to where it stands now.
func sameLinks(old, next *vault.Snapshot, r *Revision) error {
	r.next, r.landed = next, nil
	for n := range old.Notes() {
		for i := range n.Doc.Links {
			l := &n.Doc.Links[i]
			if err := sameLink(old, next, r, n, l); err != nil {
				return fmt.Errorf("%s: %s: %w", n.ID, l.Span.Of(n.Text()), err)
			}
		}
	}
	return nil
}

// sameLink compares where a link of n leads with where it led, mapped through r.
func sameLink(old, next *vault.Snapshot, r *Revision, n *vault.Note, l *markdown.Link) error {
	id, off, ok := r.carry(n.ID, l.Span.Start)
	if !ok || slices.ContainsFunc(r.replaced, func(at Location) bool { return at.ID == n.ID && at.Span.Contains(l.Span) }) {
		return nil
	}
	now, ok := next.Note(id)
	if !ok {
		return fmt.Errorf("%s is gone", id)
	}
	i := slices.IndexFunc(now.Doc.Links, func(b markdown.Link) bool { return b.Span.Start == off })
	if i < 0 {
		return fmt.Errorf("is not at %d of %s", off, id)
	}
	p, _ := r.passageAt(n.ID, l.Span.Start)
	return sameGoal(old, next, r, use{n, l, n.ID, p}, now, &now.Doc.Links[i])
}

// sameGoal compares where b, a link of now, leads with where u led.
func sameGoal(old, next *vault.Snapshot, r *Revision, u use, now *vault.Note, b *markdown.Link) error {
	was, is := old.Resolve(u.from, u.link), next.Resolve(now.ID, b)
	if was.Status != vault.Found {
		return nil
	}
	written := b.Span.Of(now.Text())
	to, ok := r.goal(u, was)
	if !ok {
		return fmt.Errorf("its place is gone")
	}
	if is.Status != vault.Found || is.ID != to.id && !(was.Folder && vault.NoteID(is.ID.Dir()) == to.id) {
		return fmt.Errorf("led to %s and is %s in %s, which leads to %v %s, not %s", was.ID, written, now.ID, is.Status, is.ID, to.id)
	}
	if to.named && (u.link.Fragment != "" || b.Fragment != "") {
		moved, _ := next.Note(is.ID)
		if got, ok := moved.PlaceOf(b); !ok || got != to.place {
			return fmt.Errorf("named %v and is %s in %s, which names %v %v, not %v", to.was, written, now.ID, got, ok, to.place)
		}
	}
	return nil
}

var linkCodes = map[string]bool{
	"no-such-note": true, "no-such-file": true, "no-such-heading": true, "no-such-block": true, "ambiguous-link": true, "outside-root": true,
	"no-such-reference": true, "no-such-footnote": true, "bad-front-matter": true, "case-mismatch": true,
}

// linkProblems returns one problem for each link that has any: a link that led nowhere
// may lead somewhere now, and be wrong in another way.
func linkProblems(s *vault.Snapshot, n *vault.Note) []Problem {
	var out []Problem
	seen := map[int]bool{}
	for _, p := range Problems(s, n, Judge{Settings: config.Default()}) {
		i := slices.IndexFunc(n.Doc.Links, func(l markdown.Link) bool { return l.Span.Contains(p.Span) })
		if linkCodes[p.Code] && (i < 0 || !seen[i]) {
			seen[i] = true
			out = append(out, p)
		}
	}
	return out
}

func problemCounts(s *vault.Snapshot) int {
	count := 0
	for n := range s.Notes() {
		count += len(linkProblems(s, n))
	}
	return count
}

// newProblems shows the notes that have more problems than before.
func newProblems(old, next *vault.Snapshot, r *Revision) string {
	var b strings.Builder
	for n := range old.Notes() {
		now, _ := next.Note(r.moved(n.ID))
		if was, is := linkProblems(old, n), linkProblems(next, now); len(is) > len(was) {
			for _, p := range was {
				fmt.Fprintf(&b, "%s - %s %q\n", n.ID, p.Message, p.Span.Of(n.Text()))
			}
			for _, p := range is {
				fmt.Fprintf(&b, "%s + %s %q\n", now.ID, p.Message, p.Span.Of(now.Text()))
			}
		}
	}
	return b.String()
}

// There and back restores every byte, but of links that had to be written in another
// way to stay the only ones that mean their note, and keep that.
func TestRenamesAndMovesComeBack(t *testing.T) {
	done := map[string]int{}
	for seed := range uint64(operations(t)) {
		g := newLinkedGarden(seed + 1<<20)
		kind := []string{"heading", "file", "tag", "move", "folder"}[g.IntN(5)]
		there, back := g.roundTrip(kind)
		if there == nil || g.quotesLinks() {
			continue
		}
		first, err := there(g.base)
		if err != nil {
			continue // as a title that is no file's name
		}
		away := carryOut(t, g.base, first)
		second, err := back(away)
		if err != nil {
			t.Fatalf("seed %d: %s: the way back: %v", seed, kind, err)
		}
		home := carryOut(t, away, second)
		for n := range g.base.Notes() {
			now, ok := home.Note(n.ID)
			if !ok {
				t.Fatalf("seed %d: %s: %s did not come back", seed, kind, n.ID)
			}
			mid, _ := away.Note(first.moved(n.ID))
			if masked(g.base, n, mid, n) != masked(g.base, n, mid, now) {
				t.Fatalf("seed %d: %s: %s is not what it was:\n%s", seed, kind, n.ID, differingLines(n.Text(), mid.Text(), now.Text()))
			}
		}
		done[kind]++
	}
	for _, kind := range []string{"heading", "file", "tag", "move", "folder"} {
		if done[kind] < operations(t)/100 {
			t.Errorf("%s went there and back %d times only", kind, done[kind])
		}
	}
}

// masked is the text of now, a version of n, without the links that are ambiguous or in
// another case in n, or longer in mid, the version between the two.
func masked(s *vault.Snapshot, n, mid, now *vault.Note) string {
	if len(n.Doc.Links) != len(now.Doc.Links) {
		return fmt.Sprint(len(now.Doc.Links), " links")
	}
	src := string(now.Text())
	for i := len(n.Doc.Links) - 1; i >= 0; i-- {
		l, between := &n.Doc.Links[i], &mid.Doc.Links[i]
		longer := l.Kind == markdown.Wiki && strings.Count(between.Target, "/") > strings.Count(l.Target, "/")
		if t := s.Resolve(n.ID, l); len(t.Rivals) > 0 || t.OtherCase || longer {
			at := now.Doc.Links[i].Span
			src = src[:at.Start] + "…" + src[at.End:]
		}
	}
	// ./x is lost on the way over ../x, and who writes NFC for a name in NFD is not
	// known any more where the name is no Hangul. Who wrote #a for A gets A.
	return strings.ToLower(norm.NFC.String(strings.ReplaceAll(src, "./", "")))
}

// differingLines shows the lines in which three versions of a note differ.
func differingLines(versions ...[]byte) string {
	var b strings.Builder
	lines := make([][]string, len(versions))
	for i, v := range versions {
		lines[i] = strings.Split(string(v), "\n")
	}
	for i := range lines[0] {
		if i >= len(lines[2]) || lines[0][i] != lines[2][i] {
			for _, l := range lines {
				if i < len(l) {
					fmt.Fprintf(&b, "%s\n", l[i])
				}
			}
		}
	}
	return b.String()
}

// quotesLinks reports whether a heading holds a link, so that the text which other
// links quote depends on how that one is written.
func (g *garden) quotesLinks() bool {
	return slices.ContainsFunc(g.notes, func(n *vault.Note) bool {
		return slices.ContainsFunc(n.Doc.Headings, func(h markdown.Heading) bool { return strings.Contains(h.Raw, "[") })
	})
}

type revising func(*vault.Snapshot) (*Revision, error)

// roundTrip is a change to a name or place that nothing has, and its way back.
func (g *garden) roundTrip(kind string) (there, back revising) {
	n := pick(g.Rand, g.notes)
	const fresh = "아무도 없는"
	switch kind {
	case "heading":
		if len(n.Doc.Headings) == 0 || g.base.Rules().Slugs != markdown.GitHubSlugs {
			return nil, nil // elsewhere a link that quotes a heading becomes its slug
		}
		i := g.IntN(len(n.Doc.Headings))
		name := string(headingText(n, i).Of(n.Text()))
		rename := func(name string) revising {
			return func(s *vault.Snapshot) (*Revision, error) {
				n, _ := s.Note(n.ID)
				return renameHeading(s, n, i, name)
			}
		}
		return rename(fresh), rename(name)
	case "file":
		if slices.Contains([]string{"index", "readme", "_index"}, strings.ToLower(n.ID.Name())) {
			return nil, nil // called by its folder, which it gives up
		}
		return func(s *vault.Snapshot) (*Revision, error) { return renameFile(s, n.ID, fresh) },
			func(s *vault.Snapshot) (*Revision, error) {
				away := vault.NoteID(path.Join(n.ID.Dir(), fresh+path.Ext(string(n.ID))))
				return MoveFiles(s, Move{From: away, To: n.ID}) // the old name may be one that a rename refuses
			}
	case "tag":
		if len(n.Tags()) == 0 {
			return nil, nil
		}
		tag := pick(g.Rand, n.Tags())
		spelt := g.base.TagSpelling(tag)
		for other := range g.base.Notes() {
			for _, t := range other.Doc.Tags {
				if isTagOrBelow(vault.TagKey(t.Name), tag) && !strings.HasPrefix(t.Name, spelt) {
					return nil, nil // written in two ways, of which one can come back
				}
			}
		}
		return func(s *vault.Snapshot) (*Revision, error) { return renameTag(s, tag, "새태그") },
			func(s *vault.Snapshot) (*Revision, error) { return renameTag(s, "새태그", spelt) }
	case "move":
		if slices.Contains([]string{"index", "readme", "_index"}, strings.ToLower(n.ID.Name())) {
			return nil, nil
		}
		to := vault.NoteID("새 곳/" + path.Base(string(n.ID)))
		return func(s *vault.Snapshot) (*Revision, error) { return MoveFiles(s, Move{From: n.ID, To: to}) },
			func(s *vault.Snapshot) (*Revision, error) { return MoveFiles(s, Move{From: to, To: n.ID}) }
	}
	dir, _, ok := strings.Cut(string(n.ID), "/")
	if !ok || norm.NFC.String(dir) == "폴더" {
		return nil, nil // there are two of that name, and a file of one answers for the other
	}
	return func(s *vault.Snapshot) (*Revision, error) {
			return MoveFiles(s, Move{From: vault.NoteID(dir), To: "새 곳/" + fresh, Folder: true})
		}, func(s *vault.Snapshot) (*Revision, error) {
			return MoveFiles(s, Move{From: "새 곳/" + fresh, To: vault.NoteID(dir), Folder: true})
		}
}
