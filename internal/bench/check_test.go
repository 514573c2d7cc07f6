package bench

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// flatNotes is how many notes the flat folder has: what one that is exported from
// elsewhere holds after some years.
const flatNotes = 38_000

// BenchmarkCheck is one whole run of the linter. The metric "x-read" is the ratio to
// reading the same files on one processor.
func BenchmarkCheck(b *testing.B) { wholeRuns(b, "--no-cache") }

// BenchmarkWarmCheck is BenchmarkCheck where an earlier run kept the index.
func BenchmarkWarmCheck(b *testing.B) {
	b.Setenv("XDG_CACHE_HOME", b.TempDir())
	wholeRuns(b)
}

func wholeRuns(b *testing.B, flags ...string) {
	vaults(b, func(b *testing.B, dir string) {
		_, _, read := notesOf(b, dir)
		args := append([]string{binary(b), "check", "."}, flags...)
		timed(b, dir, nil, args...)
		var runs []run
		for range b.N {
			runs = append(runs, timed(b, dir, nil, args...))
		}
		reportChecks(b, runs)
		b.ReportMetric(median(runs, wallMS)/(float64(read.Microseconds())/1000), "x-read")
	})
}

// BenchmarkCheckCores is the linter on one processor and on two, in turns. The metric
// "x-cores" is how many times faster two are.
func BenchmarkCheckCores(b *testing.B) {
	vaults(b, func(b *testing.B, dir string) {
		var one, two []run
		for range b.N {
			one = append(one, checks(b, dir, 1, "GOMAXPROCS=1")...)
			two = append(two, checks(b, dir, 1, "GOMAXPROCS=2")...)
		}
		b.ReportMetric(median(one, wallMS), "one-core-p50-ms")
		b.ReportMetric(median(two, wallMS), "two-cores-p50-ms")
		b.ReportMetric(median(one, wallMS)/median(two, wallMS), "x-cores")
		b.ReportMetric(median(two, cpuMS)/median(one, cpuMS), "x-cpu")
	})
}

// BenchmarkCheckFlat is the linter on a folder without folders, of notes of 4 KB and of
// short ones.
func BenchmarkCheckFlat(b *testing.B) {
	for _, sections := range []int{fullNote, 1} {
		dir := filepath.Join(b.TempDir(), "flat")
		if err := GenerateFlat(dir, flatNotes, sections); err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("notes=%d/sections=%d", flatNotes, sections), func(b *testing.B) {
			_, size, _ := notesOf(b, dir)
			reportChecks(b, checks(b, dir, min(b.N, 5)))
			b.ReportMetric(float64(size)/1e6, "notes-MB")
		})
	}
}

// checks runs the linter n times on a folder.
func checks(b *testing.B, dir string, n int, env ...string) []run {
	b.Helper()
	var out []run
	for range n {
		out = append(out, timed(b, dir, env, binary(b), "check", "--no-cache", "."))
	}
	return out
}

func reportChecks(b *testing.B, runs []run) {
	times := make([]time.Duration, len(runs))
	for i, r := range runs {
		times[i] = r.Wall
	}
	slices.Sort(times)
	b.ReportMetric(percentile(times, 0.5), "check-p50-ms")
	b.ReportMetric(median(runs, cpuMS), "cpu-ms")
	b.ReportMetric(median(runs, peak), "peak-MB")
}
