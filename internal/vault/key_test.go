package vault

import (
	"slices"
	"testing"
)

func TestKeyOf(t *testing.T) {
	for _, c := range [][2]string{
		{"a/B.md", "b"}, {"v1.2", "v1.2"}, {"v1.2.md", "v1.2"}, {"img.PNG", "img.png"}, {"a/b/", "b"}, {"a//", "a"}, {"", ""}, {"/", ""}, {".md", ".md"}, {"a/.md", ".md"},
		{"n.MD", "n"}, {"n.Markdown", "n"}, {"n.md.md", "n"}, {"dir.md/", "dir"},
		{nfd("한글.md"), "한글"}, {"%ED%95%9C%EA%B8%80", "한글"}, {"%ed%95%9c%ea%b8%80.md", "한글"}, {percent(nfd("한글"), "%%%02X"), "한글"},
		{"100%", "100%"}, {"100%25", "100%"}, {"100%2525.md", "100%"}, {"a%2Fb", "b"}, {"a%2F", "a"}, {"%2", "%2"}, {"%zz", "%zz"},
		{"STRASSE", "strasse"}, {"Straße", "strasse"}, {"가A.md", "가a"},
	} {
		if got := KeyOf(c[0]); got != Key(c[1]) {
			t.Errorf("KeyOf(%q) = %q, want %q", c[0], got, c[1])
		}
	}
}

func TestDecode(t *testing.T) {
	for _, c := range [][2]string{
		{"a%20b", "a b"}, {"100%", "100%"}, {"100%25", "100%"}, {"%2525", "%25"}, {"%EA%B0%80", "가"}, {"%ea%b0%80", "가"}, {"%E9", "%E9"}, {"a%2", "a%2"}, {"%%41", "%A"}, {"%zz%41", "%zzA"},
	} {
		if got := Decode(c[0]); got != c[1] {
			t.Errorf("Decode(%q) = %q, want %q", c[0], got, c[1])
		}
	}
}

func TestTagsMatchInAnyCaseAndForm(t *testing.T) {
	s := vaultOf("b.md=#태그 #태그 #TAG\n", "a.md="+nfd("#태그")+" #tag/하위 #Tag\n", "c.md=---\ntags: [태그, tag/x]\n---\n#1984\n")
	checkTag := func(tag string, want ...TagUse) {
		t.Helper()
		got := s.TagNotes(TagKey(tag))
		if !slices.EqualFunc(got, want, func(a, b TagUse) bool { return a.Note.ID == b.Note.ID && a.Count == b.Count }) {
			t.Errorf("TagNotes(%q) = %v, want %v", tag, got, want)
		}
	}
	use := func(id NoteID, count int) TagUse { return TagUse{&Note{ID: id}, count} }
	checkTag("태그", use("a.md", 1), use("b.md", 2), use("c.md", 1))
	checkTag(nfd("태그"), use("a.md", 1), use("b.md", 2), use("c.md", 1))
	checkTag("TAG", use("a.md", 1), use("b.md", 1))
	checkTag("tag/하위", use("a.md", 1))
	checkTag("1984")
	if got, want := s.SubTags(TagKey("Tag")), []Key{"tag/x", "tag/하위"}; !slices.Equal(got, want) {
		t.Errorf("SubTags(Tag) = %q, want %q", got, want)
	}
	if got := s.SubTags("ta"); got != nil {
		t.Errorf("SubTags(ta) = %q, want none", got)
	}
	s, _ = s.Update(Change{ID: "a.md"}, noteAt("b.md", "text\n"))
	checkTag("태그", use("c.md", 1))
}

func TestTitleFallsBackToTheFileName(t *testing.T) {
	for _, c := range [][2]string{{"## 11/18 월\n", "일지"}, {"", "일지"}, {"# 제목\n", "제목"}, {"---\ntitle: 앞\n---\n# 뒤\n", "앞"}} {
		if got := NewNote(Source{ID: "a/일지.md", Text: []byte(c[0])}).Title(); got != c[1] {
			t.Errorf("Title of %q = %q, want %q", c[0], got, c[1])
		}
	}
}

func TestNoteRereadsItsText(t *testing.T) {
	kept := NewNote(Source{ID: "a.md", Text: []byte("# A\n")})
	if got := kept.Text(); string(got) != "# A\n" {
		t.Errorf("Text() = %q, want what it was parsed from", got)
	}
	gone := NewNote(Source{ID: "a.md", Text: []byte("# A\n"), Reread: func() []byte { return nil }})
	if got := gone.Text(); got != nil || gone.Title() != "A" {
		t.Errorf("Text() = %q, Title() = %q; want none and A", got, gone.Title())
	}
}
