package config

import (
	"strings"
	"testing"
	"time"
)

// A file may come with a vault from anyone: a megabyte of it takes a moment to read,
// and gets an answer that one can read. The bound leaves room for the race detector
// on a busy machine; what took the square of the length would take minutes.
func TestHostileFilesAreReadInTime(t *testing.T) {
	const mb = 1 << 20
	long := strings.Repeat("가", mb/3)
	for name, src := range map[string]string{
		"brackets":   "exclude = " + strings.Repeat("[", mb),
		"nested":     "exclude = " + strings.Repeat("[", 9000) + strings.Repeat("]", 9000),
		"dotted key": strings.Repeat("a.", mb/2) + "a = 1",
		"headers":    strings.Repeat("[wiki]\n", mb/7),
		"tables":     strings.Repeat("[[a.b]]\n", mb/8),
		"twice":      strings.Repeat("profile = 'x'\n", mb/14),
		"items":      "exclude = [" + strings.Repeat("1,", mb/2) + "]",
		"value":      "profile = '" + long + "'",
		"key":        "'" + long + "' = 1",
		"codes":      "problems = {" + strings.Repeat("\na='x',", mb/7) + "}",
	} {
		start := time.Now()
		l := VaultFile(FileName, []byte(src))
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s: %v for 1 MB, want 10s at most", name, took)
		}
		for _, f := range l.Findings {
			if len(f.Key)+len(f.Message) > 1500 {
				t.Errorf("%s: a finding of %d bytes, want one that can be read", name, len(f.Key)+len(f.Message))
			}
		}
	}
}
