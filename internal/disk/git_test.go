package disk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// git runs git in dir, with nothing of the user's or of a calling hook's
// settings, and returns its output split at NUL. Exit status 1 is "none".
func git(t *testing.T, dir, stdin string, args ...string) []string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		lacking(t, "the ignore rules were not compared with git, which is not installed")
	}
	settings := []string{"-c", "core.excludesFile=" + os.DevNull, "-c", "core.ignoreCase=false",
		"-c", "core.precomposeUnicode=false", "-c", "core.quotePath=false"}
	cmd := exec.Command("git", append(settings, args...)...)
	cmd.Dir = dir
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "GIT_") })
	cmd.Env = append(cmd.Env, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull)
	cmd.Stdin = strings.NewReader(stdin)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, &stderr)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
}

// atoms are what random patterns are made of, the wildcards over and over.
var atoms = []string{"a", "b", "ab", "docs", ".md", "keep", "한", "é", "/", "/", "/", "*", "*", "**", "**/", "/**", "/**/",
	"***", "?", "?", "[ab]", "[!a]", "[^b]", "[a-c]", "[]a]", "[a/b]", "[[:alpha:]]", "[!-~]", "[[:x", "[", "]", `\`, `\*`, `\/`, " ",
	`\ `, "#", "!", "-", "\t"}

// randomIgnoreFile makes a .gitignore file of a few lines.
func randomIgnoreFile(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(4) {
		if r.IntN(4) == 0 {
			b.WriteString("!")
		}
		for range 1 + r.IntN(5) {
			b.WriteString(atoms[r.IntN(len(atoms))])
		}
		b.WriteString([]string{"\n", "\n", "/\n", "\r\n", " \n"}[r.IntN(5)])
	}
	return b.String()
}

// TestIgnoredAsGit asks git check-ignore and Ignored the same questions. Each
// of many folders has random ignore files, in it and deeper; a few are written
// as people write them.
func TestIgnoredAsGit(t *testing.T) {
	const folders = 150
	r := rand.New(rand.NewPCG(17, 4))
	dir := t.TempDir()
	git(t, dir, "", "init", "-q")
	inner := []string{"a", "a/b", "a/b/ab", "b", "b/docs", "docs", "docs/a", "한é", "ab"}
	names := []string{"a", "b.md", "ab.md", "keep.md", "한.md", "é", "docs", "a b", "a-b", "!a", "b]", "abab.md", "a "}
	var questions []string
	for i := range folders {
		folder := fmt.Sprintf("%d", i)
		for _, name := range inner {
			write(t, dir, folder+"/"+name+"/", "")
			questions = append(questions, folder+"/"+name)
			for range 2 {
				questions = append(questions, folder+"/"+name+"/"+names[r.IntN(len(names))])
			}
		}
		for _, name := range names {
			questions = append(questions, folder+"/"+name)
		}
		content := randomIgnoreFile(r)
		if i < len(realistic) {
			content = realistic[i]
		}
		write(t, dir, folder+"/.gitignore", content)
		if i%3 == 0 {
			write(t, dir, folder+"/a/.gitignore", randomIgnoreFile(r))
			write(t, dir, folder+"/docs/.gitignore", randomIgnoreFile(r))
		}
	}
	ignored := map[string]bool{}
	for _, path := range git(t, dir, strings.Join(questions, "\x00"), "check-ignore", "--no-index", "-z", "--stdin") {
		ignored[path] = true
	}
	root := open(t, dir)
	wrong := 0
	for _, path := range questions {
		got := root.Ignored(path, Rules{})
		if got == ignored[path] {
			continue
		}
		if wrong++; wrong <= 20 {
			folder, _, _ := strings.Cut(path, "/")
			content, _ := os.ReadFile(filepath.Join(dir, folder, ".gitignore"))
			t.Errorf("Ignored(%q) = %v, git says %v; its .gitignore is %q", path, got, ignored[path], content)
		}
	}
	t.Logf("%d of %d answers differ from git, which ignores %d", wrong, len(questions), len(ignored))
}

var realistic = []string{
	"docs/**\n!docs/a\n", "*\n!*/\n!*.md\n", "*.md\n!keep.md\n", "/a\n", "docs/*\n!docs/a/\n",
	"/*\n!/a/\n/a/*\n!/a/b/\n", "[!k]*.md\n", "docs/**.md\n", "**/b\n", "a/**/*.md\n", "**\n!**/\n!**/keep.md\n",
	"a*/\n", "\xef\xbb\xbfb.md\r\n", "docs/\n!docs/a\n", "**/docs/**\n", "a/**/\n", "*b*\n", "?.md\n", "a**/b\n", "a/**\\/ab\n", "a.md\\\n", "b.md\x00x\n",
}

// TestWalkAsGit compares whole walks with git ls-files, from the top of a work
// tree and from a folder in it.
func TestWalkAsGit(t *testing.T) {
	r := rand.New(rand.NewPCG(18, 4))
	for range 8 {
		dir := t.TempDir()
		git(t, dir, "", "init", "-q")
		for _, folder := range []string{"", "a/", "a/b/", "docs/", "docs/a/", "docs/a/한/"} {
			for _, name := range []string{"a.md", "b.md", "keep.md", "ab", "b é.md"} {
				write(t, dir, folder+name, "")
			}
			if r.IntN(2) == 0 {
				write(t, dir, folder+".gitignore", randomIgnoreFile(r))
			}
		}
		write(t, dir, ".git/info/exclude", randomIgnoreFile(r))
		for _, at := range []string{"", "docs", "docs/a"} {
			at := filepath.Join(dir, filepath.FromSlash(at))
			want := git(t, at, "", "ls-files", "-z", "--others", "--exclude-standard")
			if folder, _ := filepath.Rel(dir, at); folder != "." && slices.Contains(git(t, dir, folder, "check-ignore", "-z", "--stdin"), folder) {
				continue // a work tree that ignores the root does not rule in it
			}
			want = slices.DeleteFunc(want, func(name string) bool {
				return name == "" || slices.ContainsFunc(strings.Split(name, "/"), isSkipped)
			})
			var got []string
			if _, err := open(t, at).Walk(context.Background(), Rules{}, func(e Entry) {
				if !e.Dir {
					got = append(got, e.ID)
				}
			}); err != nil {
				t.Fatal(err)
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("Walk = %q, git lists %q", got, want)
			}
		}
	}
}
