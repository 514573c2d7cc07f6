package vault

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/pack"
)

// revisionSum is the sum of what Pack writes of the notes in testdata/revision, under
// Revision.
const revisionSum = "3d05de5022b2ae4c0d980e928a4ff6838e526b1ce58fc490dde4d5bdba2a7d59"

// addresses are what fmt prints of pointers and functions.
var addresses = regexp.MustCompile(`0x[0-9a-f]+`)

// packedRules are rules by which notes are made otherwise, each in its way.
var packedRules = []*Rules{
	{Mentions: true},
	{Syntax: markdown.Syntax{Shortcodes: true, AllBlocks: true, LabelBehind: true}, NoHeadingIDs: true, HTML: true, Roots: []string{"a"}},
	{Syntax: markdown.Syntax{NoWikiLinks: true, NoTags: true, NoPercentComments: true}, NoAliases: true, NoTitles: true, Site: "https://example.org"},
	{Syntax: markdown.Syntax{LabelFirst: true}, NoFolderNotes: true, ExactCase: true, Index: []string{"everything"}, PlainTemplates: true},
}

// revisionNotes are the notes in testdata/revision by each of packedRules.
func revisionNotes(t testing.TB) []*Note {
	var notes []*Note
	for _, name := range []string{"broken.md", "everything.md", "index.md", "odd.md"} {
		src, err := os.ReadFile(filepath.Join("testdata", "revision", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, rules := range packedRules {
			notes = append(notes, NewNote(Source{ID: NoteID("a/" + name), Text: src, Rules: rules}))
		}
	}
	return notes
}

// noteRecord is n packed.
func noteRecord(n *Note) []byte {
	var w pack.Writer
	n.Pack(&w)
	return w.Record(nil)
}

func unpackedNote(record []byte, like *Note) (*Note, error) {
	r := pack.Open(record)
	n := UnpackNote(r, Source{ID: like.ID, Modified: like.Modified, Doubtful: like.Doubtful, Sum: like.Sum, Mark: like.Mark, Rules: like.rules, Reread: func() []byte { return nil }})
	return n, r.End()
}

// checkPacked fails unless n comes back as it was.
func checkPacked(t *testing.T, n *Note) {
	t.Helper()
	record := noteRecord(n)
	back, err := unpackedNote(record, n)
	if err != nil {
		t.Fatalf("%s: %v", n.ID, err)
	}
	if again := noteRecord(back); string(again) != string(record) {
		t.Fatalf("%s is packed as %x, and unpacked and packed again as %x", n.ID, record, again)
	}
	want, got := *n, *back
	want.text, got.text = nil, nil
	// Lists that are empty may be nil or not.
	if w, g := fmt.Sprintf("%+v %+v", want, *want.Doc), fmt.Sprintf("%+v %+v", got, *got.Doc); trimDoc(w) != trimDoc(g) {
		t.Fatalf("%s comes back as\n%s, want\n%s", n.ID, g, w)
	}
}

// trimDoc cuts the addresses out of what fmt prints of a note.
func trimDoc(s string) string { return addresses.ReplaceAllString(s, "") }

func TestPackedNotesComeBack(t *testing.T) {
	for _, n := range revisionNotes(t) {
		checkPacked(t, n)
	}
	for seed := range uint64(histories() / 4) {
		w := newWorld(seed)
		for range 20 {
			for _, c := range w.edit() {
				if c.Note != nil {
					checkPacked(t, c.Note)
				}
			}
		}
	}
}

// TestRevision fails when what is made of a note, or how it is packed, has changed: those
// who kept packed notes must not read them any more.
func TestRevision(t *testing.T) {
	sum := sha256.New()
	for _, n := range revisionNotes(t) {
		fmt.Fprintf(sum, "%d ", len(noteRecord(n)))
		sum.Write(noteRecord(n))
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != revisionSum {
		t.Errorf("what NewNote makes of a text, or what Pack writes of it, is not what it was. Make Revision %d, and revisionSum %q.", Revision+1, got)
	}
}

// TestRevisionNotesSetEveryField guards the tests above: what is zero in all their notes
// could be forgotten.
func TestRevisionNotesSetEveryField(t *testing.T) {
	set := map[string]bool{}
	for _, n := range revisionNotes(t) {
		n.Modified, n.Mark, n.Sum, n.Doubtful, n.Open, n.Version = n.Modified.AddDate(2000, 0, 0), 1, 1, true, true, 1
		fieldsSet(reflect.ValueOf(*n), "Note", set)
	}
	for field, is := range set {
		if !is {
			t.Errorf("no note in testdata/revision has %s: add one that has", field)
		}
	}
}

// fieldsSet notes which fields below v are not zero, and which are.
func fieldsSet(v reflect.Value, path string, set map[string]bool) {
	set[path] = set[path] || !v.IsZero()
	switch v.Kind() {
	case reflect.Pointer:
		if path != "Note.rules" && !v.IsNil() {
			fieldsSet(v.Elem(), path, set)
		}
	case reflect.Slice:
		for i := range v.Len() {
			fieldsSet(v.Index(i), path+"[]", set)
		}
	case reflect.Struct:
		if v.Type().PkgPath() == "time" {
			return
		}
		for i := range v.NumField() {
			fieldsSet(v.Field(i), path+"."+v.Type().Field(i).Name, set)
		}
	}
}

// TestDamagedNotes changes bytes of records, and cuts them.
func TestDamagedNotes(t *testing.T) {
	for _, n := range revisionNotes(t)[:6] {
		good := noteRecord(n)
		for i := range good {
			for _, flip := range []byte{0x01, 0x80, 0xff} {
				bad := append([]byte(nil), good...)
				bad[i] ^= flip
				_, _ = unpackedNote(bad, n) // any note or error, but no panic
			}
			if _, err := unpackedNote(good[:i], n); err == nil {
				t.Errorf("the first %d of %d bytes of %s read as a note", i, len(good), n.ID)
			}
		}
	}
}

func FuzzUnpackNote(f *testing.F) {
	notes := revisionNotes(f)
	for _, n := range notes {
		f.Add(noteRecord(n))
	}
	f.Fuzz(func(t *testing.T, record []byte) {
		n, err := unpackedNote(record, notes[0])
		if err != nil {
			return
		}
		// It can be put into a vault and asked.
		s, _ := New(n.rules).Update(Change{ID: n.ID, Note: n})
		s.Backlinks(n.ID)
		for _, a := range n.anchors {
			if span := n.PlaceSpan(a.place()); int(span.End) > n.Doc.Size {
				t.Fatalf("%q is at %v of %d bytes", a.name, span, n.Doc.Size)
			}
		}
	})
}
