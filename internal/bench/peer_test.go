package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
)

// rounds is how often each linter runs cold and warm: once each in every round, so that
// what else the machine does meets both.
const rounds = 7

// peer is rumdl, a linter for Markdown and language server of our size; PEER names the
// folder that npm installed it to. Its own program is measured, not the script before it.
func peer(b *testing.B) string {
	dir := os.Getenv("PEER")
	found, err := filepath.Glob(filepath.Join(dir, "node_modules", "@rumdl", "cli-*", "rumdl*"))
	if dir == "" || err != nil || len(found) != 1 {
		b.Skipf("no rumdl in PEER=%q: make bench-peers fetches it", dir)
	}
	return found[0]
}

// peerFolders are the folders in NOTES, or a generated one.
func peerFolders(b *testing.B) []string {
	dirs := strings.Fields(os.Getenv("NOTES"))
	if len(dirs) == 0 {
		dir := filepath.Join(b.TempDir(), "generated")
		if err := Generate(dir, 3000); err != nil {
			b.Fatal(err)
		}
		dirs = []string{dir}
	}
	return dirs
}

// A linter is one way to run one of the two.
type linter struct {
	name string
	args []string
	// env keeps its cache, if it has one, in a folder of its own: cold ones have an empty
	// folder for each run.
	env  func() []string
	runs []run
}

// linters are both, cold and warm, made to find broken links and anchors and nothing
// else. Cold is without what an earlier run left; the files are in memory all the same.
func linters(b *testing.B) []*linter {
	ours := []string{binary(b), "check", "--format", "jsonl", "--only", strings.Join(ourCodes, ","), "."}
	theirs := []string{peer(b), "check", "--no-config", "--output-format", "json-lines", "--enable", strings.Join(peerRules, ",")}
	warm := b.TempDir()
	cold := func() []string { return []string{"XDG_CACHE_HOME=" + b.TempDir()} }
	kept := func() []string { return []string{"XDG_CACHE_HOME=" + warm} }
	return []*linter{
		{name: "notes-lsp cold", args: ours, env: cold},
		{name: "rumdl cold", args: slices.Concat(theirs, []string{"--no-cache", "."}), env: cold},
		{name: "notes-lsp warm", args: ours, env: kept},
		{name: "rumdl warm", args: slices.Concat(theirs, []string{"--cache-dir", filepath.Join(warm, "rumdl"), "."}), env: kept},
	}
}

// BenchmarkPeerCheck runs both linters side by side: time, memory and what they find.
func BenchmarkPeerCheck(b *testing.B) {
	for _, dir := range peerFolders(b) {
		all := linters(b)
		for round := range rounds + 1 {
			for _, l := range all {
				r := timed(b, dir, l.env(), l.args...)
				if round > 0 { // the first fills caches, the system's too
					l.runs = append(l.runs, r)
				}
			}
		}
		fmt.Printf("\n== check %s, medians of %d runs\n", filepath.Base(dir), rounds)
		w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintln(w, "\twall ms\tof rumdl's\tcpu ms\tof rumdl's\tpeak MB\tof rumdl's\t")
		for i, l := range all {
			of := all[i|1].runs
			fmt.Fprintf(w, "%s\t%.0f\t%.2f\t%.0f\t%.2f\t%.0f\t%.2f\t\n", l.name,
				median(l.runs, wallMS), median(l.runs, wallMS)/median(of, wallMS),
				median(l.runs, cpuMS), median(l.runs, cpuMS)/median(of, cpuMS),
				median(l.runs, peak), median(l.runs, peak)/median(of, peak))
		}
		w.Flush()
		compareFindings(b, dir, ourFindings(b, all[0].runs[0].Stdout), peerFindings(b, dir, all[1].runs[0].Stdout))
		b.ReportMetric(median(all[0].runs, wallMS)/median(all[1].runs, wallMS), filepath.Base(dir)+"-wall-of-rumdl")
		b.ReportMetric(median(all[0].runs, peak)/median(all[1].runs, peak), filepath.Base(dir)+"-peak-of-rumdl")
	}
}
