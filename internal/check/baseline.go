package check

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/text"
)

// An Entry is a line of a baseline: so many findings of a code about one thing in a
// note. It has no line number, so it holds wherever the finding moves to in its note.
type Entry struct {
	Path  string `json:"path"` // from the folder of the baseline, with slashes
	Code  string `json:"code"`
	About string `json:"about"`           // Finding.About
	Count int    `json:"count,omitempty"` // 0 for one
}

func (e Entry) String() string {
	s := fmt.Sprintf("%s: %q [%s]", text.OneLine(e.Path), e.About, text.OneLine(e.Code))
	if e.Count > 1 {
		s += fmt.Sprintf(", %d times", e.Count)
	}
	return s
}

func compareEntries(a, b Entry) int {
	return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Code, b.Code), cmp.Compare(a.About, b.About))
}

// baselineVersion is the number of the file format.
const baselineVersion = 1

// A baselineHead is the first line of a baseline.
type baselineHead struct {
	Tool    string `json:"baseline"`
	Version int    `json:"version"`
}

const baselineTool = "notes-lsp check"

// A baseline is how many findings are known.
type baseline struct {
	dir   string // of the file, absolute
	known map[identity]int
}

// readBaseline reads the file of --baseline; nil without.
func (p *plan) readBaseline() (*baseline, error) {
	if p.Baseline == "" {
		return nil, nil
	}
	src, err := readUpTo(p.Baseline, maxBaseline)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no baseline %s; --write-baseline %[1]s makes one", p.Baseline)
	case err != nil:
		return nil, fmt.Errorf("cannot read the baseline: %w", err)
	}
	b := &baseline{known: map[identity]int{}}
	if b.dir, err = realDir(p.Baseline); err != nil {
		return nil, err
	}
	return b, b.read(p.Baseline, src)
}

// maxBaseline is the size in bytes of the largest baseline that is read: some hundred
// thousand findings. A symlink to a device has no end.
const maxBaseline = 64 << 20

func readUpTo(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(src)) > limit {
		err = fmt.Errorf("%s has more than %d MiB", name, limit>>20)
	}
	return src, err
}

// read takes in the lines of a baseline. Of two lines about the same, as a merge may
// leave them, the larger number counts.
func (b *baseline) read(name string, src []byte) error {
	lines := bufio.NewScanner(bytes.NewReader(src))
	lines.Buffer(nil, len(src)+1)
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		if n == 1 {
			var head baselineHead
			if err := json.Unmarshal(line, &head); err != nil || head.Tool != baselineTool {
				return fmt.Errorf("%s is no baseline: its first line is not that of one", name)
			}
			if head.Version != baselineVersion {
				return fmt.Errorf("the baseline %s has version %d, and this program reads version %d; write it anew", name, head.Version, baselineVersion)
			}
			continue
		}
		if len(line) == 0 {
			continue
		}
		var e Entry
		if err := json.Unmarshal(line, &e); err != nil || e.Path == "" || e.Code == "" || e.Count < 0 {
			return fmt.Errorf("%s:%d is no line of a baseline; write the baseline anew", name, n)
		}
		id := identity{e.Path, e.Code, e.About}
		b.known[id] = max(b.known[id], e.Count, 1)
	}
	if len(src) == 0 {
		return fmt.Errorf("%s is no baseline: it is empty", name)
	}
	return lines.Err()
}

// realDir is the folder of a file, absolute and without symlinks: paths of findings are
// so, too.
func realDir(file string) (string, error) {
	abs, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(filepath.Dir(abs))
}

// identityFrom is what tells f apart in a baseline that lies in dir.
func (f Finding) identityFrom(dir string) identity {
	rel, err := filepath.Rel(dir, f.file)
	if err != nil {
		rel = f.file // on another drive
	}
	return identity{strings.ToValidUTF8(filepath.ToSlash(rel), "\ufffd"), f.Code, f.About}
}

// passOver takes the findings that the baseline knows out of the report, and says
// which of the baseline are not found any more, as far as that is known.
func (r *Report) passOver(b *baseline) {
	left := b.known
	r.Findings = slices.DeleteFunc(r.Findings, func(f Finding) bool {
		id := f.identityFrom(b.dir)
		if f.Code == badSetting || left[id] == 0 {
			return false
		}
		left[id]--
		r.Passed++
		return true
	})
	if r.plan.Since != "" || r.plan.StdinPath != "" {
		return // what is old was not looked for
	}
	for id, n := range left {
		if n > 0 && r.plan.shows(id.code) && r.covers(filepath.Join(b.dir, filepath.FromSlash(id.path))) {
			r.Stale = append(r.Stale, Entry{id.path, id.code, id.about, n})
		}
	}
	slices.SortFunc(r.Stale, compareEntries)
}

// writeBaseline moves the findings into the file of --write-baseline. Mistakes in the
// settings stay: while there are any, nothing else is to be relied on.
func (r *Report) writeBaseline() error {
	dir, err := realDir(r.plan.WriteBaseline)
	if err != nil {
		return err
	}
	counts := map[identity]int{}
	r.Findings = slices.DeleteFunc(r.Findings, func(f Finding) bool {
		if f.Code == badSetting {
			return false
		}
		counts[f.identityFrom(dir)]++
		r.Passed++
		return true
	})
	src, err := encodeBaseline(counts)
	if err != nil {
		return err
	}
	return ReplaceFile(r.plan.WriteBaseline, src, r.vaults...)
}

// encodeBaseline is the file of a baseline that knows so many of each.
func encodeBaseline(counts map[identity]int) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(baselineHead{baselineTool, baselineVersion}); err != nil {
		return nil, err
	}
	for _, entry := range sortedEntries(counts) {
		if err := e.Encode(entry); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

func sortedEntries(counts map[identity]int) []Entry {
	var out []Entry
	for id, n := range counts {
		if n == 1 {
			n = 0
		}
		out = append(out, Entry{id.path, id.code, id.about, n})
	}
	slices.SortFunc(out, compareEntries)
	return out
}
