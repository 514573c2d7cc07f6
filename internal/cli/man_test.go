package cli

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// lacking skips a test that needs what the machine does not have; in CI it fails, so
// that nothing goes untested there in silence.
func lacking(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

func manualPage(t *testing.T) []byte {
	t.Helper()
	var out, log bytes.Buffer
	if code := Main([]string{"man"}, strings.NewReader(""), &out, &log); code != 0 {
		t.Fatalf("man: %d, %s", code, &log)
	}
	return out.Bytes()
}

// What reads manual pages has nothing to say of this one.
func TestManualIsWellFormed(t *testing.T) {
	checkers := [][]string{{"mandoc", "-Tlint", "-W", "warning"}, {"groff", "-man", "-ww", "-z", "-Kutf8", "-Tutf8"}}
	ran := false
	for _, c := range checkers {
		if _, err := exec.LookPath(c[0]); err != nil {
			continue
		}
		ran = true
		cmd := exec.Command(c[0], c[1:]...)
		cmd.Stdin = bytes.NewReader(manualPage(t))
		if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%q: %v\n%s", c, err, out)
		}
	}
	if !ran {
		lacking(t, "there is neither mandoc nor groff")
	}
}

// shown is the manual as a terminal shows it, on one line.
func shown(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("groff"); err != nil {
		lacking(t, "there is no groff")
	}
	cmd := exec.Command("groff", "-man", "-Kutf8", "-Tutf8", "-P-c", "-P-b", "-P-u", "-rLL=400n")
	cmd.Stdin = bytes.NewReader(manualPage(t))
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

// A reader sees every command, every flag and all that the help says, as it is to be
// typed.
func TestManualShowsTheHelp(t *testing.T) {
	page := shown(t)
	c := &command{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard}
	root := c.root()
	count := 0
	for _, cmd := range append(commands(root), root) {
		about := cmd.Long
		if about == "" {
			about = cmd.Short
		}
		for _, want := range []string{about, cmd.Example, strings.TrimSuffix(cmd.UseLine(), " [flags]")} {
			if want = strings.Join(strings.Fields(want), " "); !strings.Contains(page, want) {
				t.Errorf("%s: the manual lacks %q", cmd.Name(), want)
			}
		}
		for _, f := range flags(cmd) {
			count++
			name, usage := f.argument()
			want := strings.TrimSpace("--" + f.Name + " " + name)
			if f.Name != "help" && (!strings.Contains(page, want) || !strings.Contains(page, upperFirst(strings.Join(strings.Fields(usage), " ")))) {
				t.Errorf("%s: the manual lacks %q, %q", cmd.Name(), want, usage)
			}
		}
	}
	if count < 40 {
		t.Errorf("saw %d flags", count)
	}
	for _, topic := range topics {
		for _, row := range topic.rows {
			if !strings.Contains(page, row[0]+" "+row[1]) {
				t.Errorf("the manual lacks %q", row)
			}
		}
	}
}

// The manual names each environment variable that the program reads, and no other but
// those that Go's library reads for it.
func TestManualNamesTheEnvironment(t *testing.T) {
	read := regexp.MustCompile(`Getenv\("([A-Z_]+)"\)`)
	found := []string{tokensVariable, "XDG_CACHE_HOME"} // os.UserCacheDir
	err := filepath.WalkDir("..", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") || strings.Contains(p, "lsptest") || strings.Contains(p, "bench") {
			return err
		}
		src, err := os.ReadFile(p)
		for _, m := range read.FindAllSubmatch(src, -1) {
			found = append(found, string(m[1]))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, topic := range topics {
		for _, row := range topic.rows {
			if topic.name == "environment" {
				told = append(told, row[0])
			}
		}
	}
	slices.Sort(found)
	slices.Sort(told)
	if found = slices.Compact(found); !slices.Equal(found, told) {
		t.Errorf("the manual names %q, the program reads %q", told, found)
	}
}

func TestRoffEscapes(t *testing.T) {
	for s, want := range map[string]string{
		"--fix":     `\-\-fix`,
		`a\b`:       `a\eb`,
		".숨은 것":     `\&.숨은 것`,
		"'따옴표'":     `\(aq따옴표\(aq`,
		"~/x ^ `y`": `\(ti/x \(ha \(gay\(ga`,
	} {
		if got := line(s); got != want {
			t.Errorf("line(%q) = %q, want %q", s, got, want)
		}
	}
}
