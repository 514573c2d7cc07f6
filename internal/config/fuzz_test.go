package config

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// Whatever is in a file or comes from an editor, findings have a place on rune
// boundaries, what is resolved can be set again, and a fix mends its finding.
func FuzzSettings(f *testing.F) {
	for _, src := range []string{
		"", "\ufeff", "\xff", "가", "exclude = ['초안', [1], {a = 1}]\r\n[wiki]\nenabled = 'true'\n[[wiki]]\n[wiki]",
		"profile = 'hugo'\n[problems]\nnoSuchNote = 'warn'\nself-link = false\n[ignore]\nall = '가'\n", "a.b.c = 1\na.b = 2\n[a]\n[[a.b]]",
		`{"wiki.labelFirst": true, "wiki": {"titles": null}, "notesLsp": 1}`, `{"exclude": "가"}`, `{"": {"": {}}}`, "\"\"=\"\\u0000\"", "exclude = [\"\x7f\"]",
	} {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		file, editor := VaultFile(FileName, src), Editor(src)
		for _, got := range file.Findings {
			checkPlace(t, src, got)
		}
		_, entries := Resolve(Plain, file, editor)
		once := shown(entries)
		l := UserFile(FileName, []byte(once))
		for _, got := range l.Findings {
			t.Errorf("what is in force is wrong: %v\n%s", got, once)
		}
		_, entries = Resolve(Plain, l)
		if twice := shown(entries); twice != once {
			t.Errorf("settings changed by being set again:\n%s\nthen\n%s", once, twice)
		}
	})
}

// shown is a settings file that sets everything.
func shown(entries []Entry) string {
	var b strings.Builder
	for _, e := range entries {
		fmt.Fprintln(&b, e)
	}
	return b.String()
}

func checkPlace(t *testing.T, src []byte, f Finding) {
	t.Helper()
	if f.Start < 0 || f.End < f.Start || f.End > len(src) || f.Line < 1 || f.Message == "" {
		t.Fatalf("%+v is not in a file of %d bytes", f, len(src))
	}
	if !utf8.Valid(src) {
		return
	}
	for _, at := range []int{f.Start, f.End} {
		if at < len(src) && !utf8.RuneStart(src[at]) {
			t.Fatalf("%+v does not lie on rune boundaries", f)
		}
	}
	if f.Fix == "" {
		return
	}
	mended := append(append(append([]byte{}, src[:f.Start]...), f.Fix...), src[f.End:]...)
	for _, still := range VaultFile(FileName, mended).Findings {
		if still.Start == f.Start && still.Message == f.Message {
			t.Fatalf("%q does not mend %+v", f.Fix, f)
		}
	}
}
