package check

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/batch"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// A damaged is a vault whose links led somewhere once.
type damaged struct {
	rng      *rand.Rand
	files    map[string]string
	headings map[string][]string
}

var (
	someFolders  = []string{"", "가/", "Docs/", "가/깊은 곳/"}
	someNames    = []string{"빵", "노트 하나", "Reading", "a-b", "쿠버네티스", "100%", "Ünïcode"}
	someHeadings = []string{"굽는 법", "Step One", "v1.2 & 끝", "🍞 반죽", "Same", "Same", "끝!"}
)

func pick[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }

// newDamaged makes a vault of which all links lead somewhere.
func newDamaged(rng *rand.Rand) *damaged {
	d := &damaged{rng, map[string]string{"그림/a b.png": "\x89PNG", "Docs/표.csv": ""}, map[string][]string{}}
	for i, name := range someNames {
		d.files[pick(rng, someFolders)+name+".md"] = ""
		if rng.IntN(4) == 0 {
			d.files[pick(rng, someFolders)+fmt.Sprintf("%s %d.md", name, i)] = ""
		}
	}
	for _, file := range slices.Sorted(maps.Keys(d.files)) {
		d.headings[file] = someHeadings[:1+rng.IntN(len(someHeadings)-1)]
	}
	for _, file := range slices.Sorted(maps.Keys(d.files)) {
		if path.Ext(file) != ".md" {
			continue
		}
		var b strings.Builder
		if rng.IntN(3) == 0 {
			b.WriteString("---\naliases: [별명 " + path.Base(file) + "]\n---\n")
		}
		for _, h := range d.headings[file] {
			fmt.Fprintf(&b, "## %s\n\n글 %d 😀\n", h, rng.IntN(1000))
			switch rng.IntN(12) {
			case 0:
				fmt.Fprintf(&b, "### 링크 %s\n\n[[#링크 %s]]\n\n", d.link(file), h)
			case 1:
				fmt.Fprintf(&b, "%s <!-- notes-lsp-ignore-line no-such-note -->\n\n", d.link(file))
			}
			for range rng.IntN(3) {
				b.WriteString(d.link(file) + " 그리고 " + d.link(file) + "\n\n")
			}
		}
		if rng.IntN(3) == 0 {
			fmt.Fprintf(&b, "| 표 | %s |\n| -- | -- |\n\n[쓰임]: %s\n\n[쓰임]\n", d.link(file), "<"+d.path(file)+">")
		}
		if rng.IntN(2) == 0 {
			fmt.Fprintf(&b, "\n[안 쓰임]: <%s>\n", d.path(file))
		}
		src := b.String()
		if rng.IntN(3) == 0 {
			src = strings.ReplaceAll(src, "\n", "\r\n")
		}
		if rng.IntN(5) == 0 {
			src = "\ufeff" + src
		}
		d.files[file] = src
	}
	return d
}

// path leads from a file to some other.
func (d *damaged) path(from string) string {
	to := pick(d.rng, slices.Sorted(maps.Keys(d.files)))
	rel, err := filepath.Rel(path.Dir(from), to)
	if err != nil {
		panic(err)
	}
	return filepath.ToSlash(rel)
}

func (d *damaged) link(from string) string {
	p := d.path(from)
	heading := pick(d.rng, d.headings[path.Join(path.Dir(from), p)])
	encoded := strings.NewReplacer("%", "%25", " ", "%20").Replace(p)
	fragment := ""
	if d.rng.IntN(3) == 0 && path.Ext(p) == ".md" {
		fragment = "#" + heading
	}
	slug := strings.ReplaceAll(strings.ToLower(fragment), " ", "-")
	switch name := strings.TrimSuffix(path.Base(p), ".md"); d.rng.IntN(5) {
	case 0:
		return "[[" + name + fragment + "]]"
	case 1:
		return "[[" + strings.TrimLeft(strings.TrimSuffix(p, ".md"), "./") + fragment + "|보기]]"
	case 2:
		return "![](" + encoded + ")"
	case 3:
		return "[글](<" + strings.ReplaceAll(p, "%", "%25") + slug + ">)"
	}
	return "[글](" + encoded + slug + ")"
}

// damage does something that breaks links.
func (d *damaged) damage() {
	files := slices.Sorted(maps.Keys(d.files))
	file := pick(d.rng, files)
	if file == ".notes-lsp.toml" {
		return
	}
	src := d.files[file]
	switch d.rng.IntN(6) {
	case 0: // moved
		if to := pick(d.rng, someFolders) + path.Base(file); d.files[to] == "" {
			delete(d.files, file)
			d.files[to] = src
		}
	case 1: // in another case
		base := path.Base(file)
		if base[0] >= 0x80 {
			return
		}
		delete(d.files, file)
		if up := strings.ToUpper(base[:1]) + base[1:]; up != base {
			base = up
		} else {
			base = strings.ToLower(base)
		}
		d.files[strings.TrimSuffix(file, path.Base(file))+base] = src
	case 2: // a heading renamed
		if h := d.headings[file]; len(h) > 0 {
			d.files[file] = strings.Replace(src, "## "+pick(d.rng, h), "## 새 "+pick(d.rng, someHeadings), 1)
		}
	case 3: // deleted
		if len(files) > 5 {
			delete(d.files, file)
		}
	case 4: // encoded twice
		d.files[file] = strings.Replace(src, "%20", "%2520", 1)
	case 5: // misspelt
		if i := strings.Index(src, "]("); i > 0 {
			d.files[file] = src[:i+2] + "x" + src[i+2:]
		}
	}
}

// write makes the folder hold the files of d.
func (d *damaged) write(t *testing.T, dir string) {
	t.Helper()
	for _, name := range filesIn(t, dir) {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for name, src := range d.files {
		if err := os.MkdirAll(filepath.Join(dir, path.Dir(name)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(src), 0o640); err != nil {
			t.Fatal(err)
		}
	}
}

// filesIn are the files of a vault, without git's.
func filesIn(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.Name() == ".git":
			return fs.SkipDir
		case e.IsDir():
			return nil
		}
		rel, err := filepath.Rel(dir, p)
		out = append(out, filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func contentsOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, name := range filesIn(t, dir) {
		src, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o640 {
			t.Errorf("%s has the mode %v, want 0640", name, info.Mode())
		}
		out[name] = string(src)
	}
	return out
}

// report runs a check that prints JSON.
func report(t *testing.T, o Options) jsonReport {
	t.Helper()
	o.Format = "json"
	var out, log bytes.Buffer
	if code := Run(t.Context(), o, Streams{Out: &out, Log: &log}); code == Unusable {
		t.Fatalf("%+v: %s", o, &log)
	}
	var r jsonReport
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false"}, args...)...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %q: %v\n%s", args, err, out)
	}
}

// Whatever has become of a vault, mending it brings no problem, changes nothing but
// what it tells of, does what its diff says, and leaves nothing to be mended.
func TestFixNeverMakesThingsWorse(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		lacking(t, "there is no git")
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	git(t, dir, "init", "-q")
	mended := map[string]int{}
	for seed := range uint64(24) {
		rng := rand.New(rand.NewPCG(seed, 7))
		d := newDamaged(rng)
		if seed%2 == 0 {
			// What is off, or a matter of taste, must not come up either.
			d.files[".notes-lsp.toml"] = "[problems]\norphan-note = \"hint\"\nunused-ignore = \"hint\"\nduplicate-heading-anchor = \"hint\"\nunlinked-mention = \"hint\"\n"
		}
		d.write(t, dir)
		git(t, dir, "add", "-A")
		git(t, dir, "commit", "-q", "-m", "x", "--allow-empty")
		for range 1 + rng.IntN(6) {
			d.damage()
		}
		d.write(t, dir)
		if rng.IntN(2) == 0 {
			git(t, dir, "add", "-A")
			git(t, dir, "commit", "-q", "-m", "y", "--allow-empty")
		}
		o := Options{Unsafe: seed%3 == 0}
		if seed%4 == 0 {
			o.Paths = []string{"."}
			o.Only = []string{"no-such-note", "no-such-heading"}
		}
		checkFix(t, seed, dir, o, mended)
	}
	for _, code := range []string{"no-such-note", "no-such-file", "no-such-heading", "case-mismatch"} {
		if mended[code] == 0 {
			t.Errorf("%d problems %s were mended in all: the vaults are not damaged enough", mended[code], code)
		}
	}
	t.Log(mended)
}

func checkFix(t *testing.T, seed uint64, dir string, o Options, mended map[string]int) {
	t.Helper()
	plain := Options{Paths: o.Paths}
	before, was := report(t, plain), contentsOf(t, dir)
	diff := diffOf(t, o)
	if now := contentsOf(t, dir); !maps.Equal(now, was) {
		t.Fatalf("%d: --diff has changed something", seed)
	}
	fix := o
	fix.Fix = true
	fixed := report(t, fix)
	after, is := report(t, plain), contentsOf(t, dir)
	for _, f := range fixed.Fixed {
		mended[f.Code]++
	}
	checkNotWorse(t, seed, before, after, fixed.Fixed)
	checkNothingElse(t, seed, was, is, fixed.Fixed)
	if len(fixed.Fixed) == 0 != maps.Equal(was, is) {
		t.Errorf("%d: %d are told to be mended, and the notes are the same: %v", seed, len(fixed.Fixed), maps.Equal(was, is))
	}
	if again := report(t, fix); len(again.Fixed) > 0 || !maps.Equal(contentsOf(t, dir), is) {
		t.Errorf("%d: mended once more: %+v", seed, again.Fixed)
	}
	if diff != "" {
		cmd := exec.Command("git", "apply", "-R", "--whitespace=nowarn", "-")
		cmd.Stdin = strings.NewReader(diff)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%d: git apply -R: %v\n%s\n%s", seed, err, out, diff)
		}
		for name, src := range contentsAnyMode(t, dir) {
			if src != was[name] {
				t.Errorf("%d: %s is %q after the diff is taken back, want %q", seed, name, src, was[name])
			}
		}
	}
}

func contentsAnyMode(t *testing.T, dir string) map[string]string {
	t.Helper()
	for _, name := range filesIn(t, dir) {
		if err := os.Chmod(filepath.Join(dir, name), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	return contentsOf(t, dir)
}

func diffOf(t *testing.T, o Options) string {
	t.Helper()
	o.Diff = true
	var out, log bytes.Buffer
	if code := Run(t.Context(), o, Streams{Out: &out, Log: &log}); code == Unusable || out.Len() > 0 && code != Found {
		t.Fatalf("--diff: %d\n%s%s", code, &out, &log)
	}
	return out.String()
}

// checkNotWorse looks for problems that were not there. Without removals lines stay.
func checkNotWorse(t *testing.T, seed uint64, before, after jsonReport, fixed []jsonFixed) {
	t.Helper()
	removed := slices.ContainsFunc(fixed, func(f jsonFixed) bool { return f.Is == "" })
	count := func(r jsonReport) map[string]int {
		out := map[string]int{}
		for _, p := range r.Problems {
			key := fmt.Sprint(p.Path, ":", p.Range.Start.Line, " ", p.Code)
			if removed {
				key = fmt.Sprint(p.Path, " ", p.Code)
			}
			out[key]++
		}
		return out
	}
	was := count(before)
	for key, n := range count(after) {
		if n > was[key] {
			t.Errorf("%d: %d times %s, %d before; mended were %+v", seed, n, key, was[key], fixed)
		}
	}
	if len(after.Problems) > len(before.Problems)-len(fixed) {
		t.Errorf("%d: of %d problems %d are mended and %d left", seed, len(before.Problems), len(fixed), len(after.Problems))
	}
}

// checkNothingElse compares the notes line by line: without removals only those change
// that something is told of, and these keep what is around the link.
func checkNothingElse(t *testing.T, seed uint64, was, is map[string]string, fixed []jsonFixed) {
	t.Helper()
	told := map[string][]jsonFixed{}
	for _, f := range fixed {
		if src := was[f.Path]; !strings.HasPrefix(src[f.Range.Start.Offset:], f.Was) {
			t.Errorf("%d: %s:%d does not say %q", seed, f.Path, f.Range.Start.Line, f.Was)
		}
		key := fmt.Sprint(f.Path, ":", f.Range.Start.Line)
		told[key] = append(told[key], f)
		if f.Is == "" {
			told[f.Path] = append(told[f.Path], f)
		}
	}
	for name, src := range was {
		if told[name] != nil {
			continue
		}
		old, now := strings.SplitAfter(src, "\n"), strings.SplitAfter(is[name], "\n")
		if len(old) != len(now) {
			t.Errorf("%d: %s has %d lines, had %d", seed, name, len(now), len(old))
			continue
		}
		for i := range old {
			list := told[fmt.Sprint(name, ":", i+1)]
			if old[i] != now[i] && len(list) == 0 && !strings.HasPrefix(old[i], "#") {
				t.Errorf("%d: %s:%d: %q is %q, and nothing is told of it", seed, name, i+1, old[i], now[i])
			}
			if len(list) == 1 && list[0].Guess == false && strings.Count(old[i], list[0].Was) == 1 && strings.Replace(old[i], list[0].Was, list[0].Is, 1) != now[i] {
				t.Errorf("%d: %s:%d: %q is %q, told is %q for %q", seed, name, i+1, old[i], now[i], list[0].Is, list[0].Was)
			}
		}
	}
}

// A note that someone writes to while it is mended is left, and told of.
func TestFixLeavesWhatChangedMeanwhile(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	for name, src := range map[string]string{"빵.md": "# 🍞\n", "가.md": "한글 [x](빵.MD)\n", "나.md": "😀 [x](빵.MD)\n"} {
		if err := os.WriteFile(name, []byte(src), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	v, err := batch.Load(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	p, err := Options{Fix: true}.plan()
	if err != nil {
		t.Fatal(err)
	}
	f := &fixer{p: p, view: viewer{v: v, snap: v.Snap}, isNew: everyProblem, past: newHistory(v), left: map[vault.NoteID]bool{}, chosen: []vault.NoteID{"가.md", "나.md", "빵.md"}}
	if err := f.rounds(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("가.md", []byte("다른 글\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	why := f.refused()
	if len(why) != 1 || !strings.Contains(why[0].Error(), "가.md has changed on disk since it was read") || !f.left["가.md"] {
		t.Fatalf("refused = %v", why)
	}
	if err := f.rounds(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := f.commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"가.md": "다른 글\n", "나.md": "😀 [x](빵.md)\n"} {
		if got, err := os.ReadFile(name); err != nil || string(got) != want {
			t.Errorf("%s is %q, %v, want %q", name, got, err, want)
		}
	}
}

func TestChain(t *testing.T) {
	all := []step{{"노트.md", "b", "c"}, {"노트.md", "x", "y"}, {"노트.md", "a", "b"}, {"노트.md", "000", "a"}}
	for _, test := range []struct {
		now  string
		want []string
	}{{"c", []string{"b", "a"}}, {"?", []string{"c", "b", "a"}}} {
		if got := chain(all, func(blob string) bool { return blob == test.now }); !slices.Equal(got, test.want) {
			t.Errorf("chain from %s = %q, want %q", test.now, got, test.want)
		}
	}
	if got := chain(nil, func(string) bool { return true }); got != nil {
		t.Errorf("chain of nothing = %q", got)
	}
}
