package markdown

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/notes-lsp/notes-lsp/internal/pack"
	"github.com/notes-lsp/notes-lsp/internal/text"
)

// record is d packed.
func record(d *Document) []byte {
	var w pack.Writer
	d.Pack(&w)
	return w.Record(nil)
}

// unpacked reads a record to its end.
func unpacked(record []byte) (*Document, error) {
	r := pack.Open(record)
	d := UnpackDocument(r)
	return d, r.End()
}

// changedByPacking says how d comes back, "" for as it was.
func changedByPacking(d *Document) string {
	back, err := unpacked(record(d))
	if err != nil {
		return err.Error()
	}
	return cmp.Diff(d, back, cmp.AllowUnexported(Document{}, Ignore{}, definition{}), cmpopts.EquateEmpty())
}

func TestPackedNotesComeBack(t *testing.T) {
	i := 0
	randomNotes(rounds(20_000), append(ownTokens, commonTokens...), func(src string) {
		y := syntaxes[i%len(syntaxes)]
		i++
		if diff := changedByPacking(y.Parse([]byte(src))); diff != "" {
			t.Fatalf("%+v: %q (-parsed +unpacked):\n%s", y, src, diff)
		}
	})
	read := 0
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || !strings.HasSuffix(path, ".md") && !strings.HasSuffix(path, ".txtar") {
			return err
		}
		src, err := os.ReadFile(path)
		read++
		y := syntaxes[read%len(syntaxes)]
		if diff := changedByPacking(y.Parse(src)); diff != "" {
			t.Errorf("%s, %+v (-parsed +unpacked):\n%s", path, y, diff)
		}
		return err
	})
	if err != nil || read == 0 {
		t.Fatalf("%d notes read, %v", read, err)
	}
}

// fill sets all that v holds to something that is not zero and can be in a Document of
// 9 bytes: a field that Pack forgets comes back as zero.
func fill(v reflect.Value) {
	v = reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Elem() // unexported fields too
	if s, ok := v.Addr().Interface().(*text.Span); ok {
		*s = text.Between(3, 9)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i))
		}
	case reflect.String:
		v.SetString("개 " + v.Type().String())
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int32:
		v.SetInt(1)
	case reflect.Uint8:
		v.SetUint(1)
	default:
		panic("no value for a " + v.Type().String())
	}
}

func TestPackForgetsNoField(t *testing.T) {
	var d Document
	fill(reflect.ValueOf(&d).Elem())
	d.Size = 9
	if diff := changedByPacking(&d); diff != "" {
		t.Errorf("(-filled +unpacked):\n%s", diff)
	}
}

// TestDamagedDocuments changes each bit of a record, and cuts it everywhere.
func TestDamagedDocuments(t *testing.T) {
	src := "---\ntitle: 빵\naliases: [a]\n---\n# 제목 {#id}\n[[a#b|c]] [x][y] #tag ^id\n\n[y]: z\n\n[^1] `code`\n\n[^1]: <a id=x>\n<!-- notes-lsp-ignore-line no-such-note -->\n"
	good := record(Parse([]byte(src)))
	for i := range good {
		for bit := range 8 {
			bad := append([]byte(nil), good...)
			bad[i] ^= 1 << bit
			checkUnpacked(t, bad)
		}
		if d, err := unpacked(good[:i]); err == nil {
			t.Errorf("the first %d of %d bytes read as %+v", i, len(good), d)
		}
	}
	if _, err := unpacked(append(good[:len(good):len(good)], 0)); err == nil {
		t.Error("a byte too many is no error")
	}
}

// checkUnpacked fails where bytes read as a Document that no note has.
func checkUnpacked(t *testing.T, bytes []byte) {
	d, err := unpacked(bytes)
	if err != nil {
		return
	}
	if diff := changedByPacking(d); diff != "" {
		t.Fatalf("%x (-unpacked +packed again):\n%s", bytes, diff)
	}
	for _, l := range d.Links {
		for _, s := range []text.Span{l.Span, l.TargetSpan, l.FragmentSpan, l.LabelSpan} {
			if s.Start < 0 || s.End < s.Start || int(s.End) > d.Size {
				t.Fatalf("%x: a link at %v of %d bytes", bytes, s, d.Size)
			}
		}
		d.Definition(l.Label)
	}
	for i := range d.Headings {
		d.Section(i)
	}
}

func FuzzUnpackDocument(f *testing.F) {
	randomNotes(400, append(ownTokens, commonTokens...), func(src string) { f.Add(record(Parse([]byte(src)))) })
	f.Fuzz(func(t *testing.T, bytes []byte) { checkUnpacked(t, bytes) })
}

func BenchmarkUnpack(b *testing.B) {
	src, err := os.ReadFile(filepath.Join("..", "..", "CHANGELOG.md"))
	if err != nil {
		b.Fatal(err)
	}
	doc := Parse(src)
	packed := record(doc)
	b.ReportMetric(float64(len(packed)), "bytes/note")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := unpacked(packed); err != nil {
			b.Fatal(err)
		}
	}
}
