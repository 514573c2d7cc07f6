package batch

import (
	"strings"
	"testing"
)

func TestWriteFileDiff(t *testing.T) {
	const hunks = "@@ -1,1 +1,1 @@\n-a\n+b\n"
	for _, test := range []struct{ from, to, hunks, want string }{
		{"한글.md", "😀.md", "", "diff --git a/한글.md b/😀.md\nsimilarity index 100%\nrename from 한글.md\nrename to 😀.md\n"},
		{"a.md", "a.md", hunks, "diff --git a/a.md b/a.md\n--- a/a.md\n+++ b/a.md\n" + hunks},
		{"a b.md", "c d.md", hunks, "diff --git a/a b.md b/c d.md\nrename from a b.md\nrename to c d.md\n--- a/a b.md\t\n+++ b/c d.md\t\n" + hunks},
		{"\"a\"\n\\.md", "b.md", "", `diff --git "a/\"a\"\012\\.md" b/b.md` + "\nsimilarity index 100%\n" + `rename from "\"a\"\012\\.md"` + "\nrename to b.md\n"},
	} {
		var b strings.Builder
		WriteFileDiff(&b, test.from, test.to, test.hunks)
		if got := b.String(); got != test.want {
			t.Errorf("%q to %q:\n%s\nwant\n%s", test.from, test.to, got, test.want)
		}
	}
}
