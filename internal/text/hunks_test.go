package text

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestHunks(t *testing.T) {
	for _, test := range []struct {
		name, src string
		edits     []Edit
		want      string
	}{
		{"nothing", "한글\n", nil, ""},
		{"the same", "한글\n", []Edit{{Between(0, 6), "한글"}}, ""},
		{"one line", "a\n😀 [[b]]\nc\n", []Edit{{Between(9, 10), "빵"}}, "@@ -1,3 +1,3 @@\n a\n-😀 [[b]]\n+😀 [[빵]]\n c\n"},
		{"context", "1\n2\n3\n4\nx\n6\n7\n8\n9\n", []Edit{{Between(8, 9), "y"}}, "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-x\n+y\n 6\n 7\n 8\n"},
		{"no final newline", "a\nx", []Edit{{Between(2, 3), "y"}}, "@@ -1,2 +1,2 @@\n a\n-x\n\\ No newline at end of file\n+y\n\\ No newline at end of file\n"},
		{"on Windows", "a\r\nx\r\n", []Edit{{Between(3, 4), "y"}}, "@@ -1,2 +1,2 @@\n a\r\n-x\r\n+y\r\n"},
		{"a line joined to the next", "a\nb\nc\n", []Edit{{Between(1, 2), ""}}, "@@ -1,3 +1,2 @@\n-a\n-b\n+ab\n c\n"},
		{"a new line", "a\nb\n", []Edit{{Between(2, 2), "x\n"}}, "@@ -1,2 +1,3 @@\n a\n+x\n b\n"},
		{"into nothing", "", []Edit{{Between(0, 0), "x\n"}}, "@@ -0,0 +1,1 @@\n+x\n"},
		{"far apart", "x\n1\n2\n3\n4\n5\n6\n7\nx\n", []Edit{{Between(0, 1), "y\nz"}, {Between(16, 17), "y"}},
			"@@ -1,4 +1,5 @@\n-x\n+y\n+z\n 1\n 2\n 3\n@@ -6,4 +7,4 @@\n 5\n 6\n 7\n-x\n+y\n"},
	} {
		if got, err := Hunks([]byte(test.src), test.edits); err != nil || got != test.want {
			t.Errorf("%s: Hunks(%q) =\n%s%v\nwant\n%s", test.name, test.src, got, err, test.want)
		}
	}
	if _, err := Hunks([]byte("abc"), []Edit{{Between(0, 2), ""}, {Between(1, 3), ""}}); err == nil {
		t.Error("Hunks of edits that overlap = nil, want an error")
	}
}

// What git makes of random hunks is what Apply makes of their edits.
func TestHunksApply(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("there is no git to apply the hunks")
	}
	dir := t.TempDir()
	var patch bytes.Buffer
	want := map[string][]byte{}
	rng := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", "한글 ", "\n", "\n", "\r\n", "😀", "- x\n", "+y", "\\ No newline\n", "\r"}
	some := func(n int) string {
		var b strings.Builder
		for range rng.IntN(n + 1) {
			b.WriteString(pieces[rng.IntN(len(pieces))])
		}
		return b.String()
	}
	for i := range 400 {
		src := []byte(some(60))
		var edits []Edit
		for at := 0; at <= len(src); at += 1 + rng.IntN(40) {
			end := min(at+rng.IntN(6), len(src))
			edits = append(edits, Edit{Between(at, end), some(3)})
			at = end
		}
		hunks, err := Hunks(src, edits)
		if err != nil {
			t.Fatal(err)
		}
		after, err := Apply(src, edits)
		if err != nil {
			t.Fatal(err)
		}
		if len(src) == 0 || len(after) == 0 {
			continue // git has no words for an empty file but that it is new or deleted
		}
		name := string(rune('a'+i%26)) + strings.Repeat("x", i/26)
		if err := os.WriteFile(filepath.Join(dir, name), src, 0o666); err != nil {
			t.Fatal(err)
		}
		want[name] = after
		if hunks != "" {
			patch.WriteString("--- a/" + name + "\n+++ b/" + name + "\n" + hunks)
		}
	}
	cmd := exec.Command("git", "apply", "--whitespace=nowarn", "-")
	cmd.Dir, cmd.Stdin = dir, &patch
	cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git apply: %v\n%s", err, out)
	}
	for name, text := range want {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !bytes.Equal(got, text) {
			t.Errorf("%s: git makes %q, %v, want %q", name, got, err, text)
		}
	}
	if len(want) < 300 {
		t.Errorf("compared %d files, want 300 at least", len(want))
	}
}
