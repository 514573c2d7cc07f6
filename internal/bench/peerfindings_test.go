package bench

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
)

// What both know: a link whose file is missing, and one whose heading is.
var (
	ourCodes  = []string{"no-such-note", "no-such-file", "case-mismatch", "outside-root", "no-such-heading"}
	peerRules = []string{"MD057", "MD051"}
)

// A spot is a line of a note, which is all that the two linters say alike.
type spot struct {
	path string // slashes, from the folder
	line int
}

// findings are the codes that a linter gives each line, sorted, and the first message.
type findings map[spot]told

type told struct{ codes, message string }

func (f findings) add(at spot, code, message string) {
	t, ok := f[at]
	if !ok {
		t.message = message
	}
	codes := append(strings.Fields(t.codes), code)
	slices.Sort(codes)
	t.codes = strings.Join(slices.Compact(codes), " ")
	f[at] = t
}

// ourFindings reads --format jsonl.
func ourFindings(b *testing.B, out []byte) findings {
	found := findings{}
	eachLine(b, out, func(line []byte) error {
		var p struct {
			Type, Path, Code, Message string
			Range                     struct{ Start struct{ Line int } }
		}
		err := json.Unmarshal(line, &p)
		if err == nil && p.Type == "problem" {
			found.add(spot{p.Path, p.Range.Start.Line}, p.Code, p.Message)
		}
		return err
	})
	return found
}

// peerFindings reads rumdl's json-lines.
func peerFindings(b *testing.B, dir string, out []byte) findings {
	found := findings{}
	eachLine(b, out, func(line []byte) error {
		var p struct {
			File, Rule, Message string
			Line                int
		}
		if err := json.Unmarshal(line, &p); err != nil {
			return err
		}
		if rel, err := filepath.Rel(dir, p.File); err == nil {
			p.File = rel
		}
		found.add(spot{filepath.ToSlash(p.File), p.Line}, p.Rule, p.Message)
		return nil
	})
	return found
}

func eachLine(b *testing.B, out []byte, read func([]byte) error) {
	b.Helper()
	for line := range bytes.Lines(out) {
		if err := read(line); err != nil {
			b.Fatalf("%v in %s", err, line)
		}
	}
}

// compareFindings prints how many lines both tell of, and how many one alone, by codes;
// the lines themselves go to a file beside the built binary.
func compareFindings(b *testing.B, dir string, ours, theirs findings) {
	b.Helper()
	spots := slices.Collect(maps.Keys(ours))
	for s := range theirs {
		if _, ok := ours[s]; !ok {
			spots = append(spots, s)
		}
	}
	slices.SortFunc(spots, func(a, b spot) int {
		return cmp.Or(strings.Compare(a.path, b.path), a.line-b.line)
	})
	var list bytes.Buffer
	counts, examples := map[[2]string]int{}, map[[2]string]spot{}
	for _, s := range spots {
		key := [2]string{ours[s].codes, theirs[s].codes}
		if counts[key]++; counts[key] == 1 {
			examples[key] = s
		}
		fmt.Fprintf(&list, "%s:%d\t%s\t%s\t%s\t%s\n", s.path, s.line, ours[s].codes, theirs[s].codes, ours[s].message, theirs[s].message)
	}
	file := filepath.Join(filepath.Dir(binary(b)), "peers-"+filepath.Base(dir)+".tsv")
	if err := os.WriteFile(file, list.Bytes(), 0o666); err != nil {
		b.Fatal(err)
	}
	fmt.Printf("\nlines with findings in %s (all of them: %s)\n", filepath.Base(dir), file)
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "lines\tnotes-lsp\trumdl\tas in")
	kinds := slices.SortedFunc(maps.Keys(counts), func(a, b [2]string) int {
		return cmp.Or(counts[b]-counts[a], strings.Compare(a[0]+a[1], b[0]+b[1]))
	})
	for _, k := range kinds {
		fmt.Fprintf(w, "%d\t%s\t%s\t%s:%d\n", counts[k], cmp.Or(k[0], "-"), cmp.Or(k[1], "-"), examples[k].path, examples[k].line)
	}
	w.Flush()
}
