package check

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Whatever is in the file of --baseline, it is either refused in one sentence that names
// it, or passes over as many findings as its lines count; and what --write-baseline
// writes of it is read as the same.
func FuzzBaseline(f *testing.F) {
	const head = `{"baseline":"notes-lsp check","version":1}` + "\n"
	for _, src := range []string{
		"", "\n", "\xff", "\ufeff" + head, "[]", "{}", "null", head, strings.TrimSpace(head) + "\r\n\r\n", `{"baseline":"notes-lsp check","version":99999999999999999999}`,
		head + `{"path":"a.md","code":"no-such-note","about":"없음"}`,
		head + `{"path":"a.md","code":"no-such-note","about":"없음","count":2}` + "\n" + `{"path":"a.md","code":"no-such-note","about":"없음"}` + "\n",
		head + `{"path":"a.md","code":"bad-setting","about":"x"}` + "\n<<<<<<< HEAD\n",
		head + `{"path":"../../a.md","code":"no-such-note","about":"\u0000\ud800😀","count":9223372036854775807}` + "\n",
		head + `{"path":"/etc/passwd","code":"x","more":[[[[{}]]]]}` + "\n" + `{"PATH":"a.md","Code":"duplicate-alias","about":null}`,
		head + `{"path":"a.md","code":"no-such-note","about":"없음"} {}`, head + "null", head + `{"path":"a.md\n::error::x","code":"\u001b[31m"}`,
	} {
		f.Add([]byte(src))
	}
	dir, err := filepath.EvalSymlinks(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	file := filepath.Join(dir, "기준.json")
	f.Fuzz(func(t *testing.T, src []byte) {
		if err := os.WriteFile(file, src, 0o666); err != nil {
			t.Fatal(err)
		}
		p := &plan{Options: Options{Baseline: file}}
		b, err := p.readBaseline()
		if err != nil {
			if said := err.Error(); !strings.Contains(said, file) || strings.ContainsFunc(said, unicode.IsControl) || !utf8.ValidString(said) {
				t.Errorf("%q is refused by %q", src, said)
			}
			return
		}
		checkPassedOver(t, dir, b.known)
		checkWrittenAgain(t, filepath.Join(dir, "다시.json"), b.known)
	})
}

// checkPassedOver has a baseline pass over one finding more than it knows of each.
func checkPassedOver(t *testing.T, dir string, known map[identity]int) {
	t.Helper()
	var all []Finding
	want := map[identity]int{} // what is left
	for id, n := range known {
		f := Finding{Code: id.code, About: id.about, file: filepath.Join(dir, filepath.FromSlash(id.path))}
		if n < 1 {
			t.Fatalf("%v is known %d times", id, n)
		}
		if n > 50 || f.identityFrom(dir) != id {
			continue // its path is spelled as no file's is
		}
		for range n + 1 {
			all = append(all, f)
		}
		want[id] = 1
		if id.code == badSetting {
			want[id] = n + 1
		}
	}
	passed := len(all)
	for _, n := range want {
		passed -= n
	}
	r := &Report{Findings: all, plan: &plan{}, whole: []string{dir}}
	r.passOver(&baseline{dir: dir, known: maps.Clone(known)})
	left := map[identity]int{}
	for _, f := range r.Findings {
		left[f.identityFrom(dir)]++
	}
	if !maps.Equal(left, want) || r.Passed != passed {
		t.Errorf("%d passed and %v left, want %d and %v", r.Passed, left, passed, want)
	}
	r = &Report{plan: &plan{}, whole: []string{dir}}
	r.passOver(&baseline{dir: dir, known: maps.Clone(known)})
	for _, e := range r.Stale {
		if said := fmt.Sprint(e); strings.ContainsFunc(said, unicode.IsControl) {
			t.Errorf("stale: %q", said)
		}
		if want[identity{e.Path, e.Code, e.About}] > 0 && known[identity{e.Path, e.Code, e.About}] != e.Count {
			t.Errorf("%v is stale, of %v", e, known)
		}
	}
	if len(r.Stale) < len(want) {
		t.Errorf("%v is stale, of %v", r.Stale, known)
	}
}

// checkWrittenAgain writes a baseline of what is known and reads it.
func checkWrittenAgain(t *testing.T, file string, known map[identity]int) {
	t.Helper()
	src, err := encodeBaseline(known)
	if err != nil {
		t.Fatal(err)
	}
	again := &baseline{known: map[identity]int{}}
	if err := again.read(file, src); err != nil {
		t.Fatalf("%v in what was written: %s", err, src)
	}
	if !maps.Equal(again.known, known) {
		t.Errorf("%v is read as %v", known, again.known)
	}
}
