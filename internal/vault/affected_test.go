package vault

import (
	"slices"
	"strings"
	"testing"
)

// checkAffected applies a change to a vault and compares the notes it affects,
// the changed note left out, with want, which is separated by spaces.
func checkAffected(t *testing.T, s *Snapshot, want string, changes ...Change) {
	t.Helper()
	next, affected := s.Update(changes...)
	got := slices.DeleteFunc(slices.Clone(affected), func(id NoteID) bool {
		return slices.ContainsFunc(changes, func(c Change) bool { return c.ID == id })
	})
	if wanted := strings.Fields(want); !slices.Equal(got, noteIDs(wanted)) {
		t.Errorf("Update(%q...) affects %q, want %q", changes[0].ID, got, wanted)
	}
	for n := range next.Each() {
		before, after := s.meaningsOf(n), next.meaningsOf(n)
		if !slices.EqualFunc(before, after, meaning.sameProblems) && !slices.Contains(affected, n.ID) {
			t.Errorf("links of %q went from %v to %v, but it is not affected", n.ID, before, after)
		}
	}
}

func noteIDs(paths []string) []NoteID {
	var ids []NoteID
	for _, p := range paths {
		ids = append(ids, NoteID(p))
	}
	return ids
}

func (s *Snapshot) meaningsOf(n *Note) []meaning {
	var out []meaning
	for i := range n.Doc.Links {
		out = append(out, s.meaning(n.ID, &n.Doc.Links[i]))
	}
	return out
}

func TestAffectedByPathLinks(t *testing.T) {
	s := vaultOf("from.md=[x](sub.md/)\n", "sub.md/in.md=[up](..) [here](.) [self](./)\n", "a/b.md=[x](../sub.md/..) [y](../sub.md)\n", "other.md=[[else]]\n")
	// A folder named as a note is, and one note that stands for it.
	checkAffected(t, s, "a/b.md from.md sub.md/in.md", noteAt("sub.md/index.md", "# I\n"))
	// The root, by "..", "." and "/".
	checkAffected(t, s, "a/b.md sub.md/in.md", noteAt("index.md", "# I\n"))
}

func TestAffectedByAliasAndTitleForm(t *testing.T) {
	note := func(alias, title string) Change {
		return noteAt("n.md", "---\naliases: ["+alias+"]\n---\n# "+title+"\n")
	}
	s, _ := vaultOf("a.md=[[Alias]]\n", "t.md=[[제목 X]]\n", "n2.md=[[n]]\n", "f.md=[x](#x)\n").Update(note("Alias", "제목 X"))
	checkAffected(t, s, "a.md", note("alias", "제목 X"))
	checkAffected(t, s, "a.md", note("other", "제목 X"))
	// A heading's change is one of what fragments can name, so every name counts.
	checkAffected(t, s, "a.md n2.md t.md", note("Alias", "제목 x2"))
	// In another Unicode form nothing changes for anyone.
	checkAffected(t, s, "", note("Alias", nfd("제목")+" X"))
	s, _ = s.Update(noteAt("y.md", "---\ntitle: Über\naliases: ["+nfd("별명")+"]\n---\n"), noteAt("u.md", "[["+nfd("Über")+"]] [[별명]]\n"))
	checkAffected(t, s, "", noteAt("y.md", "---\ntitle: "+nfd("Über")+"\naliases: [별명]\n---\n"))
	checkAffected(t, s, "u.md", noteAt("y.md", "---\ntitle: über\naliases: [별명]\n---\n"))
}

func TestAffectedByEncodedTargets(t *testing.T) {
	s := vaultOf("a.md=[x](b%20c.md?raw=true)\n", "b.md=[x](b%2520c.md)\n", "c.md=[[b%20c]]\n", "d.md=[x](s%2Fb%20c.md)\n", "e.md=[x](%2e%2e)\n", "s/f.md=[x](%2e%2e/b%20c)\n", "g.md=[x](b%20c%2Emd)\n", "s/g.md=[x](%2e%2e)\n")
	checkAffected(t, s, "s/g.md", noteAt("index.md", ""))
	all := "a.md b.md c.md d.md g.md s/f.md"
	for _, id := range []NoteID{"b c.md", "b%20c.md", "b%2520c.md", "s/b c.md", "B C.md"} {
		checkAffected(t, s, all, noteAt(id, "# T\n"))
	}
	s, _ = s.Update(noteAt("b%20c.md", "# T\n"), noteAt("b%2520c.md", ""), noteAt("s/b c.md", "# X\n"))
	for _, id := range []NoteID{"b%20c.md", "b%2520c.md", "s/b c.md"} {
		checkAffected(t, s, all, Change{ID: id})
		if links := slices.Collect(s.Backlinks(id)); len(links) == 0 && id != "b%2520c.md" { // which "b%252520c.md" would mean
			t.Errorf("Backlinks(%q) is empty, want the links to it", id)
		}
	}
}

func TestAffectedByFolders(t *testing.T) {
	s := vaultOf("a.md=[x](dir/)\n", "b.md=[[dir]]\n", "c.md=[x](Dir)\n", "d.md=[x](dir.md/)\n", "e.md=[[up/dir/]]\n", "f.md=[[other]]\n")
	both := "a.md b.md c.md d.md e.md"
	checkAffected(t, s, both, noteAt("dir/x.md", ""))
	checkAffected(t, s, both, Change{ID: "dir/", File: true})
	checkAffected(t, s, both, Change{ID: "up/dir/deep/x.png", File: true})
	checkAffected(t, s, both, noteAt("dir/README.md", ""))
	s, _ = s.Update(noteAt("dir/x.md", ""))
	checkAffected(t, s, both, Change{ID: "dir/x.md"})
	checkAffected(t, s, "", noteAt("dir/y.md", "")) // the folder was there
	checkAffected(t, s, "", Change{ID: "dir/x.md"}, noteAt("dir/y.md", ""))
	checkAffected(t, s, both, Change{ID: "dir/x.md"}, noteAt("DIR/y.md", ""))
}

func TestAffectedByFolderNotes(t *testing.T) {
	s := vaultOf("a.md=[x](dir/#one)\n", "b.md=[[dir#one]]\n", "c.md=[[README]]\n", "dir/README.md=# One\n")
	checkAffected(t, s, "a.md b.md c.md", noteAt("dir/README.md", "# Two\n"))
	checkAffected(t, s, "a.md b.md", noteAt("dir/index.md", "# One\n"))
	checkAffected(t, s, "a.md b.md c.md", Change{ID: "dir/README.md", File: true})
	checkAffected(t, s, "", noteAt("dir/README.md", "# One\n\ntext\n"))
}

func TestAffectedByWikiForms(t *testing.T) {
	s := vaultOf("a.md=[[n/]]\n", "b.md=[[n.markdown]]\n", "c.md=[[n.md]]\n", "d.md=[[x/n]]\n", "e.md=[[N.MD.md]]\n", "f.md=[[m]]\n", "g.md=[[/n]]\n")
	for _, id := range []NoteID{"n.md", "n.markdown", "x/n.md", "n/index.md", "n.md.md", "N.MD.md"} {
		checkAffected(t, s, "a.md b.md c.md d.md e.md g.md", noteAt(id, ""))
	}
}

func TestAffectedByHeadingLevelAlone(t *testing.T) {
	s := vaultOf("a.md=[[n#A#B]]\n", "n.md=# A\n## B\n")
	checkAffected(t, s, "a.md", noteAt("n.md", "# A\n# B\n"))
}

func TestAffectedLeavesOutFiles(t *testing.T) {
	s := vaultOf("a.md=![[p.png]]\n", "p.png")
	if _, affected := s.Update(Change{ID: "p.png"}, Change{ID: "q.png", File: true}, Change{ID: "none.md"}); !slices.Equal(affected, []NoteID{"a.md"}) {
		t.Errorf("Update affects %q, want only %q", affected, "a.md")
	}
}

func TestLastChangeToAPathCounts(t *testing.T) {
	s := vaultOf("a.md=[[b]]\n")
	next, _ := s.Update(noteAt("b.md", "# 1\n"), Change{ID: "b.md"}, noteAt("b.md", "# 2\n"), noteAt("c.md", ""), Change{ID: "c.md"})
	if n, ok := next.Note("b.md"); !ok || n.Title() != "2" || next.Has("c.md") || next.Len() != 2 {
		t.Errorf("Update keeps %v of the changes to b.md, Has(c.md) = %v; want the last", n, next.Has("c.md"))
	}
}
